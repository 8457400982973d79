"""What is asked of who decides: the proposal, what it rests on, what was added and studied since, the opinions so far.

Whoever may decide reads this, also one who does not read the case: the Party principal, who stands in for the absent,
the members of a meeting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from webapp.domain.errors import NotFound
from webapp.domain.forms import GIST, LEADER, RESTS_ON, Form
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.papers import AgendaItem, ItemStatus
from webapp.domain.records import Task
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.engine import Definition
from webapp.store import agenda, case_reads, cases, people, submissions, tasks
from webapp.usecases.act import Act
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.independence import held_back
from webapp.usecases.letter_drafts import issues
from webapp.usecases.reading import earlier_of, plainly
from webapp.usecases.rule_words import question_of
from webapp.usecases.stepping_back import notes_of
from webapp.usecases.studies import study_of
from webapp.usecases.task_scope import drawn_in, form_at, form_of, task_form
from webapp.usecases.viewing import needs_declaration, viewer_of, why_not
from webapp.usecases.views.tasks import Earlier, Line, Opinion, Request

DRAFT = "draft_letter"
FURTHEST = 3
"""From an appeal to the clue that it all began with there are no more cases than these."""


def request_of(desk: Desk, task: Task, scope: Mapping[str, object], names: Directory) -> Request:
    """This function will tell what is decided on at a step; `scope` is what its form's expressions see."""
    asked = asked_at(desk, task.path, drafter=scope.get("drafter"), names=names)
    question = question_of(desk.definition, str(scope.get("matter") or ""))
    return replace(asked, name=asked.name or task.name, question=Said(question))


def asked_at(desk: Desk, path: str, *, drafter: object, names: Directory) -> Request:
    """This function will tell what is decided on in the call around a path; `drafter` is the step that proposed it."""
    act, case_id = desk.act, desk.case.id
    written, beside = submissions.of_case(act.tx, case_id), notes_of(act, desk.case, names)
    told = earlier_of(desk.definition, written, names, hidden=held_back(act, case_id), notes=beside)
    call = _scope(path)
    proposal = _proposal(desk, path, told, drafter)
    since = told[told.index(proposal) + 1 :] if proposal else told
    inside = tuple(one for one in since if _scope(one.path) == call)
    votes = tuple(one for one in inside if _is_vote(desk, one))
    added = tuple(one for one in inside if one not in votes)
    grounds = _grounds(desk, told, proposal)
    shown = {one.task_id for one in (proposal, *grounds, *inside) if one}
    reads = cases.sees(act.tx, case_id, viewer=viewer_of(act))
    return Request(
        name=_call_name(desk, call),
        signs=issues(desk.definition, drawn_in(desk.definition, path)),
        gist=_gist(desk, told, proposal),
        proposal=proposal,
        grounds=grounds,
        added=added,
        study=_study(desk, proposal, names),
        opinions=tuple(Opinion(by=one.by, at=one.at, words=plainly(one.lines)) for one in votes),
        before=tuple(one for one in reversed(told) if one.task_id not in shown) if reads else (),
        steps=frozenset(shown),
    )


def _scope(path: str) -> str:
    return path.rpartition("/")[0]


def _proposal(desk: Desk, path: str, told: Sequence[Earlier], drafter: object) -> Earlier | None:
    """The drafter's step, named by the calling process; of a letter its draft; else the newest that is no vote."""
    call = _scope(path)
    if issues(desk.definition, drawn_in(desk.definition, path)):
        return next((one for one in reversed(told) if one.path == f"{call}/{DRAFT}"), None)
    outer = _scope(call)
    wanted = f"{outer}/{drafter}" if outer else str(drafter)
    named = next((one for one in reversed(told) if one.path == wanted), None)
    return named or next((one for one in reversed(told) if _scope(one.path) != call and not _is_vote(desk, one)), None)


def _grounds(desk: Desk, told: Sequence[Earlier], proposal: Earlier | None) -> tuple[Earlier, ...]:
    """The newest of each step that the proposal's form says it rests on (`rests_on`)."""
    found = _form(desk, proposal) if proposal else None
    if proposal is None or found is None:
        return ()
    wanted = found[1].properties.get(RESTS_ON, "").replace("|", " ").split()
    newest = {one.path.rpartition("/")[2]: one for one in told if one is not proposal and _element(one.path) in wanted}
    return tuple(one for one in told if one in newest.values())


def _form(desk: Desk, one: Earlier) -> tuple[str, Form] | None:
    return form_at(desk.definition, one.path, _element(one.path))


def _element(path: str) -> str:
    return path.rpartition("/")[2].partition("[")[0]


def _is_vote(desk: Desk, one: Earlier) -> bool:
    found = _form(desk, one)
    return found is not None and found[1].layout == LEADER


def _call_name(desk: Desk, call: str) -> str:
    """The call activity in which the step stands: 审批核实方案, 制发函询通知书."""
    element = desk.definition.elements.get((drawn_in(desk.definition, call), _element(call)))
    return element.name if element else ""


def _gist(desk: Desk, told: Sequence[Earlier], proposal: Earlier | None) -> tuple[Line, ...]:
    """What it is all about, from the case or the one that it came from; nothing where that is the proposal itself."""
    origin, names = desk.case.origin_case_id, people.directory(desk.act.tx)
    found = _gist_in(desk.definition, told)
    for _ in range(FURTHEST):
        if found or origin is None:
            break
        case = cases.header(desk.act.tx, origin)
        definition = desk.act.office.library.definition(desk.act.tx, case.deployment_id)
        found = _gist_in(definition, earlier_of(definition, submissions.of_case(desk.act.tx, origin), names))
        origin = case.origin_case_id
    return found if proposal is None or not set(found) <= set(proposal.lines) else ()


def _gist_in(definition: Definition, told: Sequence[Earlier]) -> tuple[Line, ...]:
    """The newest words that a form marks so."""
    for one in reversed(told):
        found = form_at(definition, one.path, _element(one.path))
        wanted = found[1].properties.get(GIST) if found else None
        label = next((field.label for field in found[1].walk() if field.key == wanted), None) if found else None
        if words := tuple(line for line in one.lines if line[0] == label):
            return words
    return ()


def _study(desk: Desk, proposal: Earlier | None, names: Directory) -> tuple[Line, ...]:
    """What a body decided on this case since it was proposed: body, day, result, count, dissent, reason."""
    items = [one for one in agenda.of_case(desk.act.tx, desk.case.id) if one.status is ItemStatus.DECIDED]
    if not items or (proposal and _when(items[-1]) < proposal.at):
        return ()
    row, day = study_of(desk, items[-1], names), _when(items[-1]).astimezone(desk.act.office.zone).date()
    if items[-1].subject_id is not None:
        return (("集体研究", _of_many(items, row.body_name, day)),)
    told = Said("{body}，{day}：{result}", body=Said(row.body_name), day=day, result=Said(row.result_name))
    dissent = tuple(Said("{label}：{text}", label=one.by, text=one.words) for one in row.dissent)
    lines = (("集体研究", told), ("表决", row.count), ("不同意见", dissent), ("研究理由", row.reason))
    return tuple(line for line in lines if line[1])


def _of_many(items: Sequence[AgendaItem], body: str, day: dt.date) -> Said:
    """Of a list of persons each was decided on: the results stand beside their names, here how many there were."""
    count = sum(one.meeting_id == items[-1].meeting_id for one in items)
    return Said("{body}，{day}：逐人研究，{count}人各有结果", body=Said(body), day=day, count=count)


def _when(item: AgendaItem) -> dt.datetime:
    return item.decided_at or item.made_at


def steps_asked_about(act: Act, case_id: CaseId) -> frozenset[TaskId]:
    """This function will give the steps whose files the actor reads now, because they are to be decided on."""
    desk = desk_of(act, case_reads.opened(act.tx, case_id))
    if needs_declaration(act, desk.case.subject_id):
        return frozenset()
    names = people.directory(act.tx)
    asked = [request for task in tasks.open_tasks(act.tx, case_id) if (request := _request(desk, task, names))]
    return frozenset(step for request in asked for step in request.steps)


def _request(desk: Desk, task: Task, names: Directory) -> Request | None:
    """What the actor is asked at an open step, None where it is not the actor's turn or nothing to decide."""
    form = form_of(desk.definition, task)
    if form is None or form.layout != LEADER or not _is_ones_turn(desk.act, task.id):
        return None
    found = task_form(desk, task)
    return request_of(desk, task, found.scope.values, names) if found else None


def _is_ones_turn(act: Act, task_id: TaskId) -> bool:
    try:
        seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    except NotFound:
        return False
    return why_not(act, seen.task, seen.standing) is None
