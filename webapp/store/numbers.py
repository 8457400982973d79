"""Business numbers (云线索〔2026〕14号): per series and year, no gaps, voided ones explained.

A number's row is its own counter: the next is one above the highest. Who takes the same number at the same time waits
for the other one's end (of itself on SQLite), and then takes the next, or this one when the other one failed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId
from webapp.store.db import AnyRow, Tx
from webapp.store.faults import Contended
from webapp.store.tables import number_issued
from webapp.store.writing import insert_selected_once

REGISTERS: Mapping[str, str] = {"archive": "档", "internal": "台账"}
"""Where an entry on a person is written (DMN-12), and the series of its number: by it the two are told apart."""
_AT_ONCE = 50
"""So many acts may take numbers of one series at the same time."""
_SERIES, _YEAR = b("of_series", type_=sa.Text), b("of_year", type_=sa.Integer)
_COUNT = b("count", type_=sa.Integer)
_FIRST = sa.select(sa.literal(1).label("step")).cte("steps", recursive=True)
_STEPS = _FIRST.union_all(sa.select(_FIRST.c.step + 1).where(_FIRST.c.step < _COUNT))
_HIGHEST = (
    sa.select(sa.func.coalesce(sa.func.max(number_issued.c.value), 0))
    .where(number_issued.c.series == _SERIES, number_issued.c.year == _YEAR)
    .scalar_subquery()
)
_VALUE = _HIGHEST + _STEPS.c.step
_TEXT = _SERIES + "〔" + sa.cast(_YEAR, sa.Text) + "〕" + sa.cast(_VALUE, sa.Text) + "号"
"""As documents bear it: year in 〔〕, no leading zero (GB/T 9704-2012, 7.2.5)."""
_NEXT = insert_selected_once(
    number_issued,
    {
        "series": _SERIES,
        "year": _YEAR,
        "value": _VALUE,
        "text": _TEXT,
        "case_id": b("case", type_=sa.Text),
        "bearer": b("bearer", type_=sa.Text),
        "at": b("at", type_=number_issued.c.at.type),
    },
    _STEPS.c.step <= _COUNT,
    returning=("value", "text"),
)
_VOID = (
    sa.update(number_issued)
    .where(number_issued.c.text == b("number"), number_issued.c.voided_at.is_(None))
    .values(voided_at=b("now"), voided_by=b("by"), void_reason=b("reason"))
)
_OF_SERIES = (
    sa.select(number_issued)
    .where(number_issued.c.series == b("of_series"), number_issued.c.year == b("of_year"))
    .order_by(number_issued.c.value)
)
_ONE = sa.select(number_issued).where(number_issued.c.text == b("number"))


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A number as it was given out; a voided one says why, so that the series explains every hole."""

    text: str
    series: str
    year: int
    value: int
    case_id: CaseId | None
    bearer: str | None
    at: dt.datetime
    voided_at: dt.datetime | None
    voided_by: str | None
    void_reason: str | None


def written(series: str, *, year: int, value: int) -> str:
    """This function will write a number as documents bear it."""
    return f"{series}〔{year}〕{value}号"


def take(
    tx: Tx, series: str, *, year: int, now: dt.datetime, case_id: CaseId | None = None, bearer: str | None = None
) -> str:
    """This function will take the next number of a series and year; an act that fails gives it back by itself."""
    return take_several(tx, series, 1, year=year, now=now, case_id=case_id, bearer=bearer)[0]


def take_several(
    tx: Tx,
    series: str,
    count: int,
    *,
    year: int,
    now: dt.datetime,
    case_id: CaseId | None = None,
    bearer: str | None = None,
) -> tuple[str, ...]:
    """This function will take so many next numbers of a series and year at once, in their order."""
    row = {"of_series": series, "of_year": year, "case": case_id, "bearer": bearer, "at": now}
    taken: list[tuple[int, str]] = []
    for _ in range(_AT_ONCE if count else 0):
        found = tx.execute(_NEXT, row | {"count": count - len(taken)})
        taken += [(one.value, one.text) for one in found]
        if len(taken) == count:
            break
    if len(taken) < count:
        raise Contended
    return tuple(text for _, text in sorted(taken))


def void(tx: Tx, number: str, *, by: str, reason: str, now: dt.datetime) -> None:
    """This function will void a number with the reason; it is never given out again. Raises NotFound."""
    if tx.execute(_VOID, {"number": number, "by": by, "reason": reason, "now": now}).rowcount != 1:
        raise NotFound


def issued(tx: Tx, series: str, *, year: int) -> tuple[Issued, ...]:
    """This function will give all numbers of a series and year from the first."""
    return tuple(_issued(row) for row in tx.execute(_OF_SERIES, {"of_series": series, "of_year": year}))


def read(tx: Tx, number: str) -> Issued | None:
    """This function will give what is known of a number, or None."""
    row = tx.execute(_ONE, {"number": number}).one_or_none()
    return None if row is None else _issued(row)


def _issued(row: AnyRow) -> Issued:
    names = Issued.__dataclass_fields__
    return Issued(**{name: row._mapping[name] for name in names})
