"""Inspection tours, as handlers ask for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from webapp.domain.ids import PersonId, UnitId
from webapp.domain.ports.papers import Admission


@dataclass(frozen=True, kw_only=True)
class Tour:
    """One tour of a unit by a group's room, with its days on the spot."""

    unit: UnitId
    group: str
    from_on: dt.date
    until_on: dt.date


class Tours(Protocol):
    """Who is toured, and by whom."""

    def heads(self, unit: UnitId) -> tuple[PersonId, ...]:
        """Give who holds a head's post of the unit today, by the roster."""

    def start(self, person: PersonId, tour: Tour) -> None:
        """Send message `tour_started` about this head: a case of its own."""

    def take_over(self, group: str) -> None:
        """Hand this case to the group's room and number it."""

    def file_feedback(self, held_on: dt.date, admission: Admission) -> int:
        """Write an entry for each own problem of the chapter, by who wrote and who studied it; give their count."""
