"""答复纸 (answer sheets): the form of a step that somebody outside is to do, on paper for who has no page of the own.

Paper and portal are equal (CA_LETTER): the sheet bears the step's code; what comes back signed is scanned there.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.forms import Field, FieldType
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import Task
from webapp.domain.roster import CONCERNED
from webapp.store import case_reads, cases, paper, people, tasks
from webapp.usecases.act import Act, reads
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.scan_codes import code_of
from webapp.usecases.task_pages import form_state_of
from webapp.usecases.task_scope import form_of
from webapp.usecases.viewing import looked, needs_declaration, viewer_of
from webapp.usecases.views.papers import AnswerSheetView
from webapp.usecases.views.tasks import FormState

WHAT = "answer_sheet"
OF_UNIT, ROWS = "unit", FieldType.ROWS
WORD = re.compile(r"[A-Za-z_]\w*")
BLANK_ROWS = 3
"""So many rows of a group stand on the sheet, when the person may add some."""


@reads(Permission.WORK_TASKS)
def answer_sheet(act: Act, *, case_id: CaseId, task_id: TaskId) -> AnswerSheetView:
    """This function will give the empty form of an outsider's open step to whoever reads its case, with its code.

    It shows what the reader may know, never the person's draft. Raises NotFound for what is not seen, not open, or is
    not done on paper.
    """
    case = cases.read(act.tx, case_id, viewer=viewer_of(act))
    task = paper.task_header(act.tx, task_id)
    if task is None or task.case_id != case_id or needs_declaration(act, case.subject_id):
        raise NotFound
    desk = desk_of(act, case)
    if not is_outsiders(desk, task):
        raise NotFound
    return _sheet(desk, task)


@reads(Permission.OWN_PORTAL)
def own_sheet(act: Act, *, task_id: TaskId) -> AnswerSheetView:
    """This function will give whoever has to answer the same sheet: on the page stands what was chosen so far only.

    Raises NotFound for any step but an own open one that is done on paper, too.
    """
    seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    if not seen.standing.assigned or not seen.task.is_open:
        raise NotFound
    desk = desk_of(act, case_reads.opened(act.tx, seen.case.id))
    if not is_outsiders(desk, seen.task):
        raise NotFound
    return _sheet(desk, seen.task)


def _sheet(desk: Desk, task: Task) -> AnswerSheetView:
    act, case = desk.act, desk.case
    act.case_id = case.id
    looked(act, WHAT, case_id=case.id, subject_id=case.subject_id)
    names = people.directory(act.tx)
    return AnswerSheetView(
        case_id=case.id,
        number=case.number or "",
        title=task.name,
        code=code_of(task.id),
        who=names.name(task.assignee_id) or names.unit_name(case.unit_id),
        asked_by=act.office.facts["name"],
        address=act.office.facts["address"],
        phone=act.office.facts["phone"],
        due_on=task.due_on,
        form_state=_blank(form_state_of(desk, task, None)),
    )


def is_outsiders(desk: Desk, task: Task) -> bool:
    """This function will tell whether an open step is one of a person concerned or a unit, and may come on paper."""
    form = form_of(desk.definition, task)
    if form is None or not form.paper or not task.is_open:
        return False
    if task.assignee_id is None:
        return task.role == OF_UNIT
    return people.person_of(desk.act.tx, task.assignee_id).kind in CONCERNED or task.role == OF_UNIT


def _blank(state: FormState) -> FormState:
    """Fields that come with an answer stand there from the start, those that the case rules out do not."""
    rows = {one.key: _rows(one, state.values.get(one.key)) for one in state.form.plain_fields() if one.type == ROWS}
    out = set(_ruled_out(state))
    names = {name for name in state.hidden if name.rpartition(".")[2] in out} | out
    names |= {f"{group}.{number}.{key}" for group, held in rows.items() for number in range(len(held)) for key in out}
    return dataclasses.replace(state, values={**state.values, **rows}, hidden=frozenset(names))


def _ruled_out(state: FormState) -> Iterator[str]:
    """What is computed, and what is hidden whatever the person will answer."""
    keys = {one.key for one in state.form.walk()}
    hidden = {name.rpartition(".")[2] for name in state.hidden}
    for one in state.form.walk():
        by_case = one.hide and not keys & set(WORD.findall(one.hide))
        if one.expression or (by_case and one.key in hidden):
            yield one.key


def _rows(one: Field, value: object) -> list[object]:
    held = list(value) if isinstance(value, list | tuple) else []
    return held if not one.add_remove else [*held, *({} for _ in range(min(BLANK_ROWS, one.max_rows) - len(held)))]
