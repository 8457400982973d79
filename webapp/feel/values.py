"""Values that Python has no word for: ranges, functions, shifts of a date by a calendar of the world."""

from __future__ import annotations

import abc
import decimal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias  # what an expression holds is known only when it runs

from webapp.feel.bounds import EVALUATION, MAX_CALLS, charge
from webapp.feel.errors import FeelLimit
from webapp.feel.names import spelled
from webapp.feel.temporal import Date

# FEEL is dynamically typed: an expression's value is known only when it runs, so `Any` is the honest type. In fact:
# None, bool, str, Decimal, Date, Time, DateTime, DayTime, YearMonth, Range, Function, Builtin, DateShift, and
# lists and dicts (contexts, keys are str) of these.
FeelValue: TypeAlias = Any
Items: TypeAlias = list[FeelValue]
Context: TypeAlias = dict[str, FeelValue]

# Explicit: a thread's default context would silently cut to 28 digits. 34 digits and exponents are DMN 10.3.2.3.1.
NUMBERS = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


@dataclass(frozen=True, slots=True)
class Range:
    """A range; an end of None is open to infinity. `op` tells (< 5) from (null..5), which are not equal."""

    start: FeelValue
    start_in: bool
    end: FeelValue
    end_in: bool
    op: str = ""


class DateShift(abc.ABC):
    """A distance that only the world can walk, such as three workdays.

    A host function returns one; `date + shift`, `shift + date` and `date - shift` then call `shift(date, 1 or -1)`.
    A date and time moves by its date and keeps its clock. Subclasses are frozen values.
    """

    __slots__ = ()

    @abc.abstractmethod
    def shift(self, date: Date, sign: int) -> Date | None:
        """Return the day at this distance from `date`, forwards (sign 1) or backwards (sign -1)."""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function that an expression or a model defines: lambda, business knowledge, decision service.

    `result` is the type that is declared for what it gives, `gives` the one that its text tells.
    """

    names: tuple[str, ...]
    types: tuple[Any, ...]
    body: Callable[..., FeelValue]
    result: Any = None
    coerce: Callable[[FeelValue, Any], FeelValue] | None = None
    weight: int = 20
    gives: Any = None

    def call(self, args: Items) -> FeelValue:
        """Return the value for positional arguments; a wrong number or type gives null."""
        fitted = self._fitted(args)
        if fitted is None:
            return None
        charge(self.weight)
        EVALUATION.depth += 1
        try:
            if EVALUATION.depth > MAX_CALLS:
                raise FeelLimit("函数相互调用过深")
            out = self.body(*fitted)
        finally:
            EVALUATION.depth -= 1
        return self.coerce(out, self.result) if self.coerce else out

    def call_named(self, args: Mapping[str, FeelValue]) -> FeelValue:
        """Return the value for named arguments: one left out is null (DMN 10.3.2.13.5); null for an unknown one."""
        names = self.names
        if not args.keys() <= set(names):
            names, args = tuple(map(spelled, names)), {spelled(name): arg for name, arg in args.items()}
        return self.call([args.get(name) for name in names]) if args.keys() <= set(names) else None

    def _fitted(self, args: Items) -> Items | None:
        if len(args) != len(self.names):
            return None
        if self.coerce is None:
            return args
        fitted = [self.coerce(arg, type_) for arg, type_ in zip(args, self.types, strict=False)]
        misfit = any(arg is not None and fit is None for arg, fit in zip(args, fitted, strict=True))
        return None if misfit else fitted


@dataclass(frozen=True, slots=True, eq=False)
class Builtin:
    """A function of the standard, or of the world."""

    name: str
    positional: Callable[..., FeelValue]
    named: Callable[[Mapping[str, FeelValue]], FeelValue]

    def call(self, args: Items) -> FeelValue:
        """Return the value for positional arguments."""
        return self.positional(*args)

    def call_named(self, args: Mapping[str, FeelValue]) -> FeelValue:
        """Return the value for named arguments."""
        return self.named(args)
