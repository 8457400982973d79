"""Equality, order and three-valued logic (DMN 10.3.2.13, 10.3.2.8): what cannot be compared gives null."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from webapp.feel.bounds import charge
from webapp.feel.temporal import Date, DateTime, DayTime, Time, YearMonth
from webapp.feel.values import Context, FeelValue, Items, Range

PLAIN = frozenset((Decimal, str, bool, Date, YearMonth, DayTime))
ORDERED = frozenset((Decimal, str, Date, YearMonth, DayTime))
PAIR = 2  # what it weighs to compare two items
Truth = bool | None


def eq(a: FeelValue, b: FeelValue) -> Truth:
    """Return a = b: null only equals null, different kinds give null."""
    kind = type(a)
    if kind is type(b):
        if kind in PLAIN:
            same: bool = a == b
            return same
        return _EQUAL[kind](a, b) if kind in _EQUAL else (True if a is None else a is b)
    if a is None or b is None:
        return False
    return None


def ne(a: FeelValue, b: FeelValue) -> Truth:
    """Return a != b."""
    same = eq(a, b)
    return None if same is None else not same


def _equal_lists(a: Items, b: Items) -> bool:
    """Compare item by item; inside lists null counts as unequal."""
    if len(a) != len(b):
        return False
    charge(PAIR * len(a))
    return all(eq(x, y) is True for x, y in zip(a, b, strict=True))


def _equal_contexts(a: Context, b: Context) -> bool:
    """Compare entry by entry, in any order."""
    if a.keys() != b.keys():
        return False
    charge(PAIR * len(a))
    return all(eq(a[key], b[key]) is True for key in a)


def _equal_ranges(a: Range, b: Range) -> bool:
    """Compare brackets and ends."""
    if (a.start_in, a.end_in, a.op) != (b.start_in, b.end_in, b.op):
        return False
    return eq(a.start, b.start) is True and eq(a.end, b.end) is True


def _equal_moments(a: Time | DateTime, b: Time | DateTime) -> Truth:
    """Compare on the line if both or neither have an offset, else null."""
    return None if (a.zone is None) != (b.zone is None) else a.order() == b.order()


_EQUAL: dict[type, Callable[[FeelValue, FeelValue], Truth]] = {
    list: _equal_lists,
    dict: _equal_contexts,
    Range: _equal_ranges,
    Time: _equal_moments,
    DateTime: _equal_moments,
}


def lt(a: FeelValue, b: FeelValue) -> Truth:
    """Return a < b for values of one ordered kind, else null."""
    kind = type(a)
    if kind is type(b):
        if kind in ORDERED:
            less: bool = a < b
            return less
        if kind is Time or kind is DateTime:
            one, other = _points(a, b)
            return one < other
    return None


def le(a: FeelValue, b: FeelValue) -> Truth:
    """Return a <= b."""
    kind = type(a)
    if kind is type(b):
        if kind in ORDERED:
            less: bool = a <= b
            return less
        if kind is Time or kind is DateTime:
            one, other = _points(a, b)
            return one < other or (_equal_moments(a, b) if one == other else False)
    return None


def _points(a: Time | DateTime, b: Time | DateTime) -> tuple[int, int]:
    """Return both in milliseconds. One without an offset uses that of the other: then their walls compare."""
    if (a.zone is None) == (b.zone is None):
        return a.order(), b.order()
    return a.wall(), b.wall()


def gt(a: FeelValue, b: FeelValue) -> Truth:
    """Return a > b."""
    return a > b if type(a) is type(b) is Decimal else lt(b, a)


def ge(a: FeelValue, b: FeelValue) -> Truth:
    """Return a >= b."""
    return a >= b if type(a) is type(b) is Decimal else le(b, a)


def and_(*items: FeelValue) -> Truth:
    """Return the three-valued and."""
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


def or_(*items: FeelValue) -> Truth:
    """Return the three-valued or."""
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


def not_(value: FeelValue) -> Truth:
    """Return the three-valued not."""
    return (not value) if type(value) is bool else None


def contains(range_: Range, value: FeelValue) -> Truth:
    """Return whether a value lies inside a range; null if it cannot be compared, as with an end that is null."""
    if range_.op == "!=":
        return ne(value, range_.start)
    if not range_.op and (range_.start is None or range_.end is None):
        return None
    low = _above(range_, value)
    if low is None:
        return None
    high = _below(range_, value)
    return None if high is None else low and high


def _above(range_: Range, value: FeelValue) -> Truth:
    if range_.start is None:
        return True
    return le(range_.start, value) if range_.start_in else lt(range_.start, value)


def _below(range_: Range, value: FeelValue) -> Truth:
    if range_.end is None:
        return True
    return le(value, range_.end) if range_.end_in else lt(value, range_.end)
