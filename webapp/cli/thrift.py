"""How a process that runs for months keeps its memory small: few heaps, and no search through what stays."""

from __future__ import annotations

import ctypes
import gc

HEAPS = 2
KEPT_BYTES = 128 * 1024
"""The C library's first values; it would raise them by itself with each larger piece, and give less back."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""The names of malloc.h, GNU C library (mallopt(3))."""


def few_heaps() -> None:
    """This function will let all threads share a few heaps of the C library; it must come before they begin.

    Each thread would have a heap of its own, and none gives back what another may need. A C library that has no
    mallopt goes on as it does.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    for what, value in ((_ARENA_MAX, HEAPS), (_MMAP_THRESHOLD, KEPT_BYTES), (_TRIM_THRESHOLD, KEPT_BYTES)):
        mallopt(what, value)


def let_rest() -> None:
    """This function will take what was made until now out of every later search for garbage (gc.freeze).

    A full search begins when a quarter of what lives is new: with the whole program among it that is late and long.
    """
    gc.collect()
    gc.freeze()
