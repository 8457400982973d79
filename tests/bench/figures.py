"""Measured figures with what each should be."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Value = float | Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure: `limit` says what it should be, `met` whether it is so; `note` says how it was taken."""

    name: str
    database: str
    value: Value
    unit: str = ""
    limit: str = "reported"
    met: bool = True
    note: str = ""


def at_most(limit: float, *, name: str, database: str, value: float, unit: str = "", note: str = "") -> Figure:
    """Make a figure that should not be above a limit."""
    return Figure(
        name=name,
        database=database,
        value=value,
        unit=unit,
        note=note,
        limit=f"<= {limit:g} {unit}".rstrip(),
        met=value <= limit,
    )


def at_least(limit: float, *, name: str, database: str, value: float, unit: str = "", note: str = "") -> Figure:
    """Make a figure that should not be below a limit."""
    return Figure(
        name=name,
        database=database,
        value=value,
        unit=unit,
        note=note,
        limit=f">= {limit:g} {unit}".rstrip(),
        met=value >= limit,
    )


def milliseconds(call: Callable[[], object]) -> float:
    """Run something and give how long it took."""
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


def processor(call: Callable[[], object]) -> float:
    """Run something and give the milliseconds that this process worked on it: a busy machine does not stretch them."""
    began = time.process_time()
    call()
    return 1000 * (time.process_time() - began)


def middle(values: Sequence[float]) -> float:
    """Give the median."""
    return statistics.median(values)


def ninth(values: Sequence[float]) -> float:
    """Give the value that nine of ten are below."""
    return sorted(values)[int(len(values) * 0.9)]


def twentieth(values: Sequence[float]) -> float:
    """Give the value that nineteen of twenty are below."""
    return sorted(values)[int(len(values) * 0.95)]
