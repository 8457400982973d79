"""A lot that anybody can repeat: which of a population are drawn follows from the lot's number alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def drawn(population: Iterable[str], *, lot: str, size: int) -> tuple[str, ...]:
    """This function will draw `size` of a population, each with the same chance; the same lot always draws the same.

    The order in which the population is given changes nothing, so nobody can place a name where it will be drawn.
    """
    ranked = sorted(set(population), key=lambda one: (_rank(lot, one), one))
    return tuple(ranked[: max(size, 0)])


def fingerprint(population: Iterable[str]) -> str:
    """This function will give a short mark of a population: a record added or struck later gives another."""
    return hashlib.sha256("\n".join(sorted(set(population))).encode()).hexdigest()


def _rank(lot: str, one: str) -> bytes:
    return hashlib.sha256(f"{lot}:{one}".encode()).digest()
