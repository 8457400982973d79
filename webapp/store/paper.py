"""Finding the step of a paper that came back, and the cases that wait for a word from outside."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import Subscription, Task
from webapp.store.db import AnyRow, Tx
from webapp.store.rows import TASK_HEADER, task_of
from webapp.store.tables import case, subscription, task
from webapp.store.visibility import checked

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
_WAITING = checked(
    sa.select(subscription)
    .join(case, case.c.id == subscription.c.case_id)
    .where(
        subscription.c.message.in_(b("names", expanding=True)),
        subscription.c.gone_at.is_(None),
        case.c.status == "open",
    )
    .order_by(subscription.c.due_on, subscription.c.opened_at, subscription.c.task_id),
    "who records words from outside sees number and step of what waits for them",
)


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


def waiting_for(tx: Tx, names: tuple[str, ...]) -> tuple[Subscription, ...]:
    """This function will give the live waits of open cases for messages of those names, what is due first first."""
    return tuple(_wait(row) for row in tx.execute(_WAITING, {"names": list(names)})) if names else ()


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
