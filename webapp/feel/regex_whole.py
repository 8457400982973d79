"""Whether a pattern fits a whole text, without going back: all places are followed at once, so no pattern can hang."""

from __future__ import annotations

from collections.abc import Callable

from webapp.feel.bounds import begin, charge
from webapp.feel.errors import FeelLimit
from webapp.feel.regex_chars import Pred
from webapp.feel.regex_parse import PatternError, PatternParser, Tree

Places = frozenset[int]
NOWHERE: Places = frozenset()


def read_whole(pattern: str) -> Tree:
    """Return the tree of a pattern. Raise PatternError if it is malformed or looks back at what it matched."""
    parser = PatternParser(pattern, "")
    try:
        tree = parser.whole()
    except RecursionError:
        raise PatternError("nested too deeply") from None
    if parser.back:
        raise PatternError("back reference")
    return tree


def fits_whole(pattern: str, text: str) -> bool:
    """Return whether the whole text is what the pattern says (XPath's flavour, no flags).

    Raise PatternError for a pattern that cannot be read, FeelLimit when the text asks for too many steps.
    """
    begin()
    try:
        return len(text) in _ends(read_whole(pattern), text, frozenset({0}))
    except RecursionError:
        raise FeelLimit("正则表达式嵌套过深") from None


def _ends(tree: Tree, text: str, starts: Places) -> Places:
    """Return every place where a match ends that begins at one of these."""
    charge(len(starts) + 1)
    return _KINDS[tree[0]](text, starts, *tree[1:])


def _one(text: str, starts: Places, pred: Pred) -> Places:
    return frozenset(at + 1 for at in starts if at < len(text) and pred(text[at]))


def _row(text: str, starts: Places, items: list[Tree]) -> Places:
    for item in items:
        starts = _ends(item, text, starts)
    return starts


def _either(text: str, starts: Places, items: list[Tree]) -> Places:
    return NOWHERE.union(*(_ends(item, text, starts) for item in items))


def _group(text: str, starts: Places, number: int, inner: Tree) -> Places:  # noqa: ARG001  (nobody reads groups)
    return _ends(inner, text, starts)


def _repeat(text: str, starts: Places, inner: Tree, low: int, high: int | None, lazy: bool) -> Places:  # noqa: ARG001
    """Follow the rounds that must be, then those that may be; as many as the text has places change nothing more."""
    for _ in range(min(low, len(text) + 1)):
        starts = _ends(inner, text, starts)
    found = fresh = starts
    rounds = len(text) if high is None else min(high - low, len(text))
    for _ in range(rounds):
        fresh = _ends(inner, text, fresh) - found
        if not fresh:
            break
        found |= fresh
    return found


_KINDS: dict[str, Callable[..., Places]] = {
    "one": _one,
    "seq": _row,
    "alt": _either,
    "group": _group,
    "repeat": _repeat,
    "start": lambda text, starts: starts & {0},  # noqa: ARG005  (a matcher like the others)
    "end": lambda text, starts: starts & {len(text)},
}
