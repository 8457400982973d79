"""What handlers ask about units: kinds for the scope of a campaign, one case for each unit, the head of the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from webapp.domain.ids import PersonId, UnitId


@dataclass(frozen=True, kw_only=True)
class UnitKind:
    """A kind of unit at a level of administration, and how many units of it have a head today."""

    level: str
    kind: str
    units: int


class Units(Protocol):
    """The units that the office supervises, and the head of this case's unit."""

    def kinds(self) -> tuple[UnitKind, ...]:
        """This function will list the kinds of unit that have a head today, level by level."""

    def of_kinds(self, kinds: tuple[str, ...]) -> tuple[UnitId, ...]:
        """This function will list the units of these kinds that have a head today."""

    def open_one(self, unit: UnitId, message: str, to: str, due: dt.date | None) -> None:
        """This function will post a message about one unit to a process, which opens a case for it."""

    def take_head(self, unit: UnitId | None) -> PersonId | None:
        """This function will make the head of today of that unit, else of the case's, this case's subject.

        None where the unit has no head.
        """
