"""Acts in a process of their own, which may be killed in the middle."""

from __future__ import annotations

import os
from collections.abc import Callable


def in_a_child(act: Callable[[], None]) -> int:
    """Run an act in a child that may be killed in the middle; gives how it ended."""
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
