"""Cutting off what does not come back (fault table, row 26): exactly that, and nothing that runs afterwards."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from webapp.usecases.patience import WATCHMAN, HandlerOverdueError

IN_TIME = """
import sys
from webapp.usecases.patience import WATCHMAN

with WATCHMAN.watch("works", 5):
    pass
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
    others = threading.Thread(target=time.sleep, args=(0.2,))
    others.start()
    for _ in range(3):
        with pytest.raises(HandlerOverdueError, match="works"), WATCHMAN.watch("works", 0):
            goes_on_for_ever()
        with WATCHMAN.watch("next", 5):
            assert sum(range(100_000)) == 4_999_950_000
    others.join()
