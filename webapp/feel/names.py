"""Names in scope, matched against tokens: longest match, innermost scope first."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable

from webapp.feel.errors import FeelSyntaxError
from webapp.feel.lexer import Token, tokenize

KEYWORDS = frozenset(
    [
        *("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between"),
        *("instance", "of", "function", "external", "true", "false", "null"),
    ]
)
IN_NAMES = ("'", "’", "+", "-", "*", "/", ".", "?")  # signs that a name may hold


def normal(name: str) -> str:
    """Return a name with its inner white space made single."""
    return " ".join(name.split())


def joined(words: list[str]) -> str:
    """Return the name that tokens spell: symbols cling to their neighbours, words are parted by a blank."""
    out = words[0]
    for before, word in itertools.pairwise(words):
        symbol = before[-1] in IN_NAMES or word[0] in IN_NAMES
        out += word if symbol else " " + word
    return normal(out)


@functools.lru_cache(4096)
def parts(name: str) -> tuple[str, ...]:
    """Return a name's tokens, as they would appear in an expression; none if no expression can spell it."""
    try:
        return tuple(token.text for token in tokenize(name)[:-1])
    except FeelSyntaxError:
        return ()


def spelled(name: str) -> str:
    """Return a name as an expression that holds it would spell it: `a - b` and `a-b` are the same there."""
    words = parts(name)
    return joined(list(words)) if words else name


class Layer:
    """One scope: names indexed by their first token, longest first."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names: set[str] = set()
        self.index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known in this scope, if an expression can spell it."""
        name = normal(name)
        if name in self.names or not (words := parts(name)):
            return
        self.names.add(name)
        self.index.setdefault(words[0], []).append((words, name))
        self.index[words[0]].sort(key=lambda pair: -len(pair[0]))

    def match(self, tokens: list[Token], at: int) -> tuple[str, int] | None:
        """Return the longest known name that begins at token `at`, and its length in tokens."""
        for words, name in self.index.get(tokens[at].text, ()):
            if all(
                at + i < len(tokens) and tokens[at + i].text == word and tokens[at + i].kind != "str"
                for i, word in enumerate(words)
            ):
                return name, len(words)
        return None


@functools.lru_cache(1024)
def shared(names: frozenset[str]) -> Layer:
    """Return a layer that nobody adds to, built once per set of names."""
    return Layer(names)


def longest(layers: Iterable[Layer], tokens: list[Token], at: int) -> tuple[str, int] | None:
    """Return the longest match over all layers (innermost first wins ties)."""
    best: tuple[str, int] | None = None
    for layer in layers:
        found = layer.match(tokens, at)
        if found and (best is None or found[1] > best[1]):
            best = found
    return best
