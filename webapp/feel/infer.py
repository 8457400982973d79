"""What a function written in an expression gives, as far as its text tells: for `instance of` and typed variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any  # nodes of many kinds, each with its rule

from webapp.feel import nodes as n
from webapp.feel.temporal_text import at_literal
from webapp.feel.types import ANY, NAMED, SIMPLE, UNKNOWN, Type

Known = Mapping[str, Type]
TypeOf = Callable[[n.TypeTree | None], Type | None]
KIND_OF = {python: kind for kind, python in SIMPLE.items()}
GIVES: dict[str, tuple[str, ...]] = {
    "number": (
        *("number", "string length", "count", "mean", "median", "stddev", "product", "decimal", "floor", "ceiling"),
        *("round up", "round down", "round half up", "round half down", "modulo", "sqrt", "log", "exp"),
        *("day of year", "week of year"),
    ),
    "string": (
        *("string", "substring", "upper case", "lower case", "substring before", "substring after", "replace"),
        *("string join", "day of week", "month of year"),
    ),
    "boolean": (
        *("not", "contains", "starts with", "ends with", "matches", "list contains", "all", "any", "odd", "even", "is"),
        *("before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes"),
        *("finished by", "includes", "during", "starts", "started by", "coincides"),
    ),
    "date": ("date",),
    "time": ("time",),
    "date and time": ("date and time",),
    "years and months duration": ("years and months duration",),
}
RESULTS = {name: NAMED[kind] for kind, names in GIVES.items() for name in names}
COMPARISONS = frozenset(["=", "!=", "<", "<=", ">", ">="])


class Inference:
    """Types of the nodes of a function's body; UNKNOWN where only an evaluation tells."""

    def __init__(self, type_of: TypeOf) -> None:
        self.type_of = type_of

    def of(self, node: n.Node, known: Known) -> Type:
        """Return the type of a node in which names have these types."""
        rule = _RULES.get(type(node))
        return rule(self, node, known) if rule else UNKNOWN

    def result(self, node: n.FunctionOf, known: Known) -> Type:
        """Return the type of what a function gives; a parameter without a type is of any."""
        params = {name: self.type_of(tree) or ANY for name, tree in node.params}
        return self.of(node.body, {**known, **params})


def _simple(kind: str) -> Callable[[Inference, Any, Known], Type]:
    return lambda inference, node, known: NAMED[kind]  # noqa: ARG005  (one signature for all rules)


def _literal(inference: Inference, node: n.Const, known: Known) -> Type:  # noqa: ARG001
    return NAMED["Null"] if node.value is None else NAMED[KIND_OF[type(node.value)]]


def _at(inference: Inference, node: n.At, known: Known) -> Type:  # noqa: ARG001
    return NAMED[KIND_OF.get(type(at_literal(node.text)), "Null")]


def _name(inference: Inference, node: n.Name, known: Known) -> Type:  # noqa: ARG001
    return known.get(node.name, UNKNOWN)


def _operator(inference: Inference, node: n.Op, known: Known) -> Type:
    if node.op in COMPARISONS:
        return NAMED["boolean"]
    left, right = inference.of(node.left, known), inference.of(node.right, known)
    added = left.kind == right.kind == "string" and node.op == "+"
    return NAMED[left.kind] if added or left.kind == right.kind == "number" else UNKNOWN


def _negative(inference: Inference, node: n.Neg, known: Known) -> Type:
    return inference.of(node.value, known)


def _shared(types: list[Type]) -> Type:
    """Return the one type of all, null aside; UNKNOWN if there are several."""
    told = [type_ for type_ in types if type_.kind != "null"]
    same = all(type_ is told[0] for type_ in told)
    return (told[0] if same else UNKNOWN) if told else NAMED["Null"]


def _if(inference: Inference, node: n.If, known: Known) -> Type:
    return _shared([inference.of(node.yes, known), inference.of(node.no, known)])


def _list(inference: Inference, node: n.ListOf, known: Known) -> Type:
    return Type("list", _shared([inference.of(item, known) for item in node.items]))


def _loop(inference: Inference, node: n.Loop, known: Known) -> Type:
    if node.kind != "for":
        return NAMED["boolean"]
    hidden = {name: UNKNOWN for name, _ in node.iterators}
    return Type("list", inference.of(node.body, {**known, **hidden, "partial": UNKNOWN}))


def _context(inference: Inference, node: n.ContextOf, known: Known) -> Type:
    fields: dict[str, Type] = {}
    for name, value in node.entries:
        fields[name] = inference.of(value, {**known, **fields})
    return Type("context", fields=fields)


def _function(inference: Inference, node: n.FunctionOf, known: Known) -> Type:
    params = [inference.type_of(tree) or ANY for _, tree in node.params]
    return Type("function", inference.result(node, known), params=params)


def _range(inference: Inference, node: n.RangeOf, known: Known) -> Type:
    return Type("range", _shared([inference.of(node.start, known), inference.of(node.end, known)]))


def _path(inference: Inference, node: n.Path, known: Known) -> Type:
    return inference.of(node.source, known).fields.get(node.name, UNKNOWN)


def _call(inference: Inference, node: n.Call, known: Known) -> Type:
    if isinstance(node.function, n.FunctionOf):
        return inference.result(node.function, known)
    if not isinstance(node.function, n.Name):
        return UNKNOWN
    called = known.get(node.function.name)
    return RESULTS.get(node.function.name, UNKNOWN) if called is None else called.item or UNKNOWN


_RULES: dict[type[n.Node], Callable[[Inference, Any, Known], Type]] = {
    n.Const: _literal,
    n.At: _at,
    n.Name: _name,
    n.Op: _operator,
    n.Neg: _negative,
    n.If: _if,
    n.ListOf: _list,
    n.Loop: _loop,
    n.ContextOf: _context,
    n.FunctionOf: _function,
    n.RangeOf: _range,
    n.Path: _path,
    n.Call: _call,
    **dict.fromkeys((n.Logic, n.Between, n.In, n.InstanceOf), _simple("boolean")),
}
