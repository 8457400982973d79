"""How long a fault is repeated: a few rounds among the tests, many in `make bench`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
LONG = os.environ.get("FAULT_ROUNDS", "")
"""Set by `make bench`: so many rounds of random kills, every point, every cut."""


def rounds(few: int, *, share: int = 1) -> int:
    """Give the number of rounds: a few, or as many as were asked for, or that share of them where one takes long."""
    return max(few, int(LONG) // share) if LONG else few


def some(whole: Sequence[T], few: int) -> Sequence[T]:
    """Give evenly spread ones of many, first and last among them, or in the long form all."""
    if LONG or len(whole) <= few:
        return whole
    return [whole[round(place * (len(whole) - 1) / (few - 1))] for place in range(few)]
