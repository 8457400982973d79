"""Yearly and other cycles: one row per measure, start, period and subject, however often and by however many opened."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.cycles import Occurrence
from webapp.domain.ids import CaseId
from webapp.store import keys
from webapp.store.bound import MARK
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import cycle, cycle_due, cycle_run
from webapp.store.vault import DataKey, Place
from webapp.store.writing import insert_once

PLANNED, BEGUN = "planned", "cycle"
"""Under these words the opening of a planned case and the beginning of a period are noted before (`attempts`)."""
_FIRST_PAUSE, _LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(days=1)
_KEY = ("measure", "start_event", "period", "subject_kind", "subject_id")
_FIELDS = (
    *("process", *_KEY, "case_id", "state", "late", "reason", "at", "attempts", "next_try_at"),
    *("reason_by", "reason_at", "locked_as", "version"),
)
_PLAN = insert_once(cycle_run)
_MINE = sa.and_(*[cycle_run.c[name] == b(f"of_{name}") for name in _KEY])
_TAKE = sa.update(cycle_run).where(_MINE, cycle_run.c.state == "planned").values(state="opened")
_PUT_OFF = (
    sa.update(cycle_run).where(_MINE).values(attempts=b("tries"), next_try_at=b("next")).execution_options(**MARK)
)
_OPENED = sa.update(cycle_run).where(_MINE).values(case_id=b("case"), state="opened")
_REASON = (
    sa.update(cycle_run)
    .where(_MINE)
    .values(
        state=b("new_state"),
        reason=b("why"),
        note=b("new_note"),
        reason_by=b("by"),
        reason_at=b("written_at", type_=cycle_run.c.at.type),
        version=b("new_version"),
    )
)
_AT_ONCE = (
    sa.update(cycle_run)
    .where(
        cycle_run.c.process == b("of_process"),
        cycle_run.c.period == b("of_period"),
        cycle_run.c.state == "planned",
        cycle_run.c.attempts > 0,
    )
    .values(next_try_at=None)
    .execution_options(**MARK)
)
_OF_PERIOD = (
    sa.select(*(cycle_run.c[name] for name in (*_FIELDS, "note")))
    .where(cycle_run.c.measure == b("of_measure"), cycle_run.c.period == b("of_period"))
    .order_by(cycle_run.c.start_event, cycle_run.c.subject_id)
)
_TO_OPEN = (
    sa.select(cycle_run)
    .where(cycle_run.c.state == "planned")
    .where(sa.or_(cycle_run.c.next_try_at.is_(None), cycle_run.c.next_try_at <= b("now", type_=cycle_run.c.at.type)))
    .order_by(cycle_run.c.at, cycle_run.c.subject_id)
    .limit(b("size", type_=sa.Integer))
)
_COVERAGE = (
    sa.select(cycle_run).where(cycle_run.c.period.like(b("period", type_=sa.Text))).order_by(cycle_run.c.measure)
)
_FIRE = insert_once(cycle_due)
_NOTED = sa.select(cycle_due.c.period).where(
    cycle_due.c.process == b("of_process"), cycle_due.c.start_event == b("of_start")
)
_BEGIN = insert_once(cycle)
_END = sa.delete(cycle).where(
    cycle.c.process == b("of_process"), cycle.c.start_event.not_in(b("starts", expanding=True))
)
_RUNNING = sa.select(cycle).order_by(cycle.c.process, cycle.c.start_event)


@dataclass(frozen=True, kw_only=True)
class Running:
    """A cyclic start of a process in force, and since when its instants count."""

    process: str
    start_event: str
    since: dt.datetime


@dataclass(frozen=True, kw_only=True)
class CycleRow:
    """A subject's place in a period: planned, opened (its case), or missing with a reason; reasons are codes."""

    process: str
    measure: str
    start_event: str
    period: str
    subject_kind: str
    subject_id: str
    case_id: CaseId | None = None
    state: str = "planned"
    late: bool = False
    reason: str | None = None
    at: dt.datetime
    attempts: int = 0
    next_try_at: dt.datetime | None = None
    reason_by: str | None = None
    reason_at: dt.datetime | None = None
    locked_as: str | None = None
    version: int = 0
    note: str | None = None

    @property
    def name(self) -> str:
        """Why the row's case exists: the case's key."""
        return f"{self.measure}:{self.start_event}:{self.period}:{self.subject_id}"

    @property
    def key(self) -> dict[str, str]:
        """The unique key as parameters."""
        return {f"of_{name}": getattr(self, name) for name in _KEY}


def follow(tx: Tx, process: str, *, starts: Sequence[str], now: dt.datetime) -> None:
    """This function will let the instants of a process's cyclic starts count: those of new ones from now on.

    Starts that the version in force has no more count no longer.
    """
    tx.execute(_END, {"of_process": process, "starts": list(starts)})
    if starts:
        tx.execute(_BEGIN, [{"process": process, "start_event": one, "since": now} for one in starts])


def running(tx: Tx) -> tuple[Running, ...]:
    """This function will give the cyclic starts in force."""
    rows = tx.execute(_RUNNING)
    return tuple(Running(process=row.process, start_event=row.start_event, since=row.since) for row in rows)


def plan(tx: Tx, rows: Iterable[CycleRow]) -> int:
    """This function will plan cases for subjects of a period and give how many were not planned before.

    A row with a reason is noted as missing from the start; its words are sealed.
    """
    fields = [_values(tx, one) for one in rows]
    return max(tx.execute(_PLAN, fields).rowcount, 0) if fields else 0


def _values(tx: Tx, one: CycleRow) -> dict[str, object]:
    return {name: getattr(one, name) for name in _FIELDS} | {"note": _seal(tx, one)}


def _seal(tx: Tx, one: CycleRow) -> bytes | None:
    return keys.office(tx).seal(_place(one.name, one.version), one.note.encode()) if one.note else None


def _place(name: str, version: int) -> Place:
    return Place(table="cycle_run.note", row=name, version=version)


def take(tx: Tx, one: CycleRow) -> bool:
    """This function will give a planned row to one worker for its transaction; False when another had it."""
    return tx.execute(_TAKE, one.key).rowcount == 1


def put_off(tx: Tx, one: CycleRow, *, now: dt.datetime) -> int:
    """This function will try a row again after a growing pause (to a day) and give how often it failed by now."""
    pause = min(_FIRST_PAUSE * 2 ** min(one.attempts, 20), _LONGEST_PAUSE)
    tx.execute(_PUT_OFF, one.key | {"tries": one.attempts + 1, "next": now + pause})
    return one.attempts + 1


def opened(tx: Tx, one: CycleRow, *, case_id: CaseId) -> None:
    """This function will note the case that was opened for a row."""
    tx.execute(_OPENED, one.key | {"case": case_id})


def excuse(
    tx: Tx, one: CycleRow, *, state: str, reason: str, note: str = "", by: str | None = None, now: dt.datetime
) -> None:
    """This function will note why a row has no case: a code of the office's list, sealed words, who wrote it."""
    new = dataclasses.replace(one, version=one.version + 1, note=note or None)
    row = {"new_state": state, "why": reason, "by": by, "written_at": now, "new_version": new.version}
    tx.execute(_REASON, one.key | row | {"new_note": _seal(tx, new)})


def plan_again(tx: Tx, one: CycleRow) -> None:
    """This function will plan a row that was missing with a reason again; the reason goes."""
    empty = {"why": None, "by": None, "written_at": None, "new_note": None, "new_version": one.version + 1}
    tx.execute(_REASON, one.key | empty | {"new_state": "planned"})


def try_at_once(tx: Tx, process: str, *, period: str) -> None:
    """This function will let the cases that could not be opened be tried now."""
    tx.execute(_AT_ONCE, {"of_process": process, "of_period": period})


def to_open(tx: Tx, *, now: dt.datetime, limit: int = 100) -> tuple[CycleRow, ...]:
    """This function will give planned rows that have no case yet and are due to be tried, the earliest first."""
    return tuple(_row(row) for row in tx.execute(_TO_OPEN, {"now": now, "size": limit}))


def of_period(tx: Tx, measure: str, *, period: str) -> tuple[CycleRow, ...]:
    """This function will give all rows of a measure and period."""
    key = keys.office(tx)
    return tuple(_opened(key, row) for row in tx.execute(_OF_PERIOD, {"of_measure": measure, "of_period": period}))


def of_year(tx: Tx, year: int) -> tuple[CycleRow, ...]:
    """This function will give all rows whose period lies in a year (`2026`, `2026-H1`, `2026-11`)."""
    return tuple(_row(row) for row in tx.execute(_COVERAGE, {"period": f"{year}%"}))


def _opened(key: DataKey, row: AnyRow) -> CycleRow:
    return dataclasses.replace(_row(row), note=None if row.note is None else note_of(key, row))


def note_of(key: DataKey, row: AnyRow) -> str:
    """This function will open the words of a row's reason."""
    name = f"{row.measure}:{row.start_event}:{row.period}:{row.subject_id}"
    return key.open(_place(name, row.version), row.note).decode()


def fire(
    tx: Tx, process: str, *, start_event: str, occurrence: Occurrence, now: dt.datetime, missed: bool = False
) -> bool:
    """This function will note that a cycle's instant happened, or passed without a start; False when it was noted."""
    row = {"process": process, "start_event": start_event, "period": occurrence.period, "due_at": occurrence.at}
    late = {"fired_at": now, "late": occurrence.is_late(now), "missed": missed}
    return tx.execute(_FIRE, row | late).rowcount == 1


def noted(tx: Tx, process: str, *, start_event: str) -> frozenset[str]:
    """This function will give the periods for which a cycle's instant happened or was missed."""
    return frozenset(tx.execute(_NOTED, {"of_process": process, "of_start": start_event}).scalars())


def _row(row: AnyRow) -> CycleRow:
    return CycleRow(**{name: row._mapping[name] for name in _FIELDS})
