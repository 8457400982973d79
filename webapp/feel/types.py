"""FEEL types: what a value is, whether it conforms, and the coercions on the way (DMN 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from webapp.feel.arith import midnight
from webapp.feel.bounds import charge
from webapp.feel.temporal import Date, DateTime, DayTime, Time, YearMonth
from webapp.feel.values import Builtin, FeelValue, Function, Range


@dataclass(slots=True)
class Type:
    """`kind` is any, null, a simple name, list, range, context or function.

    Not frozen: a model's types may refer to each other, so a holder is filled after it was handed out.
    """

    kind: str
    item: Type | None = None
    fields: dict[str, Type] = field(default_factory=dict)
    params: list[Type] | None = None
    checks: list[Callable[[FeelValue], bool]] = field(default_factory=list)


ITEM = 2  # what it weighs to judge an item by a type
ANY = Type("any")
UNKNOWN = Type("unknown")  # what a function gives if its text does not tell; no value is ever judged by it
SIMPLE: dict[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days and time duration": DayTime,
    "years and months duration": YearMonth,
}
ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
NAMED: dict[str, Type] = {
    **{name: Type(name) for name in SIMPLE},
    **{alias: Type(name) for alias, name in ALIASES.items()},
    "Any": ANY,
    "any": ANY,
    "Null": Type("null"),
    "context": Type("context"),
    "list": Type("list", ANY),
    "function": Type("function"),
    "range": Type("range", ANY),
}


Fits = Callable[[FeelValue, Type], bool]


def conforms(value: FeelValue, type_: Type) -> bool:
    """Return whether a value (null aside) is of the type, allowed values included."""
    return _shape(value, type_, conforms) and all(check(value) for check in type_.checks)


def shaped(value: FeelValue, type_: Type) -> bool:
    """Return whether a value (null aside) has the type's structure, whatever values are allowed."""
    return _shape(value, type_, shaped)


def _shape(value: FeelValue, type_: Type, fits: Fits) -> bool:
    """Return whether a value has the type's structure, its parts judged by `fits`; null is of every type here."""
    kind = type_.kind
    if value is None or kind == "any":
        return True
    if kind in SIMPLE:
        return type(value) is SIMPLE[kind]
    return _SHAPES[kind](value, type_, fits)


def _list(value: FeelValue, type_: Type, fits: Fits) -> bool:
    if type(value) is not list:
        return False
    charge(ITEM * len(value))
    return all(fits(item, type_.item or ANY) for item in value)


def _context(value: FeelValue, type_: Type, fits: Fits) -> bool:
    if type(value) is not dict:
        return False
    charge(ITEM * len(value))
    return all(name in value and fits(value[name], t) for name, t in type_.fields.items())


def _range(value: FeelValue, type_: Type, fits: Fits) -> bool:
    return type(value) is Range and all(fits(end, type_.item or ANY) for end in (value.start, value.end))


def _function(value: FeelValue, type_: Type, fits: Fits) -> bool:  # noqa: ARG001  (one signature for all shapes)
    if type(value) is Function:
        return type_.params is None or _accepts(value, type_.params, type_.item)
    return type(value) is Builtin


def _accepts(function: Function, params: list[Type], result: Type | None) -> bool:
    """Return whether a function takes at least these parameters and gives at most this result."""
    if len(function.types) != len(params):
        return False
    if not all(wider(want, have or ANY) for want, have in zip(params, function.types, strict=True)):
        return False
    return result is None or wider(function.result or function.gives or UNKNOWN, result)


def wider(have: Type, want: Type) -> bool:
    """Return whether all values of `have` belong to `want`, as far as it can be told."""
    if have is want or want.kind == "any" or have.kind in ("null", "unknown"):
        return True
    if have.kind != want.kind:
        return False
    if have.kind in ("list", "range"):
        return wider(have.item or ANY, want.item or ANY)
    return all(name in have.fields and wider(have.fields[name], t) for name, t in want.fields.items())


_SHAPES: dict[str, Callable[[FeelValue, Type, Fits], bool]] = {
    "list": _list,
    "context": _context,
    "range": _range,
    "function": _function,
    "null": lambda value, type_, fits: False,  # noqa: ARG005  (one signature for all shapes)
}


def instance_of(value: FeelValue, type_: Type | None) -> bool | None:
    """Return the value of the operator: null for an unknown type; null is an instance of Null only.

    Values that a type allows or not play no part (DMN 10.3.2.9.2).
    """
    if type_ is None:
        return None
    if value is None:
        return type_.kind == "null"
    return shaped(value, type_)


def coerce(value: FeelValue, type_: Type | None) -> FeelValue:
    """Return the value as the type: itself, unwrapped, wrapped, or null if it does not conform."""
    if type_ is None or value is None:
        return value
    if type(value) is SIMPLE.get(type_.kind) and not type_.checks:
        return value
    for candidate in _candidates(value, type_):
        out = _deep(candidate, type_)
        if conforms(out, type_):
            return out
    return None


def _candidates(value: FeelValue, type_: Type) -> list[FeelValue]:
    """Return what a value may become on the way to a type: itself, the one item of it, or a list of it."""
    if type_.kind == "any":
        return [value]
    item = value[0] if type(value) is list and len(value) == 1 else None
    if type_.kind != "list":
        return [value if item is None else item]
    if type(value) is not list:
        return [[value]]
    return [value, *([item] if type(item) is list else []), *([[value]] if type_.item else [])]


def _deep(value: FeelValue, type_: Type) -> FeelValue:
    """Return a date as midnight where a date and time is wanted; inside lists and contexts too."""
    if type_.kind == "date and time" and type(value) is Date:
        return midnight(value)
    if type(value) is list or type(value) is dict:
        charge(ITEM * len(value))
    if type_.kind == "list" and type(value) is list and type_.item and type_.item.kind != "any":
        return [_deep(item, type_.item) for item in value]
    if type_.kind == "context" and type(value) is dict and type_.fields:
        return {k: _deep(v, type_.fields[k]) if k in type_.fields else v for k, v in value.items()}
    return value


def lookup(name: str, types: Mapping[str, Type]) -> Type | None:
    """Return a type by name: the model's own first, `feel:` prefixes dropped."""
    if name in types:
        return types[name]
    return NAMED.get(name.rsplit(":", 1)[-1].strip())
