"""Timers: which are due, and firing each once, whoever asks and however late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotOpen
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import ArmedTimer, DueTimer
from webapp.store.bound import MARK
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import case, incident, timer
from webapp.store.visibility import checked

PARKED = "timer"
"""The kind of incident that keeps a timer which cannot fire from being tried again, until it is settled."""
MOST_TRIES = 5
"""So often a timer is tried before it is parked."""
_FIRST_PAUSE = dt.timedelta(minutes=1)
_IS_PARKED = sa.exists(
    sa.select(sa.literal(1))
    .select_from(incident)
    .where(incident.c.kind == PARKED, incident.c.task_id == timer.c.task_id, incident.c.settled_at.is_(None))
)
_DUE = checked(
    sa.select(timer)
    .join(case, case.c.id == timer.c.case_id)
    .where(timer.c.gone_at.is_(None), timer.c.due_at <= b("now", type_=timer.c.due_at.type), case.c.status == "open")
    .where(sa.or_(timer.c.next_try_at.is_(None), timer.c.next_try_at <= b("now", type_=timer.c.due_at.type)))
    .where(sa.not_(_IS_PARKED))
    .order_by(timer.c.due_at, timer.c.task_id)
    .limit(b("size", type_=sa.Integer)),
    "the office's own clock, which shows nothing to anybody",
)
_CLAIM = (
    sa.update(timer)
    .where(
        timer.c.task_id == b("of_task"),
        timer.c.gone_at.is_(None),
        timer.c.due_at <= b("now", type_=timer.c.due_at.type),
    )
    .values(gone_at=b("now", type_=timer.c.due_at.type), fired_at=b("now", type_=timer.c.due_at.type))
)
_OF_CASE = (
    sa.select(timer)
    .where(timer.c.case_id == b("case_id"), timer.c.gone_at.is_(None))
    .order_by(timer.c.due_at, timer.c.task_id)
)
_MOVE = (
    sa.update(timer)
    .where(timer.c.task_id == b("of_task"), timer.c.gone_at.is_(None))
    .values(due_at=b("new"), due_on=b("day"))
)
_PUT_OFF = (
    sa.update(timer)
    .where(timer.c.task_id == b("of_task"), timer.c.gone_at.is_(None))
    .values(attempts=b("tries"), next_try_at=b("next"))
    .execution_options(**MARK)
)


def due(tx: Tx, *, now: dt.datetime, limit: int = 100) -> tuple[DueTimer, ...]:
    """This function will give the timers of open cases whose instant has come, the earliest first; no parked ones."""
    return tuple(_due(row) for row in tx.execute(_DUE, {"now": now, "size": limit}))


def claim(tx: Tx, task_id: TaskId, *, now: dt.datetime) -> None:
    """This function will take a due timer, so that it fires once; raises NotOpen when it is gone or not due."""
    if tx.execute(_CLAIM, {"of_task": task_id, "now": now}).rowcount != 1:
        raise NotOpen


def put_off(tx: Tx, one: DueTimer, *, now: dt.datetime) -> bool:
    """This function will try a timer again after a growing pause; False when it is to be parked (open an incident)."""
    tries = one.attempts + 1
    again = now + _FIRST_PAUSE * 2**one.attempts if tries < MOST_TRIES else None  # an incident keeps it, until settled
    tx.execute(_PUT_OFF, {"of_task": one.task_id, "tries": tries, "next": again})
    return again is not None


def of_case(tx: Tx, case_id: CaseId) -> tuple[ArmedTimer, ...]:
    """This function will give the armed timers of a case, for re-arming after an extension and for the case page."""
    return tuple(_armed(row) for row in tx.execute(_OF_CASE, {"case_id": case_id}))


def move(tx: Tx, armed: Sequence[ArmedTimer]) -> None:
    """This function will set new instants and days of armed timers (holidays imported, office zone changed)."""
    if armed:
        tx.execute(_MOVE, [{"of_task": one.task_id, "new": one.due_at, "day": one.due_on} for one in armed])


def _due(row: AnyRow) -> DueTimer:
    return DueTimer(
        task_id=row.task_id,
        case_id=row.case_id,
        path=row.path,
        element=row.element,
        due_at=row.due_at,
        attempts=row.attempts,
    )


def _armed(row: AnyRow) -> ArmedTimer:
    return ArmedTimer(
        task_id=row.task_id,
        case_id=row.case_id,
        path=row.path,
        process=row.process,
        element=row.element,
        due_at=row.due_at,
        due_on=row.due_on,
        key=row.key,
        expression=row.expression,
    )
