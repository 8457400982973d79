"""Twins of the register of clues and of the answer to who sent a matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from webapp.domain import ports
from webapp.domain.ids import PersonId
from webapp.usecases.scenarios.twins.desk import Twin


class AnswersTwin(Twin):
    """Notes the answer to the sender."""

    def number_back(self, number: str | None, reason: str | None) -> None:
        """This function will note the message `number_returned`."""
        self.desk.messages.append("number_returned")
        self.desk.note("answers.number_back", number, reason)


class InquiriesTwin(Twin):
    """Earlier inquiries."""

    def numbers(self) -> tuple[str, ...]:
        """This function will list one inquiry unless the scenario says otherwise."""
        return tuple(str(one) for one in self.desk.answer("inquiries.numbers", ("谈核1",)))


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

    def tag(
        self, classes: tuple[str, ...], tags: tuple[str, ...], eight_kinds: tuple[str, ...], manner: tuple[str, ...]
    ) -> None:
        """This function will note classes, tags, kinds and manner."""
        self.desk.note("clues.tag", classes, tags, eight_kinds, manner)

    def duplicates(self) -> tuple[str, ...]:
        """This function will find no other clue unless the scenario lists some."""
        return tuple(str(one) for one in self.desk.answer("clues.duplicates", ()))

    def join(self, number: str, priority: int, limit: str, received_on: dt.date) -> None:
        """This function will note the joining and the message `clue_joined`."""
        self.desk.messages.append("clue_joined")
        self.desk.note("clues.join", number, priority, limit, received_on)

    def take_sharper(self, limit: str, priority: int, due_on: dt.date) -> None:
        """This function will note what was taken."""
        self.desk.header["priority"] = priority
        self.desk.note("clues.take_sharper", limit, priority, due_on)

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
