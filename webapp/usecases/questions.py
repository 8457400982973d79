"""待决定: what a case asks beside its steps (a head left, an officer stepped back), for whoever has to decide it."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain.actor import Permission
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.records import Case, IncidentRow
from webapp.domain.said import Said
from webapp.store import absences, cases, grants, incidents, people
from webapp.usecases.act import Act, reads
from webapp.usecases.departures import MOVED, SENTENCES
from webapp.usecases.differing import DIFFERS, deciders_of_difference, sentence_of_difference
from webapp.usecases.reassigning import who_may_reassign
from webapp.usecases.stepping_back import RECHECK, STEPPED_BACK, sentence_of_work
from webapp.usecases.views.asked import QuestionRow

KINDS = frozenset({MOVED, STEPPED_BACK, RECHECK, DIFFERS})
HEAD_OF_ROOM = "room_head"


@reads(Permission.ASSIGN_TASKS)
def own_questions(act: Act) -> tuple[QuestionRow, ...]:
    """This function will give the questions that are the viewer's to decide, oldest first."""
    return tuple(
        QuestionRow(case_id=case.id, number=case.number, sentence=sentence_of(act, row), at=row.at)
        for row, case, deciders in asked(act)
        if act.actor.person_id in deciders
    )


def asked(act: Act) -> Iterator[tuple[IncidentRow, Case, frozenset[PersonId]]]:
    """This function will give every open question with its case and who has to decide it."""
    for row in incidents.open_incidents(act.tx):
        if row.kind in KINDS and row.case_id is not None:
            case = cases.header(act.tx, CaseId(row.case_id))
            yield row, case, deciders_for(act, case, row)


def deciders_for(act: Act, case: Case, row: IncidentRow) -> frozenset[PersonId]:
    """This function will give who has to decide one question."""
    return deciders_of_difference(act, case, row) if row.kind == DIFFERS else deciders_of(act, case)


def deciders_of(act: Act, case: Case) -> frozenset[PersonId]:
    """This function will give who decides: the head of the case's room, else all who hand out its steps."""
    away = {one.person_id for one in absences.on_day(act.tx, act.today)}
    able = who_may_reassign(act, case) - away
    heads = {
        one.person_id
        for one in grants.all_grants(act.tx)
        if one.role == HEAD_OF_ROOM and one.room_id == case.room_id and one.held_on(act.today)
    }
    return (able & heads) or able


def sentence_of(act: Act, row: IncidentRow) -> Said:
    """This function will say what is asked."""
    if row.kind == MOVED:
        return SENTENCES[row.code.partition(":")[0]]
    if row.kind == DIFFERS:
        return sentence_of_difference(act, row)
    name = people.directory(act.tx).name(PersonId(row.code))
    if row.kind == RECHECK:
        return Said("{name}办过的环节须由他人重新核实，尚未登记结果。请另一名办理人员核实后登记。", name=name)
    return sentence_of_work(row, people.directory(act.tx))
