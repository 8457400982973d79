"""What the doctor says: a mark, what was looked at, and a sentence; a fault's sentence says how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """How it stands, in the order of the exit codes 0, 1, 2."""

    GOOD = "正常"
    WATCH = "注意"
    BAD = "有误"


ORDER = tuple(Mark)
FAULT = ORDER.index(Mark.BAD)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was looked at."""

    mark: Mark
    subject: str
    words: str


def good(subject: str, words: str) -> Line:
    """This function will say that something is as it should be."""
    return Line(mark=Mark.GOOD, subject=subject, words=words)


def watch(subject: str, words: str) -> Line:
    """This function will say what should be mended before it hurts."""
    return Line(mark=Mark.WATCH, subject=subject, words=words)


def bad(subject: str, words: str) -> Line:
    """This function will say what is wrong now."""
    return Line(mark=Mark.BAD, subject=subject, words=words)


def worst(lines: Iterable[Line]) -> int:
    """This function will give the exit code: 0 all is well, 1 something to watch, 2 something is wrong."""
    return max((ORDER.index(one.mark) for one in lines), default=0)
