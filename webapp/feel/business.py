"""B-FEEL, the dialect for business of DMN 1.6: FEEL's grammar, but an error has a value, that of its type (DMN 11).

What FEEL answers, B-FEEL answers too. Where FEEL gives null for an error: an operator or function that gives a boolean
gives false (`!=` true), a number 0, a string "", and so on (`EMPTY`); arithmetic first turns the lesser operand into
the greater one's type. null stays for what is missing, and for what has no type of its own: get value(), min().
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any  # functions of the run time, of many shapes

from webapp.feel import arith, compare, loops, ranges, types
from webapp.feel.builtins import BUILTINS
from webapp.feel.builtins_string import number as to_number
from webapp.feel.infer import GIVES, KIND_OF
from webapp.feel.show import show
from webapp.feel.temporal import Date, DateTime, DayTime, Time, YearMonth
from webapp.feel.temporal_text import parse_duration
from webapp.feel.values import NUMBERS, Builtin, FeelValue, Items, Range

Call = Callable[..., FeelValue]
ZERO, NO_TIME, NO_MONTHS = Decimal(0), DayTime(0), YearMonth(0)
EMPTY: dict[str, FeelValue] = {
    "boolean": False,
    "number": ZERO,
    "string": "",
    "date": Date(1970, 1, 1),
    "time": Time(0, 0, 0, 0, 0),
    "date and time": DateTime(Date(1970, 1, 1), Time(0, 0, 0)),
    "days and time duration": NO_TIME,
    "years and months duration": NO_MONTHS,
    "range": Range(ZERO, False, ZERO, False),
}
ALSO: dict[str, tuple[str, ...]] = {
    "number": ("abs", "number", "sum"),
    "days and time duration": ("duration",),
    "range": ("range",),
}
LISTS = (
    *("append", "concatenate", "distinct values", "flatten", "get entries", "index of", "insert before"),
    *("list replace", "mode", "remove", "reverse", "sort", "split", "sublist", "union"),
)
OF_NUMBERS = ("mean", "median", "product", "stddev", "sum")  # these pass over what is no number
LEADING = (DateTime, Date, Time, YearMonth, DayTime)  # after strings and numbers: whose type a sum has


def or_else(call: Call, empty: FeelValue) -> Call:
    """Return the function with a value in place of null."""

    @functools.wraps(call)
    def filled(*args: FeelValue) -> FeelValue:
        out = call(*args)
        return empty if out is None else out

    return filled


def _listing(call: Call) -> Call:
    """Return the function with an empty list of its own in place of null."""

    @functools.wraps(call)
    def filled(*args: FeelValue) -> FeelValue:
        out = call(*args)
        return [] if out is None else out

    return filled


def _over_numbers(call: Call) -> Call:
    """Return the function asked once more over the numbers alone where it had no answer."""

    @functools.wraps(call)
    def numbers_only(*args: FeelValue) -> FeelValue:
        out = call(*args)
        items: Items = args[0] if len(args) == 1 and type(args[0]) is list else list(args)
        numbers = [item for item in items if type(item) is Decimal]
        return call(numbers) if out is None and len(numbers) < len(items) else out

    return numbers_only


def _and(*items: FeelValue) -> bool:
    """Return whether all are true; what is no boolean counts as false."""
    return all(item is True for item in items)


def _or(*items: FeelValue) -> bool:
    """Return whether any is true."""
    return any(item is True for item in items)


def _numeric(value: FeelValue) -> Decimal | None:
    """Return a value as a number: the seconds or months of a duration, null for what is none."""
    if type(value) is DayTime:
        return NUMBERS.scaleb(Decimal(value.nanos), -9)
    if type(value) is YearMonth:
        return NUMBERS.plus(Decimal(value.months))
    return to_number(value) if type(value) in (Decimal, str) else None


def number(value: FeelValue) -> Decimal:
    """Return a value as a number, 0 for what is none."""
    return _numeric(value) or ZERO


def _string(value: FeelValue) -> str:
    return "" if value is None else show(value)


def _duration(value: FeelValue, empty: FeelValue) -> FeelValue:
    """Return a value as a duration, an empty one for what is none."""
    found = parse_duration(value) if isinstance(value, str) else value
    return found if type(found) in (DayTime, YearMonth) else empty


def _sum(rule: Call, a: FeelValue, b: FeelValue) -> FeelValue:
    """Return a + b or a - b: the lesser operand becomes a number, or a duration (DMN 11.9)."""
    out, kinds = rule(a, b), (type(a), type(b))
    if out is not None:
        return out
    if str in kinds:
        return arith.add(_string(a), _string(b)) if rule is arith.add else ""
    if Decimal in kinds:
        return or_else(rule, ZERO)(number(a), number(b))
    kind = next((kind for kind in LEADING if kind in kinds), None)
    if kind is None:
        return None
    apart = type(a) is type(b) and rule is arith.sub
    empty = NO_MONTHS if kind is YearMonth else NO_TIME
    a, b = (value if type(value) is kind else _duration(value, empty) for value in (a, b))
    return or_else(rule, NO_TIME if apart else EMPTY[KIND_OF[kind]])(a, b)


def _product(rule: Call, a: FeelValue, b: FeelValue) -> FeelValue:
    """Return a * b or a / b: no product of a string, durations lead where there is no number (DMN 11.10)."""
    out, kinds = rule(a, b), (type(a), type(b))
    if out is not None:
        return out
    if str in kinds:
        return ZERO
    if kinds[0] is Decimal or (Decimal in kinds and not {YearMonth, DayTime} & set(kinds)):
        return rule(number(a), number(b)) or ZERO
    if kinds[0] is kinds[1] and rule is arith.div and kinds[0] in (YearMonth, DayTime):
        return ZERO
    if YearMonth in kinds:
        return or_else(rule, NO_MONTHS)(*(value if type(value) is YearMonth else number(value) for value in (a, b)))
    return NO_TIME if DayTime in kinds else None


def power(a: FeelValue, b: FeelValue) -> FeelValue:
    """Return a ** b of both as numbers, 0 where either is none."""
    base, exponent = _numeric(a), _numeric(b)
    return ZERO if base is None or exponent is None else or_else(arith.power, ZERO)(base, exponent)


def _functions() -> dict[str, Builtin]:
    """Return all functions of the standard, with a value in place of each error."""
    kinds = {name: kind for table in (GIVES, ALSO) for kind, names in table.items() for name in names}
    return {name: _friendly(name, function, kinds.get(name)) for name, function in BUILTINS.items()}


def _friendly(name: str, function: Builtin, kind: str | None) -> Builtin:
    if name not in LISTS and kind is None:
        return function
    fill = _listing if name in LISTS else functools.partial(or_else, empty=EMPTY.get(kind or ""))
    positional = _over_numbers(function.positional) if name in OF_NUMBERS else function.positional
    return Builtin(
        name, fill(positional), fill(_by_name(function, positional) if name in OF_NUMBERS else function.named)
    )


def _by_name(function: Builtin, positional: Call) -> Call:
    """Return a function of one list that is called by name."""

    def named(args: Mapping[str, FeelValue]) -> FeelValue:
        return positional(args["list"]) if set(args) == {"list"} else function.named(args)

    return named


FUNCTIONS: dict[str, Builtin] = _functions()
TESTS: dict[str, Call] = {
    "_eq": compare.eq,
    "_lt": compare.lt,
    "_le": compare.le,
    "_gt": compare.gt,
    "_ge": compare.ge,
    "_not": compare.not_,
    "_in_value": ranges.in_value,
    "_in_expr": ranges.in_expr,
    "_in_range": ranges.in_range,
    "_truth": ranges.truth,
    "_some": loops.some,
    "_every": loops.every,
    "_instance": types.instance_of,
}
RUNTIME: dict[str, Any] = {
    "_add": functools.partial(_sum, arith.add),
    "_sub": functools.partial(_sum, arith.sub),
    "_mul": functools.partial(_product, arith.mul),
    "_div": functools.partial(_product, arith.div),
    "_pow": power,
    "_neg": or_else(arith.neg, ZERO),
    "_ne": or_else(compare.ne, True),
    "_and": _and,
    "_or": _or,
    "_for": _listing(loops.for_),
    "_for_flat": _listing(loops.for_flat),
    "_for_partial": _listing(loops.for_partial),
    **{name: or_else(call, False) for name, call in TESTS.items()},
    **{"_f_" + name.replace(" ", "_"): function.positional for name, function in FUNCTIONS.items()},
}
