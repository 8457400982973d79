"""Small pieces of Python ast, and a look into trees."""

from __future__ import annotations

import ast
from dataclasses import fields

from webapp.feel import nodes as n

Literal = None | bool | int | str


def name(id_: str) -> ast.Name:
    """Return a name that is read."""
    return ast.Name(id_, ast.Load())


def const(value: Literal) -> ast.Constant:
    """Return a Python constant."""
    return ast.Constant(value)


def call(function: str, *args: ast.expr) -> ast.Call:
    """Return a call of a run-time function."""
    return ast.Call(name(function), list(args), [])


def array(items: list[ast.expr]) -> ast.List:
    """Return a list display."""
    return ast.List(items, ast.Load())


def table(entries: dict[str, ast.expr]) -> ast.Dict:
    """Return a dict display."""
    return ast.Dict([const(key) for key in entries], list(entries.values()))


def entry(holder: str, key: str) -> ast.Subscript:
    """Return holder[key]."""
    return ast.Subscript(name(holder), const(key), ast.Load())


def is_(value: ast.expr, what: Literal) -> ast.expr:
    """Return `value is what`, by a function where Python would warn about a literal."""
    inner = value.value if isinstance(value, ast.NamedExpr) else value
    if isinstance(inner, ast.Constant | ast.List | ast.Dict):
        return call("_same", value, const(what))
    return ast.Compare(value, [ast.Is()], [const(what)])


def lambda_(params: list[str], body: ast.expr) -> ast.Lambda:
    """Return a lambda of positional parameters."""
    args = ast.arguments(posonlyargs=[], args=[ast.arg(p) for p in params], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.Lambda(args, body)


def uses(part: object, word: str) -> bool:
    """Return whether a name occurs anywhere in a node, or in a list, tuple or dict of nodes."""
    if isinstance(part, n.Name):
        return part.name == word
    if isinstance(part, n.Node):
        return any(uses(getattr(part, field.name), word) for field in fields(part))
    if isinstance(part, list | tuple):
        return any(uses(item, word) for item in part)
    return isinstance(part, dict) and any(uses(item, word) for item in part.values())
