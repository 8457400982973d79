"""The twin of opinions: registers that hold nothing unless the scenario says so."""

from __future__ import annotations

import datetime as dt

from webapp.domain import ports
from webapp.domain.ids import PersonId
from webapp.usecases.scenarios.twins.desk import Twin

DEPARTMENTS = ("petition", "case_mgmt", "supervise", "investigate", "trial", "style", "cadre_sup")


class OpinionsTwin(Twin):
    """Answers `opinions.holdings` by person: {lin: {department: investigate, stage: verifying}}."""

    def close_to(self, people: tuple[PersonId, ...]) -> None:
        """This function will note who sees nothing of it."""
        self.desk.note("opinions.close_to", *people)

    def next_meeting(self, body: str) -> dt.date | None:
        """This function will give the planned meeting that the scenario names."""
        said = self.desk.answer("opinions.next_meeting", None)
        return said if isinstance(said, dt.date) else None

    def workday_before(self, day: dt.date) -> dt.date:
        """This function will give the day before."""
        return day - dt.timedelta(days=1)

    def today(self) -> dt.date:
        """This function will give the day that the scenario names."""
        said = self.desk.answer("opinions.today", None)
        return said if isinstance(said, dt.date) else dt.date(2026, 3, 2)

    def holdings(self, people: tuple[PersonId, ...], department: str | None = None) -> tuple[ports.Holding, ...]:
        """This function will find nothing but what the scenario holds, from the n-th look on where it says `from`."""
        self.desk.note("opinions.holdings", department)
        wanted = (department,) if department else DEPARTMENTS
        return tuple(self._holding(one, person) for one in wanted for person in people)

    def _holding(self, department: str, person: PersonId) -> ports.Holding:
        said = self.desk.answer("opinions.holdings", {}).get(person, {})
        there = said.get("department") == department and self.desk.count("opinions.holdings") >= said.get("from", 0)
        if not there:
            return ports.Holding(department=department, person=person, holds="none")
        stage, is_open = str(said["stage"]), said.get("holds", "open") == "open"
        return ports.Holding(
            department=department, person=person, holds=said.get("holds", "open"), stage=stage, matters=int(is_open)
        )

    def file_copies(
        self, results: tuple[tuple[PersonId, str], ...], number: str, admission: ports.Admission
    ) -> tuple[str, ...]:
        """This function will note the copies."""
        return tuple(self._file_copy(person, result, number, admission) for person, result in results)

    def _file_copy(self, person: PersonId, result: str, number: str, admission: ports.Admission) -> str:
        self.desk.note("opinions.file_copy", person, result, number, admission)
        return f"档{self.desk.count('opinions.file_copy')}"

    def follow(self, people: tuple[PersonId, ...], number: str) -> None:
        """This function will note the messages `opinion_suspended`."""
        for person in people:
            self.desk.messages.append("opinion_suspended")
            self.desk.note("opinions.follow", person, number)

    def in_force(self, person: PersonId) -> ports.AnswerInForce | None:
        """This function will find no answer unless the scenario names one."""
        said = self.desk.answer("opinions.in_force", None)
        return None if said is None else ports.AnswerInForce(result=str(said), number="函1", addressee="组织部")

    def hurry(self) -> int:
        """This function will note the message `accelerate`."""
        self.desk.messages.append("accelerate")
        return int(self.desk.answer("opinions.hurry", 1))
