"""Python values at the border: numbers become Decimal, dates become FEEL's, and back."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable
from decimal import Decimal

from webapp.feel.errors import NoFeelValue
from webapp.feel.temporal import Date, DateTime, DayTime, Time, YearMonth
from webapp.feel.temporal_text import parse_date, parse_date_time, parse_days_time, parse_time, parse_years_months
from webapp.feel.values import NUMBERS, Builtin, FeelValue, Function, Range
from webapp.feel.zones import NANO, Zone

OWN = (type(None), bool, Date, Time, DateTime, DayTime, YearMonth, Range, Function, Builtin)
PLAIN = (type(None), bool, str, Decimal)


def from_python(value: object) -> FeelValue:
    """Return the FEEL value of a Python value; raise NoFeelValue, a TypeError, for what has none.

    Among them is a text with half a surrogate pair, which no file and no database could keep. Every int, float and
    Decimal becomes a Decimal of 34 digits (infinity and NaN null); lists and tuples become lists, keys strings.
    """
    if isinstance(value, str):
        return _text(str(value))  # a StrEnum's member is its text
    if type(value) in OWN:
        return value
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, dict):
        return {_text(str(k)): from_python(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [from_python(v) for v in value]
    return _temporal(value)


def _text(text: str) -> str:
    """Return a text that is one."""
    try:
        text.isascii() or text.encode()
    except UnicodeEncodeError as error:
        half = ascii(text[error.start]).strip("'")
        raise NoFeelValue(f"文字的第 {error.start + 1} 个字符只有半个（{half}），请改正") from None
    return text


def _number(value: float | Decimal) -> Decimal | None:
    """Return a number; what is none, or beyond 34 digits' exponents, is null as everywhere in FEEL."""
    try:
        number = NUMBERS.create_decimal(repr(value) if isinstance(value, float) else value)
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def _temporal(value: object) -> FeelValue:
    if isinstance(value, dt.datetime):
        return DateTime(Date(value.year, value.month, value.day), _time(value.timetz(), value))
    if isinstance(value, dt.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return _time(value, value)
    if isinstance(value, dt.timedelta):
        return DayTime((value.days * 86_400 + value.seconds) * NANO + value.microseconds * 1000)
    raise NoFeelValue(f"{type(value).__name__} is no FEEL value")


def _time(clock: dt.time, owner: dt.time | dt.datetime) -> Time:
    """Return a time with the zone of its owner."""
    offset = owner.utcoffset()
    key = getattr(owner.tzinfo, "key", None)
    zone: Zone = key or (None if offset is None else int(offset.total_seconds()))
    return Time(clock.hour, clock.minute, clock.second, clock.microsecond * 1000, zone)


def to_python(value: FeelValue) -> FeelValue:
    """Return Python's own value: date, time, datetime, timedelta (to the microsecond), Decimal, str, bool, list, dict.

    A years and months duration has no twin in Python and stays. Raise TypeError for ranges and functions, and
    ValueError or OverflowError for years that Python's calendar lacks.
    """
    kind = type(value)
    if kind in PLAIN or kind is YearMonth:
        return value
    if kind is list:
        return [to_python(item) for item in value]
    if kind is dict:
        return {k: to_python(v) for k, v in value.items()}
    if kind not in _TO_PYTHON:
        raise TypeError(f"{kind.__name__} has no value in Python")
    return _TO_PYTHON[kind](value)


def _python_zone(zone: Zone) -> dt.tzinfo | None:
    if isinstance(zone, str):
        return zoneinfo.ZoneInfo(zone)
    if zone is None:
        return None
    return dt.UTC if zone == 0 else dt.timezone(dt.timedelta(seconds=zone))


def _python_date(value: Date) -> dt.date:
    return dt.date(value.year, value.month, value.day)


def _python_time(value: Time) -> dt.time:
    return dt.time(value.hour, value.minute, value.second, value.nanos // 1000, _python_zone(value.zone))


_TO_PYTHON: dict[type, Callable[[FeelValue], FeelValue]] = {
    Date: _python_date,
    Time: _python_time,
    DateTime: lambda value: dt.datetime.combine(_python_date(value.date), _python_time(value.time)),
    DayTime: lambda value: dt.timedelta(microseconds=value.nanos // 1000),
}

FROM_TEXT: dict[type, Callable[[str], FeelValue]] = {
    Decimal: Decimal,
    Date: parse_date,
    DateTime: parse_date_time,
    Time: parse_time,
    DayTime: parse_days_time,
    YearMonth: parse_years_months,
}


def to_text(value: Decimal | Date | DateTime | Time | DayTime | YearMonth) -> str:
    """Return the exact text form of a value: `FROM_TEXT[type(value)](to_text(value))` is the value again.

    The text of a Decimal keeps exponent and trailing zeros. Raise TypeError for a value of another type.
    """
    if type(value) not in FROM_TEXT:
        raise TypeError(f"{type(value).__name__} has no text form")
    return str(value)


def from_text(kind: type, text: str) -> FeelValue:
    """Return the value of this type that a text means; raise ValueError if the text means none."""
    try:
        value = FROM_TEXT[kind](text)
    except ArithmeticError:
        value = None
    if value is None:
        raise ValueError(f"not a {kind.__name__}")
    return value
