"""Letters, papers to read, meetings and the archive, as handlers ask for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from webapp.domain.ids import PersonId


class Letters(Protocol):
    """Official letters of this case (行文)."""

    def number(self, template: str) -> str:
        """Take the next document number, write the letter's row and give the number (纪函〔2026〕5号)."""

    def recipient(self, template: str) -> PersonId | None:
        """Give the person whom the template names as its recipient in a form of this case, or None."""

    def void(self, number: str, reason: str) -> None:
        """Void the number of a letter that was not sent out; the reason is a closed word."""

    def receipt(self, number: str, received_on: dt.date) -> None:
        """Write down the day on which the letter of that number was received."""


class Circulation(Protocol):
    """Papers to read (传阅件)."""

    def send(self, role: str) -> None:
        """Put this case's latest paper on the reading list of the people who hold the role."""


class Meetings(Protocol):
    """Items that wait for a meeting (议题)."""

    def request(self, body: str, proposal: str | None, choices: tuple[str, ...], about: PersonId | None = None) -> str:
        """Put this case on the list of the body's next meeting and give the item's id.

        `choices` are the only results that the minutes may record (words of rules/results.yaml); what is not among
        them is not offered on the meeting's page. `proposal` is shown as the advice. `about` is whom the item is
        about where the case is about several persons.
        """


@dataclass(frozen=True, kw_only=True)
class Admission:
    """Where an item goes and what it means there (DMN-12); `register` is `archive` or `internal`, `section` 1 to 5.

    `weighs` items count in the portrait; `adverse` ones were entered after the person was heard, `good` ones speak for
    the person, what is neither stands there as a fact. (A matter whose diagrams are older says nothing of `good`.)
    """

    register: str
    section: int | None = None
    status: str = "unverified"
    weighs: bool = False
    adverse: bool = False
    good: bool = True


class Archive(Protocol):
    """The integrity archive of this case's subject (廉政档案)."""

    def enter(self, kind: str, result: str, admission: Admission) -> str:
        """Write the item that was prepared and checked in this case and give its entry number."""

    def record(self, kind: str, summary: str, made: str, checked: str, admission: Admission) -> str | None:
        """Write what two officers did in the steps of these names as an entry that weighs nothing; give its number.

        None where the case is about nobody. Raises FourEyes where one officer did both.
        """
