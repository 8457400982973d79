"""Date and time functions (DMN 10.3.4.1, 10.3.4.7, 10.3.4.8), all but today() and now(): those the world gives."""

from __future__ import annotations

import re
from decimal import Decimal

from webapp.feel.arith import midnight
from webapp.feel.bounds import charge
from webapp.feel.compare import PAIR
from webapp.feel.day_numbers import from_days, to_days
from webapp.feel.registry import builtin
from webapp.feel.temporal import Date, DateTime, DayTime, Time, YearMonth, from_instant, make_date, make_time
from webapp.feel.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from webapp.feel.values import FeelValue
from webapp.feel.zones import NANO, Zone, zone_ids

DAY_ALONE = re.compile(r"(-?[0-9]+-[0-9]{2}-[0-9]{2})((?:[zZ+@-].*)?)")
READ = 30  # what reading a date or a time weighs against other nodes
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
PARTS = "year:number, month:number, day:number, hour:number, minute:number, second:number"


def whole_number(value: Decimal) -> int | None:
    """Return an int if the number is a whole one of sensible size."""
    if value != value.to_integral_value() or value.adjusted() > 9:
        return None
    return int(value)


def _read(text: str) -> str:
    """Return a text that is about to be read as a date or a time, which is paid for."""
    charge(READ)
    return text


@builtin("date", "from:string|date|dt")
def date(value: str | Date | DateTime) -> Date | None:
    """Return a date from a string or from a date and time."""
    return parse_date(_read(value)) if isinstance(value, str) else _day(value)


@builtin("date", "year:number, month:number, day:number")
def date_of(year: Decimal, month: Decimal, day: Decimal) -> Date | None:
    """Return a date from its parts."""
    y, m, d = whole_number(year), whole_number(month), whole_number(day)
    return None if y is None or m is None or d is None else make_date(y, m, d)


@builtin("time", "from:string|time|dt|date")
def time(value: str | Time | DateTime | Date) -> Time | None:
    """Return a time from a string, a date and time, or a date (midnight UTC)."""
    if isinstance(value, str):
        return parse_time(_read(value))
    if isinstance(value, Date):
        return midnight(value).time
    return value.time if isinstance(value, DateTime) else value


@builtin("time", "hour:number, minute:number, second:number, offset:dtd~?")
def time_of(hour: Decimal, minute: Decimal, second: Decimal, offset: DayTime | None = None) -> Time | None:
    """Return a time from its parts."""
    return _clock((hour, minute, second), _offset(offset))


def _offset(offset: DayTime | None) -> int | None:
    return None if offset is None else offset.nanos // NANO


def _clock(parts: tuple[Decimal, ...], zone: Zone) -> Time | None:
    """Return a time whose seconds may have a fraction."""
    hour, minute, second = whole_number(parts[0]), whole_number(parts[1]), parts[2]
    if hour is None or minute is None or not 0 <= second < 60:
        return None
    nanos = int(second.scaleb(9))
    return make_time(hour, minute, nanos // NANO, nanos % NANO, zone)


@builtin("date and time", "from:string|dt|date")
def date_and_time(value: str | DateTime | Date) -> DateTime | None:
    """Return a date and time from a string; a date alone, which may have a zone, is midnight."""
    if isinstance(value, str):
        alone = DAY_ALONE.fullmatch(_read(value))
        return parse_date_time(f"{alone[1]}T00:00:00{alone[2]}" if alone else value)
    return midnight(value) if isinstance(value, Date) else value


@builtin("date and time", "date:date|dt, time:time")
def join(day: Date | DateTime, clock: Time) -> DateTime:
    """Return a date and time from both."""
    return DateTime(_day(day), clock)


@builtin("date and time", "date:dt, timezone:string")
def in_zone(value: DateTime, zone: str) -> DateTime | None:
    """Return the same instant in another zone."""
    if value.zone is None or zone not in zone_ids():
        return None
    return from_instant(value.instant(), zone)


@builtin("date and time", PARTS + ", offset:dtd~?")
def date_and_time_of(*parts: FeelValue) -> DateTime | None:
    """Return a date and time from its parts."""
    return _from_parts(parts, _offset(parts[6] if len(parts) > 6 else None))


@builtin("date and time", PARTS + ", timezone:string~")
def date_and_time_in(*parts: FeelValue) -> DateTime | None:
    """Return a date and time from its parts, in a zone."""
    return _from_parts(parts, parts[6])


def _from_parts(parts: tuple[FeelValue, ...], zone: Zone) -> DateTime | None:
    day, clock = date_of(*parts[:3]), _clock(parts[3:6], zone)
    return DateTime(day, clock) if day and clock else None


@builtin("duration", "from:string|dtd|ymd")
def duration(value: str | DayTime | YearMonth) -> DayTime | YearMonth | None:
    """Return a duration from a string."""
    return parse_duration(value) if isinstance(value, str) else value


@builtin("years and months duration", "from:date|dt, to:date|dt")
def years_and_months_duration(start: Date | DateTime, end: Date | DateTime) -> YearMonth:
    """Return the whole months between two days."""
    a, b = _day(start), _day(end)
    months = (b.year - a.year) * 12 + b.month - a.month
    if months > 0 and b.day < a.day:
        months -= 1
    elif months < 0 and b.day > a.day:
        months += 1
    return YearMonth(months)


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@builtin("day of week", "date:date|dt")
def day_of_week(value: Date | DateTime) -> str:
    """Return the English name of a day's weekday."""
    return WEEKDAYS[_day(value).weekday() - 1]


@builtin("month of year", "date:date|dt")
def month_of_year(value: Date | DateTime) -> str:
    """Return the English name of a day's month."""
    return MONTHS[_day(value).month - 1]


@builtin("day of year", "date:date|dt")
def day_of_year(value: Date | DateTime) -> Decimal:
    """Return the number of a day in its year, from 1."""
    day = _day(value)
    return Decimal(day.days() - to_days(day.year, 1, 1) + 1)


@builtin("week of year", "date:date|dt")
def week_of_year(value: Date | DateTime) -> Decimal:
    """Return the ISO 8601 week: the week of its Thursday."""
    day = _day(value)
    thursday = day.days() - day.weekday() + 4
    year, _, _ = from_days(thursday)
    return Decimal((thursday - to_days(year, 1, 1)) // 7 + 1)


@builtin("is", "value1:any, value2:any")
def is_(a: FeelValue, b: FeelValue) -> bool:
    """Return whether two values are the same down to their zone; different kinds are not."""
    if type(a) is not type(b):
        return False
    if type(a) is list:
        charge(PAIR * len(a))
        return len(a) == len(b) and all(is_(x, y) for x, y in zip(a, b, strict=True))
    if type(a) is dict:
        charge(PAIR * len(a))
        return a.keys() == b.keys() and all(is_(a[key], b[key]) for key in a)
    return bool(a == b)
