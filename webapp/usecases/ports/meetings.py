"""Items that wait for a meeting (议题): the case at hand is put on the list of a body."""

from __future__ import annotations

import uuid

from webapp.domain.advance import Call
from webapp.domain.ids import PersonId
from webapp.store import meetings
from webapp.usecases.desk import Desk


class MeetingsPort:
    """Puts this case on the list of a body's next meeting; the meeting itself is planned by the office."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def request(self, body: str, proposal: str | None, choices: tuple[str, ...], about: PersonId | None = None) -> str:
        """This function will put the case on the body's list with the advice and the only results it may decide."""

        item_id = uuid.uuid4().hex
        meetings.request(
            self._desk.act.tx,
            item_id=item_id,
            body=body,
            case_id=self._desk.case.id,
            subject_id=about,
            task_id=self._call.task_id,
            path=self._call.path,
            proposal=proposal,
            choices=choices,
            at=self._desk.act.now,
        )
        return item_id
