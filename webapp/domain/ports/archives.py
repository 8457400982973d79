"""A person's archive as a whole, its portrait and its corrections, as handlers ask for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from webapp.domain.ids import PersonId


class ArchiveFiles(Protocol):
    """The archive of this case's subject as a whole (一人一档)."""

    def is_open(self) -> bool:
        """Tell whether the subject has an archive."""

    def open(self) -> bool:
        """Open the subject's archive; False where it was there."""

    def snapshot(self) -> None:
        """Keep a picture of the archive, the portrait and the own data as of today."""


@dataclass(frozen=True, kw_only=True)
class Trend:
    """What an entry did to its dimension: adverse facts of the last twelve months, and of the twelve before."""

    as_of: dt.date
    dimension: str
    adverse: bool
    recent: int
    before: int


class Portraits(Protocol):
    """The portrait of this case's subject (廉政画像)."""

    def redraw(self, entry: str) -> Trend:
        """Draw the portrait as of today and tell what the entry of that number did to it."""


@dataclass(frozen=True, kw_only=True)
class DisputedEntry:
    """The entry that a correction asks about: whether it is there, and who wrote, checked or caused it."""

    found: bool
    people: tuple[PersonId, ...]


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """What a correction left: the new entry's number (none: one was struck), readers to be told, letters recalled."""

    number: str | None
    readers: int
    recalled: int


class Corrections(Protocol):
    """A request to correct an entry in the archive of this case's subject (更正)."""

    def refer_to(self, entry: str) -> DisputedEntry:
        """Find the entry of that number in the subject's archive and make its matter this case's `origin`."""

    def correct(self, entry: str, verified: str, confirmed: str) -> Corrected:
        """Seal the entry and write what is right in its place, as the two steps of those ids found.

        Raises FourEyes where one of the two officers wrote or checked the entry, or both are one.
        """

    def strike(self, entry: str, verified: str, confirmed: str) -> Corrected:
        """Take the entry of a namesake out of the archive, recall its letters; only the record keeps what it said."""
