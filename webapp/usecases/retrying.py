"""Retrying a step that failed by a fault: the case stands where the last good act left it."""

from __future__ import annotations

from webapp import engine
from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId
from webapp.store import attempts, cases, incidents
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.desk import desk_of
from webapp.usecases.questions import KINDS
from webapp.usecases.viewing import entry_of, note, viewer_of


@writes(Permission.ASSIGN_TASKS)
def retry(act: Act, *, incident_id: str) -> None:
    """This function will check that the case's state can be read and offer its work again: timers and messages at once.

    A human step that failed is simply open again: its draft is kept and its holder submits once more. Raises NotFound
    for an incident of a case that the actor may not see.
    """
    row = incidents.read(act.tx, incident_id)
    if row.case_id is None or row.settled_at is not None or row.kind in KINDS:
        raise NotFound
    case_id = CaseId(row.case_id)
    if not cases.by_right(act.tx, case_id, viewer=viewer_of(act)):
        raise NotFound
    case = cases.lock(act.tx, case_id)
    act.case_id = case_id
    desk = desk_of(act, case)
    engine.inspect(desk.definition, case.state, desk.world)
    attempts.over(act.tx, row.kind, row.task_id or row.code)  # what took processes along may take them again
    incidents.settle(act.tx, incident_id, by=act.actor.person_id, now=act.now, remedy="retried")
    note(act, entry_of(act, "incident.retried", stream=stream_of(case_id), incident=incident_id))
    act.after.append(act.office.wake)
