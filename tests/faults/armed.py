"""The product's own commands in a process that stops dead at a point: `FAULT_AT=3 python -m tests.faults.armed serve`.

FAULT_AT is the number of a point of a completed task (1: the task is locked, 10: just before the answer), or the name
of any point. FAULT_HELD is a folder: an act is held up there until it may go on. The office itself reads no such
variable: it is this module that listens, and it is in no package.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from webapp.cli import main
from webapp.store.db import Database
from webapp.store.points import COMPLETION, Point

FAULT_AT, FAULT_HELD = "FAULT_AT", "FAULT_HELD"
KILLED = 9
A_MOMENT = 0.005


def arm() -> None:
    """Let this process die, or the first completion be held up, where the environment says so."""
    at, held = os.environ.get(FAULT_AT), os.environ.get(FAULT_HELD)
    if at:
        Database.witness_of_all = at_the(int(at)) if at.isdigit() else at_point(Point(at))
    elif held:
        Database.witness_of_all = held_up(Path(held))


def held_up(folder: Path) -> Callable[[str], None]:
    """Hold up an act between its step and its commit, from when `folder/held` is there until `folder/go` is."""

    def told(moment: str) -> None:
        if moment == Point.STEPPED:
            (folder / "held").touch()
            while not (folder / "go").exists():
                threading.Event().wait(A_MOMENT)

    return told


def at_point(point: Point) -> Callable[[str], None]:
    """End the process at a point, whatever act comes to it."""
    return lambda told: os._exit(KILLED) if told == point else None


def at_the(number: int) -> Callable[[str], None]:
    """End the process at the point of that number of a completed task; other acts of the process go on meanwhile."""
    thread = threading.local()

    def told(moment: str) -> None:
        if moment == Point.LOCKED:
            thread.ahead = list(COMPLETION)
        ahead = getattr(thread, "ahead", [])
        if moment in ahead:
            ahead.remove(Point(moment))
            if len(COMPLETION) - len(ahead) == number:
                os._exit(KILLED)

    return told


if __name__ == "__main__":
    arm()
    sys.exit(main(sys.argv[1:]))
