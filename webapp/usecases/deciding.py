"""What a case asks beside its steps is decided under one rule: seen, with a reason, while it is still asked."""

from __future__ import annotations

from webapp.domain.errors import NotFound, NotOpen
from webapp.domain.ids import CaseId
from webapp.domain.records import IncidentRow
from webapp.store import cases, incidents
from webapp.usecases.act import Act
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.viewing import viewer_of


def open_questions(act: Act, case_id: CaseId, *, kind: str, reason: str) -> tuple[IncidentRow, ...]:
    """This function will lock a case and give what it asks of one kind, for whoever decides it with a reason.

    Raises NotFound for a case that is not seen, NotOpen when nothing is asked, ReasonMissing.
    """
    if not cases.by_right(act.tx, case_id, viewer=viewer_of(act)):
        raise NotFound
    if len(reason.strip()) < 2:
        raise ReasonMissing
    cases.lock(act.tx, case_id)
    act.case_id = case_id
    known = incidents.of_case(act.tx, case_id)
    found = tuple(row for row in known if row.kind == kind and row.settled_at is None)
    if not found:
        raise NotOpen
    return found
