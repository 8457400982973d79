"""Reminders that end because what they asked for has come: the record says so, and an unsent letter is not sent."""

from __future__ import annotations

from webapp.domain.records import Task
from webapp.store import audit, ladder, letters
from webapp.store.audit import stream_of
from webapp.usecases.desk import Desk
from webapp.usecases.viewing import entry_of

REPLIED = "replied"


def end_reminders(desk: Desk, task: Task) -> None:
    """This function will write into the record that the reminders of a late step are over, since it is done now."""
    act = desk.act
    if task.due_on is None or task.due_on >= act.today:
        return
    said = ladder.spoken(act.tx, task.id, due_on=task.due_on)
    if not said:
        return
    unsent = [one for one in said.values() if one is not None and letters.answered(act.tx, one)]
    facts = {"rungs": sorted(said), "why": REPLIED, "letters": unsent}
    audit.append(act.tx, entry_of(act, "urge.ended", stream=stream_of(desk.case.id), task=task, **facts))
