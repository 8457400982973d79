"""Twins of letters, papers to read, meetings and the archive."""

from __future__ import annotations

import datetime as dt

from webapp.domain import ports
from webapp.domain.ids import PersonId
from webapp.usecases.scenarios.twins.desk import Twin


class LettersTwin(Twin):
    """Numbers letters in their order."""

    def number(self, template: str) -> str:
        """This function will note the letter and give the next number."""
        self.desk.letters.append(template)
        return str(self.desk.answer("letters.number", f"纪函〔2026〕{len(self.desk.letters)}号"))

    def recipient(self, template: str) -> PersonId | None:
        """This function will give the person whom the scenario names."""
        found = self.desk.answer("letters.recipient", None)
        return None if found is None else PersonId(str(found))

    def void(self, number: str, reason: str) -> None:
        """This function will note a voided number."""
        self.desk.note("letters.void", number, reason)

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

    def request(self, body: str, proposal: str | None, choices: tuple[str, ...], about: PersonId | None = None) -> str:
        """This function will note the item."""
        self.desk.note("meetings.request", body, proposal, choices, *filter(None, [about]))
        return str(self.desk.answer("meetings.request", f"议题{self.desk.count('meetings.request')}"))


class ArchiveTwin(Twin):
    """Gives archive entries numbers."""

    def enter(self, kind: str, result: str, admission: ports.Admission) -> str:
        """This function will note the entry."""
        self.desk.note("archive.enter", kind, result, admission)
        return str(self.desk.answer("archive.enter", f"入档{self.desk.count('archive.enter')}"))

    def record(self, kind: str, summary: str, made: str, checked: str, admission: ports.Admission) -> str | None:
        """This function will note what was put on record."""
        self.desk.note("archive.record", kind, summary)
        return str(self.desk.answer("archive.record", f"存档{self.desk.count('archive.record')}"))
