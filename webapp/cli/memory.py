"""What a process has in memory, keys and contents, is for nobody else: no core of it is written, nobody attaches."""

from __future__ import annotations

import ctypes
from contextlib import suppress

with suppress(ImportError):  # another system has none
    import resource

_SET_DUMPABLE = 4
"""Of prctl(2): without it no core is given to any program either, and no other of the same user's reads along."""


def keep_unread() -> None:
    """This function will see to it that a crash leaves no picture of the memory; a system that cannot goes on."""
    if "resource" in globals():
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_SET_DUMPABLE, 0, 0, 0, 0)
