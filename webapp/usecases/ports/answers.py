"""Answers to the case that sent this case's starting message."""

from __future__ import annotations

from webapp.domain.advance import Call
from webapp.usecases.desk import Desk
from webapp.usecases.posting import message_of


class AnswersPort:
    """The sender is the case's origin; a case opened by hand has nobody to tell."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def number_back(self, number: str | None, reason: str | None) -> None:
        """This function will post `number_returned` with the number or the reason code."""
        origin = self._desk.case.origin_case_id
        if origin is None:
            return
        payload = {"number": number, "reason": reason}
        self._desk.messages.append(
            message_of(self._desk, "number_returned", self._call.task_id, payload, target=origin)
        )
