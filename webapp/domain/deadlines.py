"""Time limits: the rules of `rules/deadlines.yaml` and the arithmetic of a due day."""

from __future__ import annotations

import calendar as months_of
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.domain.calendar import ONE_DAY, WorkCalendar
from webapp.domain.errors import OfficeError

PART = "#"
"""Where a case has a row for each of several parts, the part follows the rule's key: each has its own day, and may be
extended by itself."""


class Unit(StrEnum):
    """Calendar days, working days or months."""

    DAY = "day"
    WORKDAY = "workday"
    MONTH = "month"


class UnknownLimit(OfficeError):
    """时限表中没有“{key}”，请在 rules/deadlines.yaml 中补上。"""

    code = "unknown_limit"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One rule: so many units from the base event, which is `opened` (the step's opening) or the event's name."""

    key: str
    amount: int
    unit: Unit
    base: str = "opened"
    extension: str | None = None
    basis: str = ""
    checked_by: str | None = None
    checked_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Due:
    """A due day; it ends at 24:00 of the office's zone. `provisional` when a year's holiday table is missing."""

    on: dt.date
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class LimitRules:
    """All limits of one deployment, by key; `rectify.item#3` is part 3 of a case's own row, under the one rule."""

    limits: Mapping[str, Limit] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Limit:
        if key not in self:
            raise UnknownLimit(key=key)
        return self.limits[rule_key(key)]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and rule_key(key) in self.limits


def rule_key(key: str) -> str:
    """This function will give the key of the rule that a row's key stands under: what is before its part."""
    return key.partition(PART)[0]


def due(limit: Limit, base: dt.date, calendar: WorkCalendar) -> Due:
    """This function will give the due day of a limit from its base day.

    The day of the event is not counted; months end on the same day number or the last day of the month; a last day that
    is a day off moves to the next working day (民法典 arts. 201-203). What must be done so long before an event moves
    back to a working day: later would be too late.
    """
    raw = _raw_due(limit, base, calendar)
    day = calendar.previous_workday(raw) if limit.amount < 0 else calendar.next_workday(raw)
    return Due(on=day, provisional=not calendar.knows(base, day))


def _raw_due(limit: Limit, base: dt.date, calendar: WorkCalendar) -> dt.date:
    if limit.unit is Unit.WORKDAY:
        return calendar.shift(base, limit.amount)
    if limit.unit is Unit.MONTH:
        return add_months(base, limit.amount)
    return base + limit.amount * ONE_DAY


def add_months(day: dt.date, count: int) -> dt.date:
    """This function will give the same day number `count` months later, or the last day of that month."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, months_of.monthrange(year, month + 1)[1]))


def day_until(instant: dt.datetime, zone: dt.tzinfo) -> dt.date:
    """This function will give the day of an instant in a zone; the first moment of a day ends the day before."""
    return (instant - dt.timedelta(microseconds=1)).astimezone(zone).date()
