"""Loops: what compiled code calls for `for`, `some` and `every`. Each pays rounds times nodes of its body."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from webapp.feel.arith import shift_date
from webapp.feel.bounds import MAX_LIST, charge, sized
from webapp.feel.compare import Truth, le
from webapp.feel.errors import FeelLimit
from webapp.feel.temporal import Date
from webapp.feel.values import NUMBERS, FeelValue, Items, Range
from webapp.feel.zones import DAY, NANO

Body = Callable[[FeelValue], FeelValue]


def domain(value: FeelValue) -> Items | None:
    """Return what a loop runs over: a list, a closed range upwards, or a single value; null stays null."""
    if type(value) is list:
        return sized(value)
    if type(value) is Range:
        return _closed(value)
    return None if value is None else [value]


def _closed(range_: Range) -> Items | None:
    if not (range_.start_in and range_.end_in):
        return None
    return span(range_.start, range_.end) if le(range_.start, range_.end) is True else None


def span(start: FeelValue, end: FeelValue) -> Items | None:
    """Return a..b, counting up or down by one (a day for dates)."""
    if type(start) is type(end) is Decimal:
        distance = NUMBERS.subtract(end, start)
        step = _step(distance)
        return sized([NUMBERS.add(start, Decimal(i * step)) for i in range(int(abs(distance)) + 1)])
    if type(start) is type(end) is Date:
        days = end.days() - start.days()
        step = _step(days)
        return sized([shift_date(start, i * step * DAY * NANO) for i in range(abs(days) + 1)])
    return None


def _step(distance: FeelValue) -> int:
    if abs(distance) > MAX_LIST:
        raise FeelLimit("区间过长")
    return 1 if distance >= 0 else -1


def weighed(items: Items, weight: int) -> Items:
    """Return the items, their rounds paid for."""
    charge(weight * len(items))
    return items


def for_(items: Items | None, body: Body, weight: int = 20) -> Items | None:
    """Return the results of a loop over one domain."""
    return None if items is None else [body(item) for item in weighed(items, weight)]


def for_flat(items: Items | None, body: Body, weight: int = 20) -> Items | None:
    """Return the results of a loop over an outer domain whose body is an inner loop."""
    if items is None:
        return None
    out: Items = []
    for item in weighed(items, weight):
        inner = body(item)
        if inner is None:
            return None
        out += inner
        if len(out) > MAX_LIST:
            sized(out)
    return out


def for_partial(run: Callable[[Items], Truth]) -> Items | None:
    """Return the results of a loop whose body uses `partial`: `run` fills the list that it is given."""
    out: Items = []
    return None if run(out) is None else out


def emit(out: Items, body: Body) -> bool:
    """Append one result of such a loop; the body sees a copy of what there is."""
    charge(len(out) + 1)
    out.append(body(list(out)))
    return True


def each(items: Items | None, body: Body, weight: int = 20) -> Truth:
    """Run a body that emits; null if a domain is null."""
    if items is None:
        return None
    for item in weighed(items, weight):
        if body(item) is None:
            return None
    return True


def some(items: Items | None, body: Body, weight: int = 20) -> Truth:
    """Return the three-valued or over a body."""
    return None if items is None else _fold(weighed(items, weight), body, True)


def every(items: Items | None, body: Body, weight: int = 20) -> Truth:
    """Return the three-valued and over a body."""
    return None if items is None else _fold(weighed(items, weight), body, False)


def _fold(items: Iterable[FeelValue], body: Body, stop: bool) -> Truth:
    """Stop at the deciding value; else null if any was not boolean."""
    clean = True
    for item in items:
        value: FeelValue = body(item)
        decided = value is stop
        if decided:
            return stop
        clean = clean and type(value) is bool
    return (not stop) if clean else None
