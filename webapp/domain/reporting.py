"""On whom a special report is written (domain section 4.3): a secretary reports on all heads of the area.

A resident leader reports on those of the unit of the own post and of the units under it.
"""

from __future__ import annotations

from collections.abc import Iterable

from webapp.domain.ids import UnitId
from webapp.domain.roster import Directory, Post


def reach_of(names: Directory, units: Iterable[UnitId | None]) -> frozenset[UnitId]:
    """This function will give the units whose heads a resident leader with posts in these units reports on."""
    found = set[UnitId]()
    wanted = {unit for unit in units if unit is not None}
    while wanted:
        found |= wanted
        wanted = {one.id for one in names.units.values() if one.parent_id in wanted} - found
    return frozenset(found)


def is_reported_on(post: Post, reach: frozenset[UnitId] | None) -> bool:
    """This function will tell whether whoever holds a post is reported on; no reach is that of a secretary: all."""
    return post.is_head and (reach is None or post.unit_id in reach)
