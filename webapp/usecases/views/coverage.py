"""Views of the coverage page: heads × yearly measures."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.domain.ids import RoomId, UnitId


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A head in a column: `state` is done, running, due, ahead, unopened or missing, with its reason in words.

    Due: on the list, opened later. Ahead, unopened: the year's round has not begun, so that nobody is missing; the
    latter's day has come.

    `case_id` is there only for who may see the case, `room_id` says in whose hands it lies.
    """

    state: str
    reason: str = ""
    note: str = ""
    by: str = ""
    on: dt.date | None = None
    case_id: str | None = None
    room_id: RoomId | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """A yearly measure: its counts over all heads of the year, and when it was or will be locked."""

    code: str
    process: str
    title: str
    counts: Mapping[str, int] = field(default_factory=Counter)
    locked_on: dt.date | None = None
    locks_on: dt.date | None = None

    @property
    def due(self) -> int:
        """How many heads the column is due for."""
        return sum(self.counts.values())

    @property
    def share(self) -> float | None:
        """The share of those done (年度覆盖率), in percent, rounded down; None while the round has begun for nobody."""
        if self.due == self.counts.get("ahead", 0) + self.counts.get("unopened", 0):
            return None
        return 1000 * self.counts.get("done", 0) // self.due / 10


@dataclass(frozen=True, kw_only=True)
class HeadRow:
    """One head with a cell for each column, in their order."""

    person_id: str
    name: str
    posts: tuple[str, ...]
    units: tuple[UnitId, ...]
    part: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class CoverageView:
    """The page: all heads of a year, or those with a gap; `heads` counts all of them.

    `total`: the columns whose round has begun, together (年度覆盖率).
    """

    year: int
    years: tuple[int, ...]
    columns: tuple[Column, ...]
    total: Column
    rows: tuple[HeadRow, ...]
    heads: int
    gaps: int
    only: str
    words: str
    keeps_rounds: bool
