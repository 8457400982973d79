"""What a form reads of other matters about the person (`file.clues`, `file.accountabilities`): codes, no content."""

from __future__ import annotations

from webapp.store import messages, registers
from webapp.usecases.desk import Desk

Rows = list[dict[str, object]]


def clues(desk: Desk) -> Rows:
    """This function will give a row without any content for each open clue on the person: they are only counted."""
    if desk.case.subject_id is None:
        return []
    return [{"open": True} for _ in registers.open_on(desk.act.tx, desk.case.subject_id, measures=["m07"])]


def tour_clues(desk: Desk) -> Rows:
    """This function will list the numbers of the clues on the person that tours reported; of a clue nothing else."""
    if desk.case.subject_id is None:
        return []
    answers = messages.answers_to(desk.act.tx, process="m04b_clue_urgent", subject_id=desk.case.subject_id)
    return [{"number": one.payload["number"]} for one in answers if one.payload.get("number")]


def accountabilities(desk: Desk) -> Rows:
    """This function will list what else the person is or was verified or held to account for: numbers and ends."""
    if desk.case.subject_id is None:
        return []
    found = registers.accounted(desk.act.tx, desk.case.subject_id, but=desk.case.id)
    zone = desk.act.office.zone
    return [
        {"number": one.number, "opened_on": one.opened_at.astimezone(zone).date(), "process": one.process}
        | {"state": one.ended_at or "open"}
        for one in found
    ]
