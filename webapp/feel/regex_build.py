"""Trees of regular expressions to matchers."""

from __future__ import annotations

from collections.abc import Callable

from webapp.feel import regex_match as match
from webapp.feel.regex_chars import Pred
from webapp.feel.regex_match import Matcher
from webapp.feel.regex_parse import Tree


class Builder:
    """Tree to matchers; groups are kept only where somebody reads them."""

    def __init__(self, flags: str, capture: bool) -> None:
        self.fold, self.multiline, self.capture = "i" in flags, "m" in flags, capture

    def build(self, tree: Tree) -> Matcher:
        """Return the matcher of a tree."""
        pred = self._single(tree)
        return match.one(pred) if pred else _BUILDERS[tree[0]](self, *tree[1:])

    def _single(self, tree: Tree) -> Pred | None:
        """Return the test of a tree that is one character, else None."""
        if tree[0] == "one":
            pred: Pred = tree[1]
            return pred
        if tree[0] == "group" and not self.capture:
            return self._single(tree[2])
        return self._single(tree[1][0]) if tree[0] == "seq" and len(tree[1]) == 1 else None

    def sequence(self, items: list[Tree]) -> Matcher:
        """Return the matcher of trees in a row; single characters in a row are tested in one go."""
        matchers: list[Matcher] = []
        preds: list[Pred] = []
        for item in items:
            pred = self._single(item)
            if pred:
                preds.append(pred)
                continue
            if preds:
                matchers.append(match.string(preds))
                preds = []
            matchers.append(self.build(item))
        if preds:
            matchers.append(match.string(preds))
        out: Matcher = match.nothing
        for matcher in reversed(matchers):
            out = match.then(matcher, out)
        return out

    def alternatives(self, items: list[Tree]) -> Matcher:
        """Return the matcher that tries trees in order."""
        return match.first_of([self.build(item) for item in items])

    def group(self, number: int, inner: Tree) -> Matcher:
        """Return the matcher that remembers where its inner tree matched."""
        body = self.build(inner)
        return match.remembered(body, number) if self.capture else body

    def back(self, number: int) -> Matcher:
        """Return the matcher of a back reference."""
        return match.back(number, self.fold)

    def start(self) -> Matcher:
        """Return the matcher of ^."""
        return match.start(self.multiline)

    def end(self) -> Matcher:
        """Return the matcher of $."""
        return match.end(self.multiline)

    def repeat(self, inner: Tree, low: int, high: int | None, lazy: bool) -> Matcher:
        """Return the matcher of a repetition."""
        pred = self._single(inner)
        if pred:
            return (match.lazy_run if lazy else match.greedy_run)(pred, low, high)
        return (match.lazy if lazy else match.greedy)(self.build(inner), low, high)


_BUILDERS: dict[str, Callable[..., Matcher]] = {
    "seq": Builder.sequence,
    "alt": Builder.alternatives,
    "group": Builder.group,
    "back": Builder.back,
    "start": Builder.start,
    "end": Builder.end,
    "repeat": Builder.repeat,
}
