"""Paths and filters: what compiled code calls for `source.name` and `source[condition]`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from webapp.feel.bounds import MAX_LIST, charge, sized
from webapp.feel.temporal import Date, DateTime, DayTime, Time, YearMonth
from webapp.feel.values import Builtin, Context, FeelValue, Function, Items, Range
from webapp.feel.zones import DAY, NANO

Getter = Callable[[FeelValue], FeelValue]


def path(source: FeelValue, name: str) -> FeelValue:
    """Return source.name: an entry, a property, or the list of both over a list."""
    kind = type(source)
    if kind is dict:
        return source.get(name)
    if kind is list:
        return [path(item, name) for item in sized(source)]
    getter = PROPERTIES.get(kind, {}).get(name)
    return getter(source) if getter else None


def _offset(value: Time | DateTime) -> DayTime | None:
    offset = value.offset()
    return None if offset is None else DayTime(offset * NANO)


def _zone_id(value: Time | DateTime) -> str | None:
    return value.zone if isinstance(value.zone, str) else None


def _signed(total: int, unit: int, modulus: int) -> Decimal:
    """Return a part of a duration, with the duration's sign."""
    part = abs(total) // unit
    part = part % modulus if modulus else part
    return Decimal(-part if total < 0 else part)


def _second(time: Time) -> Decimal:
    return Decimal(time.second) + Decimal(time.nanos).scaleb(-9) if time.nanos else Decimal(time.second)


def _seconds(value: DayTime) -> Decimal:
    """Return the seconds of a duration, with the fraction."""
    seconds, fraction = divmod(abs(value.nanos), NANO)
    out = Decimal(seconds % 60) + (Decimal(fraction).scaleb(-9) if fraction else 0)
    return -out if value.nanos < 0 else out


def _of_date(getter: Getter) -> Getter:
    return lambda value: getter(value.date)


def _of_time(getter: Getter) -> Getter:
    return lambda value: getter(value.time)


_CLOCK: dict[str, Getter] = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": _second,
    "time offset": _offset,
    "timezone": _zone_id,
}
_DAY: dict[str, Getter] = {
    "year": lambda date: Decimal(date.year),
    "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day),
    "weekday": lambda date: Decimal(date.weekday()),
}
PROPERTIES: dict[type, dict[str, Getter]] = {
    Date: _DAY,
    Time: _CLOCK,
    DateTime: {
        **{name: _of_date(getter) for name, getter in _DAY.items()},
        **{name: _of_time(getter) for name, getter in _CLOCK.items()},
        "time offset": _offset,
        "timezone": _zone_id,
    },
    DayTime: {
        "days": lambda value: _signed(value.nanos, DAY * NANO, 0),
        "hours": lambda value: _signed(value.nanos, 3600 * NANO, 24),
        "minutes": lambda value: _signed(value.nanos, 60 * NANO, 60),
        "seconds": _seconds,
    },
    YearMonth: {
        "years": lambda value: _signed(value.months, 12, 0),
        "months": lambda value: _signed(value.months, 1, 12),
    },
    Range: {
        "start": lambda range_: range_.start,
        "end": lambda range_: range_.end,
        "start included": lambda range_: range_.start_in,
        "end included": lambda range_: range_.end_in,
    },
}
PROPERTY_NAMES = frozenset(name for table in PROPERTIES.values() for name in table)


def index(source: FeelValue, position: FeelValue) -> FeelValue:
    """Return source[number], counted from 1, or from the end if negative; null outside."""
    if type(source) is not list:
        source = [] if source is None else [source]
    if type(position) is not Decimal or position != position.to_integral_value() or abs(position) > MAX_LIST:
        return None
    at = int(position)
    if at == 0 or abs(at) > len(source):
        return None
    return source[at - 1] if at > 0 else source[at]


def filter_(source: FeelValue, condition: Getter, weight: int = 20) -> FeelValue:
    """Return the items for which the condition is true, or one item if the condition is a number.

    Null counts as false; any other value is no condition and makes the whole null (DMN table 58).
    """
    items = sized(source) if type(source) is list else [] if source is None else [source]
    if not items:
        return None if type(condition(None)) is Decimal else []
    charge(weight * len(items))
    first = condition(items[0])
    if type(first) is Decimal:
        return index(items, first)
    found = [first, *map(condition, items[1:])]
    if any(verdict is not None and type(verdict) is not bool for verdict in found):
        return None
    return [item for item, verdict in zip(items, found, strict=True) if verdict]


def descendants(source: FeelValue, name: str) -> Items | None:
    """Return source...name: every entry of this name, however deep, from the outside in (DMN 1.6)."""
    if source is None:
        return None
    out: Items = []
    waiting = [source]
    while waiting:
        holder = waiting.pop()
        charge(1)
        if type(holder) is dict:
            if name in holder:
                out.append(holder[name])
            waiting += reversed(holder.values())
        elif type(holder) is list:
            waiting += reversed(sized(holder))
    return out


def has(item: FeelValue, name: str) -> bool:
    """Return whether the name is an entry of this filter item."""
    return type(item) is dict and name in item


def call(function: FeelValue, args: Items) -> FeelValue:
    """Return the value of a function called with positional arguments; null for what is no function."""
    if type(function) is Function or type(function) is Builtin:
        return function.call(args)
    return None


def call_named(function: FeelValue, args: Context) -> FeelValue:
    """Return the value of a function called with named arguments; null for what is no function."""
    if type(function) is Function or type(function) is Builtin:
        return function.call_named(args)
    return None


def same(value: FeelValue, what: FeelValue) -> bool:
    """Return Python's `is`, where Python would warn about a literal."""
    return value is what
