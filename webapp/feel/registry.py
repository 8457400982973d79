"""How functions are declared: name, typed parameters, overloads. Wrong types and numbers of arguments give null."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias, TypeVar

from webapp.feel.bounds import EVALUATION, charge, cost
from webapp.feel.errors import FeelUnbound
from webapp.feel.temporal import Date, DateTime, DayTime, Time, YearMonth
from webapp.feel.values import Builtin, FeelValue, Function, Items, Range

MISFIT = object()
CALLED = 3  # steps of a call, whatever it does
MISFITS = 5  # steps that it takes to find that no overload fits
KINDS: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (Date,),
    "time": (Time,),
    "dt": (DateTime,),
    "dtd": (DayTime,),
    "ymd": (YearMonth,),
    "context": (dict,),
    "range": (Range,),
    "function": (Function, Builtin),
}
Call: TypeAlias = Callable[..., FeelValue]
F = TypeVar("F", bound=Call)


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter; `kind` is a word of KINDS, several joined by |, list or any, and ~ at its end admits null."""

    name: str
    kind: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of one overload.

    `variadic` is empty, `*` (the last parameter is a list or its items), or `+` (always its items).
    """

    params: tuple[Param, ...]
    variadic: str

    def admits(self, count: int) -> bool:
        """Return whether this many arguments fit, `*` and `+` aside."""
        return sum(not param.optional for param in self.params) <= count <= len(self.params)

    def positional(self, args: tuple[FeelValue, ...]) -> Items | None:
        """Return the arguments as they fit, or None."""
        if self.variadic:
            args = self._gathered(args)
        if not self.admits(len(args)):
            return None
        out = [fit(param.kind, arg) for param, arg in zip(self.params, args, strict=False)]
        return None if any(arg is MISFIT for arg in out) else out

    def named(self, args: Mapping[str, FeelValue]) -> Items | None:
        """Return the named arguments in order as they fit, or None; a missing one is null."""
        if set(args) - {param.name for param in self.params}:
            return None
        out = [
            None if param.optional and param.name not in args else fit(param.kind, args.get(param.name))
            for param in self.params
        ]
        if any(arg is MISFIT for arg in out):
            return None
        return [*out[:-1], [out[-1]]] if self.variadic == "+" else out  # a name can be given once

    def order(self, args: Mapping[str, FeelValue]) -> bool:
        """Return False, which sorts first, if the names stand as here: (point, range) and (range, point) both exist."""
        return list(args) != [param.name for param in self.params]

    def _gathered(self, args: tuple[FeelValue, ...]) -> tuple[FeelValue, ...]:
        """Return f(1, 2, 3) as f([1, 2, 3])."""
        fixed = len(self.params) - 1
        if self.variadic == "*" and len(args) == fixed + 1 and (args[fixed] is None or type(args[fixed]) is list):
            return args
        return (*args[:fixed], list(args[fixed:])) if len(args) > fixed else args


Overload = tuple[Signature, Call]
CLOCK = {"now": "", "today": ""}  # functions of the standard that only the world can answer
OVERLOADS: dict[str, list[Overload]] = {}
BUILTINS: dict[str, Builtin] = {}


def fit(kind: str, value: FeelValue) -> FeelValue:
    """Return the argument as the kind, with the two list coercions, or MISFIT."""
    if kind[-1] == "~":
        if value is None:
            return None
        kind = kind[:-1]
    if kind == "any":
        return value
    if value is None:
        return MISFIT
    if kind == "list":
        return value if type(value) is list else [value]
    return _typed(value, _python_types(kind))


def _typed(value: FeelValue, types: tuple[type, ...]) -> FeelValue:
    if type(value) in types:
        return value
    if type(value) is list and len(value) == 1 and type(value[0]) in types:
        return value[0]
    return MISFIT


@functools.cache
def _python_types(kind: str) -> tuple[type, ...]:
    return tuple(type_ for part in kind.split("|") for type_ in KINDS[part])


def signature(text: str) -> Signature:
    """Return the signature written as "a:number, b:string?", perhaps with * or + at its end."""
    variadic = text[-1] if text[-1:] in ("*", "+") else ""
    params: list[Param] = []
    for part in filter(None, text.rstrip("*+").split(", ")):
        name, kind = part.split(":")
        params.append(Param(name, kind.rstrip("?"), kind.endswith("?")))
    return Signature(tuple(params), variadic)


def _run(function: Call, args: Items) -> FeelValue:
    """Return a function's value; arithmetic without a result gives null."""
    charge(CALLED + sum(map(cost, args)))
    try:
        return function(*args)
    except ArithmeticError:
        return None


def _calling(name: str, overloads: list[Overload], fast: Call | None = None) -> Builtin:
    """Return the function value that tries the overloads in order."""

    def positional(*args: FeelValue) -> FeelValue:
        for params, function in overloads:
            fitted = params.positional(args)
            if fitted is not None:
                return _run(function, fitted)
        charge(MISFITS)
        return None

    def named(args: Mapping[str, FeelValue]) -> FeelValue:
        for params, function in sorted(overloads, key=lambda overload: overload[0].order(args)):
            fitted = params.named(args)
            if fitted is not None:
                return _run(function, fitted)
        charge(MISFITS)
        return None

    return Builtin(name, fast or positional, named)


def builtin(name: str, text: str, fast: Call | None = None) -> Callable[[F], F]:
    """Declare one overload of a function of the standard; `fast` replaces the positional call."""

    def declare(function: F) -> F:
        overloads = OVERLOADS.setdefault(name, [])
        overloads.append((signature(text), function))
        if name not in BUILTINS:
            BUILTINS[name] = _calling(name, overloads, fast)
        return function

    return declare


@functools.lru_cache(256)
def world_function(name: str, text: str) -> Builtin:
    """Return the function value that is bound to the world only when it is called."""
    return _calling(name, [(signature(text), from_world(name))])


def from_world(name: str) -> Call:
    """Return a function that calls what the running evaluation was given under this name, or raises FeelUnbound.

    The world may evaluate expressions of its own: budget and functions of this one are kept meanwhile.
    """

    def call(*args: FeelValue) -> FeelValue:
        bound = EVALUATION.functions.get(name)
        if bound is None:
            raise FeelUnbound(name)
        kept = EVALUATION.steps, EVALUATION.depth, EVALUATION.functions
        try:
            return bound(*args)
        finally:
            EVALUATION.steps, EVALUATION.depth, EVALUATION.functions = kept

    return call
