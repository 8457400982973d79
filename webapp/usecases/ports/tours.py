"""Inspection tours: the heads of a unit by the roster, a case for each."""

from __future__ import annotations

from webapp.domain.advance import Call
from webapp.domain.ids import PersonId, RoomId, UnitId
from webapp.domain.ports import Tour
from webapp.store import people
from webapp.usecases.desk import Desk
from webapp.usecases.numbering import next_number
from webapp.usecases.posting import message_of

PROCESS = "m04_inspection_tour"


class ToursPort:
    """Opens the cases of a tour and hands this one to its group."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def heads(self, unit: UnitId) -> tuple[PersonId, ...]:
        """This function will give who holds a head's post of the unit today, each once."""
        posts = people.directory(self._desk.act.tx).posts
        held = [one for one in posts if one.unit_id == unit and one.is_head and one.held_on(self._desk.act.today)]
        return tuple(dict.fromkeys(one.person_id for one in held))

    def start(self, person: PersonId, tour: Tour) -> None:
        """This function will post `tour_started` about this head."""
        payload: dict[str, object] = {
            "unit": tour.unit,
            "group": tour.group,
            "from_on": tour.from_on,
            "until_on": tour.until_on,
        }
        source = f"{self._call.task_id}:{person}"
        self._desk.messages.append(message_of(self._desk, "tour_started", source, payload, to=PROCESS, subject=person))

    def take_over(self, group: str) -> None:
        """This function will hand the case to the group's room; it bears its number from here on."""
        self._desk.change(room_id=RoomId(group), number=next_number(self._desk))
