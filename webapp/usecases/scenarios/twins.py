"""In-memory twins of the ports: what handlers ask of the office, answered by the scenario.

Each class stands for one Protocol of domain/ports.py. What it would write is noted in the `Desk`; what it would look
up is answered by the scenario (`answers: {clues.earlier: 核1}`), else by the default given here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any  # YAML as it came

from webapp.domain import ports
from webapp.domain.ids import PersonId


@dataclass
class Desk:
    """What one played case wrote, and what its ports answer."""

    answers: dict[str, Any] = field(default_factory=dict)
    letters: list[str] = field(default_factory=list)
    notes: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    header: dict[str, Any] = field(default_factory=dict)

    def answer(self, method: str, default: Any) -> Any:
        """This function will give the scenario's answer to a port's method, else the default."""
        return self.answers.get(method, default)

    def note(self, method: str, *what: Any) -> None:
        """This function will write down what a port was told."""
        self.notes.append((method, what))

    def count(self, method: str) -> int:
        """This function will tell how often a port was told something."""
        return sum(1 for name, _ in self.notes if name == method)


@dataclass
class Twin:
    """A port bound to one played case."""

    desk: Desk


class LettersTwin(Twin):
    """Numbers letters in their order."""

    def number(self, template: str) -> str:
        """This function will note the letter and give the next number."""
        self.desk.letters.append(template)
        return str(self.desk.answer("letters.number", f"纪函〔2026〕{len(self.desk.letters)}号"))

    def receipt(self, number: str, received_on: dt.date) -> None:
        """This function will note a receipt."""
        self.desk.note("letters.receipt", number, received_on)


class CirculationTwin(Twin):
    """Notes what was sent around."""

    def send(self, role: str) -> None:
        """This function will note the role."""
        self.desk.note("circulation.send", role)


class MeetingsTwin(Twin):
    """Gives agenda items numbers."""

    def request(self, body: str, proposal: str | None, choices: tuple[str, ...]) -> str:
        """This function will note the item."""
        self.desk.note("meetings.request", body, proposal, choices)
        return str(self.desk.answer("meetings.request", f"议题{self.desk.count('meetings.request')}"))


class ArchiveTwin(Twin):
    """Gives archive entries numbers."""

    def enter(self, kind: str, result: str, admission: ports.Admission) -> str:
        """This function will note the entry."""
        self.desk.note("archive.enter", kind, result, admission)
        return str(self.desk.answer("archive.enter", f"入档{self.desk.count('archive.enter')}"))


class CasesTwin(Twin):
    """Answers about the case itself."""

    def approvers(self, drafter: str | None) -> ports.Approvers:
        """This function will find both lower levels able to approve, unless the scenario says otherwise."""
        said = self.desk.answer("cases.approvers", {})
        return ports.Approvers(room_head=said.get("room_head", True), deputy=said.get("deputy", True))

    def lot(self, share: int) -> bool:
        """This function will draw no lot unless the scenario says so."""
        return bool(self.desk.answer("cases.lot", False))

    def contacted(self) -> bool:
        """This function will tell whether the subject was contacted: no, unless the scenario says so."""
        return bool(self.desk.answer("cases.contacted", False))


class AnswersTwin(Twin):
    """Notes the answer to the sender."""

    def number_back(self, number: str | None, reason: str | None) -> None:
        """This function will note the message `number_returned`."""
        self.desk.messages.append("number_returned")
        self.desk.note("answers.number_back", number, reason)


class CluesTwin(Twin):
    """The register of clues."""

    def management_level(self, person: PersonId) -> str | None:
        """This function will answer who manages a person: own, unless the scenario says otherwise."""
        said = self.desk.answer("clues.management_level", "own")
        return said.get(person) if isinstance(said, Mapping) else said

    def earlier(self, person: PersonId) -> str | None:
        """This function will find no earlier clue unless the scenario names one."""
        return self._text("clues.earlier")

    def number(self) -> str:
        """This function will give the next clue number."""
        self.desk.note("clues.number")
        number = str(self.desk.answer("clues.number", f"线{self.desk.count('clues.number')}"))
        self.desk.header["number"] = number
        return number

    def set_subject(self, person: PersonId | None) -> str | None:
        """This function will make the person, or nobody, the case's subject and give the level."""
        level = str(self.desk.answer("clues.set_subject", "head")) if person else None
        self.desk.header.update(subject=person, level=level or "other")
        return level

    def tag(self, classes: tuple[str, ...], tags: tuple[str, ...], eight_kinds: tuple[str, ...]) -> None:
        """This function will note classes, tags and kinds."""
        self.desk.note("clues.tag", classes, tags, eight_kinds)

    def duplicates(self) -> tuple[str, ...]:
        """This function will find no other clue unless the scenario lists some."""
        return tuple(str(one) for one in self.desk.answer("clues.duplicates", ()))

    def join(self, number: str) -> None:
        """This function will note the joining."""
        self.desk.note("clues.join", number)

    def tell_joined(self, way: str) -> None:
        """This function will note the telling."""
        self.desk.note("clues.tell_joined", way)

    def link_repeat(self, number: str) -> None:
        """This function will note the repeat."""
        self.desk.note("clues.link_repeat", number)

    def open_one(self, person: ports.NamedPerson, receipt: ports.Receipt) -> None:
        """This function will note the message `clue_named`."""
        self.desk.messages.append("clue_named")
        self.desk.note("clues.open_one", person, receipt)

    def seal_transfer(self, received_on: dt.date) -> str:
        """This function will give an envelope number."""
        self.desk.note("clues.seal_transfer", received_on)
        return str(self.desk.answer("clues.seal_transfer", "密封1"))

    def assign(self, room: str, priority: int) -> None:
        """This function will put the case into a room."""
        self.desk.header.update(room=room, priority=priority)
        self.desk.note("clues.assign", room, priority)

    def shelve(self) -> None:
        """This function will note the shelving."""
        self.desk.note("clues.shelve")

    def note_identity(self, confirmed: bool) -> None:
        """This function will note it."""
        self.desk.note("clues.note_identity", confirmed)

    def feedback_wanted(self) -> bool:
        """This function will tell whether the reporter wishes feedback: no, unless the scenario says so."""
        return bool(self.desk.answer("clues.feedback_wanted", False))

    def note_withdrawal(self, stop_feedback: bool) -> None:
        """This function will note it."""
        self.desk.note("clues.note_withdrawal", stop_feedback)

    def _text(self, method: str) -> str | None:
        said = self.desk.answer(method, None)
        return None if said is None else str(said)


class VerificationsTwin(Twin):
    """Numbers verifications."""

    def number(self) -> str:
        """This function will give the next number."""
        self.desk.note("verifications.number")
        number = str(self.desk.answer("verifications.number", f"核{self.desk.count('verifications.number')}"))
        self.desk.header["number"] = number
        return number

    def put_first(self) -> None:
        """This function will note it."""
        self.desk.note("verifications.put_first")


class AppealsTwin(Twin):
    """Knows the case appealed against."""

    def refer_to(self, letter: str) -> ports.OriginalCase:
        """This function will find a case without people unless the scenario names them."""
        said = self.desk.answer("appeals.refer_to", {})
        found = bool(said.get("found", True))
        if found:
            self.desk.header["origin"] = said.get("origin", "origin")
        return ports.OriginalCase(found=found, people=tuple(PersonId(str(who)) for who in said.get("people", ())))


class RestorationsTwin(Twin):
    """Corrects the archive."""

    def correct_archive(self, result: str) -> int:
        """This function will note the correction and give the number of entries."""
        self.desk.note("restorations.correct_archive", result)
        return int(self.desk.answer("restorations.correct_archive", 1))


class ClarificationsTwin(Twin):
    """Knows what was concluded."""

    def conclusion(self, person: PersonId) -> str:
        """This function will answer `not_established` unless the scenario says otherwise."""
        return str(self.desk.answer("clarifications.conclusion", "not_established"))

    def open_related(self, person: PersonId) -> bool:
        """This function will find nothing open unless the scenario says so."""
        return bool(self.desk.answer("clarifications.open_related", False))

    def clear_record(self) -> int:
        """This function will note the clearing and give the number of entries."""
        self.desk.note("clarifications.clear_record")
        return int(self.desk.answer("clarifications.clear_record", 1))


TWINS: Mapping[type, type[Twin]] = {
    ports.Letters: LettersTwin,
    ports.Circulation: CirculationTwin,
    ports.Meetings: MeetingsTwin,
    ports.Archive: ArchiveTwin,
    ports.Cases: CasesTwin,
    ports.Answers: AnswersTwin,
    ports.Clues: CluesTwin,
    ports.Verifications: VerificationsTwin,
    ports.Appeals: AppealsTwin,
    ports.Restorations: RestorationsTwin,
    ports.Clarifications: ClarificationsTwin,
}


def ports_of(desk: Desk) -> dict[type, object]:
    """This function will give every port's twin, bound to one played case."""
    return {port: twin(desk) for port, twin in TWINS.items()}
