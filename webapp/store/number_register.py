"""The register of numbers (文号登记): what each series gave out, what is void and why, and whether it has a hole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.said import Said
from webapp.domain.sights import PAGE_SIZE, Page
from webapp.store.db import Tx
from webapp.store.numbers import written
from webapp.store.tables import letter, meeting, number_issued
from webapp.store.visibility import checked

PAPERS = sa.or_(
    sa.exists().where(letter.c.number == number_issued.c.text),
    sa.exists().where(meeting.c.minutes_number == number_issued.c.text),
)
"""Numbers of papers: what document control keeps."""
_BY_SERIES = (
    sa.select(
        number_issued.c.series,
        number_issued.c.year,
        sa.func.count().label("given"),
        sa.func.max(number_issued.c.value).label("highest"),
        sa.func.count(number_issued.c.voided_at).label("voided"),
    )
    .group_by(number_issued.c.series, number_issued.c.year)
    .order_by(number_issued.c.year.desc(), number_issued.c.series)
)
_OF_PAPERS = _BY_SERIES.where(PAPERS)
_ROWS = checked(
    sa.select(number_issued, letter.c.id.label("letter_id"), meeting.c.id.label("meeting_id"))
    .join(letter, letter.c.number == number_issued.c.text, isouter=True)
    .join(meeting, meeting.c.minutes_number == number_issued.c.text, isouter=True)
    .where(
        number_issued.c.series == b("of_series"),
        number_issued.c.year == b("of_year"),
        number_issued.c.value < b("below", type_=sa.Integer),
    )
    .order_by(number_issued.c.value.desc())
    .limit(b("size", type_=sa.Integer)),
    "who keeps the register sees numbers, days and whether they are void; no name and no text of a case",
)
_VALUES = sa.select(number_issued.c.value).where(
    number_issued.c.series == b("of_series"), number_issued.c.year == b("of_year")
)
_UNEXPLAINED = sa.select(number_issued.c.text).where(
    number_issued.c.voided_at.is_not(None), sa.func.coalesce(number_issued.c.void_reason, "") == ""
)
TOP = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Series:
    """One series of a year: how many numbers it gave, the highest one, how many are void."""

    series: str
    year: int
    given: int
    highest: int
    voided: int


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A number with what bears it: a letter, minutes, an entry of the archive, else a case."""

    text: str
    value: int
    at: dt.datetime
    bearer: str
    voided_at: dt.datetime | None
    voided_by: str | None
    void_reason: str | None


def series(tx: Tx, *, papers: bool = False) -> tuple[Series, ...]:
    """This function will give every series, the newest year first; `papers`: those of letters and minutes only."""
    rows = tx.execute(_OF_PAPERS if papers else _BY_SERIES)
    return tuple(Series(**dict(row._mapping)) for row in rows)


def page(tx: Tx, of: str, *, year: int, below: int | None = None, size: int = PAGE_SIZE) -> Page[Numbered]:
    """This function will give one page of a series and year, the highest number first."""
    asked = {"of_series": of, "of_year": year, "below": min(below or TOP, TOP), "size": size + 1}
    rows = tx.execute(_ROWS, asked).all()
    found = tuple(_numbered(row) for row in rows[:size])
    return Page(rows=found, after=(found[-1].value,) if len(rows) > size else None)


def holes(tx: Tx, of: str, *, year: int) -> tuple[int, ...]:
    """This function will give the values that a series skipped: a number that nobody can explain."""
    known = set(tx.execute(_VALUES, {"of_series": of, "of_year": year}).scalars())
    return tuple(sorted(set(range(1, max(known, default=0) + 1)) - known))


def faults(tx: Tx) -> Iterator[str]:
    """This function will say of every series which number is missing, and which void one has no reason."""
    for one in series(tx):
        gone = holes(tx, one.series, year=one.year) if one.given != one.highest else ()
        lost = [written(one.series, year=one.year, value=value) for value in gone]
        yield from (Said("{number}不在文号登记中，也没有作废说明", number=number) for number in lost)
    void = tx.execute(_UNEXPLAINED).scalars()
    yield from (Said("{number}已作废，但是没有写明原因", number=number) for number in void)


def _numbered(row: Any) -> Numbered:
    names = Numbered.__dataclass_fields__
    values = {name: row._mapping[name] for name in names if name != "bearer"}
    return Numbered(**values, bearer=_bearer(row))


def _bearer(row: Any) -> str:
    if row.letter_id is not None:
        return "letter"
    if row.meeting_id is not None:
        return "minutes"
    return "entry" if row.bearer == "archive" else "case"
