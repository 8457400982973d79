"""What rests on working days and must be counted again when a year's holidays come in or change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, TaskId
from webapp.store.db import Tx
from webapp.store.tables import IS_OPEN, case, deadline, task, timer
from webapp.store.visibility import checked

_FROM, _AT = b("first", type_=sa.Date), b("instant", type_=timer.c.due_at.type)
_AFFECTED = checked(
    sa.union(
        sa.select(deadline.c.case_id)
        .join(case, case.c.id == deadline.c.case_id)
        .where(IS_OPEN, deadline.c.due_on >= _FROM),
        sa.select(task.c.case_id).where(task.c.is_open, task.c.due_on >= _FROM),
        sa.select(timer.c.case_id).where(timer.c.gone_at.is_(None), timer.c.key.is_not(None), timer.c.due_at >= _AT),
    ),
    "write path: whose dates are counted again; nothing of it is shown",
)
_MOVE_TASK = (
    sa.update(task)
    .where(task.c.id == b("of_task"), task.c.is_open)
    .values(due_on=b("due", type_=sa.Date), provisional=b("not_sure"))
)
_PROVISIONAL_DAYS = sa.union(
    sa.select(deadline.c.due_on).where(deadline.c.provisional),
    checked(sa.select(task.c.due_on).where(task.c.is_open, task.c.provisional), "years only, for an incident"),
)


def affected(tx: Tx, *, first: dt.date, instant: dt.datetime) -> tuple[CaseId, ...]:
    """This function will give the open cases with a date on or after a day (a timer on or after its instant)."""
    rows = tx.execute(_AFFECTED, {"first": first, "instant": instant}).scalars()
    return tuple(CaseId(one) for one in sorted(rows))


def move_tasks(tx: Tx, days: Mapping[TaskId, tuple[dt.date, bool]]) -> None:
    """This function will set due days of open tasks that count from their own opening: day and whether provisional."""
    rows = [{"of_task": key, "due": day, "not_sure": unsure} for key, (day, unsure) in days.items()]
    if rows:
        tx.execute(_MOVE_TASK, rows)


def provisional_years(tx: Tx) -> Sequence[int]:
    """This function will give the years of the days that were counted without their holidays."""
    return sorted({day.year for day in tx.execute(_PROVISIONAL_DAYS).scalars() if day})
