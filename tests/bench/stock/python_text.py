"""FEEL as drawn in the diagrams, as Python text for stock's own script engine; null where a name is not there yet."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from webapp.feel import nodes as n
from webapp.feel.builtins import BUILTINS
from webapp.feel.names import Layer
from webapp.feel.parser import Parser

SAME = {"=": "=="}
WORDS = Layer(list(BUILTINS))


class NotTranslated(ValueError):
    """A construct that the measured diagrams do not use."""


def python_of(feel: str) -> str:
    """Give the Python expression of a FEEL expression."""
    text = feel.strip().removeprefix("=")
    parser = Parser(text, frozenset(), members=frozenset(), builtins=WORDS, types=frozenset())
    return _text(parser.whole())


def read(name: str) -> str:
    """Give the Python expression that reads a name of the task's data."""
    return f"globals().get({name!r})"


def _text(node: n.Node) -> str:
    for kind, write in WRITERS.items():
        if isinstance(node, kind):
            return write(node)
    raise NotTranslated(str(node))


def _const(node: n.Const) -> str:
    return repr(int(node.value) if isinstance(node.value, Decimal) else node.value)


def _path(node: n.Path) -> str:
    return f"({_text(node.source)} or {{}}).get({node.name!r})"


def _op(node: n.Op) -> str:
    return f"({_text(node.left)} {SAME.get(node.op, node.op)} {_text(node.right)})"


def _logic(node: n.Logic) -> str:
    return f"({f' {node.op} '.join(map(_text, node.items))})"


def _if(node: n.If) -> str:
    return f"({_text(node.yes)} if {_text(node.condition)} else {_text(node.no)})"


def _in(node: n.In) -> str:
    return f"({_text(node.value)} in ({''.join(f'{_text(one)}, ' for one in node.tests)}))"


def _list(node: n.ListOf) -> str:
    return f"[{', '.join(map(_text, node.items))}]"


def _call(node: n.Call) -> str:
    if node.function != n.Name("not"):
        raise NotTranslated(str(node))
    return f"(not {_text(node.args[0])})"


WRITERS: dict[type[n.Node], Callable[..., str]] = {
    n.Const: _const,
    n.Name: lambda node: read(node.name),
    n.Path: _path,
    n.Op: _op,
    n.Logic: _logic,
    n.If: _if,
    n.In: _in,
    n.ListOf: _list,
    n.Call: _call,
}
