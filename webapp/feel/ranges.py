"""Ranges as values, and tests of a value: the right side of `in`, the cells of decision tables (DMN 7.3, 10.3.2.7)."""

from __future__ import annotations

from decimal import Decimal

from webapp.feel.bounds import sized
from webapp.feel.compare import Truth, contains, eq, le, lt
from webapp.feel.values import FeelValue, Range


def in_range(value: FeelValue, test: Range | None) -> Truth:
    """Return whether a value passes a unary test that is a range; numbers go the short way."""
    if test is None:
        return None
    low, high = test.start, test.end
    if type(value) is Decimal and type(low) is Decimal and type(high) is Decimal:
        return (low <= value if test.start_in else low < value) and (value <= high if test.end_in else value < high)
    return in_value(value, test)


def in_value(value: FeelValue, test: FeelValue) -> Truth:
    """Return whether a value passes a unary test: equal, contained, in a range, or the test true by itself."""
    kind = type(test)
    if kind is Range:
        return _passes(value, test)
    if kind is list:
        if type(value) is list and eq(value, test) is True:
            return True
        return any(_passes(value, item) is True for item in sized(test))
    if test is True and value is not None and type(value) is not bool:
        return True
    return eq(value, test)


def _passes(value: FeelValue, item: FeelValue) -> Truth:
    """Return whether a value lies in a range, or equals anything else; a range does not lie in a range."""
    return contains(item, value) if type(item) is Range and type(value) is not Range else eq(value, item)


def in_expr(value: FeelValue, test: FeelValue) -> Truth:
    """Return the same for the right side of `in` without brackets, where a plain true proves nothing."""
    if type(test) is bool and type(value) is not bool:
        return None
    return in_value(value, test)


def truth(value: FeelValue) -> Truth:
    """Return the outcome of a test that uses `?`: true, false or null."""
    return value if type(value) is bool else None


def comparison(op: str, value: FeelValue) -> Range | None:
    """Return (< 5) and its like as a value."""
    if value is None:
        return None
    if op in ("=", "!="):
        return Range(value, op == "=", value, op == "=", op)
    if le(value, value) is None:
        return None
    return Range(None, False, value, op == "<=", op) if op[0] == "<" else Range(value, op == ">=", None, False, op)


def make_range(start: FeelValue, start_in: bool, end: FeelValue, end_in: bool) -> Range | None:
    """Return a range value: ends of one ordered kind that do not go down; an end of null must be excluded."""
    return None if lt(end, start) is True else ends(start, start_in, end, end_in)


def ends(start: FeelValue, start_in: bool, end: FeelValue, end_in: bool) -> Range | None:
    """Return what `in` compares with, where nothing lies between ends that go down."""
    if start is None or end is None:
        given = start if start is not None else end
        if given is None or (start is None and start_in) or (end is None and end_in):
            return None
        return None if le(given, given) is None else Range(start, start_in, end, end_in)
    return None if le(start, end) is None else Range(start, start_in, end, end_in)
