"""The arithmetic operators on all kinds of values (DMN table 55); what does not fit gives null."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from webapp.feel.bounds import text_sized
from webapp.feel.day_numbers import from_days
from webapp.feel.temporal import (
    Date,
    DateTime,
    DayTime,
    Time,
    YearMonth,
    add_months,
    clock,
    from_instant,
    from_local,
    make_date,
)
from webapp.feel.values import NUMBERS, DateShift, FeelValue
from webapp.feel.zones import DAY, NANO

Rule = Callable[[FeelValue, FeelValue], FeelValue]
MAX_EXPONENT = 30  # what no calendar can hold
MAX_POWER = 999_999_999  # DMN table 60


def guarded(rule: Rule, a: FeelValue, b: FeelValue) -> FeelValue:
    """Return the rule's result, or null where arithmetic has none."""
    try:
        return rule(a, b)
    except ArithmeticError:
        return None


def add(a: FeelValue, b: FeelValue) -> FeelValue:
    """Return a + b."""
    if type(a) is type(b) is Decimal:
        return guarded(NUMBERS.add, a, b)
    rule = ADD.get((type(a), type(b)))
    if rule:
        return guarded(rule, a, b)
    return shifted(b, a, 1) if isinstance(a, DateShift) else shifted(a, b, 1)


def sub(a: FeelValue, b: FeelValue) -> FeelValue:
    """Return a - b."""
    if type(a) is type(b) is Decimal:
        return guarded(NUMBERS.subtract, a, b)
    rule = SUB.get((type(a), type(b)))
    return guarded(rule, a, b) if rule else shifted(a, b, -1)


def mul(a: FeelValue, b: FeelValue) -> FeelValue:
    """Return a * b."""
    rule = NUMBERS.multiply if type(a) is type(b) is Decimal else MUL.get((type(a), type(b)))
    return guarded(rule, a, b) if rule else None


def div(a: FeelValue, b: FeelValue) -> FeelValue:
    """Return a / b."""
    rule = NUMBERS.divide if type(a) is type(b) is Decimal else DIV.get((type(a), type(b)))
    return guarded(rule, a, b) if rule else None


def power(a: FeelValue, b: FeelValue) -> FeelValue:
    """Return a ** b."""
    if type(a) is not Decimal or type(b) is not Decimal or (not a and b < 0) or abs(b) > MAX_POWER:
        return None
    return Decimal(1) if not a and not b else guarded(NUMBERS.power, a, b)


def neg(a: FeelValue) -> FeelValue:
    """Return -a."""
    if type(a) is Decimal:
        return NUMBERS.minus(a)
    if type(a) is DayTime:
        return DayTime(-a.nanos)
    return YearMonth(-a.months) if type(a) is YearMonth else None


def shifted(point: FeelValue, distance: FeelValue, sign: int) -> FeelValue:
    """Return a date, or a date and time, moved by a calendar of the world; null for anything else."""
    if not isinstance(distance, DateShift):
        return None
    if type(point) is Date:
        return _walked(point, distance, sign)
    if type(point) is DateTime:
        day = _walked(point.date, distance, sign)
        return DateTime(day, point.time) if day else None
    return None


def _walked(date: Date, distance: DateShift, sign: int) -> Date | None:
    """Return the day that is reached; null beyond the end of the world's calendar (Python's ends with 9999)."""
    try:
        return distance.shift(date, sign)
    except (ArithmeticError, ValueError):
        return None


def whole(value: Decimal) -> int:
    """Return the nearest integer, half to even; raise ArithmeticError for what no calendar can hold."""
    if value.adjusted() > MAX_EXPONENT:
        raise ArithmeticError("out of range")
    return int(value.to_integral_value())


def cut(value: Decimal) -> int:
    """Return the integer towards zero; raise ArithmeticError for what no calendar can hold."""
    if value.adjusted() > MAX_EXPONENT:
        raise ArithmeticError("out of range")
    return int(value)


def shift_date(date: Date, nanos: int) -> Date | None:
    """Return a date plus a duration: from midnight, the day that is reached."""
    days = date.days() + nanos // (DAY * NANO)
    return make_date(*from_days(days))


def shift_date_time(value: DateTime, nanos: int) -> DateTime | None:
    """Return a date and time plus a duration: along the line, in the same zone."""
    if value.zone is None:
        return from_local(value.local() + nanos, None)
    return from_instant(value.instant() + nanos, value.zone)


def shift_time(time: Time, nanos: int) -> Time:
    """Return a time plus a duration, around the clock."""
    seconds, fraction = divmod((time.of_day() + nanos) % (DAY * NANO), NANO)
    return clock(seconds, fraction, time.zone)


def date_time_months(value: DateTime, months: int) -> DateTime | None:
    """Return a date and time plus months."""
    date = add_months(value.date, months)
    return DateTime(date, value.time) if date else None


def midnight(date: Date) -> DateTime:
    """Return a date as midnight UTC."""
    return DateTime(date, Time(0, 0, 0, 0, 0))


def apart(a: DateTime | Time, b: DateTime | Time) -> DayTime | None:
    """Return the distance of two points, both with an offset or both without, else null."""
    if (a.zone is None) != (b.zone is None):
        return None
    return DayTime(a.instant() - b.instant())


def scaled(nanos: int, factor: Decimal) -> DayTime:
    """Return a duration times a number, exact to the nanosecond."""
    return DayTime(whole(NUMBERS.multiply(Decimal(nanos), factor)))


def months_by(months: int, factor: Decimal) -> YearMonth:
    """Return months times a number, cut to whole months."""
    return YearMonth(cut(NUMBERS.multiply(Decimal(months), factor)))


def _mirrored(rule: Rule) -> Rule:
    return lambda a, b: rule(b, a)


ADD: dict[tuple[type, type], Rule] = {
    (str, str): lambda a, b: text_sized(a + b),
    (DayTime, DayTime): lambda a, b: DayTime(a.nanos + b.nanos),
    (YearMonth, YearMonth): lambda a, b: YearMonth(a.months + b.months),
    (Date, DayTime): lambda a, b: shift_date(a, b.nanos),
    (Date, YearMonth): lambda a, b: add_months(a, b.months),
    (DateTime, DayTime): lambda a, b: shift_date_time(a, b.nanos),
    (DateTime, YearMonth): lambda a, b: date_time_months(a, b.months),
    (Time, DayTime): lambda a, b: shift_time(a, b.nanos),
}
ADD.update({(y, x): _mirrored(rule) for (x, y), rule in list(ADD.items()) if x is not y})
SUB: dict[tuple[type, type], Rule] = {
    (DayTime, DayTime): lambda a, b: DayTime(a.nanos - b.nanos),
    (YearMonth, YearMonth): lambda a, b: YearMonth(a.months - b.months),
    (Date, DayTime): lambda a, b: shift_date(a, -b.nanos),
    (Date, YearMonth): lambda a, b: add_months(a, -b.months),
    (DateTime, DayTime): lambda a, b: shift_date_time(a, -b.nanos),
    (DateTime, YearMonth): lambda a, b: date_time_months(a, -b.months),
    (Time, DayTime): lambda a, b: shift_time(a, -b.nanos),
    (Date, Date): lambda a, b: DayTime((a.days() - b.days()) * DAY * NANO),
    (DateTime, DateTime): apart,
    (Time, Time): apart,
    (Date, DateTime): lambda a, b: apart(midnight(a), b),
    (DateTime, Date): lambda a, b: apart(a, midnight(b)),
}
MUL: dict[tuple[type, type], Rule] = {
    (DayTime, Decimal): lambda a, b: scaled(a.nanos, b),
    (Decimal, DayTime): lambda a, b: scaled(b.nanos, a),
    (YearMonth, Decimal): lambda a, b: months_by(a.months, b),
    (Decimal, YearMonth): lambda a, b: months_by(b.months, a),
}
DIV: dict[tuple[type, type], Rule] = {
    (DayTime, Decimal): lambda a, b: DayTime(whole(NUMBERS.divide(Decimal(a.nanos), b))),
    (YearMonth, Decimal): lambda a, b: YearMonth(cut(NUMBERS.divide(Decimal(a.months), b))),
    (DayTime, DayTime): lambda a, b: NUMBERS.divide(Decimal(a.nanos), Decimal(b.nanos)),
    (YearMonth, YearMonth): lambda a, b: NUMBERS.divide(Decimal(a.months), Decimal(b.months)),
}
