"""Matchers of regular expressions in continuation style: every step is paid for, so no pattern can hang.

A matcher takes a run, a position and a continuation, and returns where the whole match ends, or None.
"""

from __future__ import annotations

from collections.abc import Callable

from webapp.feel.bounds import charge
from webapp.feel.regex_chars import Pred

STEP = 2  # what a step of a pattern weighs against a node
Continuation = Callable[[int], "int | None"]
Matcher = Callable[["Run", int, Continuation], "int | None"]


class Run:
    """One attempt: the text and the groups so far (group 0 is the whole)."""

    __slots__ = ("groups", "size", "text")

    def __init__(self, text: str, groups: int) -> None:
        self.text, self.size = text, len(text)
        self.groups: list[tuple[int, int] | None] = [None] * (groups + 1)

    def group(self, number: int) -> str:
        """Return the text of a group, empty if it took no part."""
        span = self.groups[number] if number < len(self.groups) else None
        return self.text[span[0] : span[1]] if span else ""


def nothing(run: Run, i: int, k: Continuation) -> int | None:  # noqa: ARG001  (a matcher like the others)
    """Match the empty string."""
    return k(i)


def one(pred: Pred) -> Matcher:
    """Return the matcher of one character."""
    return lambda run, i, k: k(i + 1) if i < run.size and pred(run.text[i]) else None


def then(first: Matcher, later: Matcher) -> Matcher:
    """Return the matcher of one after the other."""
    if later is nothing:
        return first
    return lambda run, i, k: first(run, i, lambda j: later(run, j, k))


def remembered(body: Matcher, number: int) -> Matcher:
    """Return the matcher that keeps where its body matched as a group."""

    def match(run: Run, i: int, k: Continuation) -> int | None:
        old = run.groups[number]

        def close(j: int) -> int | None:
            before, run.groups[number] = run.groups[number], (i, j)
            end = k(j)
            if end is None:
                run.groups[number] = before
            return end

        end = body(run, i, close)
        if end is None:
            run.groups[number] = old
        return end

    return match


def string(preds: list[Pred]) -> Matcher:
    """Return the matcher of several single characters in a row."""

    def match(run: Run, i: int, k: Continuation) -> int | None:
        charge(STEP)
        if i + len(preds) > run.size:
            return None
        for pred in preds:
            if not pred(run.text[i]):
                return None
            i += 1
        return k(i)

    return match


def greedy_run(pred: Pred, low: int, high: int | None) -> Matcher:
    """Return the matcher of as many characters as there are, then fewer."""

    def match(run: Run, i: int, k: Continuation) -> int | None:
        top = run.size if high is None else min(run.size, i + high)
        j = i
        while j < top and pred(run.text[j]):
            j += 1
        charge(STEP * (j - i + 1))
        while j >= i + low:
            if (end := k(j)) is not None:
                return end
            charge(STEP)
            j -= 1
        return None

    return match


def lazy_run(pred: Pred, low: int, high: int | None) -> Matcher:
    """Return the matcher of as few characters as will do, then more."""

    def match(run: Run, i: int, k: Continuation) -> int | None:
        top = run.size if high is None else min(run.size, i + high)
        j = i
        while True:
            charge(STEP)
            if j >= i + low and (end := k(j)) is not None:
                return end
            if j >= top or not pred(run.text[j]):
                return None
            j += 1

    return match


def greedy(body: Matcher, low: int, high: int | None) -> Matcher:
    """Return the matcher of as many rounds as there are, then fewer; an empty round ends it."""

    def attempt(run: Run, i: int, k: Continuation, count: int) -> int | None:
        charge(STEP)
        if high is None or count < high:

            def again(j: int) -> int | None:
                return attempt(run, j, k, count + 1) if j > i or count < low else k(j)

            if (end := body(run, i, again)) is not None:
                return end
        return k(i) if count >= low else None

    return lambda run, i, k: attempt(run, i, k, 0)


def lazy(body: Matcher, low: int, high: int | None) -> Matcher:
    """Return the matcher of as few rounds as will do, then more; an empty round ends it."""

    def attempt(run: Run, i: int, k: Continuation, count: int) -> int | None:
        charge(STEP)
        if count >= low and (end := k(i)) is not None:
            return end
        if high is not None and count >= high:
            return None

        def again(j: int) -> int | None:
            return attempt(run, j, k, count + 1) if j > i or count < low else k(j)

        return body(run, i, again)

    return lambda run, i, k: attempt(run, i, k, 0)


def first_of(choices: list[Matcher]) -> Matcher:
    """Return the matcher that tries others in order."""

    def match(run: Run, i: int, k: Continuation) -> int | None:
        charge(STEP)
        for choice in choices:
            if (end := choice(run, i, k)) is not None:
                return end
        return None

    return match


def back(number: int, fold: bool) -> Matcher:
    """Return the matcher of a back reference, in either case with `fold`."""

    def match(run: Run, i: int, k: Continuation) -> int | None:
        want = run.group(number)
        have = run.text[i : i + len(want)]
        charge(len(want) + 1)
        same = have.casefold() == want.casefold() if fold else have == want
        return k(i + len(want)) if same else None

    return match


def start(many: bool) -> Matcher:
    """Return the matcher of ^, at each line with `many`."""
    return lambda run, i, k: k(i) if i == 0 or (many and run.text[i - 1] == "\n" and i < run.size) else None


def end(many: bool) -> Matcher:
    """Return the matcher of $, at each line with `many`."""
    return lambda run, i, k: k(i) if i == run.size or (many and run.text[i] == "\n") else None
