"""Cases that belong together: sent by message, clues joined to one another, letters that only repeat."""

from __future__ import annotations

from webapp.domain.ids import CaseId
from webapp.domain.roster import Directory
from webapp.store import case_reads, cases, registers, submissions
from webapp.usecases.desk import Desk
from webapp.usecases.independence import held_back
from webapp.usecases.reading import earlier_of
from webapp.usecases.viewing import looked, viewer_of
from webapp.usecases.views.cases import LinkedCase
from webapp.usecases.views.tasks import Joined
from webapp.usecases.words import STATUS, measure_name


def linked_of(desk: Desk) -> tuple[LinkedCase, ...]:
    """This function will give the cases that belong to this one, as far as the viewer may see them."""
    act, case = desk.act, desk.case
    found: dict[CaseId, str] = {case.origin_case_id: "来自"} if case.origin_case_id else {}
    found |= dict.fromkeys(case_reads.opened_from(act.tx, case.id), "转往")
    found |= dict.fromkeys(registers.joined_to(act.tx, case.id), "并入")
    found |= dict.fromkeys(registers.joined_into(act.tx, case.id), "并入本件")
    seen = [cases.read(act.tx, one, viewer=viewer_of(act)) for one in found if _sees(desk, one)]
    return tuple(
        LinkedCase(
            case_id=one.id,
            number=one.number,
            measure_name=measure_name(one.measure),
            relation=found[one.id],
            status=STATUS[one.status],
        )
        for one in seen
    )


def joined_of(desk: Desk, names: Directory) -> tuple[Joined, ...]:
    """This function will give what the clues joined to this case say, as far as the viewer may see them."""
    return tuple(
        _joined(desk, one, names) for one in registers.joined_into(desk.act.tx, desk.case.id) if _sees(desk, one)
    )


def _joined(desk: Desk, case_id: CaseId, names: Directory) -> Joined:
    act = desk.act
    case = cases.read(act.tx, case_id, viewer=viewer_of(act))
    looked(act, "case", case_id=case_id, subject_id=case.subject_id)
    definition = act.office.library.definition(act.tx, case.deployment_id)
    written = submissions.of_case(act.tx, case_id)
    steps = earlier_of(definition, written, names, hidden=held_back(act, case_id))
    return Joined(case_id=case_id, number=case.number, steps=steps)


def _sees(desk: Desk, case_id: CaseId) -> bool:
    return cases.sees(desk.act.tx, case_id, viewer=viewer_of(desk.act))
