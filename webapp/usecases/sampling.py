"""Draws repeated (审计): every lot that was drawn, drawn again from the records as they are now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from webapp.domain.actor import Permission
from webapp.domain.ids import UnitId
from webapp.domain.sampling import drawn, fingerprint
from webapp.store import audit_list, ledgers, people
from webapp.usecases.act import Act, reads
from webapp.usecases.ports.power import DRAWN
from webapp.usecases.views.office import DrawRow


@reads(Permission.READ_AUDIT)
def repeat_draws(act: Act) -> tuple[DrawRow, ...]:
    """This function will draw every recorded lot again, the oldest first; no name and no content is read."""
    found = ((row.entry.at, row.entry.facts[DRAWN]) for row in audit_list.noting(act.tx, DRAWN))
    return tuple(_again(act, at, facts) for at, noted in found for facts in _by_unit(noted))


def _by_unit(noted: object) -> tuple[Mapping[str, object], ...]:
    """Entries of earlier versions hold one unit's draw, today's a list with one for each unit."""
    each = noted if isinstance(noted, list | tuple) else [noted]
    return tuple(one for one in each if isinstance(one, Mapping))


def _formerly(facts: Mapping[str, object]) -> tuple[UnitId, ...]:
    found = facts.get("formerly")  # what the unit was called before, where it had another name
    return tuple(UnitId(str(one)) for one in found) if isinstance(found, list | tuple) else ()


def _again(act: Act, at: dt.datetime, facts: Mapping[str, object]) -> DrawRow:
    unit, lot, size = UnitId(str(facts["unit"])), str(facts["lot"]), int(str(facts["size"]))
    first, last = (dt.date.fromisoformat(str(facts[name])) for name in ("first", "last"))
    now = ledgers.served_ids(act.tx, unit, *_formerly(facts), first=first, last=last)
    among = facts.get("among")  # drawn from chosen records; why these stays sealed
    if isinstance(among, list | tuple):
        now = tuple(one for one in now if one in set(among))
    written = facts["picked"]
    picked = tuple(str(one) for one in written) if isinstance(written, list | tuple) else ()
    return DrawRow(
        chosen=among is not None,
        lot=lot,
        unit=people.directory(act.tx).unit_name(unit),
        at=at,
        population=int(str(facts["population"])),
        population_now=len(now),
        picked=picked,
        same_population=fingerprint(now) == facts["fingerprint"],
        same_picked=drawn(now, lot=lot, size=size) == picked,
    )
