"""What monitoring handlers ask of the office: counts of reports, signs on a head, the key-watch list, figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from webapp.domain.ids import PersonId


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What is known of one head for the key-watch list (DMN-8), as counts of the past twelve months.

    `reports` counts clues and the letters that repeat them; `named` those by real name or by several people; `numbers`
    are the open clues, the newest first.
    """

    reports: int = 0
    named: int = 0
    repeats: int = 0
    business: int = 0
    deviations: int = 0
    poor_appraisals: int = 0
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How many clues bear a mark of the register, in the words of the form that sets it."""

    mark: str
    cases: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A quarter's clues as the register counts them."""

    period: str
    first: dt.date
    last: dt.date
    clues: int
    last_quarter: int
    year_ago: int
    repeats: int
    real_name: int
    joint: int
    heads: int
    marks: tuple[Mark, ...]


class Monitoring(Protocol):
    """Counting reports, the signs on a head, the key-watch list."""

    def reports(self, person: PersonId) -> int:
        """This function will count the reports on a person in the past twelve months, this one among them."""

    def alert(self, person: PersonId, found: str) -> bool:
        """This function will post `watch_signs` about a person, unless an officer already has that alert in hand."""

    def of_subject(self) -> Signs:
        """This function will give the signs on this case's subject."""

    def new_signs(self) -> tuple[tuple[PersonId, Signs], ...]:
        """This function will give the heads with a sign that is newer than the last look at them."""

    def enlist(self, criteria: tuple[str, ...]) -> dt.date:
        """This function will put the subject on the key-watch list, one row per criterion, and give the last day."""

    def take_off(self, status: str) -> int:
        """This function will end this case's rows of the list and give how many there were."""

    def call_off(self) -> int:
        """This function will tell extra matters of the subject that wait to be begun that the listing is over."""

    def figures(self) -> Figures:
        """This function will count the quarter before this case's period."""
