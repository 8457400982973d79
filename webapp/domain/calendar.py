"""Working days with public holidays and make-up workdays (调休); beyond the imported years a marked fallback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

ONE_DAY = dt.timedelta(days=1)
FIXED_FEASTS = frozenset({(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)})
"""Feast days with a fixed solar date (全国年节及纪念日放假办法): used for years whose table is not imported yet."""


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """Days off and make-up workdays of the imported years.

    `years` are those whose table the office has; any other year counts Monday to Friday and the fixed feast days.
    """

    holidays: frozenset[dt.date] = field(default_factory=frozenset)
    workdays: frozenset[dt.date] = field(default_factory=frozenset)
    years: frozenset[int] = field(default_factory=frozenset)

    def is_workday(self, day: dt.date) -> bool:
        """This function will tell whether the office works on that day."""
        if day in self.workdays:
            return True
        if day in self.holidays:
            return False
        if day.year not in self.years and (day.month, day.day) in FIXED_FEASTS:
            return False
        return day.weekday() < 5

    def knows(self, first: dt.date, last: dt.date) -> bool:
        """This function will tell whether every year between the two days is imported (else a date is provisional)."""
        low, high = sorted((first.year, last.year))
        return all(year in self.years for year in range(low, high + 1))

    def shift(self, day: dt.date, count: int) -> dt.date:
        """This function will give the day `count` working days later (earlier when negative), not counting the day."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def next_workday(self, day: dt.date) -> dt.date:
        """This function will give the day itself or, when it is a day off, the next working day."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def previous_workday(self, day: dt.date) -> dt.date:
        """This function will give the day itself or, when it is a day off, the working day before."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def between(self, first: dt.date, last: dt.date) -> int:
        """This function will count the working days after `first` up to `last` (negative when `last` is earlier)."""
        if last < first:
            return -self.between(last, first)
        return sum(1 for day in self.days(first, last) if self.is_workday(day))

    def days(self, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        """This function will give each day after `first` up to and including `last`."""
        day = first
        while day < last:
            day += ONE_DAY
            yield day
