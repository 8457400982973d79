"""Time limits of a case: rows (key, base, due), their extension and pause, and what rests on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.advance import TimerSet
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId
from webapp.domain.records import CaseChange, Deadline
from webapp.store.bound import MARK
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import activity, case, deadline, subscription, task, timer
from webapp.store.writing import insert_or_change

COUNTS_FOR_ALL = sa.and_(
    deadline.c.whole.is_not(None),
    sa.not_(
        sa.exists(
            sa.select(sa.literal(1))
            .select_from(activity)
            .where(activity.c.case_id == deadline.c.case_id, activity.c.element == deadline.c.whole)
        )
    ),
)
"""A limit of an open matter as a whole that counts still: its process names it, and what ends it is not reached."""
WHOLE = ":"
WHOLE_STEP = deadline.c.case_id + sa.literal(WHOLE) + deadline.c.key
"""Where the ladder names a step: a limit of the whole matter; the id of a step holds no colon."""
_DUE_DAYS = sa.union_all(
    sa.select(task.c.due_on).where(task.c.case_id == b("this"), task.c.is_open),
    sa.select(subscription.c.due_on).where(subscription.c.case_id == b("this"), subscription.c.gone_at.is_(None)),
).subquery()
_FIRST_DAY = sa.select(sa.func.min(_DUE_DAYS.c.due_on)).scalar_subquery()
_FIRST_TIMER = (
    sa.select(sa.func.min(timer.c.due_on)).where(timer.c.case_id == b("this"), timer.c.gone_at.is_(None))
).scalar_subquery()
_DAYS = sa.union_all(
    sa.select(sa.func.coalesce(_FIRST_DAY, _FIRST_TIMER).label("due_on")),
    sa.select(deadline.c.due_on).where(deadline.c.case_id == b("this"), COUNTS_FOR_ALL),
).subquery()
_EARLIEST = sa.select(sa.func.min(_DAYS.c.due_on)).scalar_subquery()


def next_due(status: sa.ColumnElement[str]) -> sa.ColumnElement[dt.date | None]:
    """This function will give the earliest due day of an open case's steps, waits and whole limits (parameter `this`).

    It is `case.next_due_on`; a case that is over has none. Where no step and no wait has a day, as with a shelved clue,
    it is the day of the timer that comes first.
    """
    return sa.case((status == sa.literal("open"), _EARLIEST), else_=sa.null())


_START = insert_or_change(
    deadline,
    ["case_id", "key"],
    change=["base_on", "due_on", "first_due_on", "extended", "paused_on", "provisional", "whole"],
)
_OF_CASE = sa.select(deadline).where(deadline.c.case_id == b("case_id")).order_by(deadline.c.due_on, deadline.c.key)
_PROVISIONAL = sa.select(deadline).where(deadline.c.provisional).order_by(deadline.c.case_id, deadline.c.key)
_MINE = sa.and_(deadline.c.case_id == b("of_case"), deadline.c.key == b("of_key"))
_CHANGE = (
    sa.update(deadline)
    .where(_MINE)
    .values(
        due_on=b("due"),
        extended=deadline.c.extended + b("count", type_=sa.Integer),
        paused_on=b("paused"),
        provisional=b("not_sure"),
    )
)
_PAUSE = sa.update(deadline).where(_MINE).values(paused_on=b("paused"))
_TASKS = (
    sa.update(task)
    .where(task.c.case_id == b("of_case"), task.c.deadline == b("of_key"), task.c.is_open)
    .values(due_on=b("due"), provisional=b("not_sure"))
)
_WAITS = (
    sa.update(subscription)
    .where(
        subscription.c.case_id == b("of_case"), subscription.c.deadline == b("of_key"), subscription.c.gone_at.is_(None)
    )
    .values(due_on=b("due"))
)
_CASE = (
    sa.update(case).where(case.c.id == b("this")).values(next_due_on=next_due(case.c.status)).execution_options(**MARK)
)
_TIMERS = (
    sa.update(timer)
    .where(timer.c.task_id == b("of_task"), timer.c.gone_at.is_(None))
    .values(due_at=b("new_due_at"), due_on=b("new_due_on"))
)


def start(tx: Tx, change: CaseChange) -> None:
    """This function will write the rows that an act's elements started; a later one of the same key replaces it.

    Of a key that one act started several times, as a round after the other does, the last is written: PostgreSQL
    writes no row twice in a statement.
    """
    fresh = {"case_id": change.case.id, "extended": 0, "paused_on": None}
    rows = {
        one.key: fresh | {name: getattr(one, name) for name in ("key", "base_on", "due_on", "provisional", "whole")}
        for one in change.advance.deadlines
    }
    if rows:
        tx.execute(_START, [row | {"first_due_on": row["due_on"]} for row in rows.values()])


def due_days(tx: Tx, case_id: CaseId) -> Mapping[str, dt.date]:
    """This function will give the due day of each key; a lock that brought them saves the statement."""
    known: Mapping[str, dt.date] | None = tx.memo.get(("deadlines", case_id))
    return known if known is not None else {one.key: one.due_on for one in of_case(tx, case_id)}


def of_case(tx: Tx, case_id: CaseId) -> tuple[Deadline, ...]:
    """This function will give a case's rows, the earliest due first."""
    return tuple(_deadline(row) for row in tx.execute(_OF_CASE, {"case_id": case_id}))


def provisional(tx: Tx) -> tuple[Deadline, ...]:
    """This function will give the rows counted without a year's holidays, to be counted again after its import."""
    return tuple(_deadline(row) for row in tx.execute(_PROVISIONAL))


def change_due(
    tx: Tx,
    case_id: CaseId,
    *,
    key: str,
    due_on: dt.date,
    timers: Sequence[TimerSet] = (),
    provisional: bool = False,
    extension: bool = True,
) -> None:
    """This function will move a due day with the open tasks, waits and timers that rest on it, on a locked case.

    `timers` are those that name the key, with their new instants; `extension` counts it as one. Raises NotFound.
    """
    where = {"of_case": case_id, "of_key": key, "due": due_on}
    sure = {"not_sure": provisional}
    if tx.execute(_CHANGE, where | sure | {"count": int(extension), "paused": None}).rowcount != 1:
        raise NotFound
    tx.execute(_TASKS, where | sure)
    tx.execute(_WAITS, where)
    if timers:
        moved = [{"of_task": one.task_id, "new_due_at": one.due_at, "new_due_on": one.due_on} for one in timers]
        tx.execute(_TIMERS, moved)
    tx.execute(_CASE, {"this": case_id})
    tx.memo.pop(("deadlines", case_id), None)


def pause(tx: Tx, case_id: CaseId, *, key: str, on: dt.date) -> None:
    """This function will stop a clock on a day; `change_due` with the new day starts it again. Raises NotFound."""
    if tx.execute(_PAUSE, {"of_case": case_id, "of_key": key, "paused": on}).rowcount != 1:
        raise NotFound


def whole_key(step_id: str) -> str:
    """This function will give the key of the whole matter's limit that the ladder names in a step's place, else ""."""
    return step_id.partition(WHOLE)[2]


def _deadline(row: AnyRow) -> Deadline:
    return Deadline(
        case_id=row.case_id,
        key=row.key,
        base_on=row.base_on,
        due_on=row.due_on,
        first_due_on=row.first_due_on,
        extended=row.extended,
        paused_on=row.paused_on,
        provisional=row.provisional,
    )
