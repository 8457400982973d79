"""Opinions on the integrity of persons, as handlers ask for them (党风廉政意见)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from webapp.domain.ids import PersonId
from webapp.domain.ports.papers import Admission


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A list as it was taken in: who stands on it, and the meeting that can study it in time."""

    people: tuple[PersonId, ...]
    meeting_on: dt.date
    special: bool


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What a department's register holds on a person: `holds` none, closed or open; `stage` the most serious one.

    `matters` counts what is open, so that a second clue beside a first is seen; `posts` are the ids of the posts that
    the person holds, so that a move is seen.
    """

    department: str
    person: PersonId
    holds: str
    stage: str | None = None
    matters: int = 0
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recheck:
    """The register once more on the day of signing: `changed` are the persons of whom it holds something new."""

    clean: bool
    changed: tuple[PersonId, ...]
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class AnswerInForce:
    """An answer that still holds: what it says, the letter's number (none: not by letter) and whom it was sent to."""

    result: str
    number: str | None = None
    addressee: str | None = None


class Opinions(Protocol):
    """Lists of persons on whom an opinion is asked."""

    def close_to(self, people: tuple[PersonId, ...]) -> None:
        """Let nobody on the list see this case, whatever his or her duty."""

    def next_meeting(self, body: str) -> dt.date | None:
        """Give the day of the body's next planned meeting."""

    def workday_before(self, day: dt.date) -> dt.date:
        """Give the last workday before a day."""

    def today(self) -> dt.date:
        """Give the office's day."""

    def holdings(self, people: tuple[PersonId, ...], department: str | None = None) -> tuple[Holding, ...]:
        """Look the persons up in the register of one department, or of all: one row for each person and department."""

    def file_copies(
        self, results: tuple[tuple[PersonId, str], ...], number: str, admission: Admission
    ) -> tuple[str, ...]:
        """Put each answer into the person's archive, by the drafter and the second officer; gives the entry numbers."""

    def follow(self, people: tuple[PersonId, ...], number: str) -> None:
        """Post `opinion_suspended` for each: the person's matter is followed until it can be answered."""

    def in_force(self, person: PersonId) -> AnswerInForce | None:
        """Give the answer on the person that is still valid."""

    def hurry(self) -> int:
        """Post `accelerate` to every open matter on this case's person that can be hurried, and count them."""
