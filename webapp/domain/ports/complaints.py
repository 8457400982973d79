"""Complaints about officers, as handlers ask for them (监察法 art. 69)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from webapp.domain.ids import PersonId


@dataclass(frozen=True, kw_only=True)
class KeptOut:
    """Who is left to deal with a complaint: `leader` when the organ's own leader is meant, `free` officers or none."""

    leader: bool
    free: bool


class Complaints(Protocol):
    """This case as a complaint about officers: whoever is meant does not learn that it exists."""

    def keep_out_named(self) -> KeptOut:
        """Keep everybody out whom the written complaint names; of whom no name is known, everybody who could be meant.

        Those are who had a hand in the person's matters, but for the organ's leader, who is asked about apart.
        """

    def keep_out(self, people: tuple[PersonId, ...]) -> KeptOut:
        """Keep further people out."""

    def keep_leader_out(self) -> None:
        """Keep the organ's own leader out."""
