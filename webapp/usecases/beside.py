"""What may be begun beside a case (the clue that a tour found), offered on its page; the case itself goes on."""

from __future__ import annotations

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound, NotOpen
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import Case, CaseStatus
from webapp.engine import Definition, Start
from webapp.store import cases
from webapp.usecases.act import Act, writes
from webapp.usecases.opening import by_hand, may_start
from webapp.usecases.viewing import viewer_of

BESIDE = "beside"
"""Property of a plain start: the process beside whose cases it is offered."""


def starts_beside(act: Act, case: Case) -> tuple[tuple[str, str, str], ...]:
    """This function will list process, start and name of what the actor may begin beside an open case."""
    if case.status is not CaseStatus.OPEN:
        return ()
    return tuple(
        (definition.process, start.id, start.name)
        for _, definition in act.office.library.starters(act.tx)
        for start in definition.starts
        if _belongs(definition, start, case) and may_start(act, definition, start)
    )


def _belongs(definition: Definition, start: Start, case: Case) -> bool:
    element = definition.elements.get((definition.process, start.id))
    return element is not None and element.properties.get(BESIDE) == case.process


@writes(Permission.SIGNED_IN)
def start_beside(act: Act, *, case_id: CaseId, process: str, start_event: str, token: str) -> TaskId | None:
    """This function will begin a case beside one that the actor sees, in its room and with its person filled in.

    Raises NotFound for a case that is not seen or a start that is not offered there, NotOpen, Refused.
    """
    case = cases.read(act.tx, case_id, viewer=viewer_of(act))
    if case.status is not CaseStatus.OPEN:
        raise NotOpen
    _, definition = act.office.library.current(act.tx, process)
    start = next((one for one in definition.starts if one.id == start_event), None)
    if start is None or not _belongs(definition, start, case):
        raise NotFound
    return by_hand(act, process=process, start_event=start_event, token=token, origin=case)
