"""The twin of inspection tours."""

from __future__ import annotations

import datetime as dt

from webapp.domain import ports
from webapp.domain.ids import PersonId, UnitId
from webapp.usecases.scenarios.twins.desk import Twin


class ToursTwin(Twin):
    """The heads of a unit and the cases opened for them."""

    def heads(self, unit: UnitId) -> tuple[PersonId, ...]:
        """This function will give one head, unless the scenario lists others."""
        return tuple(PersonId(str(one)) for one in self.desk.answer("tours.heads", ("head_a",)))

    def start(self, person: PersonId, tour: ports.Tour) -> None:
        """This function will note the message `tour_started`."""
        self.desk.messages.append("tour_started")
        self.desk.note("tours.start", person, tour)

    def take_over(self, group: str) -> None:
        """This function will put the case into the group's room."""
        self.desk.header.update(room=group, number="巡察1")
        self.desk.note("tours.take_over", group)

    def file_feedback(self, held_on: dt.date, admission: ports.Admission) -> int:
        """This function will note that one entry was written."""
        self.desk.note("tours.file_feedback", held_on, admission)
        return 1
