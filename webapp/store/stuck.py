"""Why open cases wait, as rows: steps, messages, timers; and what nobody can move. The caller shows what is seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any  # columns of any type

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId, TaskId, UnitId
from webapp.domain.records import Task
from webapp.store.db import AnyRow, Tx
from webapp.store.deadlines import COUNTS_FOR_ALL, WHOLE_STEP
from webapp.store.monitoring import NEAR
from webapp.store.rows import TASK_HEADER, task_of
from webapp.store.tables import IS_OPEN, activity, case, deadline, person, subscription, task, timer
from webapp.store.visibility import barred, checked, recused

_WHY = "the office's own radar; whoever shows its rows checks the cases"
_SOME_TASK = sa.exists(sa.select(sa.literal(1)).where(task.c.case_id == case.c.id, task.c.is_open))
_SOME_WAIT = sa.exists(
    sa.select(sa.literal(1)).where(
        subscription.c.case_id == case.c.id, subscription.c.gone_at.is_(None), sa.not_(subscription.c.listens)
    )
)
_SOME_TIMER = sa.exists(sa.select(sa.literal(1)).where(timer.c.case_id == case.c.id, timer.c.gone_at.is_(None)))
_LAST_STEP = sa.select(sa.func.max(activity.c.at)).where(activity.c.case_id == case.c.id).scalar_subquery()
_SILENT = checked(
    sa.select(case.c.id, sa.func.coalesce(_LAST_STEP, case.c.opened_at, type_=case.c.opened_at.type).label("since"))
    .where(IS_OPEN, sa.not_(_SOME_TASK), sa.not_(_SOME_WAIT), sa.not_(_SOME_TIMER))
    .order_by(case.c.id),
    _WHY,
)
_HELD = checked(
    sa.select(case.c.id, case.c.subject_id, case.c.unit_id, case.c.opened_at)
    .where(
        IS_OPEN, case.c.spec_start != "case_ended", sa.or_(case.c.subject_id.is_not(None), case.c.unit_id.is_not(None))
    )
    .order_by(case.c.id),
    _WHY,
)
_holder = person.alias()
_HELD_IN_VAIN = sa.and_(
    task.c.assignee_id.is_not(None),
    sa.or_(
        sa.not_(_holder.c.active),
        recused(task.c.subject_id, task.c.case_id, of=task.c.assignee_id),
        barred(task.c.id, of=task.c.assignee_id),
    ),
)
_DOUBTFUL = checked(
    sa.select(*TASK_HEADER, _HELD_IN_VAIN.label("in_vain"))
    .select_from(
        sa.join(task, case, case.c.id == task.c.case_id).outerjoin(_holder, _holder.c.id == task.c.assignee_id)
    )
    .where(IS_OPEN, task.c.is_open, task.c.id > b("after", type_=sa.Text))
    .where(sa.or_(task.c.assignee_id.is_(None), _HELD_IN_VAIN))
    .order_by(task.c.id)
    .limit(b("size", type_=sa.Integer)),
    _WHY,
)


_NOBODY = sa.cast(sa.null(), sa.Text)
_NO_INSTANT = sa.cast(sa.null(), timer.c.due_at.type)


def _of(which: sa.Table, kind: str, **columns: Any) -> sa.Select[Any]:
    names: dict[str, Any] = {"kind": sa.literal(kind, sa.Text), "case_id": which.c.case_id, "path": which.c.get("path")}
    names |= {"holder_id": _NOBODY, "role": _NOBODY, "since": _NO_INSTANT, "due_on": which.c.due_on}
    names |= {"due_at": _NO_INSTANT, "withheld": sa.false()}
    shown = {name: column.label(name) for name, column in (names | columns).items()}
    joined = sa.join(which, case, case.c.id == which.c.case_id)
    chosen = which.c.case_id.in_(b("cases", expanding=True))
    return sa.select(*shown.values(), case.c.subject_id, case.c.measure).select_from(joined).where(IS_OPEN, chosen)


_REASONS = checked(
    sa.union_all(
        _of(
            task,
            "task",
            name=task.c.name,
            step_id=task.c.id,
            holder_id=task.c.assignee_id,
            role=task.c.role,
            since=task.c.opened_at,
            withheld=task.c.withheld_from.is_not(None),
        ).where(task.c.is_open),
        _of(
            subscription,
            "message",
            name=subscription.c.name,
            step_id=subscription.c.task_id,
            role=subscription.c.role,
            since=subscription.c.opened_at,
        ).where(subscription.c.gone_at.is_(None), sa.not_(subscription.c.listens)),
        _of(
            timer,
            "timer",
            name=timer.c.element,
            step_id=timer.c.task_id,
            due_at=timer.c.due_at,
        ).where(timer.c.gone_at.is_(None)),
        _of(
            deadline,
            "whole",
            path=deadline.c.key,
            name=deadline.c.key,
            step_id=WHOLE_STEP,
            since=case.c.opened_at,
        ).where(COUNTS_FOR_ALL, deadline.c.due_on <= b("near", type_=sa.Date)),
    ),
    _WHY,
)
_OPEN_CASES = checked(
    sa.select(case.c.id, case.c.opened_at)
    .where(IS_OPEN, case.c.id > b("after", type_=sa.Text))
    .order_by(case.c.id)
    .limit(b("size", type_=sa.Integer)),
    _WHY,
)


@dataclass(frozen=True, kw_only=True)
class Held:
    """Whose an open case is."""

    case_id: CaseId
    subject_id: PersonId | None
    unit_id: UnitId | None
    opened_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class WaitRow:
    """One thing that an open case waits for: a task, a message or a timer; or its limit as a whole, near or over.

    `withheld`: whom the diagram names for the task is recused; `by_subject`: its holder is the subject.
    """

    kind: str
    case_id: CaseId
    path: str
    name: str
    step_id: TaskId
    holder_id: PersonId | None
    role: str | None
    since: dt.datetime | None
    due_on: dt.date | None
    due_at: dt.datetime | None
    withheld: bool
    by_subject: bool


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """An open task without a holder, or (`in_vain`) with one who left, is recused or kept from it by four eyes."""

    task: Task
    in_vain: bool


def held(tx: Tx) -> tuple[Held, ...]:
    """This function will give whose every open case is that is not ending: head, unit, and when it was opened."""
    return tuple(
        Held(case_id=row.id, subject_id=row.subject_id, unit_id=row.unit_id, opened_at=row.opened_at)
        for row in tx.execute(_HELD)
    )


def silent(tx: Tx) -> tuple[tuple[CaseId, dt.datetime], ...]:
    """This function will give the open cases that wait for no task, message or timer, and since when."""
    return tuple((CaseId(row.id), row.since) for row in tx.execute(_SILENT))


def doubtful(tx: Tx, *, after: TaskId | None = None, size: int = 500) -> Sequence[Doubt]:
    """This function will give one page of the open tasks of which it is not sure that somebody can act, by id."""
    rows = tx.execute(_DOUBTFUL, {"after": after or "", "size": size})
    return tuple(Doubt(task=task_of(row), in_vain=bool(row.in_vain)) for row in rows)


def open_cases(tx: Tx, *, after: CaseId | None = None, size: int = 500) -> tuple[tuple[CaseId, dt.datetime], ...]:
    """This function will give one page of the open cases by id, with their opening."""
    rows = tx.execute(_OPEN_CASES, {"after": after or "", "size": size})
    return tuple((CaseId(row.id), row.opened_at) for row in rows)


def waits(tx: Tx, case_ids: Sequence[CaseId], *, today: dt.date) -> tuple[WaitRow, ...]:
    """This function will give what the open ones of these cases wait for (the caller has checked them)."""
    asked = {"cases": list(case_ids), "near": today + NEAR}
    return tuple(_wait(row) for row in tx.execute(_REASONS, asked)) if case_ids else ()


def _wait(row: AnyRow) -> WaitRow:
    names = [name for name in WaitRow.__dataclass_fields__ if name != "by_subject"]
    by_subject = row.holder_id is not None and row.holder_id == row.subject_id
    values = {name: row._mapping[name] for name in names} | {"withheld": bool(row.withheld)}
    return WaitRow(**values, by_subject=by_subject)
