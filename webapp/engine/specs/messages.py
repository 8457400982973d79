"""Messages that leave the case: always out to the office's own table, never caught inside by the same case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.domain.advance import SentMessage
from webapp.domain.ids import TaskId
from webapp.engine.tree import HouseTask
from webapp.feel import show, to_python

if TYPE_CHECKING:
    from webapp.engine.specs.basis import HouseSpec


def send(spec: HouseSpec, task: HouseTask, name: str | None) -> None:
    """This function will put a message on the act's list (properties `to`, `payload.<name>`, `reply`, `subject`)."""
    element, case = spec.element, task.workflow.top_workflow
    marks = element.properties
    subject = spec.value(task, marks["subject"]) if marks.get("subject") else case.case_header.get("subject")
    payload = {name: to_python(spec.value(task, text)) for name, text in element.prefixed("payload.").items()}
    case.sent.append(
        SentMessage(
            task_id=TaskId(task.id.hex),
            name=name or element.name,
            process=element.process,
            element=element.id,
            to=tuple(marks.get("to", "").split()),
            payload=payload,
            reply=marks.get("reply") == "true",
            subject=None if subject is None else show(subject),
        )
    )
