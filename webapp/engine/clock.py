"""House time: what today(), now(), deadline(), workdays(), days() and months() mean in one act, and when a timer fires.

The engine reads no clock. Everything comes from the act's `World`; the rows that the act itself writes (property
`starts`) lie over the world's rows until it ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadlines import Due, Limit, LimitRules, add_months, due
from webapp.domain.errors import Incident
from webapp.domain.world import World
from webapp.engine.iso import Span
from webapp.feel import (
    Date,
    DateShift,
    DateTime,
    DayTime,
    FeelValue,
    YearMonth,
    from_python,
    parse_duration,
    to_python,
)

MORNING = dt.time(8, 30)
"""When a timer fires on its day, unless it is the end of a time limit itself."""
DECLARED: Mapping[str, str] = {
    "deadline": "key:string",
    "workdays": "count:number",
    "days": "count:number",
    "months": "count:number",
}
"""Functions of the world that every expression of a diagram may call, besides today() and now()."""


class NoBaseYet(Incident):
    """时限“{key}”尚未起算，不能据此计算日期。"""


class NoSuchLimit(Incident):
    """时限表中没有“{key}”，请在 rules/deadlines.yaml 中补上。"""


class NoInstant(Incident):
    """定时事件的表达式“{text}”没有给出日期、时刻或时长。"""


@dataclass(frozen=True)
class Workdays(DateShift):
    """A distance in working days of the office's calendar."""

    count: int
    calendar: WorkCalendar

    def shift(self, date: Date, sign: int) -> Date | None:
        """This function will give the working day so many working days away."""
        return feel_date(self.calendar.shift(python_date(date), sign * self.count))


@dataclass(frozen=True)
class Days(DateShift):
    """A distance in calendar days."""

    count: int

    def shift(self, date: Date, sign: int) -> Date | None:
        """This function will give the day so many days away."""
        return feel_date(python_date(date) + dt.timedelta(days=sign * self.count))


@dataclass(frozen=True)
class Months(DateShift):
    """A distance in months: the same day number, or the last day of the month."""

    count: int

    def shift(self, date: Date, sign: int) -> Date | None:
        """This function will give the day so many months away."""
        return feel_date(add_months(python_date(date), sign * self.count))


def feel_date(day: dt.date) -> Date:
    """This function will give a day as the expression language's own."""
    return Date(day.year, day.month, day.day)


def python_date(day: Date) -> dt.date:
    """This function will give a day of the expression language as Python's own."""
    return dt.date(day.year, day.month, day.day)


class HouseTime:
    """One act's time: the world, and the rows written so far in this act.

    `exact`: a day begins at midnight and a month ends at this hour, as in diagrams that know no office hours.
    """

    def __init__(self, world: World, limits: LimitRules, *, exact: bool = False) -> None:
        self.world = world
        self.exact = exact
        self.limits = world.limits if world.limits.limits else limits
        self.rows: dict[str, Due] = {}
        self.functions: Mapping[str, Callable[..., FeelValue]] = {
            "today": lambda: feel_date(self.today),
            "now": lambda: from_python(self.world.now.astimezone(self.world.zone)),
            "deadline": lambda key: feel_date(self.row(key).on),
            "workdays": lambda count: Workdays(int(count), self.world.calendar),
            "days": lambda count: Days(int(count)),
            "months": lambda count: Months(int(count)),
        }

    @property
    def today(self) -> dt.date:
        """This function will give the day in the office's zone."""
        return self.world.today

    def count_from(self, key: str, base: dt.date) -> Due:
        """This function will write the row of a time limit from its base day. Raises NoSuchLimit."""
        self.rows[key] = due(self.limit(key), base, self.world.calendar)
        return self.rows[key]

    def known(self, key: str) -> Due | None:
        """This function will give the row of a time limit, or None when its base event has not happened."""
        if key in self.rows:
            return self.rows[key]
        day = self.world.deadlines.get(key)
        if day is None:
            return None
        return Due(on=day, provisional=not self.world.calendar.knows(self.today, day))

    def limit(self, key: str) -> Limit:
        """This function will give a time limit's rule. Raises NoSuchLimit."""
        if key not in self.limits:
            raise NoSuchLimit(key=key)
        return self.limits[key]

    def row(self, key: str) -> Due:
        """This function will give the due day of a limit; one that counts from its step's opening counts from today.

        Raises NoBaseYet, NoSuchLimit.
        """
        found = self.known(key)
        if found is None and self.limit(key).base == "opened":
            return due(self.limit(key), self.today, self.world.calendar)
        if found is None:
            raise NoBaseYet(key=key)
        return found

    def opening(self, key: str) -> Due | None:
        """This function will give the due day of a step that opens now, or None while its base event is to come."""
        if self.limit(key).base == "opened":
            return due(self.limit(key), self.today, self.world.calendar)
        return self.known(key)

    def instant(self, value: FeelValue, text: str, *, bare: bool) -> dt.datetime:
        """This function will give the instant (UTC) at which a timer fires.

        `bare` is a plain `deadline(key)`: the end of that day. Any other day is its morning; a duration counts from
        now, in days and months from today's morning. Raises NoInstant.
        """
        if isinstance(value, str):
            value = parse_duration(value)
        if isinstance(value, YearMonth) and self.exact:
            return Span(text=text, months=value.months).after(self.world.now, self.world.zone)
        if isinstance(value, DateShift | YearMonth):
            value = self._ahead(value)
        if isinstance(value, DayTime):
            return self.world.now + dt.timedelta(microseconds=value.nanos // 1000)
        if isinstance(value, DateTime):
            return self.utc(to_python(value))
        if isinstance(value, Date):
            return self.utc(self._moment(python_date(value), bare=bare))
        raise NoInstant(text=text)

    def _moment(self, day: dt.date, *, bare: bool) -> dt.datetime:
        if bare:
            return dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
        return dt.datetime.combine(day, dt.time() if self.exact else MORNING)

    def _ahead(self, distance: DateShift | YearMonth) -> Date | None:
        if isinstance(distance, YearMonth):
            return feel_date(add_months(self.today, distance.months))
        return distance.shift(feel_date(self.today), 1)

    def utc(self, moment: dt.datetime) -> dt.datetime:
        """This function will give a moment in UTC; one without a zone is the office's."""
        local = moment if moment.tzinfo else moment.replace(tzinfo=self.world.zone)
        return local.astimezone(dt.UTC)


def whole(value: FeelValue) -> int | None:
    """This function will give a whole number as int, else None."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return None
