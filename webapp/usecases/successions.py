"""A unit that goes on under another name (更名, or one unit set up in the place of one): its year is one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping

from webapp.domain.ids import UnitId
from webapp.domain.population import Place
from webapp.domain.reporting import reach_of
from webapp.domain.roster import Post
from webapp.store import people
from webapp.usecases.act import Act

Chains = Mapping[UnitId, UnitId]
"""What a unit was before, by what it is now."""


def renamed(act: Act) -> Chains:
    """This function will give the units that go on, alone, what alone one unit was before; a merger is none."""
    units = people.directory(act.tx).units
    rows = people.successions(act.tx, on=act.today)
    olds, news = (Counter(row[place] for row in rows) for place in (0, 1))
    return {
        new: old
        for old, new, on in rows
        if olds[old] == 1 and news[new] == 1 and new in units and units[new].from_on == on
    }


def was(chains: Chains, unit: UnitId) -> Iterator[UnitId]:
    """This function will give a unit and what it was before, the newest first."""
    seen = set[UnitId]()
    found: UnitId | None = unit
    while found is not None and found not in seen:
        seen.add(found)
        yield found
        found = chains.get(found)


def now_is(chains: Chains, unit: UnitId) -> UnitId:
    """This function will give what a unit is now."""
    later = {old: new for new, old in chains.items()}
    seen = {unit}
    while (new := later.get(unit)) is not None and new not in seen:
        seen.add(new)
        unit = new
    return unit


def reach(act: Act, units: Iterable[UnitId]) -> frozenset[UnitId]:
    """This function will give the units that a resident leader in these units reports on: them and those below.

    A unit that got another name is meant under each of its names: heads who left before stand under the old one.
    """
    chains = renamed(act)
    every = [name for unit in units for name in was(chains, now_is(chains, unit))]
    return reach_of(people.directory(act.tx), every)


def once(chains: Chains, found: Collection[Place], known: Container[tuple[str, str]] = ()) -> tuple[Place, ...]:
    """This function will give a round's places with one for each unit, whatever it was called in the year.

    That is the name with which it stands in the round (`known`), before it does, the one of now.
    """
    units = {UnitId(place.id): place for place in found if place.kind == "unit"}
    stands = {name: _stands(list(was(chains, now_is(chains, name))), units, known) for name in units}
    return tuple(place for place in found if place.kind != "unit" or stands[UnitId(place.id)] == place.id)


def gone_on(chains: Chains, held: Iterable[Post]) -> tuple[Post, ...]:
    """This function will give posts with one for each that went on, day after day, under a unit's new name."""
    found: list[Post] = []
    for post in sorted(held, key=lambda one: one.from_on):
        before = next((one for one in found if _goes_on(chains, one, post)), None)
        if before is None:
            found.append(post)
        else:
            found[found.index(before)] = dataclasses.replace(post, from_on=before.from_on)
    return tuple(found)


def _goes_on(chains: Chains, before: Post, post: Post) -> bool:
    """The roster ends a post the day before its unit's new name and begins it anew (更名)."""
    same = (before.person_id, before.title, before.is_head) == (post.person_id, post.title, post.is_head)
    followed = before.until_on is not None and before.until_on + dt.timedelta(days=1) == post.from_on
    return same and followed and chains.get(post.unit_id) == before.unit_id


def _stands(names: list[UnitId], units: Mapping[UnitId, Place], known: Container[tuple[str, str]]) -> UnitId:
    listed = [name for name in names if ("unit", name) in known]
    there = [name for name in names if name in units]
    included = [name for name in there if units[name].included]
    return [*listed, *included, *there][0]
