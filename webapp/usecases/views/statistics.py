"""Views of the statistics page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.ids import CaseId, RoomId
from webapp.domain.said import Said

Spread = tuple[tuple[Said, int], ...]
"""How many of each sort."""


@dataclass(frozen=True, kw_only=True)
class Days:
    """How long things took, in workdays: the middle one, the longest, and how many took how long."""

    median: str
    longest: int
    spread: Spread


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    """A figure with its definition: how many, how many of them judged good, and the share in percent.

    `each`: how many for each, where it is divided by persons, with one decimal. `timed`: it tells how long things took.
    """

    key: str
    group: Said
    name: Said
    definition: Said
    judged: Said
    total: int
    good: int | None
    share: int | None
    each: str = ""
    days: Days | None = None
    kinds: Spread = ()
    timed: bool = False


@dataclass(frozen=True, kw_only=True)
class RoomPart:
    """A figure's part of one room; `room_id` None is what no room has."""

    room_id: RoomId | None
    room: str
    total: int
    good: int | None
    share: int | None
    each: str = ""
    days: Days | None = None


@dataclass(frozen=True, kw_only=True)
class MeasurePart:
    """A figure's part of one measure in one year."""

    year: int
    title: Said
    total: int
    good: int

    @property
    def share(self) -> int | None:
        """Percent, rounded down; None of nothing."""
        return 100 * self.good // self.total if self.total else None


@dataclass(frozen=True, kw_only=True)
class BehindRow:
    """One thing behind a figure: its case, and whether it counts as good; `days`: workdays that it took."""

    case_id: CaseId
    number: str | None
    measure_name: Said
    good: bool | None
    on: dt.date | None
    days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the page was asked for, and what may be chosen."""

    first: dt.date
    last: dt.date
    unit_id: str
    room_id: str
    units: tuple[tuple[str, str], ...]
    rooms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class StatisticsView:
    """Every figure for a period, a unit and a room."""

    asked: Asked
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, kw_only=True)
class FigureView:
    """One figure: by room, by measure, and the cases behind it that the viewer may see, of how many.

    `names_gaps`: the viewer may look up on the coverage page who is missing.
    """

    asked: Asked
    figure: FigureRow
    parts: tuple[RoomPart, ...]
    measures: tuple[MeasurePart, ...]
    names_gaps: bool
    rows: tuple[BehindRow, ...]
    seen: int
