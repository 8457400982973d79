"""Numeric functions (DMN 10.3.4.5) and not()."""

from __future__ import annotations

import decimal
from decimal import Decimal

from webapp.feel.bounds import charge
from webapp.feel.compare import Truth, not_
from webapp.feel.registry import builtin
from webapp.feel.temporal import DayTime, YearMonth
from webapp.feel.values import NUMBERS, FeelValue

WIDE = decimal.Context(prec=6300, Emin=-999999, Emax=999999)
MIN_SCALE, MAX_SCALE = -6111, 6176
SERIES = 40  # what a function that is summed up digit by digit weighs against other nodes


def scaled(value: Decimal, scale: Decimal | None, rounding: str) -> Decimal | None:
    """Return a number rounded to `scale` digits after the point, null outside the standard's limits."""
    places = int(scale) if scale is not None else 0
    if not MIN_SCALE <= places <= MAX_SCALE:
        return None
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return value
    out = value.quantize(Decimal((0, (1,), -places)), rounding=rounding, context=WIDE)
    return NUMBERS.plus(out)


def _declare_rounding(name: str, text: str, rounding: str) -> None:
    @builtin(name, text)
    def rounded(number: Decimal, scale: Decimal | None = None) -> Decimal | None:
        return scaled(number, scale, rounding)


_declare_rounding("decimal", "n:number, scale:number", decimal.ROUND_HALF_EVEN)
_declare_rounding("floor", "n:number, scale:number?", decimal.ROUND_FLOOR)
_declare_rounding("ceiling", "n:number, scale:number?", decimal.ROUND_CEILING)
_declare_rounding("round up", "n:number, scale:number", decimal.ROUND_UP)
_declare_rounding("round down", "n:number, scale:number", decimal.ROUND_DOWN)
_declare_rounding("round half up", "n:number, scale:number", decimal.ROUND_HALF_UP)
_declare_rounding("round half down", "n:number, scale:number", decimal.ROUND_HALF_DOWN)


@builtin("abs", "n:number|dtd|ymd")
def absolute(value: FeelValue) -> FeelValue:
    """Return the absolute value of a number or a duration."""
    if type(value) is DayTime:
        return DayTime(abs(value.nanos))
    return YearMonth(abs(value.months)) if type(value) is YearMonth else NUMBERS.abs(value)


@builtin("modulo", "dividend:number, divisor:number")
def modulo(a: Decimal, b: Decimal) -> Decimal:
    """Return dividend - divisor * floor(dividend / divisor): the divisor's sign, exact."""
    rest = WIDE.remainder(a, b)
    return NUMBERS.plus(WIDE.add(rest, b) if rest and (rest < 0) != (b < 0) else rest)


@builtin("sqrt", "number:number")
def sqrt(number: Decimal) -> Decimal | None:
    """Return the square root, null of a negative number."""
    charge(SERIES // 4)
    return NUMBERS.sqrt(number) if number >= 0 else None


@builtin("log", "number:number")
def log(number: Decimal) -> Decimal | None:
    """Return the natural logarithm, null of what is not positive."""
    charge(SERIES)
    return NUMBERS.ln(number) if number > 0 else None


@builtin("exp", "number:number")
def exp(number: Decimal) -> Decimal:
    """Return e to the power of a number."""
    charge(SERIES)
    return NUMBERS.exp(number)


@builtin("odd", "number:number")
def odd(number: Decimal) -> bool:
    """Return whether a number is odd."""
    return WIDE.remainder(number, Decimal(2)).copy_abs() == 1


@builtin("even", "number:number")
def even(number: Decimal) -> bool:
    """Return whether a number is even."""
    return WIDE.remainder(number, Decimal(2)) == 0


def fast_not(*args: FeelValue) -> Truth:
    """Return not(boolean) without the way through the overloads."""
    if len(args) != 1:
        return None
    return not_(args[0][0] if type(args[0]) is list and len(args[0]) == 1 else args[0])


builtin("not", "negand:boolean", fast_not)(not_)
