"""Visits and special reports, as handlers ask for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from webapp.domain.ids import PersonId, UnitId


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """A member of a unit of the head to be heard; `code` stands for the person wherever something said is kept."""

    code: str
    person: PersonId


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A service record that was drawn; `code` stands for whoever it names."""

    code: str
    record: str


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A draw: the number of its lot, how many records of all units it was drawn from, and those drawn."""

    lot: str
    population: int
    records: tuple[Drawn, ...]


@dataclass(frozen=True, kw_only=True)
class ListedFor:
    """For what a head is on the key-watch list, and how thorough the visit is to be: plain, key or business."""

    criteria: tuple[str, ...] = ()
    intensity: str = "plain"


class Power(Protocol):
    """How the head of this case uses power, and who reports on it."""

    def colleagues(self) -> tuple[Colleague, ...]:
        """List today's other members of every unit that the person heads, in an order that tells nothing."""

    def draw(self, size: int, business: bool = False) -> Sample:
        """Draw `size` records of the last twelve months at random in every such unit; what checks the lot is kept.

        With `business` as many again of those that name a business of the visit's plan.
        """

    def units(self) -> tuple[UnitId, ...]:
        """List the units that are visited: every one that the person heads today."""

    def listed_for(self, day: dt.date) -> ListedFor:
        """Tell for what the head is on the key-watch list on a day."""

    def rota(self) -> dt.date:
        """Give the day around which the visit falls, so that visits spread over the year."""

    def second_due(self) -> bool:
        """Tell whether the head is still on the key-watch list when a second visit could be, and saw one this year."""

    def author(self) -> str:
        """Tell as whom the case's person reports: `secretary` of an area or `resident` leader."""
