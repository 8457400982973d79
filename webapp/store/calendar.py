"""The office's holidays and make-up workdays, year by year; kept in memory while nothing changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.calendar import WorkCalendar
from webapp.store import versions
from webapp.store.db import Tx
from webapp.store.tables import holiday, holiday_year
from webapp.store.writing import insert_or_change

_DAYS, _YEARS = sa.select(holiday), sa.select(holiday_year.c.year)
_CLEAR = sa.delete(holiday).where(holiday.c.on >= b("first"), holiday.c.on <= b("last"))
_ADD = sa.insert(holiday)
_KNOW = insert_or_change(holiday_year, ["year"], change=["imported_at", "imported_by"])
_OF_YEAR = sa.select(holiday).where(holiday.c.on >= b("first"), holiday.c.on <= b("last")).order_by(holiday.c.on)


def load(tx: Tx) -> WorkCalendar:
    """This function will give the office's calendar; from memory while nothing changed."""
    return versions.remembered(tx, versions.CALENDAR, "calendar", lambda _version: _load(tx))


def put_year(
    tx: Tx,
    year: int,
    *,
    off: Mapping[dt.date, str],
    works: Mapping[dt.date, str],
    now: dt.datetime,
    by: str | None = None,
) -> None:
    """This function will replace a year's table: days off and make-up workdays with their names."""
    tx.execute(_CLEAR, {"first": dt.date(year, 1, 1), "last": dt.date(year, 12, 31)})
    rows = [{"on": day, "works": False, "name": name} for day, name in off.items()]
    rows += [{"on": day, "works": True, "name": name} for day, name in works.items()]
    if rows:
        tx.execute(_ADD, rows)
    tx.execute(_KNOW, {"year": year, "imported_at": now, "imported_by": by})
    versions.bump(tx, versions.CALENDAR)


def of_year(tx: Tx, year: int) -> tuple[tuple[dt.date, bool, str], ...]:
    """This function will give a year's table: day, whether the office works, name."""
    days = tx.execute(_OF_YEAR, {"first": dt.date(year, 1, 1), "last": dt.date(year, 12, 31)})
    return tuple((row.on, row.works, row.name) for row in days)


def _load(tx: Tx) -> WorkCalendar:
    days = tx.execute(_DAYS).all()
    return WorkCalendar(
        holidays=frozenset(row.on for row in days if not row.works),
        workdays=frozenset(row.on for row in days if row.works),
        years=frozenset(tx.execute(_YEARS).scalars()),
    )
