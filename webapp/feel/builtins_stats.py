"""Numbers of lists: sum, mean, median, mode, stddev, product (DMN 10.3.4.4)."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from webapp.feel import arith
from webapp.feel.bounds import sized
from webapp.feel.registry import builtin
from webapp.feel.temporal import DayTime, YearMonth
from webapp.feel.values import NUMBERS, FeelValue, Items

SUMMED = (Decimal, DayTime, YearMonth)


def numeric(function: Callable[[list[Decimal]], FeelValue]) -> Callable[[Items], FeelValue]:
    """Return the function, null for an empty list and for one that holds anything but numbers."""

    @functools.wraps(function)
    def checked(items: Items) -> FeelValue:
        if not items or any(type(item) is not Decimal for item in sized(items)):
            return None
        return function(items)

    return checked


def total(items: Items) -> FeelValue:
    """Return the sum of numbers, or of durations of one kind."""
    out = items[0]
    for item in items[1:]:
        out = arith.add(out, item)
    return out


@builtin("sum", "list:list*")
def sum_(items: Items) -> FeelValue:
    """Return the sum of numbers, or of durations of one kind; null for an empty list and for anything else."""
    kind = type(items[0]) if items else None
    if kind not in SUMMED or any(type(item) is not kind for item in sized(items)):
        return None
    return total(items)


@builtin("mean", "list:list*")
@numeric
def mean(items: list[Decimal]) -> Decimal:
    """Return the arithmetic mean."""
    return NUMBERS.divide(functools.reduce(NUMBERS.add, items), Decimal(len(items)))


@builtin("product", "list:list*")
@numeric
def product(items: list[Decimal]) -> Decimal:
    """Return the product."""
    return functools.reduce(NUMBERS.multiply, items, Decimal(1))


@builtin("median", "list:list*")
@numeric
def median(items: list[Decimal]) -> Decimal:
    """Return the middle, or the mean of the two in the middle."""
    ordered = sorted(items)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return NUMBERS.divide(NUMBERS.add(ordered[half - 1], ordered[half]), Decimal(2))


@builtin("stddev", "list:list*")
@numeric
def stddev(items: list[Decimal]) -> Decimal | None:
    """Return the sample's standard deviation; null for a single number."""
    if len(items) < 2:
        return None
    middle = mean(items)
    squares = [NUMBERS.power(NUMBERS.subtract(item, middle), Decimal(2)) for item in items]
    return NUMBERS.sqrt(NUMBERS.divide(functools.reduce(NUMBERS.add, squares), Decimal(len(items) - 1)))


@builtin("mode", "list:list*")
def mode(items: Items) -> Items | None:
    """Return the most frequent numbers, ascending; the empty list of an empty list."""
    if not items:
        return []
    if any(type(item) is not Decimal for item in sized(items)):
        return None
    counts = Counter(items)
    most = max(counts.values())
    return sorted(item for item, times in counts.items() if times == most)
