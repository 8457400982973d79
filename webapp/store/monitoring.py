"""What a monitor (督办) sees of open cases: number, step, holder, days, limit; of m07, m08 and m10 nothing else.

The columns of those measures stand in a select of their own that does not name subject, unit or any text (demand C9).
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import OFFICE_ROOM, TaskId
from webapp.domain.sights import PAGE_SIZE, MonitorLine, Page, Viewer, WaitKind
from webapp.store.db import AnyRow, Tx
from webapp.store.deadlines import COUNTS_FOR_ALL, WHOLE_STEP
from webapp.store.inbox import LATER
from webapp.store.tables import IS_OPEN, case, deadline, role_grant, subscription, task
from webapp.store.visibility import ME, by, checked, in_force, measures, not_recused, reaches

SECRET_MEASURES = ("m07", "m08", "m10")
ROLE = "monitor"
_OWN_SET = "the monitor's own set of cases"
NEAR = dt.timedelta(days=7)
"""So long before its day a limit of the whole matter comes on the list."""
AND = "\n"
"""Between the names of what one wait waits for: no name of an element holds it."""

_LINE = (
    "case_id",
    "number",
    "measure",
    "process",
    "start_event",
    "opened_at",
    "bound",
    "priority",
    "kind",
    "task_id",
    "path",
    "element",
    "name",
    "role",
    "room_id",
    "holder_id",
    "since",
    "due_on",
    "withheld",
    "level",
    "subject_id",
    "unit_id",
)


def lines(
    tx: Tx,
    viewer: Viewer,
    *,
    measure: str | None = None,
    overdue: bool = False,
    after: tuple[object, ...] | None = None,
    size: int = PAGE_SIZE,
) -> Page[MonitorLine]:
    """This function will give one page of the reasons for which open cases wait, the longest overdue first."""
    values: dict[str, Any] = by(viewer) | {"size": size + 1, "near": viewer.today + NEAR}
    if measure is not None:
        values["measure"] = measure
    if after is not None:
        values |= {f"after_{place}": part for place, part in enumerate(after)}
    rows = tx.execute(_page(measure is not None, overdue, after is not None), values).all()
    last = rows[size - 1] if len(rows) > size else None
    mark = None if last is None else (last.sort_key, last.case_id, last.sort_task)
    return Page(rows=tuple(_line(row) for row in rows[:size]), after=mark)


def count(tx: Tx, viewer: Viewer, *, measure: str | None = None, overdue: bool = False) -> int:
    """This function will count the cases of the same lines by the same query."""
    values: dict[str, Any] = (
        by(viewer) | {"near": viewer.today + NEAR} | ({} if measure is None else {"measure": measure})
    )
    counted: int = tx.execute(_count(measure is not None, overdue), values).scalar_one()
    return counted


def has(tx: Tx, viewer: Viewer, *, task_id: TaskId) -> bool:
    """This function will tell whether a step is on the viewer's list."""
    values = by(viewer) | {"of_task": task_id}
    return any(tx.execute(_has(secret), values).first() is not None for secret in (True, False))


@functools.cache
def _has(secret: bool) -> sa.Select[Any]:
    joined = sa.join(case, task, task.c.case_id == case.c.id)
    found = sa.select(sa.literal(1)).select_from(joined).where(task.c.id == b("of_task"), *_monitored(secret))
    return checked(found, _OWN_SET)


def watched_ids() -> tuple[sa.Select[Any], ...]:
    """This function will build the sets of open cases that a monitor's grant shows, to be joined to others."""
    return tuple(checked(sa.select(case.c.id).where(*_monitored(secret)), _OWN_SET) for secret in (True, False))


def _monitored(secret: bool) -> list[sa.ColumnElement[bool]]:
    measure = case.c.measure.in_(SECRET_MEASURES) if secret else case.c.measure.not_in(SECRET_MEASURES)
    not_mine = sa.func.coalesce(case.c.subject_id, "") != ME
    shown = [case.c.id.in_(_granted_ids()), not_recused(case.c.subject_id, case.c.id), not_mine]
    return [IS_OPEN, measure, sa.not_(case.c.confined), *shown]


def _granted_ids() -> sa.CompoundSelect[Any]:
    return sa.union_all(_granted(of_house=True), _granted(of_house=False))


def _granted(*, of_house: bool) -> sa.Select[Any]:
    grant, seen = role_grant.alias(), case.alias()
    where = grant.c.room_id == OFFICE_ROOM if of_house else grant.c.room_id == seen.c.room_id
    return (
        sa.select(seen.c.id)
        .select_from(sa.join(grant, seen, where))
        .where(in_force(grant), grant.c.role == ROLE, measures(grant, seen), reaches(grant, seen))
        .where(seen.c.status == "open")
    )


def _cases(*, secret: bool, by_measure: bool) -> sa.CTE:
    """The monitored cases, read once. Of secret measures neither subject nor unit nor level is even selected."""
    hidden = sa.cast(sa.null(), sa.Text)
    level = sa.cast(sa.null(), case.c.level.type) if secret else case.c.level
    subject, unit = (hidden, hidden) if secret else (case.c.subject_id, case.c.unit_id)
    names = ("number", "measure", "process", "start_event", "opened_at", "bound", "priority", "next_due_on")
    shown = [level.label("level"), subject.label("subject_id"), unit.label("unit_id")]
    found = sa.select(case.c.id.label("case_id"), *[case.c[name] for name in names], *shown).where(*_monitored(secret))
    if by_measure:
        found = found.where(case.c.measure == b("measure", type_=sa.Text))
    return checked(found, "what a monitor's grant shows").cte("secret" if secret else "plain")


def _header(of: sa.CTE) -> list[sa.ColumnElement[Any]]:
    return [column for column in of.c if column.name != "next_due_on"]


def _waiting_for_people(of: sa.CTE) -> sa.Select[Any]:
    columns = [sa.literal("task", sa.Text).label("kind"), task.c.id.label("task_id"), task.c.path, task.c.element]
    columns += [task.c.name, task.c.role, task.c.room_id, task.c.assignee_id.label("holder_id")]
    columns += [task.c.opened_at.label("since"), task.c.due_on, task.c.withheld_from.is_not(None).label("withheld")]
    return sa.select(*_header(of), *columns).join_from(of, task, task.c.case_id == of.c.case_id).where(task.c.is_open)


def _waiting_for_messages(of: sa.CTE) -> sa.Select[Any]:
    """One line a case and day: what an event gateway waits for are several answers to one wait."""
    wait, nobody = subscription, sa.cast(sa.null(), sa.Text)
    columns: list[Any] = [sa.func.min(wait.c[name]).label(name) for name in ("task_id", "path", "element")]
    columns += [_together(wait.c.name), _together(wait.c.role), sa.func.min(wait.c.opened_at).label("since")]
    live = sa.select(wait.c.case_id, wait.c.due_on, *columns).group_by(wait.c.case_id, wait.c.due_on)
    one = live.where(_is_waited_for(), wait.c.case_id.in_(sa.select(of.c.case_id))).subquery()
    told = [one.c[name] for name in ("task_id", "path", "element", "name", "role")]
    shown = [sa.literal("message", sa.Text).label("kind"), *told, nobody.label("room_id"), nobody.label("holder_id")]
    shown += [one.c.since, one.c.due_on, sa.false().label("withheld")]
    return sa.select(*_header(of), *shown).join_from(of, one, one.c.case_id == of.c.case_id)


def _together(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.aggregate_strings(column, AND).label(column.name)


def _is_waited_for() -> sa.ColumnElement[bool]:
    """What only listens at a step's border is nothing that the case waits for: it waits for the step."""
    return sa.and_(subscription.c.gone_at.is_(None), sa.not_(subscription.c.listens))


def _waiting_for_nothing(of: sa.CTE) -> sa.Select[Any]:
    """Neither for a person nor for a message by a day: the case's own day, if there is one, is that of its timer."""
    nobody = sa.cast(sa.null(), sa.Text)
    names = ("task_id", "path", "element", "name", "role", "room_id", "holder_id")
    columns: list[Any] = [sa.literal("nothing", sa.Text).label("kind"), *[nobody.label(name) for name in names]]
    columns += [of.c.opened_at.label("since"), of.c.next_due_on.label("due_on"), sa.false().label("withheld")]
    some_task = sa.select(sa.literal(1)).where(task.c.case_id == of.c.case_id, task.c.is_open)
    counts = sa.or_(subscription.c.due_on.is_not(None), of.c.next_due_on.is_(None))
    wait = sa.select(sa.literal(1)).where(subscription.c.case_id == of.c.case_id, _is_waited_for(), counts)
    return sa.select(*_header(of), *columns).where(sa.not_(sa.exists(some_task)), sa.not_(sa.exists(wait)))


def _whole_limits(of: sa.CTE) -> sa.Select[Any]:
    """A limit of the whole matter, whatever step it is at, once it is near or over."""
    nobody = sa.cast(sa.null(), sa.Text)
    columns: list[Any] = [sa.literal("whole", sa.Text).label("kind"), WHOLE_STEP.label("task_id")]
    columns += [nobody.label("path"), nobody.label("element"), deadline.c.key.label("name")]
    columns += [nobody.label(name) for name in ("role", "room_id", "holder_id")]
    columns += [of.c.opened_at.label("since"), deadline.c.due_on, sa.false().label("withheld")]
    found = sa.select(*_header(of), *columns).join_from(of, deadline, deadline.c.case_id == of.c.case_id)
    return found.where(COUNTS_FOR_ALL, deadline.c.due_on <= b("near", type_=sa.Date))


def _all(by_measure: bool, overdue: bool) -> Any:
    legs = [
        leg(of)
        for of in (_cases(secret=True, by_measure=by_measure), _cases(secret=False, by_measure=by_measure))
        for leg in (_waiting_for_people, _waiting_for_messages, _waiting_for_nothing, _whole_limits)
    ]
    if overdue:
        legs = [leg.where(leg.selected_columns["due_on"] < b("today", type_=sa.Date)) for leg in legs]
    return sa.union_all(*legs).subquery("waiting")


@functools.cache
def _page(by_measure: bool, overdue: bool, further: bool) -> sa.Select[Any]:
    waiting = _all(by_measure, overdue)
    due = sa.func.coalesce(waiting.c.due_on, sa.literal(LATER, sa.Date))
    which = sa.func.coalesce(waiting.c.task_id, "")
    found = sa.select(waiting, due.label("sort_key"), which.label("sort_task"))
    if further:
        marks = (b("after_0", type_=sa.Date), b("after_1", type_=sa.Text), b("after_2", type_=sa.Text))
        found = found.where(sa.tuple_(due, waiting.c.case_id, which) > sa.tuple_(*marks))
    found = found.order_by(due, waiting.c.case_id, which).limit(b("size", type_=sa.Integer))
    return checked(found, "what a monitor's grant shows, recusals taken out, is in each part")


@functools.cache
def _count(by_measure: bool, overdue: bool) -> sa.Select[Any]:
    waiting = _all(by_measure, overdue)
    return checked(sa.select(sa.func.count(waiting.c.case_id.distinct())), "the same parts as the list")


def _line(row: AnyRow) -> MonitorLine:
    fields: dict[str, Any] = {name: row._mapping[name] for name in _LINE}
    fields |= {name: _apart(fields[name]) for name in ("name", "role")}
    return MonitorLine(
        **fields | {"kind": WaitKind(row.kind), "withheld": bool(row.withheld), "bound": tuple(row.bound)}
    )


def _apart(joined: str | None) -> tuple[str, ...]:
    return tuple(sorted(set((joined or "").split(AND)) - {""}))
