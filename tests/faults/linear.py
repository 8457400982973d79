"""Histories of claims: who asked for a task when, and what the office said; is there an order that explains it all?

Wing and Gong's search (1993) over one task at a time: an act takes effect at one instant between its call and its
answer; the task has one holder or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

CLAIM, RELEASE = "claim", "release"


@dataclass(frozen=True, kw_only=True)
class Said:
    """One act as its caller saw it; instants are those of one clock for all callers."""

    task: str
    who: str
    act: str
    granted: bool
    called: int
    answered: int


def unexplained(history: Iterable[Said]) -> list[str]:
    """Give the tasks whose history no order of acts, one at a time, explains."""
    by_task = sorted(history, key=lambda one: (one.task, one.called))
    return [task for task, acts in groupby(by_task, key=lambda one: one.task) if not _explains(list(acts))]


def _explains(acts: Sequence[Said]) -> bool:
    seen: set[tuple[frozenset[int], str | None]] = set()
    ahead: list[tuple[frozenset[int], str | None]] = [(frozenset(range(len(acts))), None)]
    while ahead:
        left, holder = ahead.pop()
        if not left:
            return True
        if (left, holder) in seen:
            continue
        seen.add((left, holder))
        soonest = min(acts[one].answered for one in left)
        ahead += [
            (left - {one}, _after(acts[one], holder))
            for one in left
            if acts[one].called <= soonest and _possible(acts[one], holder)
        ]
    return False


def _possible(one: Said, holder: str | None) -> bool:
    may = holder is None if one.act == CLAIM else holder == one.who
    return may == one.granted


def _after(one: Said, holder: str | None) -> str | None:
    if not one.granted:
        return holder
    return one.who if one.act == CLAIM else None
