"""Expressions that begin with a word: if, for, some, every, function."""

from __future__ import annotations

from collections.abc import Callable

from webapp.feel import nodes as n
from webapp.feel.cursor import Cursor
from webapp.feel.errors import FeelSyntaxError
from webapp.feel.names import IN_NAMES, Layer, joined
from webapp.feel.parse_types import parse_type


def if_(cursor: Cursor) -> n.Node:
    """Read `if a then b else c`."""
    condition = cursor.expression()
    cursor.want("then")
    yes = cursor.expression()
    cursor.want("else")
    return n.If(condition, yes, cursor.expression())


def for_(cursor: Cursor) -> n.Node:
    """Read `for x in xs, y in ys return body`."""
    return _loop(cursor, "for", word="return", extra=("partial",))


def some(cursor: Cursor) -> n.Node:
    """Read `some x in xs satisfies body`."""
    return _loop(cursor, "some", word="satisfies")


def every(cursor: Cursor) -> n.Node:
    """Read `every x in xs satisfies body`."""
    return _loop(cursor, "every", word="satisfies")


def _loop(cursor: Cursor, kind: str, *, word: str, extra: tuple[str, ...] = ()) -> n.Node:
    """Iterators, each in scope of the next, then the body."""
    scope = Layer()
    cursor.layers.insert(0, scope)
    iterators = [_iterator(cursor, scope)]
    while cursor.skip(","):
        iterators.append(_iterator(cursor, scope))
    cursor.want(word)
    for name in extra:
        scope.add(name)
    body = cursor.expression()
    cursor.layers.pop(0)
    return n.Loop(kind, iterators, body)


def _iterator(cursor: Cursor, scope: Layer) -> tuple[str, n.Node]:
    """Read `name in domain`; the domain may be a..b without brackets."""
    name = _variable(cursor)
    cursor.want("in")
    domain = cursor.expression()
    if cursor.skip(".."):
        domain = n.Span(domain, cursor.expression())
    scope.add(name)
    return name, domain


def _variable(cursor: Cursor) -> str:
    if cursor.token.kind != "name":
        raise cursor.error("这里应为一个变量")
    words: list[str] = []
    while not cursor.sees("in"):
        if cursor.token.kind not in ("name", "num") and not cursor.sees(*IN_NAMES):
            raise cursor.error("这里应为“变量 in 列表”")
        words.append(cursor.token.text)
        cursor.at += 1
    if not words:
        raise cursor.error("这里应为一个变量")
    return joined(words)


def function(cursor: Cursor) -> n.Node:
    """Read `function(a: type, b) body`."""
    cursor.want("(")
    params: list[tuple[str, n.TypeTree | None]] = []
    while not cursor.sees(")") or params:
        params.append(_parameter(cursor))
        if not cursor.skip(","):
            break
    cursor.want(")")
    if cursor.sees("external"):
        raise FeelSyntaxError("不允许外部函数（Java、PMML），请改写为 FEEL", cursor.token.pos)
    cursor.layers.insert(0, Layer(name for name, _ in params))
    body = cursor.expression()
    cursor.layers.pop(0)
    return n.FunctionOf(params, body)


def _parameter(cursor: Cursor) -> tuple[str, n.TypeTree | None]:
    quoted = cursor.token.kind == "str"
    name = cursor.key() if quoted else cursor.key(",", ")")
    before = cursor.tokens[cursor.at - 1]
    typed = before.text == ":" and before.kind == "op"
    return name, parse_type(cursor) if typed else None


WORDED: dict[str, Callable[[Cursor], n.Node]] = {
    "if": if_,
    "for": for_,
    "some": some,
    "every": every,
    "function": function,
}
