"""Items that wait for a meeting (议题): the case at hand is put on the list of a body."""

from __future__ import annotations

import uuid

from webapp.domain.advance import Call
from webapp.domain.ids import PersonId
from webapp.domain.papers import AgendaItem
from webapp.usecases.desk import Desk


class MeetingsPort:
    """Puts this case on the list of a body's next meeting; the meeting itself is planned by the office."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def request(self, body: str, proposal: str | None, choices: tuple[str, ...], about: PersonId | None = None) -> str:
        """This function will put the case on the body's list with the advice and the only results it may decide.

        The act writes its items together: a list of forty persons is forty items.
        """
        one = AgendaItem(
            id=uuid.uuid4().hex,
            body=body,
            case_id=self._desk.case.id,
            subject_id=about,
            task_id=self._call.task_id,
            path=self._call.path,
            proposal=proposal,
            choices=choices,
            made_at=self._desk.act.now,
        )
        self._desk.items.append(one)
        return one.id
