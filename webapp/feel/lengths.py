"""How long a list may become, told from its expression alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from webapp.feel import nodes as n
from webapp.feel.builtins import BUILTINS
from webapp.feel.names import Layer
from webapp.feel.parser import Parser
from webapp.feel.registry import CLOCK

ADDED = n.Name("concatenate")
FUNCTIONS = Layer([*BUILTINS, *CLOCK])
NONE: frozenset[str] = frozenset()


def most_items(text: str, known: Mapping[str, int]) -> int | None:
    """Return how many items the list of an expression has at most, None where its text alone does not tell.

    `known` says it of paths such as `form.plan.questions`. Raise FeelSyntaxError.
    """
    return longest(Parser(text, NONE, members=NONE, builtins=FUNCTIONS, types=NONE).whole(), known)


def longest(tree: n.Node, known: Mapping[str, int]) -> int | None:
    """Return the most items that a list may have, None where that depends on data; `known` says it of paths."""
    match tree:
        case n.Const(value=None):
            return 0
        case n.ListOf(items=items):
            return len(items)
        case n.Path():
            return known.get(_written(tree))
        case n.Filter(source=source):
            return longest(source, known)
        case n.If(yes=yes, no=no):
            return _all(max, (yes, no), known)
        case n.Loop(kind="for", iterators=iterators):
            return _all(math.prod, (domain for _, domain in iterators), known)
        case n.Call(function=function, args=args, named=None) if function == ADDED:
            return _all(sum, args, known)
    return None


def _all(taken: Callable[[list[int]], int], trees: Iterable[n.Node], known: Mapping[str, int]) -> int | None:
    found = [longest(tree, known) for tree in trees]
    lengths = [one for one in found if one is not None]
    return taken(lengths) if len(lengths) == len(found) else None


def _written(tree: n.Node) -> str:
    """Return a path as it is written, of names alone; anything else gives a text that is no path."""
    match tree:
        case n.Path(source=source, name=name):
            return f"{_written(source)}.{name}"
        case n.Name(name=name):
            return name
    return "?"
