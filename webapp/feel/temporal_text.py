"""Text to dates, times and durations (XML Schema's forms, plus @zone). The other way is `str(value)`."""

from __future__ import annotations

import re

from webapp.feel.bounds import MAX_DURATION_TEXT
from webapp.feel.day_numbers import from_days
from webapp.feel.errors import FeelLimit
from webapp.feel.temporal import Date, DateTime, DayTime, Time, YearMonth, make_date, make_time
from webapp.feel.zones import NANO, Zone

_DATE = r"(-?)([0-9]{4}|[1-9][0-9]{4,8})-([0-9]{2})-([0-9]{2})"
_TIME = (
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:([zZ])|([+-][0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+/-]+))?"
)
DATE = re.compile(_DATE)
TIME = re.compile(_TIME)
DATE_TIME = re.compile(_DATE + "T" + _TIME)
YEARS_MONTHS = re.compile(r"(-?)P(?:([0-9]+)Y)?(?:([0-9]+)M)?")
DAYS_TIME = re.compile(r"(-?)P(?:([0-9]+)D)?(?:T(?=[0-9.])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]*))?S)?)?")
Groups = tuple[str | None, ...]


def parse_date(text: str) -> Date | None:
    """Return the date of an xs:date without zone, or None."""
    match = DATE.fullmatch(text)
    return _date_of(match.groups()) if match else None


def parse_time(text: str) -> Time | None:
    """Return the time of an xs:time (or with @zone), or None."""
    match = TIME.fullmatch(text)
    return _time_of(match.groups()) if match else None


def parse_date_time(text: str) -> DateTime | None:
    """Return the date and time of an xs:dateTime (or with @zone), or None; 24:00:00 is the next midnight."""
    match = DATE_TIME.fullmatch(text)
    if not match:
        return None
    date, time = _date_of(match.groups()[:4]), _time_of(match.groups()[4:])
    if date and match[5] == "24":
        date = make_date(*from_days(date.days() + 1))
    return DateTime(date, time) if date and time else None


def parse_years_months(text: str) -> YearMonth | None:
    """Return the years and months duration of a text such as P1Y2M, or None."""
    match = YEARS_MONTHS.fullmatch(text)
    if not match or not (match[2] or match[3]):
        return None
    months = int(match[2] or 0) * 12 + int(match[3] or 0)
    return YearMonth(-months if match[1] else months)


def parse_days_time(text: str) -> DayTime | None:
    """Return the days and time duration of a text such as P1DT2H, or None."""
    match = DAYS_TIME.fullmatch(text)
    if not match or not any(match.groups()[1:]):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:5])
    nanos = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * NANO + _nanos(match[6])
    return DayTime(-nanos if match[1] else nanos)


def parse_duration(text: str) -> YearMonth | DayTime | None:
    """Return the duration of one of the two kinds (never mixed), or None; a longer one than the bound is FeelLimit.

    What was computed and kept may be longer: `FROM_TEXT` reads it without this bound.
    """
    if len(text) > MAX_DURATION_TEXT and (YEARS_MONTHS.fullmatch(text) or DAYS_TIME.fullmatch(text)):
        raise FeelLimit("时长的文本过长")
    return parse_years_months(text) or parse_days_time(text)


def at_literal(text: str) -> Date | Time | DateTime | YearMonth | DayTime | None:
    """Return the value of @"text", or None."""
    return parse_date(text) or parse_date_time(text) or parse_time(text) or parse_duration(text)


def _nanos(digits: str | None) -> int:
    return int((digits or "0")[:9].ljust(9, "0"))


def _date_of(groups: Groups) -> Date | None:
    sign, year, month, day = (part or "" for part in groups)
    return make_date(int(sign + year), int(month), int(day))


def _time_of(groups: Groups) -> Time | None:
    hour, minute, second = (part or "0" for part in groups[:3])
    if (hour, minute, second) == ("24", "00", "00") and not (groups[3] or "").strip("0"):
        hour = "00"
    if groups[5] and (int(groups[6] or 0) > 59 or int(groups[7] or 0) > 59):
        return None
    return make_time(int(hour), int(minute), int(second), _nanos(groups[3]), _zone_of(groups[4:]))


def _zone_of(groups: Groups) -> Zone:
    utc, hours, minutes, seconds, name = groups
    if hours:
        offset = abs(int(hours)) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
        return -offset if hours[0] == "-" else offset
    return 0 if utc else name
