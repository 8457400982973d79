"""Views of the yearly rounds: what is open, who belongs to one and why, and what it adds to each officer's load."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class RoundHead:
    """A round: `state` is ahead, open_now, blocked, list, running, locked, missed.

    `refusal` says why it cannot be opened.
    """

    process: str
    start_event: str
    period: str
    measure: str
    title: str
    start_name: str
    state: str
    state_name: str
    first: dt.date
    last: dt.date
    lock_on: dt.date
    opens_at: dt.datetime
    late: bool = False
    may_open: bool = False
    refusal: str = ""
    list_case: str | None = None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def subjects(self) -> int:
        """How many subjects have a place in the round."""
        return sum(self.counts.values())


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """A subject's line: included or not, why, the part served; how its case stands, or why there is none.

    `standing` is planned, running, done, ended, missing or nothing before the list was opened.
    """

    kind: str
    subject: str
    name: str
    unit: str
    included: bool
    why: str
    first: dt.date
    last: dt.date
    standing: str = ""
    standing_name: str = ""
    opens_on: dt.date | None = None
    tries: int = 0
    reason: str = ""
    note: str = ""
    reason_by: str = ""
    reason_on: dt.date | None = None
    may_explain: bool = False
    may_resume: bool = False
    joined: bool = False


@dataclass(frozen=True, kw_only=True)
class OfficerLoad:
    """An officer's open steps now, of all measures, and how many of them are over their day: there, or as a whole."""

    name: str
    now: int
    late: int


@dataclass(frozen=True, kw_only=True)
class RoomLoad:
    """Who gets steps of the round, by role and room (none: the whole office's): `new` cases, `steps` of each at most.

    `waiting`: open steps of theirs that nobody has claimed.
    """

    role: str
    room: str
    officers: tuple[OfficerLoad, ...]
    waiting: int
    new: int
    steps: int

    @property
    def now(self) -> int:
        """How many open steps they have, claimed or not."""
        return self.waiting + sum(one.now for one in self.officers)

    @property
    def late(self) -> int:
        """How many of the claimed ones are over their day."""
        return sum(one.late for one in self.officers)

    @property
    def each(self) -> float:
        """How many steps the round adds to each officer, at most."""
        return round(self.new * self.steps / len(self.officers), 1) if self.officers else 0.0


@dataclass(frozen=True, kw_only=True)
class WholeLoad:
    """Whoever gets steps in several roles or rooms: all that the officer has, and all that the round adds, at most."""

    officer: OfficerLoad
    places: int
    added: float


@dataclass(frozen=True, kw_only=True)
class Loads:
    """What a round adds, by role and room, and to those who stand in several of them."""

    rooms: tuple[RoomLoad, ...]
    several: tuple[WholeLoad, ...]


@dataclass(frozen=True, kw_only=True)
class RoundView:
    """One round's page."""

    head: RoundHead
    rows: tuple[PlaceRow, ...]
    left_out: tuple[PlaceRow, ...]
    loads: Loads
    reasons: tuple[tuple[str, str], ...]
    failed: int = 0


@dataclass(frozen=True, kw_only=True)
class RoundsView:
    """All rounds: those of this year first."""

    rows: tuple[RoundHead, ...]
