"""Figures counted, by room, and the cases behind them: heads over the selects of `store/figures.py`.

Whoever counts is told of what all others do, but a matter from which this one is kept is in no number either: a unit
has one head, and one more there would tell.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any  # columns of rows and statements, which only SQL knows
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, RoomId, UnitId
from webapp.domain.sights import PAGE_SIZE, Viewer
from webapp.store.db import AnyRow, Tx
from webapp.store.figures import WHY, select_of
from webapp.store.local_days import zone_values
from webapp.store.tables import case
from webapp.store.visibility import by, checked, no_concern_of_mine, visible

WEEK, MONTH = dt.timedelta(days=7), dt.timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Span:
    """For which days, unit and room; `soon` is the third workday from today."""

    first: dt.date
    last: dt.date
    today: dt.date
    soon: dt.date
    zone: ZoneInfo
    unit_id: UnitId | None = None
    room_id: RoomId | None = None


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many there are, and how many of them are as they should be; None where nothing is judged.

    `people`: by how many they are divided, for a figure that is so many for each.
    """

    total: int
    good: int | None
    people: int | None = None


@dataclass(frozen=True, kw_only=True)
class Behind:
    """One thing that a figure counts: its case as far as the viewer sees it, judged, and its day.

    `since`: from when it took its time, where the figure tells how long things took.
    """

    case_id: CaseId
    number: str | None
    measure: str
    good: bool | None
    on: dt.date | None
    since: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Took:
    """So many things of a room that began on one day and were done on another."""

    room_id: RoomId | None
    since: dt.date
    on: dt.date
    count: int


def took(tx: Tx, figure: str, span: Span, *, viewer: Viewer) -> tuple[Took, ...]:
    """This function will tell from when until when the things took that a figure of time counts."""
    rows = tx.execute(_took(figure, *_shape(span)), _values(span) | by(viewer))
    return tuple(Took(room_id=row.room_id, since=row.since, on=row.on_day, count=row.total) for row in rows)


def by_kind(tx: Tx, figure: str, span: Span, *, viewer: Viewer) -> Mapping[str, int]:
    """This function will count the results of a figure that tells of several."""
    rows = tx.execute(_by_kind(figure, *_shape(span)), _values(span) | by(viewer))
    return {row.kind: row.total for row in rows}


def counted(tx: Tx, figure: str, span: Span, *, viewer: Viewer) -> Counted:
    """This function will count a figure."""
    row = tx.execute(_counted(figure, *_shape(span)), _values(span) | by(viewer)).one()
    return _found(row)


def by_room(tx: Tx, figure: str, span: Span, *, viewer: Viewer) -> Mapping[RoomId | None, Counted]:
    """This function will count a figure by the room of the case."""
    rows = tx.execute(_by_room(figure, *_shape(span)), _values(span) | by(viewer))
    return {row.room_id: _found(row) for row in rows}


def _found(row: AnyRow) -> Counted:
    return Counted(total=row.total, good=row.good, people=row._mapping.get("people"))


def behind(tx: Tx, figure: str, span: Span, *, viewer: Viewer, size: int = PAGE_SIZE) -> tuple[Behind, ...]:
    """This function will list what a figure counts, the newest first, of the cases that the viewer may see."""
    values = _values(span) | by(viewer) | {"size": size}
    rows = tx.execute(_behind(figure, *_shape(span)), values)
    return tuple(
        Behind(
            case_id=CaseId(row.case_id),
            number=row.number,
            measure=row.measure,
            good=None if row.good is None else bool(row.good),
            on=row.on_day,
            since=row._mapping.get("since"),
        )
        for row in rows
    )


def seen(tx: Tx, figure: str, span: Span, *, viewer: Viewer) -> int:
    """This function will count what the list behind a figure holds, by the list's own query."""
    found: int = tx.execute(_seen(figure, *_shape(span)), _values(span) | by(viewer)).scalar_one()
    return found


def _shape(span: Span) -> tuple[bool, bool]:
    return span.unit_id is not None, span.room_id is not None


def _values(span: Span) -> dict[str, Any]:
    noon = dt.datetime.combine(span.last, dt.time(12), tzinfo=dt.UTC)
    values: dict[str, Any] = {"first": span.first, "last": span.last, "today": span.today, "soon": span.soon}
    values |= {"week_ago": span.today - WEEK, "month_ago": span.today - MONTH}
    values |= {name: str(one) for name, one in zone_values(span.zone, noon).items()}
    return values | {"of_unit": span.unit_id, "of_room": span.room_id}


def _counts(rows: Any) -> tuple[Any, ...]:
    total, good = sa.func.count().label("total"), sa.func.sum(rows.c.good).label("good")
    return (total, good, sa.func.count(sa.distinct(rows.c.who)).label("people")) if "who" in rows.c else (total, good)


def _narrowed(figure: str, unit: bool, room: bool) -> Any:
    found = select_of(figure).where(no_concern_of_mine())
    if unit:
        found = found.where(case.c.unit_id == b("of_unit", type_=sa.Text))
    if room:
        found = found.where(case.c.room_id == b("of_room", type_=sa.Text))
    return checked(found, WHY).subquery("counted")


@functools.cache
def _counted(figure: str, unit: bool, room: bool) -> sa.Select[Any]:
    rows = _narrowed(figure, unit, room)
    return checked(sa.select(*_counts(rows)).select_from(rows), WHY)


@functools.cache
def _by_room(figure: str, unit: bool, room: bool) -> sa.Select[Any]:
    rows = _narrowed(figure, unit, room)
    found = sa.select(case.c.room_id, *_counts(rows)).select_from(rows).join(case, case.c.id == rows.c.case_id)
    return checked(found.group_by(case.c.room_id).order_by(case.c.room_id), WHY)


@functools.cache
def _by_kind(figure: str, unit: bool, room: bool) -> sa.Select[Any]:
    rows = _narrowed(figure, unit, room)
    found = sa.select(rows.c.kind, sa.func.count().label("total")).select_from(rows)
    return checked(found.group_by(rows.c.kind), WHY)


@functools.cache
def _took(figure: str, unit: bool, room: bool) -> sa.Select[Any]:
    rows = _narrowed(figure, unit, room)
    days = (case.c.room_id, rows.c.since, rows.c.on_day)
    found = sa.select(*days, sa.func.count().label("total")).select_from(rows)
    found = found.join(case, case.c.id == rows.c.case_id)
    return checked(found.group_by(*days).order_by(*days), WHY)


def _sighted(figure: str, unit: bool, room: bool, *columns: Any) -> sa.Select[Any]:
    rows = _narrowed(figure, unit, room)
    shown = [rows.c[name] for name in ("good", "on_day", "since") if name in rows.c] if columns else [sa.func.count()]
    found = sa.select(*columns, *shown).select_from(rows).join(case, case.c.id == rows.c.case_id)
    return visible(found, glass=False)


@functools.cache
def _behind(figure: str, unit: bool, room: bool) -> sa.Select[Any]:
    found = _sighted(figure, unit, room, case.c.id.label("case_id"), case.c.number, case.c.measure)
    newest = sa.desc(found.selected_columns.on_day)
    return found.order_by(newest, case.c.id).limit(b("size", type_=sa.Integer))


@functools.cache
def _seen(figure: str, unit: bool, room: bool) -> sa.Select[Any]:
    return _sighted(figure, unit, room)
