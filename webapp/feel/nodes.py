"""The syntax tree: twenty-one kinds of nodes without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias  # trees of tuples of several shapes

# ("name", text) | ("list", t) | ("range", t) | ("context", {name: t}) | ("function", [t], t)
TypeTree: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all nodes."""


@dataclass(frozen=True, slots=True)
class Const(Node):
    """A literal: number, string, boolean or null."""

    value: bool | str | Decimal | None


@dataclass(frozen=True, slots=True)
class At(Node):
    """A literal such as @"2026-03-02"."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name; "?" is the implicit value of unary tests."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """The form `source.name`."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Descendants(Node):
    """The form `source...name`."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """The form `source[condition]`."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """The form `function(arguments)` or `function(name: argument)`."""

    function: Node
    args: list[Node]
    named: dict[str, Node] | None = None


@dataclass(frozen=True, slots=True)
class If(Node):
    """The form `if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Loop(Node):
    """The form `for`, `some` or `every`: kind, iterators as (name, domain), body."""

    kind: str
    iterators: list[tuple[str, Node]]
    body: Node


@dataclass(frozen=True, slots=True)
class Span(Node):
    """The domain `a..b` of a loop."""

    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """The form `value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """The form `value in tests`."""

    value: Node
    tests: list[Node]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """The form `value instance of type`."""

    value: Node
    type: TypeTree


@dataclass(frozen=True, slots=True)
class Op(Node):
    """A binary operator."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """A chain of `and` or of `or`."""

    op: str
    items: list[Node]


@dataclass(frozen=True, slots=True)
class Neg(Node):
    """The form `-value`."""

    value: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """The form `[a, b]`."""

    items: list[Node]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """The form `{a: 1}`."""

    entries: list[tuple[str, Node]]


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """The form `function(a: type, b) body`."""

    params: list[tuple[str, TypeTree | None]]
    body: Node


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """The form `[a..b)`."""

    start: Node
    start_in: bool
    end: Node
    end_in: bool


@dataclass(frozen=True, slots=True)
class Compared(Node):
    """A comparison without left side, such as < 5: a test, or a range as a value."""

    op: str
    value: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests: a disjunction, perhaps negated; no items means "-"."""

    items: list[Node] | None
    negated: bool = False
