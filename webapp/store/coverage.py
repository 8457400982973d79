"""Coverage: for every subject of the yearly rounds of a year how its case stands, in one statement; and which one sees.

How a round stood at its lock is what counts for it from then on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, RoomId
from webapp.domain.sights import Viewer
from webapp.store import keys
from webapp.store.cycles import note_of
from webapp.store.db import Tx
from webapp.store.rounds import STANDS, WITH_CASES
from webapp.store.tables import activity, application, case, cycle_run, task
from webapp.store.visibility import by, checked, visible

_YEAR = b("year", type_=sa.Text)
_OURS = cycle_run.c.process.in_(b("processes", expanding=True))
_FIELDS = ("process", "start_event", "period", "subject_kind", "subject_id", "case_id", "reason", "reason_by")
_ROWS = checked(
    sa.select(
        *(cycle_run.c[name] for name in (*_FIELDS, "reason_at", "next_try_at", "locked_as", "note", "version")),
        cycle_run.c.measure,
        case.c.room_id,
        STANDS.label("standing"),
    )
    .select_from(WITH_CASES)
    .where(_OURS, cycle_run.c.period.like(_YEAR))
    .order_by(cycle_run.c.period),
    "how each head's yearly cases stand, and in which room, for who may see coverage or statistics: no word of a case",
)
_SEEN = visible(
    sa.select(case.c.id, case.c.number).where(
        case.c.process.in_(b("processes", expanding=True)), case.c.period.like(_YEAR)
    )
)


def _of_year(found: sa.Table, *which: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Rows of a table about yearly cases of some processes."""
    yearly = case.c.process.in_(b("processes", expanding=True)), case.c.period.like(_YEAR)
    return sa.select(found.c.case_id).join(case, case.c.id == found.c.case_id).where(*which, *yearly)


_ENDED = checked(
    _of_year(application, application.c.kind == "early_ending", application.c.status == "granted").add_columns(
        application.c.facts
    ),
    "why yearly cases came to an early end: the code alone",
)
_PARTS = checked(
    _of_year(task, task.c.element == "close_part", task.c.completed_by.is_not(None)),
    "whether the part served was closed before a yearly case came to its early end: that it was, no word of it",
)
"""What went to another organ (移交) is not among them: nobody here did anything for the year."""
_HEADLESS = checked(
    _of_year(activity, activity.c.element == "no_head"),
    "which yearly cases of units ended because nobody heads the unit: that they did, no word of them",
)


_SHOWN = ("room_id", "standing", "locked_as", "reason_at", "next_try_at")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one subject stands in one round; `standing` as it is now, `locked_as` as it was at the lock."""

    process: str
    start_event: str
    period: str
    subject_kind: str
    subject_id: str
    case_id: CaseId | None
    room_id: RoomId | None
    standing: str
    locked_as: str | None
    reason: str | None
    note: str | None
    reason_by: str | None
    reason_at: dt.datetime | None
    next_try_at: dt.datetime | None


def of_year(tx: Tx, year: int, *, processes: Sequence[str]) -> tuple[Standing, ...]:
    """This function will give how every subject stands in the rounds of a year."""
    key = keys.office(tx)
    rows = tx.execute(_ROWS, {"year": f"{year}%", "processes": list(processes)})
    return tuple(
        Standing(
            **{name: row._mapping[name] for name in (*_FIELDS, *_SHOWN)},
            note=None if row.note is None else note_of(key, row),
        )
        for row in rows
    )


def seen(tx: Tx, viewer: Viewer, year: int, *, processes: Sequence[str]) -> Mapping[str, str | None]:
    """This function will give those cases that the viewer may see, each with its number."""
    found = tx.execute(_SEEN, by(viewer) | {"year": f"{year}%", "processes": list(processes)})
    return {row.id: row.number for row in found}


def ended_for(tx: Tx, year: int, *, processes: Sequence[str]) -> Mapping[str, str]:
    """This function will give the reason of each early ending, by case."""
    rows = tx.execute(_ENDED, {"year": f"{year}%", "processes": list(processes)})
    return {row.case_id: str(row.facts.get("reason")) for row in rows}


def parts_closed(tx: Tx, year: int, *, processes: Sequence[str]) -> frozenset[CaseId]:
    """This function will give the cases in which the part that a leaver served was closed (办结任职期间部分)."""
    rows = tx.execute(_PARTS, {"year": f"{year}%", "processes": list(processes)})
    return frozenset(CaseId(row.case_id) for row in rows)


def headless(tx: Tx, year: int, *, processes: Sequence[str]) -> frozenset[CaseId]:
    """This function will give the cases of units that ended without being done, as nobody headed the unit."""
    rows = tx.execute(_HEADLESS, {"year": f"{year}%", "processes": list(processes)})
    return frozenset(CaseId(row.case_id) for row in rows)
