"""Lists of cases: what a viewer may see, counted by the same query, and what a monitor sees of open ones."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.records import Case
from webapp.domain.sights import PAGE_SIZE, CaseFilter, Page, Viewer
from webapp.store.columns import Instant
from webapp.store.db import Tx
from webapp.store.inbox import LATER
from webapp.store.rows import CASE_HEADER, case_of
from webapp.store.tables import IS_OPEN, case
from webapp.store.visibility import by, visible
from webapp.store.words import containing

_CONDITIONS: Mapping[str, sa.ColumnElement[bool]] = {
    "status": case.c.status == b("status", type_=case.c.status.type),
    "measure": case.c.measure == b("measure"),
    "process": case.c.process == b("process"),
    "room_id": case.c.room_id == b("room_id"),
    "unit_id": case.c.unit_id == b("unit_id"),
    "subject_ids": case.c.subject_id.in_(b("subject_ids", expanding=True)),
    "case_ids": case.c.id.in_(b("case_ids", expanding=True)),
    "number": case.c.number.like(b("number"), escape="/"),
    "period": case.c.period == b("period"),
    "due_from": case.c.next_due_on >= b("due_from"),
    "due_to": case.c.next_due_on <= b("due_to"),
    "opened_from": case.c.opened_at >= b("opened_from", type_=Instant),
    "opened_to": case.c.opened_at < b("opened_to", type_=Instant),
    "open": IS_OPEN,
}
_DUE = sa.func.coalesce(case.c.next_due_on, sa.literal(LATER, sa.Date)).label("sort_key")


def page(
    tx: Tx, viewer: Viewer, *, asked: CaseFilter, after: tuple[object, ...] | None = None, size: int = PAGE_SIZE
) -> Page[Case]:
    """This function will give one page of the cases that the viewer may see, what is due first first; no states."""
    shape = _shape(asked)
    mark = {} if after is None else {"after_0": after[0], "after_1": after[1]}
    rows = tx.execute(_page(shape, after is not None), by(viewer) | _values(asked) | mark | {"size": size + 1}).all()
    last = rows[size - 1] if len(rows) > size else None
    return Page(
        rows=tuple(case_of(row) for row in rows[:size]), after=None if last is None else (last.sort_key, last.c_id)
    )


def count(tx: Tx, viewer: Viewer, *, asked: CaseFilter) -> int:
    """This function will count the same cases by the same query."""
    counted: int = tx.execute(_count(_shape(asked)), by(viewer) | _values(asked)).scalar_one()
    return counted


def count_by(tx: Tx, viewer: Viewer, column: str, *, asked: CaseFilter) -> Mapping[str, int]:
    """This function will count the same cases by `measure`, `room_id`, `unit_id`, `status` or `ended_at_element`."""
    if column not in ("measure", "room_id", "unit_id", "status", "ended_at_element"):
        raise ValueError(column)
    rows = tx.execute(_count_by(_shape(asked), column), by(viewer) | _values(asked)).all()
    return {str(row.word): row.cases for row in rows if row.word is not None}


def _shape(asked: CaseFilter) -> frozenset[str]:
    names = {name for name in _CONDITIONS if getattr(asked, name, None) is not None}
    # The set of visible ids is narrowed to open cases by their partial index, so 'open' is a shape of its own.
    return frozenset(names - {"status"} | {"open"} if asked.status == "open" else names)


def _values(asked: CaseFilter) -> dict[str, Any]:
    values = {name: getattr(asked, name) for name in _shape(asked) if name != "open"}
    if asked.number is not None:
        values["number"] = containing(asked.number)
    if asked.opened_from is not None:
        values["opened_from"] = dt.datetime.combine(asked.opened_from, dt.time(), asked.zone)
    if asked.opened_to is not None:
        values["opened_to"] = dt.datetime.combine(asked.opened_to + dt.timedelta(days=1), dt.time(), asked.zone)
    return values


def _found(shape: frozenset[str], *columns: Any) -> sa.Select[Any]:
    found = sa.select(*columns).where(*[_CONDITIONS[name] for name in sorted(shape)])
    return visible(found, open_only="open" in shape)


@functools.cache
def _page(shape: frozenset[str], further: bool) -> sa.Select[Any]:
    found = _found(shape, *CASE_HEADER, _DUE)
    if further:
        marks = (b("after_0", type_=sa.Date), b("after_1", type_=sa.Text))
        found = found.where(sa.tuple_(_DUE.element, case.c.id) > sa.tuple_(*marks))
    return found.order_by(_DUE, case.c.id).limit(b("size", type_=sa.Integer))


@functools.cache
def _count(shape: frozenset[str]) -> sa.Select[Any]:
    return _found(shape, sa.func.count()).select_from(case)


@functools.cache
def _count_by(shape: frozenset[str], column: str) -> sa.Select[Any]:
    word = case.c[column]
    return _found(shape, word.label("word"), sa.func.count().label("cases")).group_by(word)
