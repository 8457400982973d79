"""Twins of verification, appeal, restoration and clarification."""

from __future__ import annotations

from webapp.domain import ports
from webapp.domain.ids import PersonId
from webapp.usecases.scenarios.twins.desk import Twin


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


class AccountabilitiesTwin(Twin):
    """Numbers accountabilities."""

    def number(self, ground: str | None) -> str:
        """This function will give the next number."""
        self.desk.note("accountabilities.number", ground)
        number = str(self.desk.answer("accountabilities.number", f"问{self.desk.count('accountabilities.number')}"))
        self.desk.header["number"] = number
        return number

    def same_matter(self, ground: str | None) -> bool:
        """This function will find none unless the scenario says so."""
        return bool(self.desk.answer("accountabilities.same_matter", False))


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
