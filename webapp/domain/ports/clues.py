"""Clues and answers to who sent a matter, as handlers ask for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from webapp.domain.ids import PersonId


@dataclass(frozen=True, kw_only=True)
class NamedPerson:
    """A person whom a letter names; `management_level` is own_leader, superior, own or lower (干部管理权限)."""

    subject: PersonId | None = None
    management_level: str | None = None


@dataclass(frozen=True, kw_only=True)
class Competence:
    """Who is competent for a letter, and the number of an earlier clue on its one person."""

    level: str
    original: str | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """How a letter came; it goes on to every clue that is opened from it, without a word of its text."""

    received_on: dt.date
    channel: str
    real_name: bool


class Clues(Protocol):
    """The register of clues and this case's place in it (问题线索台账)."""

    def management_level(self, person: PersonId) -> str | None:
        """Give who manages the person by the roster: own_leader, superior, own, lower; None when it does not say."""

    def earlier(self, person: PersonId) -> str | None:
        """Give the number of the newest earlier clue on the person, open or closed."""

    def number(self) -> str:
        """Take the next clue number from the register, without gaps, and write it on this case."""

    def set_subject(self, person: PersonId | None) -> str | None:
        """Make the person, or nobody, this case's subject and give the level: head_next_lower, head, other or None."""

    def tag(
        self, classes: tuple[str, ...], tags: tuple[str, ...], eight_kinds: tuple[str, ...], manner: tuple[str, ...]
    ) -> None:
        """Write discipline classes, tags, kinds and manner of this clue into the register, in place of earlier ones."""

    def duplicates(self) -> tuple[str, ...]:
        """List the numbers of this subject's other clues that a room is at work on, the newest first."""

    def join(self, number: str, priority: int, limit: str, received_on: dt.date) -> None:
        """Join this clue to that one: counted apart, read and handled by that one's room; one result for both.

        That one is told priority and day that this one would have had.
        """

    def take_sharper(self, limit: str, priority: int, due_on: dt.date) -> None:
        """Take a higher priority and an earlier day for this case's limit; what is lower or later changes nothing."""

    def tell_joined(self, way: str) -> None:
        """Send message `case_concluded` with the way taken to each clue joined to this one that waits for it."""

    def link_repeat(self, number: str) -> None:
        """Keep this letter with that clue and count it once more."""

    def open_one(self, person: NamedPerson, receipt: Receipt) -> None:
        """Send message `clue_named` for this person: a case of its own that shows none of the others."""

    def seal_transfer(self, received_on: dt.date) -> str:
        """Keep a sealed letter's stub, strike what was registered of its persons, and give the envelope number."""

    def assign(self, room: str, priority: int) -> None:
        """Hand this case to a room; priority 0 comes first."""

    def shelve(self) -> None:
        """Mark this clue as shelved."""

    def note_identity(self, confirmed: bool) -> None:
        """Write into the reporter's own record whether identity was confirmed."""

    def feedback_wanted(self) -> bool:
        """Tell whether a confirmed reporter of this letter wishes feedback and has not stopped it."""

    def note_withdrawal(self, stop_feedback: bool) -> None:
        """Write the withdrawal into the reporter's own record."""


class Inquiries(Protocol):
    """Talks and letter inquiries on this case's subject."""

    def numbers(self) -> tuple[str, ...]:
        """This function will list their numbers, the newest first."""


class Answers(Protocol):
    """Answers to the case that sent this case's starting message."""

    def number_back(self, number: str | None, reason: str | None) -> None:
        """Send message `number_returned` with the number or the reason code; nothing when opened by hand."""
