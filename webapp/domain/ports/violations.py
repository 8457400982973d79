"""Verification, appeal, restoration and clarification, as handlers ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from webapp.domain.ids import PersonId


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """A verification taken on (its number) or not (the reason code)."""

    number: str | None
    reason: str | None


class Verifications(Protocol):
    """This case as a verification (初步核实)."""

    def number(self) -> str:
        """Take the next number of verifications, without gaps, and write it on this case."""

    def put_first(self) -> None:
        """Put this case's open tasks first."""


class Accountabilities(Protocol):
    """This case as an accountability (问责)."""

    def number(self, ground: str | None) -> str:
        """Take the next number, without gaps, and write it and the ground on this case."""

    def same_matter(self, ground: str | None) -> bool:
        """Tell whether the same matter is already filed or an accountability runs on it.

        The same matter: the same person, sent from the same case (or the cases it came from) for the same ground.
        """


@dataclass(frozen=True, kw_only=True)
class OriginalCase:
    """The case that an appeal refers to: whether it was found, and everybody who completed a task of it."""

    found: bool
    people: tuple[PersonId, ...]


class Appeals(Protocol):
    """What an appeal is about (申诉)."""

    def refer_to(self, letter: str) -> OriginalCase:
        """Make the case that issued this letter to this case's subject its `origin`, if it did."""


class Restorations(Protocol):
    """Setting right what an appealed decision left behind (恢复)."""

    def correct_archive(self, result: str) -> int:
        """Seal the entries of the origin case as corrected and give their number; `change` keeps one that weighs."""


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """How a matter ended: not_established, shelved, unknown or open; `open_related` when another one runs."""

    conclusion: str
    open_related: bool


class Clarifications(Protocol):
    """What the office concluded about this case's subject (澄清)."""

    def conclusion(self, person: PersonId) -> str:
        """Give the conclusion of the origin case, without one of the newest case on the person."""

    def open_related(self, person: PersonId) -> bool:
        """Tell whether a clue or verification on the person is still open."""

    def clear_record(self) -> int:
        """Mark the entries that the conclusion is about as cleared and give their number."""
