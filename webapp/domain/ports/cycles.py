"""Yearly rounds, as the list's diagram asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many subjects and units a round has, of which kind (person, unit, office); the size of waves by the rules."""

    kind: str
    subjects: int
    units: int
    units_each_week: int


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Whether the roster has this case's subject in a head's post, and into how many open rounds the person came."""

    in_post: bool
    rounds: int


class Cycles(Protocol):
    """The rounds of the office."""

    def count(self, process: str, start_event: str, period: str) -> Counted:
        """Count the population of a round as of today."""

    def open(self, process: str, start_event: str, period: str, units_each_week: int) -> int:
        """Plan a case for each subject in waves of units; who was left out in `review_list` gets the reason instead."""

    def join(self) -> Joined:
        """Plan cases of the open rounds for this case's subject, a newcomer."""
