"""Cycles: a start that happens once a year, half-year, quarter or month, and the period that each instant opens."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.calendar import ONE_DAY
from webapp.domain.deadlines import add_months
from webapp.domain.errors import OfficeError

LATE = dt.timedelta(minutes=10)
"""A start that happens so much after its instant is marked as late."""
CRON = re.compile(r"(\d{1,2}) (\d{1,2}) (\d{1,2}) (\*|\d{1,2}(?:,\d{1,2})*) \*", re.ASCII)
YEAR = re.compile(r"[12]\d{3}(?:-|\Z)", re.ASCII)
EVERY_MONTH = tuple(range(1, 13))
SPANS = (1, 2, 4, 12)
"""How many periods a year may have."""
WEEK = 7 * ONE_DAY
YEARLY: Mapping[str, str] = {
    "m01_political_evaluation": "m01",
    "m02_main_responsibility": "m02",
    "m03b_special_report": "m03",
    "m05_integrity_talk": "m05",
    "m06_life_meeting": "m06",
    "m09a_archive_update": "m09",
}
"""The processes whose rounds make up the year's coverage, with their measure; event measures are never missing."""
GAPS: Mapping[str, str] = {
    "ill": "长期病休",
    "away": "脱产学习或者出国（境）",
    "seconded": "外派挂职",
    "merging": "单位正在撤并",
    "not_in_post": "登记已经更正，本期不在任",
    "other": "其他",
}
"""Why somebody of the population has no case, by code."""


class NoCycle(OfficeError):
    """“{text}”不是可以执行的周期，请按“分 时 日 月 *”书写，每个周期一次，例如 0 8 5 1 *（每年1月5日8时）。"""

    code = "no_cycle"


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One instant of a cycle (aware UTC), and the period it opens: `2026`, `2026-H1`, `2026-Q3` or `2026-11`."""

    at: dt.datetime
    period: str
    first: dt.date
    last: dt.date

    def is_late(self, now: dt.datetime) -> bool:
        """This function will tell whether a start that happens now must be marked as late."""
        return now - self.at > LATE


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """Once in each period, at a minute of a day of its month; a day that a month lacks is the month's last.

    An hour that the clocks skip counts from midnight as if they had not, one that they repeat is the first of both.
    """

    minute: int
    hour: int
    day: int
    months: tuple[int, ...]

    def between(self, after: dt.datetime, until: dt.datetime, zone: dt.tzinfo) -> tuple[Occurrence, ...]:
        """This function will give what happens after one instant and up to another, the earliest first."""
        found = (self._in(month, zone) for month in _months(after.astimezone(zone), until.astimezone(zone)))
        return tuple(one for one in found if one is not None and after < one.at <= until)

    def of_period(self, period: str, zone: dt.tzinfo) -> Occurrence | None:
        """This function will give the instant that opens a period, or None when it is none of this cycle."""
        if YEAR.match(period) is None:
            return None
        found = (self._in(dt.date(int(period[:4]), month, 1), zone) for month in EVERY_MONTH)
        return next((one for one in found if one is not None and one.period == period), None)

    def _in(self, month: dt.date, zone: dt.tzinfo) -> Occurrence | None:
        if month.month not in self.months:
            return None
        day = min(month + (self.day - 1) * ONE_DAY, add_months(month, 1) - ONE_DAY)
        local = dt.datetime.combine(day, dt.time(self.hour, self.minute), tzinfo=zone)
        length = 12 // len(self.months)
        number = (month.month - 1) // length
        first = dt.date(month.year, number * length + 1, 1)
        return Occurrence(
            at=local.astimezone(dt.UTC),
            period=_words(month.year, number + 1, len(self.months)),
            first=first,
            last=add_months(first, length) - ONE_DAY,
        )


def read_cycle(text: str) -> Cycle:
    """This function will read a cycle written as cron (crontab(5): minute hour day months *). Raises NoCycle."""
    match = CRON.fullmatch(text.strip())
    if match is None:
        raise NoCycle(text=text)
    minute, hour, day = (int(part) for part in match.groups()[:3])
    months = EVERY_MONTH if match[4] == "*" else tuple(sorted({int(part) for part in match[4].split(",")}))
    if minute > 59 or hour > 23 or not 1 <= day <= 31 or not _one_each(months):
        raise NoCycle(text=text)
    return Cycle(minute=minute, hour=hour, day=day, months=months)


def _one_each(months: tuple[int, ...]) -> bool:
    """Each period of the year has its own month."""
    if len(months) not in SPANS or not set(months) <= set(EVERY_MONTH):
        return False
    length = 12 // len(months)
    return len({(month - 1) // length for month in months}) == len(months)


def _words(year: int, number: int, count: int) -> str:
    """A period as keys and pages write it (decision: one way everywhere)."""
    return {1: f"{year}", 2: f"{year}-H{number}", 4: f"{year}-Q{number}", 12: f"{year}-{number:02}"}[count]


def _months(first: dt.datetime, last: dt.datetime) -> Iterator[dt.date]:
    month = first.date().replace(day=1)
    while month <= last.date():
        yield month
        month = add_months(month, 1)


def lock_key(measure: str, known: Collection[str]) -> str:
    """This function will name the limit after which a measure's period is locked: its own, or that of all."""
    own = f"cycle.lock.{measure}"
    return own if own in known else "cycle.lock"


def waves(units: Sequence[str | None], *, each_week: int) -> dict[str | None, int]:
    """This function will give the week (0, 1, …) in which each unit's cases open; units in the order given."""
    ordered = list(dict.fromkeys(units))
    return {unit: place // max(each_week, 1) for place, unit in enumerate(ordered)}
