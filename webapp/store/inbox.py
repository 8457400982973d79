"""Lists of tasks: what is mine, what I may claim, what I do for an absent colleague; what I did; and their counts.

A count is the list's own query under count(*) (demand C5, decisions on counts): both are made by `_legs`. Legs for the
absent are there only for whoever stands in for somebody; a page is picked by narrow rows, and only those on it are
read whole.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.sights import PAGE_SIZE, Group, InboxLine, Page, Sort, Tab, TaskFilter, Viewer
from webapp.store import absences
from webapp.store.db import AnyRow, Tx
from webapp.store.key_watches import listed_today
from webapp.store.rows import TASK_HEADER, task_of
from webapp.store.tables import case, role_grant, submission, task
from webapp.store.visibility import (
    ME,
    barred,
    by,
    checked,
    fits,
    in_force,
    in_person,
    may_be_stood_in_for,
    spared,
    workable,
)
from webapp.store.words import containing

LATER = dt.date(9999, 12, 31)
WATCHED = -1
"""What concerns a head on the key-watch list comes before every priority, as long as the listing lasts."""
_DRAFT = sa.exists(
    sa.select(sa.literal(1))
    .select_from(submission)
    .where(submission.c.task_id == task.c.id, submission.c.person_id == ME, sa.not_(submission.c.final))
).label("has_draft")
_OF_CASE = (case.c.number, case.c.measure, case.c.period, case.c.status, case.c.waiting_at, case.c.deployment_id)
_LINE = (*TASK_HEADER, *_OF_CASE, _DRAFT)
_ABSENT: sa.BindParameter[Any] = b("absent", expanding=True)


@dataclass(frozen=True)
class Tally:
    """How many lines a tab holds of a measure, and how many of them are due up to each of the days asked for."""

    tab: Tab
    measure: str
    lines: int
    due: tuple[int, ...] = ()


def inbox(
    tx: Tx, viewer: Viewer, *, asked: TaskFilter, after: tuple[object, ...] | None = None, size: int = PAGE_SIZE
) -> Page[InboxLine]:
    """This function will give one page of the open tasks that wait for the viewer, what is due first first."""
    tabs, values = _tabs(tx, viewer, asked.tab)
    if not tabs:
        return Page(rows=(), after=None)
    statement = _page(_shape(asked), tabs, asked.sort, group=asked.group, further=after is not None)
    rows = tx.execute(statement, values | _values(asked) | _from(after) | {"size": size + 1}).all()
    lines = tuple(_line(row) for row in rows[:size])
    return Page(rows=lines, after=_next(rows[size - 1], asked.group) if len(rows) > size else None)


def tally(tx: Tx, viewer: Viewer, *, asked: TaskFilter, days: Sequence[dt.date] = ()) -> tuple[Tally, ...]:
    """This function will count the same lines by tab and measure, and those of them due up to each of some days."""
    tabs, values = _tabs(tx, viewer, asked.tab)
    if not tabs:
        return ()
    ends = {f"end_{place}": day for place, day in enumerate(days)}
    rows = tx.execute(_counting(_shape(asked), tabs, len(days)), values | _values(asked) | ends)
    return tuple(Tally(Tab(row.tab), row.measure, row.lines, tuple(row[3:])) for row in rows)


def counts(tx: Tx, viewer: Viewer, *, asked: TaskFilter) -> Mapping[Tab, int]:
    """This function will count the same lines by tab."""
    found = tally(tx, viewer, asked=TaskFilter(**{**_plain(asked), "tab": None}))
    return {tab: sum(one.lines for one in found if one.tab is tab) for tab in Tab}


def _tabs(tx: Tx, viewer: Viewer, asked: Tab | None) -> tuple[tuple[Tab, ...], dict[str, Any]]:
    """The tabs that can hold anything, with the parameters of who looks."""
    absent = absences.covered_by(tx, viewer.person_id, on=viewer.today) if asked in (None, Tab.ABSENT) else frozenset()
    tabs = tuple(tab for tab in Tab if asked in (None, tab) and (tab is not Tab.ABSENT or absent))
    return tabs, by(viewer) | ({"absent": sorted(absent)} if absent else {})


def done(
    tx: Tx,
    viewer: Viewer,
    *,
    after: tuple[object, ...] | None = None,
    case_open: bool | None = None,
    size: int = PAGE_SIZE,
) -> Page[InboxLine]:
    """This function will give one page of what the viewer completed (已办事项), the newest first.

    `case_open` False gives those whose case has ended (已办结), True those still under way.
    """
    values = by(viewer) | _from(after) | {"size": size + 1}
    rows = tx.execute(_done(case_open, after is not None), values).all()
    lines = tuple(_line(row) for row in rows[:size])
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows=lines, after=None if last is None else (last.t_closed_at, last.t_id))


def done_count(tx: Tx, viewer: Viewer, *, case_open: bool | None = None) -> int:
    """This function will count the same lines."""
    counted: int = tx.execute(_done_count(case_open), by(viewer)).scalar_one()
    return counted


def _plain(asked: TaskFilter) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in asked.__dataclass_fields__}


_CONDITIONS: Mapping[str, sa.ColumnElement[bool]] = {
    "measure": task.c.measure == b("measure"),
    "element": task.c.element == b("element"),
    "due_from": task.c.due_on >= b("due_from"),
    "due_to": task.c.due_on <= b("due_to"),
    "number": case.c.number.like(b("number"), escape="/"),
    "subject_ids": task.c.subject_id.in_(b("subject_ids", expanding=True)),
    "unit_id": task.c.unit_id == b("unit_id"),
}
_SORT: Mapping[Sort, sa.ColumnElement[Any]] = {
    Sort.DUE: sa.func.coalesce(task.c.due_on, sa.literal(LATER, sa.Date)),
    Sort.OPENED: task.c.opened_at,
    Sort.PRIORITY: sa.case((task.c.subject_id.in_(listed_today()), WATCHED), else_=task.c.priority),
    Sort.FOLLOW_UP: sa.func.coalesce(task.c.follow_up_on, sa.literal(LATER, sa.Date)),
}
_GROUP: Mapping[Group, sa.ColumnElement[Any]] = {
    Group.MEASURE: task.c.measure,
    Group.SUBJECT: sa.func.coalesce(task.c.subject_id, ""),
}


def _shape(asked: TaskFilter) -> frozenset[str]:
    return frozenset(name for name in _CONDITIONS if getattr(asked, name) is not None)


def _values(asked: TaskFilter) -> dict[str, Any]:
    values = {name: getattr(asked, name) for name in _shape(asked)}
    return values | ({"number": containing(asked.number)} if asked.number is not None else {})


def _from(after: tuple[object, ...] | None) -> dict[str, Any]:
    return {} if after is None else {f"after_{place}": value for place, value in enumerate(after)}


def _legs(shape: frozenset[str], tabs: tuple[Tab, ...], *columns: Any) -> list[sa.Select[Any]]:
    """Each leg is whole (columns, filters), so that no planner is tempted to join a big table to their union."""
    made = ((Tab.MINE, _mine), (Tab.POOL, _pool), (Tab.ABSENT, _of_absent), (Tab.ABSENT, _pool_of_absent))
    return [_narrowed(leg(), tab, shape).add_columns(*columns) for tab, leg in made if tab in tabs]


def _narrowed(leg: sa.Select[Any], tab: Tab, shape: frozenset[str]) -> sa.Select[Any]:
    found = leg.where(sa.not_(barred(task.c.id)), *[_CONDITIONS[name] for name in sorted(shape)])
    if "number" in shape:
        found = found.join(case, case.c.id == task.c.case_id)
    if tab is not Tab.MINE:
        found = found.where(
            sa.not_(_beside_mine()), sa.not_(spared(task)), sa.func.coalesce(task.c.subject_id, "") != ME
        )
    return workable(found)


def _beside_mine() -> sa.ColumnElement[bool]:
    """Four eyes keep a step from who holds the other of the two, before either is done."""
    other = task.alias()
    rules, pair = sa.type_coerce(task.c.rules, sa.Text), sa.literal('%["not_same_as","')
    held = _some(
        other,
        other.c.case_id == task.c.case_id,
        other.c.assignee_id == ME,
        other.c.is_open,
        other.c.id != task.c.id,
        rules.like(pair + other.c.path + '"]%'),
    )
    return sa.and_(rules.like("%not_same_as%"), held)


def _mine() -> sa.Select[Any]:
    return _leg(Tab.MINE, sa.null()).select_from(task).where(task.c.is_open, task.c.assignee_id == ME)


def _pool() -> sa.Select[Any]:
    grant = role_grant.alias()
    found = _leg(Tab.POOL, sa.null()).select_from(grant).join(task, fits(grant, task))
    return found.where(in_force(grant), task.c.is_open, task.c.assignee_id.is_(None))


def _of_absent() -> sa.Select[Any]:
    found = _leg(Tab.ABSENT, task.c.assignee_id).select_from(task)
    found = found.where(task.c.is_open, task.c.assignee_id.in_(_ABSENT), sa.not_(in_person(task)))
    return found.where(may_be_stood_in_for(task, task.c.assignee_id))


def _pool_of_absent() -> sa.Select[Any]:
    grant, own, earlier = role_grant.alias(), role_grant.alias(), role_grant.alias()
    # One line a task: not when I hold the duty too, and for the first of several absent colleagues who hold it.
    mine_too = _some(own, in_force(own), fits(own, task))
    before = _some(
        earlier,
        earlier.c.person_id < grant.c.person_id,
        earlier.c.person_id.in_(_ABSENT),
        fits(earlier, task),
        may_be_stood_in_for(task, earlier.c.person_id),
    )
    found = _leg(Tab.ABSENT, grant.c.person_id).select_from(grant).join(task, fits(grant, task))
    found = found.where(grant.c.person_id.in_(_ABSENT), in_force(grant, grant.c.person_id), sa.not_(in_person(task)))
    found = found.where(may_be_stood_in_for(task, grant.c.person_id))
    return found.where(task.c.is_open, task.c.assignee_id.is_(None), sa.not_(mine_too), sa.not_(before))


def _some(table: Any, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists(sa.select(sa.literal(1)).select_from(table).where(*conditions))


def _leg(tab: Tab, whom: sa.ColumnElement[Any]) -> sa.Select[Any]:
    columns: list[Any] = [sa.literal(tab.value, sa.Text).label("tab"), sa.cast(whom, sa.Text).label("whom")]
    return sa.select(*columns)


def _keys(sort: Sort, group: Group) -> list[sa.ColumnElement[Any]]:
    grouped = [_GROUP[group].label("sort_group")] if group in _GROUP else []
    return [*grouped, _SORT[sort].label("sort_key"), task.c.id.label("sort_id")]


@functools.cache
def _page(
    shape: frozenset[str], tabs: tuple[Tab, ...], sort: Sort, *, group: Group = Group.NONE, further: bool = False
) -> sa.Select[Any]:
    keys = _keys(sort, group)
    names = [key.name for key in keys]
    legs = [_first(leg, keys, further=further) for leg in _legs(shape, tabs, *keys)]
    picked = sa.union_all(*[sa.select(leg.subquery()) for leg in legs]).subquery("legs")
    found = sa.select(picked, *_LINE).join(task, task.c.id == picked.c.sort_id).join(case, case.c.id == task.c.case_id)
    ordered = found.order_by(*[picked.c[name] for name in names]).limit(b("size", type_=sa.Integer))
    return checked(ordered, "each leg is filtered")


def _first(leg: sa.Select[Any], keys: list[sa.ColumnElement[Any]], *, further: bool) -> sa.Select[Any]:
    """Of each leg as many as a page holds: more of it cannot stand on the page."""
    order = [key.element if isinstance(key, sa.Label) else key for key in keys]
    if further:
        marks = [b(f"after_{place}", type_=key.type) for place, key in enumerate(order)]
        leg = leg.where(sa.tuple_(*order) > sa.tuple_(*marks))
    return leg.order_by(*order).limit(b("size", type_=sa.Integer))


@functools.cache
def _counting(shape: frozenset[str], tabs: tuple[Tab, ...], days: int = 0) -> sa.Select[Any]:
    legs = sa.union_all(*_legs(shape, tabs, task.c.measure, task.c.due_on)).subquery("legs")
    due = [sa.func.count(sa.case((legs.c.due_on <= b(f"end_{place}", type_=sa.Date), 1))) for place in range(days)]
    counted = sa.select(legs.c.tab, legs.c.measure, sa.func.count().label("lines"), *due)
    return checked(counted.group_by(legs.c.tab, legs.c.measure), "each leg is filtered")


@functools.cache
def _done(case_open: bool | None, further: bool) -> sa.Select[Any]:
    found = _done_by_me(case_open).add_columns(*_LINE)
    if further:
        marks = (b("after_0", type_=task.c.closed_at.type), b("after_1", type_=sa.Text))
        found = found.where(sa.tuple_(task.c.closed_at, task.c.id) < sa.tuple_(*marks))
    return found.order_by(task.c.closed_at.desc(), task.c.id.desc()).limit(b("size", type_=sa.Integer))


@functools.cache
def _done_count(case_open: bool | None) -> sa.Select[Any]:
    return _done_by_me(case_open).with_only_columns(sa.func.count())


def _done_by_me(case_open: bool | None) -> sa.Select[Any]:
    found = (
        sa.select(sa.literal(Tab.MINE.value, sa.Text).label("tab"), task.c.on_behalf_of.label("whom"))
        .select_from(task)
        .join(case, case.c.id == task.c.case_id)
        .where(task.c.completed_by == ME, case.c.destroyed_at.is_(None))
    )
    if case_open is not None:
        found = found.where((case.c.status == "open") if case_open else (case.c.status != "open"))
    return workable(found)


def _line(row: AnyRow) -> InboxLine:
    return InboxLine(
        task=task_of(row, has_draft=bool(row.has_draft)),
        tab=Tab(row.tab),
        on_behalf_of=row.whom,
        number=row.number,
        measure=row.measure,
        period=row.period,
        case_status=row.status,
        waiting_at=tuple(row.waiting_at),
        deployment_id=row.deployment_id,
    )


def _next(row: AnyRow, group: Group) -> tuple[object, ...]:
    grouped = (row.sort_group,) if group in _GROUP else ()
    return (*grouped, row.sort_key, row.sort_id)
