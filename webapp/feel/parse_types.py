"""Type names in expressions: list<T>, range<T>, context<a: T>, function<T> -> R, names with blanks."""

from __future__ import annotations

from collections.abc import Callable

from webapp.feel.cursor import Cursor
from webapp.feel.names import KEYWORDS
from webapp.feel.nodes import TypeTree


def parse_type(cursor: Cursor) -> TypeTree:
    """Read one type."""
    word = cursor.token.text
    if cursor.token.kind == "name" and word in _GENERIC and cursor.ahead(1, "<"):
        cursor.at += 2
        return _GENERIC[word](cursor)
    return "name", _type_name(cursor)


def _one(kind: str) -> Callable[[Cursor], TypeTree]:
    """Read `list<T>` or `range<T>`."""

    def read(cursor: Cursor) -> TypeTree:
        inner = parse_type(cursor)
        cursor.want(">")
        return kind, inner

    return read


def _context(cursor: Cursor) -> TypeTree:
    """Read `context<a: T, b: T>`."""
    fields: dict[str, TypeTree] = {}
    while not cursor.sees(">") or fields:
        name = cursor.key()
        fields[name] = parse_type(cursor)
        if not cursor.skip(","):
            break
    cursor.want(">")
    return "context", fields


def _function(cursor: Cursor) -> TypeTree:
    """Read `function<T, T> -> R`."""
    params: list[TypeTree] = []
    while not cursor.sees(">") or params:
        params.append(parse_type(cursor))
        if not cursor.skip(","):
            break
    cursor.want(">")
    cursor.want("->")
    return "function", params, parse_type(cursor)


_GENERIC: dict[str, Callable[[Cursor], TypeTree]] = {
    "list": _one("list"),
    "range": _one("range"),
    "context": _context,
    "function": _function,
}
_LONG = ("date and time", "days and time duration", "years and months duration")


def _type_name(cursor: Cursor) -> str:
    """Read a simple type's name or one of the model's own."""
    for long in _LONG:
        words = long.split()
        if [token.text for token in cursor.tokens[cursor.at : cursor.at + len(words)]] == words:
            cursor.at += len(words)
            return long
    found = cursor.types.match(cursor.tokens, cursor.at)
    if found:
        cursor.at += found[1]
        return found[0]
    return _loose_type(cursor)


def _loose_type(cursor: Cursor) -> str:
    """Read words that nobody declared as a type."""
    words: list[str] = []
    while cursor.token.kind in ("name", "num") and _in_type(cursor.token.text, not words):
        words.append(_dotted(cursor))
    if not words:
        raise cursor.error("这里应为一个类型")
    return " ".join(words)


def _in_type(word: str, first: bool) -> bool:
    return word not in KEYWORDS or (first and word in ("function", "null"))


def _dotted(cursor: Cursor) -> str:
    """Read a word and what hangs on it by dots."""
    word = cursor.token.text
    cursor.at += 1
    while cursor.skip("."):
        if cursor.token.kind not in ("name", "num"):
            raise cursor.error("这里应为一个类型")
        word += "." + cursor.token.text
        cursor.at += 1
    return word
