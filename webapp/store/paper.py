"""Finding the step of a paper that came back, and the cases that wait for a word from outside."""

from __future__ import annotations

import functools
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import Subscription, Task
from webapp.domain.sights import PAGE_SIZE, Page, Viewer
from webapp.store.db import AnyRow, Tx
from webapp.store.inbox import LATER
from webapp.store.rows import TASK_HEADER, task_of
from webapp.store.tables import case, subscription, task
from webapp.store.visibility import ME, by, checked, not_recused
from webapp.store.words import containing

_BY_CODE = checked(
    sa.select(task.c.id, task.c.case_id)
    .where(task.c.id >= b("first", type_=sa.Text), task.c.id < b("last", type_=sa.Text))
    .limit(2),
    "whoever holds the printed page knows its code; what is shown is the step's name",
)
_NEAR = checked(
    sa.select(*TASK_HEADER)
    .where(task.c.case_id == b("case_id"), task.c.is_open)
    .order_by(task.c.opened_in, task.c.position, task.c.id),
    "as above",
)
_ONE = checked(sa.select(*TASK_HEADER).where(task.c.id == b("of_task")), "as above")
_DUE = sa.func.coalesce(subscription.c.due_on, sa.literal(LATER, sa.Date)).label("sort_key")
_LIVE = (
    sa.select(subscription, _DUE)
    .join(case, case.c.id == subscription.c.case_id)
    .where(
        subscription.c.message.in_(b("names", expanding=True)),
        subscription.c.gone_at.is_(None),
        case.c.status == "open",
        sa.func.coalesce(case.c.subject_id, "") != ME,
        not_recused(case.c.subject_id, case.c.id),
    )
)
_WHY = "who records words from outside sees number and step of what waits for them"
_WAITING = checked(_LIVE.where(subscription.c.task_id == b("wait")), _WHY)


def task_by_code(tx: Tx, prefix: str) -> tuple[TaskId, CaseId] | None:
    """This function will give the task whose id begins so, with its case, when there is exactly one."""
    rows = tx.execute(_BY_CODE, {"first": prefix, "last": f"{prefix}g"}).all()
    return (TaskId(rows[0].id), CaseId(rows[0].case_id)) if len(rows) == 1 else None


def task_header(tx: Tx, task_id: TaskId) -> Task | None:
    """This function will give a task without its item, or None."""
    row = tx.execute(_ONE, {"of_task": task_id}).one_or_none()
    return None if row is None else task_of(row)


def open_steps(tx: Tx, case_id: CaseId) -> tuple[Task, ...]:
    """This function will give the open tasks of a case, oldest first."""
    return tuple(task_of(row) for row in tx.execute(_NEAR, {"case_id": case_id}))


def waiting_for(
    tx: Tx,
    viewer: Viewer,
    names: tuple[str, ...],
    *,
    number: str = "",
    after: tuple[object, ...] | None = None,
    size: int = PAGE_SIZE,
) -> Page[Subscription]:
    """This function will give one page of the live waits of open cases for messages of those names, due first first.

    `number`: only of cases whose number holds it. Cases from which the viewer is recused are not there.
    """
    mark = {} if after is None else {"after_0": after[0], "after_1": after[1]}
    asked = {"names": list(names), "number": containing(number), "size": size + 1}
    values = {name: one for name, one in asked.items() if number or name != "number"}
    rows = tx.execute(_waiting(bool(number), after is not None), by(viewer) | values | mark).all()
    last = rows[size - 1] if len(rows) > size else None
    marks = None if last is None else (last.sort_key, last.task_id)
    return Page(rows=tuple(_wait(row) for row in rows[:size]), after=marks)


@functools.cache
def _waiting(numbered: bool, further: bool) -> sa.Select[Any]:
    found = _LIVE.where(case.c.number.like(b("number"), escape="/")) if numbered else _LIVE
    if further:
        marks = (b("after_0", type_=sa.Date), b("after_1", type_=sa.Text))
        found = found.where(sa.tuple_(_DUE.element, subscription.c.task_id) > sa.tuple_(*marks))
    return checked(found.order_by(_DUE, subscription.c.task_id).limit(b("size", type_=sa.Integer)), _WHY)


def one_waiting(tx: Tx, viewer: Viewer, names: tuple[str, ...], *, wait_id: TaskId) -> Subscription | None:
    """This function will give one of these waits, or None where the viewer's list does not hold it."""
    row = tx.execute(_WAITING, by(viewer) | {"names": list(names), "wait": wait_id}).one_or_none()
    return None if row is None else _wait(row)


def _wait(row: AnyRow) -> Subscription:
    return Subscription(
        task_id=row.task_id,
        case_id=row.case_id,
        message=row.message,
        correlate=row.correlate,
        path=row.path,
        element=row.element,
        name=row.name,
        due_on=row.due_on,
        opened_at=row.opened_at,
        process=row.process,
        role=row.role,
        mandatory=row.mandatory,
    )
