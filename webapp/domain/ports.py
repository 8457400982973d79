"""What handlers ask of the office, one Protocol per subject, bound to the case at hand: no method takes a case id."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from webapp.domain.ids import PersonId

# ---------------------------------------------------------------- letters, delivery, circulation


class Letters(Protocol):
    """Official letters of this case (行文)."""

    def number(self, template: str) -> str:
        """Take the next document number, write the letter's row and give the number (纪函〔2026〕5号)."""

    def receipt(self, number: str, received_on: dt.date) -> None:
        """Write down the day on which the letter of that number was received."""


class Circulation(Protocol):
    """Papers to read (传阅件)."""

    def send(self, role: str) -> None:
        """Put this case's latest paper on the reading list of the people who hold the role."""


# ---------------------------------------------------------------- meetings


class Meetings(Protocol):
    """Items that wait for a meeting (议题)."""

    def request(self, body: str, proposal: str | None, choices: tuple[str, ...]) -> str:
        """Put this case on the list of the body's next meeting and give the item's id.

        `choices` are the only results that the minutes may record (words of rules/results.yaml); what is not among
        them is not offered on the meeting's page. `proposal` is shown as the advice.
        """


# ---------------------------------------------------------------- archive


@dataclass(frozen=True, kw_only=True)
class Admission:
    """Where an item goes and what it means there (DMN-12); `register` is `archive` or `internal`, `section` 1 to 5.

    `weighs` items count in the portrait; `adverse` ones were entered after the person was heard. Good results weigh
    without being adverse.
    """

    register: str
    section: int | None = None
    status: str = "unverified"
    weighs: bool = False
    adverse: bool = False


class Archive(Protocol):
    """The integrity archive of this case's subject (廉政档案)."""

    def enter(self, kind: str, result: str, admission: Admission) -> str:
        """Write the item that was prepared and checked in this case and give its entry number."""


# ---------------------------------------------------------------- this case


@dataclass(frozen=True, kw_only=True)
class Approvers:
    """Who of the two lower levels can approve: somebody holds the duty, is not recused and did not draft the paper."""

    room_head: bool
    deputy: bool


class Cases(Protocol):
    """Questions about the case at hand."""

    def approvers(self, drafter: str | None) -> Approvers:
        """Tell whether a room head and a deputy are left to approve when the doer of step `drafter` may not."""

    def lot(self, share: int) -> bool:
        """Draw this case with a chance of `share` percent; the same case and step always draw the same lot."""

    def contacted(self) -> bool:
        """Tell whether the subject was spoken to (a step marked `contact`) or has received a letter in this case."""


# ---------------------------------------------------------------- clues


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

    def tag(self, classes: tuple[str, ...], tags: tuple[str, ...], eight_kinds: tuple[str, ...]) -> None:
        """Write discipline classes, tags and kinds of this clue into the register, in place of earlier ones."""

    def duplicates(self) -> tuple[str, ...]:
        """List the numbers of this subject's other clues that a room is at work on, the newest first."""

    def join(self, number: str) -> None:
        """Join this clue to that one: counted apart, read and handled by that one's room; one result for both."""

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


class Answers(Protocol):
    """Answers to the case that sent this case's starting message."""

    def number_back(self, number: str | None, reason: str | None) -> None:
        """Send message `number_returned` with the number or the reason code; nothing when opened by hand."""


# ---------------------------------------------------------------- verification, appeal, clarification (m10)


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
