"""Cutting off what does not come back (fault table, row 26): exactly that, and nothing that runs afterwards."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import partial

import pytest

from webapp.usecases import patience
from webapp.usecases.patience import WATCHMAN, HandlerOverdueError

IN_TIME = """
import sys
from webapp.usecases import patience
from webapp.usecases.patience import WATCHMAN

WATCHMAN.watch("works", 5, lambda: None)
sys.setprofile(lambda *_: None)  # a profiler stands still where an interrupt is asked for that never comes
print(sorted([2, 1]))
"""


def goes_on_for_ever() -> None:
    while True:
        time.sleep(0.01)


def test_work_that_comes_back_in_time_leaves_no_interrupt_behind() -> None:
    said = subprocess.run([sys.executable, "-c", IN_TIME], capture_output=True, text=True, timeout=30, check=True)

    assert said.stdout == "[1, 2]\n"


def test_a_cut_that_comes_too_late_strikes_neither_what_follows_nor_others() -> None:
    for _ in range(3):
        with pytest.raises(HandlerOverdueError, match="works"):
            WATCHMAN.watch("works", 0, goes_on_for_ever)
        assert WATCHMAN.watch("next", 5, lambda: sum(range(100_000))) == 4_999_950_000


def test_a_cut_strikes_nowhere_but_in_the_work_however_close_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience ends about when the work does; the watchman looks up without a pause."""
    monkeypatch.setattr(patience, "TICK", 0.0005)
    ends, cut_off, rounds = time.monotonic() + 2, 0, 0
    while time.monotonic() < ends:
        try:
            WATCHMAN.watch("works", 0.002, partial(busy, 0.001 + rounds % 40 * 0.0001))
        except HandlerOverdueError:
            cut_off += 1
        rounds += 1
        busy(0.0001)  # the innocent act that comes next

    assert rounds > cut_off > 0


def busy(seconds: float) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        pass
