"""Rounds: a cyclic start's period as a whole, from its instant over the approved list to the lock, and its cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.records import CaseStatus
from webapp.store.db import Tx
from webapp.store.tables import case, cycle_due, cycle_run
from webapp.store.visibility import checked

_INSTANT = cycle_due.c.due_at.type
_MINE = sa.and_(
    cycle_due.c.process == b("of_process"),
    cycle_due.c.start_event == b("of_start"),
    cycle_due.c.period == b("of_period"),
)
_ONE = sa.select(cycle_due).where(_MINE)
_ALL = sa.select(cycle_due).where(sa.not_(cycle_due.c.missed)).order_by(cycle_due.c.process, cycle_due.c.period)
_APPROVE = sa.update(cycle_due).where(_MINE).values(approved_at=b("now", type_=_INSTANT))
_LOCK = sa.update(cycle_due).where(_MINE).values(locked_at=b("now", type_=_INSTANT))
STANDS = sa.case(
    (case.c.status == CaseStatus.CLOSED, "done"),
    (case.c.status == CaseStatus.OPEN, "running"),
    (case.c.status == CaseStatus.ENDED, "ended"),
    else_=cycle_run.c.state,
)
"""How a subject stands: as its case does, else as its row."""
WITH_CASES = cycle_run.outerjoin(case, case.c.id == cycle_run.c.case_id)
_COUNTS = checked(
    sa.select(cycle_run.c.start_event, STANDS.label("standing"), sa.func.count().label("rows"))
    .select_from(WITH_CASES)
    .where(cycle_run.c.process == b("of_process"), cycle_run.c.period == b("of_period"))
    .group_by(cycle_run.c.start_event, STANDS),
    "counts only: how far a round is",
)
_STANDINGS = checked(
    sa.select(cycle_run.c.subject_kind, cycle_run.c.subject_id, STANDS.label("standing"))
    .select_from(WITH_CASES)
    .where(
        cycle_run.c.process == b("of_process"),
        cycle_run.c.start_event == b("of_start"),
        cycle_run.c.period == b("of_period"),
    ),
    "whether each subject's case is open or closed: the state alone, for whoever keeps the rounds",
)
_CASE_STANDS = checked(
    sa.select(STANDS).where(case.c.id == cycle_run.c.case_id),
    "whether each subject's case is open or closed, written down when the round is locked",
)
_WRITE_DOWN = (
    sa.update(cycle_run)
    .where(
        cycle_run.c.process == b("of_process"),
        cycle_run.c.start_event == b("of_start"),
        cycle_run.c.period == b("of_period"),
    )
    .values(locked_as=sa.func.coalesce(_CASE_STANDS.scalar_subquery(), cycle_run.c.state))
)
_AGAIN = sa.update(cycle_due).where(_MINE).values(missed=False, late=True, fired_at=b("now", type_=_INSTANT))


@dataclass(frozen=True, kw_only=True)
class Round:
    """A period of a cyclic start that has begun; `approved_at` when its list was opened, `locked_at` when it ended."""

    process: str
    start_event: str
    period: str
    due_at: dt.datetime
    fired_at: dt.datetime
    late: bool
    missed: bool
    approved_at: dt.datetime | None
    locked_at: dt.datetime | None

    @property
    def key(self) -> dict[str, str]:
        """The unique key as parameters."""
        return {"of_process": self.process, "of_start": self.start_event, "of_period": self.period}


_FIELDS = tuple(Round.__dataclass_fields__)


def find(tx: Tx, process: str, *, start_event: str, period: str) -> Round | None:
    """This function will give a round, or None where the period has not begun."""
    row = tx.execute(_ONE, {"of_process": process, "of_start": start_event, "of_period": period}).one_or_none()
    return None if row is None else Round(**{name: row._mapping[name] for name in _FIELDS})


def begun(tx: Tx) -> tuple[Round, ...]:
    """This function will give the rounds that have begun, without those that were missed."""
    return tuple(Round(**{name: row._mapping[name] for name in _FIELDS}) for row in tx.execute(_ALL))


def approve(tx: Tx, one: Round, *, now: dt.datetime) -> None:
    """This function will note that a round's list is approved and opened: newcomers join it from now on."""
    tx.execute(_APPROVE, one.key | {"now": now})


def counts(tx: Tx, process: str, *, start_event: str, period: str) -> Mapping[str, int]:
    """This function will count a round's rows by how they stand: planned, missing, running, done, ended."""
    rows = tx.execute(_COUNTS, {"of_process": process, "of_period": period})
    return {row.standing: row.rows for row in rows if row.start_event == start_event}


def standings(tx: Tx, process: str, *, start_event: str, period: str) -> Mapping[tuple[str, str], str]:
    """This function will tell how each subject of a round stands: planned, missing, running, done, ended."""
    rows = tx.execute(_STANDINGS, {"of_process": process, "of_start": start_event, "of_period": period})
    return {(row.subject_kind, row.subject_id): row.standing for row in rows}


def lock(tx: Tx, one: Round, *, now: dt.datetime) -> None:
    """This function will close a round: how each of its rows stands now is written down and stays."""
    tx.execute(_WRITE_DOWN, one.key)
    tx.execute(_LOCK, one.key | {"now": now})


def begin_after_all(tx: Tx, one: Round, *, now: dt.datetime) -> None:
    """This function will let a period that was missed, or whose list was withdrawn, begin now, late."""
    tx.execute(_AGAIN, one.key | {"now": now})
