"""Message rows of a case: one per receiver, their ids made of case, step and name, so that twice is once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from webapp.domain.advance import SentMessage
from webapp.domain.ids import CaseId
from webapp.domain.records import Message
from webapp.store import messages
from webapp.usecases.desk import Desk

MESSAGE_SPACE = uuid.UUID("6b1f0f0e-5d0b-5b8e-9c67-6a2c3b1d7e11")


def post(desk: Desk, sent: tuple[SentMessage, ...]) -> None:
    """This function will write the thrown messages and those of handlers; they are delivered after the commit."""
    rows = [row for one in sent for row in rows_of(desk, one)] + desk.messages
    if rows:
        messages.post(desk.act.tx, rows)
        desk.act.after.append(desk.act.office.wake)
    desk.messages = []


def rows_of(desk: Desk, one: SentMessage) -> list[Message]:
    """This function will give one row per receiver; an answer goes to the case that sent the starting message."""
    receivers: tuple[str | None, ...] = (None,) if one.reply or not one.to else one.to
    target = desk.case.origin_case_id if one.reply else None
    return [
        message_of(desk, one.name, one.task_id, one.payload, to=to, target=target, subject=one.subject)
        for to in receivers
    ]


def message_of(
    desk: Desk,
    name: str,
    source: str,
    payload: Mapping[str, object],
    *,
    to: str | None = None,
    target: CaseId | None = None,
    subject: str | None = None,
) -> Message:
    """This function will make a message row of this case."""
    key = f"{desk.case.id}:{source}:{name}:{to or target or ''}"
    return Message(
        id=str(uuid.uuid5(MESSAGE_SPACE, key)),
        name=name,
        subject_id=subject or desk.case.subject_id,
        source_case_id=desk.case.id,
        to=to,
        target_case_id=target,
        payload=dict(payload),
        at=desk.act.now,
    )
