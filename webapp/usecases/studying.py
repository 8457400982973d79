"""What members of a meeting read before they vote: the material of an item, while it is open and they vote on it."""

from __future__ import annotations

from dataclasses import replace

from webapp import engine
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.papers import Meeting
from webapp.store import agenda, case_reads, messages, people
from webapp.usecases.act import Act
from webapp.usecases.agendas import SIGNED, Standing, one_standing
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.requests import asked_at
from webapp.usecases.viewing import needs_declaration
from webapp.usecases.views.tasks import Request


def studies(act: Act, meeting: Meeting, one: Standing) -> bool:
    """This function will tell whether the actor is to study an item: it waits for its result, the actor votes on it."""
    return meeting.status != SIGNED and one.is_open and act.actor.person_id in one.count.voters


def desk_for(act: Act, one: Standing) -> Desk:
    """This function will lay an item's case on the desk."""
    return desk_of(act, case_reads.opened(act.tx, one.case.id))


def material_of(desk: Desk, one: Standing) -> Request:
    """This function will give what an item is decided on, as a leader who decides on it alone would read it."""
    path = one.item.path or ""
    asked = asked_at(desk, path, drafter=_drafter(desk, path), names=people.directory(desk.act.tx))
    return replace(asked, question=one.question)


def _drafter(desk: Desk, path: str) -> object:
    """The step that proposed it, which the calling process names: the case knows it as long as it waits."""
    call = path.rpartition("/")[0]
    wait = next((one for one in messages.waits_of(desk.act.tx, desk.case.id) if one.path.startswith(f"{call}/")), None)
    if wait is None or not call:
        return None
    return engine.facts_at(desk.definition, desk.case.state, wait.task_id, desk.world).get("drafter")


def steps_to_study(act: Act, case_id: CaseId) -> frozenset[TaskId]:
    """This function will give the steps whose files the actor reads now, because a meeting is to decide on them."""
    found: set[TaskId] = set()
    for item in agenda.of_case(act.tx, case_id):
        if item.meeting_id is None:
            continue
        try:
            meeting, _, one = one_standing(act, item.id, lock=False)
        except NotFound:
            continue
        if studies(act, meeting, one) and not needs_declaration(act, one.subject_id):
            found |= material_of(desk_for(act, one), one).steps
    return frozenset(found)
