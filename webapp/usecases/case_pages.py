"""The case page: one sentence, who can act, until when; diagram, record, letters, files, what may be done."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from webapp.domain import records
from webapp.domain.actor import Permission
from webapp.domain.deadline_words import DueWords, due_words
from webapp.domain.guard import DECEASED
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import Case, CaseStatus, Subscription, Task
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import (
    applications,
    calendar,
    cases,
    deadlines,
    deployments,
    incidents,
    letters,
    message_list,
    messages,
    people,
    registers,
    submissions,
    tasks,
    timers,
)
from webapp.usecases.act import Act, reads
from webapp.usecases.answer_sheets import is_outsiders
from webapp.usecases.appealing import STATES, became, overruled
from webapp.usecases.application_rows import END_REASONS, may_ask_for_ending, row_of
from webapp.usecases.beside import starts_beside
from webapp.usecases.departures import MOVED, SUCCEEDED, successors_of
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.differing import DIFFERS
from webapp.usecases.drawings import drawn_of
from webapp.usecases.files import files_of
from webapp.usecases.giving_up import can_give_up
from webapp.usecases.holds import holds_of
from webapp.usecases.independence import held_back
from webapp.usecases.letter_trails import letter_rows
from webapp.usecases.linked import linked_of
from webapp.usecases.questions import KINDS, deciders_for
from webapp.usecases.questions import sentence_of as sentence_of_question
from webapp.usecases.reading import earlier_of
from webapp.usecases.recalling import recall_of
from webapp.usecases.record import log_of, seen_of
from webapp.usecases.roads import road_of, timer_words, waited_timers
from webapp.usecases.rule_words import limit_name
from webapp.usecases.stepping_back import RECHECK, STEPPED_BACK, asked_for_by, notes_of
from webapp.usecases.studies import studies_of
from webapp.usecases.task_pages import head_of
from webapp.usecases.turns import names_of, who_can_act
from webapp.usecases.viewing import looked, needs_declaration, viewer_of
from webapp.usecases.views.cases import (
    ApplicationRow,
    CaseView,
    IncidentRow,
    Overruled,
    Waiting,
)
from webapp.usecases.views.tasks import Earlier
from webapp.usecases.whole_limits import whole_limits
from webapp.usecases.words import STATUS, either


@reads(Permission.WORK_TASKS)
def case_page(act: Act, *, case_id: CaseId, diagram: str = "") -> CaseView:
    """This function will give the page of a case that the viewer may see; raises NotFound for all others.

    `diagram`: the process whose diagram was asked for; without it the one in which the case waits.
    """
    case = cases.read(act.tx, case_id, viewer=viewer_of(act))
    act.case_id = case_id
    looked(act, "case", case_id=case_id, subject_id=case.subject_id)
    desk = desk_of(act, case)
    return _undeclared(desk) if needs_declaration(act, case.subject_id) else _view(desk, diagram)


def _undeclared(desk: Desk) -> CaseView:
    """Before the declaration there is the case's head, for the question, and nothing else of it."""
    return CaseView(
        head=head_of(desk.act, desk.case, people.directory(desk.act.tx)),
        sentence="",
        deployment_version=deployments.read(desk.act.tx, desk.case.deployment_id).version,
        needs_declaration=True,
    )


def _view(desk: Desk, diagram: str) -> CaseView:
    act, case = desk.act, desk.case
    names = people.directory(act.tx)
    waiting, recall, studies = waiting_of(desk, names), recall_of(desk), studies_of(desk, names)
    return CaseView(
        head=head_of(act, case, names),
        sentence=sentence_of(case, waiting),
        waiting=waiting,
        may_come=tuple(dict.fromkeys(wait.name for wait in messages.waits_of(act.tx, case.id) if wait.listens)),
        drawn=drawn_of(desk, diagram),
        road=road_of(desk, names),
        studies=studies,
        log=log_of(desk, names, studies),
        seen=seen_of(desk, names),
        letters=letter_rows(desk, names),
        overruled=_overruled(desk),
        starts=starts_beside(act, case),
        attachments=files_of(act, case.id, names),
        contents=_contents(desk, names),
        linked=linked_of(desk),
        messages=len(message_list.of_case(act.tx, viewer_of(act), case.id)),
        repeats=registers.repeats(act.tx, case.id),
        incidents=_incidents(desk),
        applications=_applications(desk),
        can_end=case.status is CaseStatus.OPEN and may_ask_for_ending(act.actor),
        end_reasons=tuple(one for one in END_REASONS if one[0] == DECEASED or not case.bound),
        can_recall_task=recall.task_id if recall and not recall.why_not else None,
        why_no_recall=recall.why_not if recall else "",
        can_give_up_task=_can_give_up(desk),
        bound_quote="必经环节尚未办结，不能终止、退回或者撤回" if case.bound else None,
        deadlines=_deadlines(desk),
        holds=holds_of(act, case),
        deployment_version=deployments.read(act.tx, case.deployment_id).version,
    )


def _contents(desk: Desk, names: Directory) -> tuple[Earlier, ...]:
    act, case = desk.act, desk.case
    written, beside = submissions.of_case(act.tx, case.id), notes_of(act, case, names)
    return earlier_of(desk.definition, written, names, hidden=held_back(act, case.id), notes=beside)


def _can_give_up(desk: Desk) -> TaskId | None:
    act, case = desk.act, desk.case
    step = next(iter(tasks.open_tasks(act.tx, case.id)), None)
    return step.id if step is not None and can_give_up(act, case, step) else None


# ---------------------------------------------------------------- why it waits


def waiting_of(desk: Desk, names: Directory) -> tuple[Waiting, ...]:
    """This function will give every named reason to wait: steps of people, messages, timers; due first."""
    act, case_id = desk.act, desk.case.id
    steps = [_task_wait(desk, task, names) for task in tasks.open_tasks(act.tx, case_id)]
    found = [*steps, *_message_waits(desk)] or _timer_waits(desk)
    return tuple(sorted(found, key=lambda one: (one.due is None, one.due.on if one.due else desk.act.today)))


def _task_wait(desk: Desk, task: Task, names: Directory) -> Waiting:
    able = who_can_act(desk.act, task, case=desk.case)
    who, step = names_of(able, names), Said(task.name)
    sentence = Said("等待{who}{step}", who=who[:3], step=step)
    if task.withheld_from:
        named = names.name(task.withheld_from)
        sentence = Said("“{step}”指定的办理人{name}已回避，等待改派", step=step, name=named)
    elif not who:
        sentence = Said("“{step}”暂无可以办理的人员，请改派或者补授岗位", step=step)
    return Waiting(
        sentence=sentence,
        who=who,
        due=_words(desk.act, task.due_on, provisional=task.provisional),
        element=task.element,
        task_id=task.id,
        can_open=desk.act.actor.person_id in able and (task.assignee_id or task.withheld_from) is not None,
        can_urge=desk.act.actor.may(Permission.SEE_DESK),
        has_sheet=is_outsiders(desk, task),
    )


def _message_waits(desk: Desk) -> list[Waiting]:
    """What is waited for until one day are several answers to one wait, as 督办台 has it: the first one is enough."""
    by_day: defaultdict[dt.date | None, list[Subscription]] = defaultdict(list)
    for wait in sorted(messages.waits_of(desk.act.tx, desk.case.id), key=lambda one: one.name):
        if not wait.listens:
            by_day[wait.due_on].append(wait)
    return [_message_wait(desk, on, waits) for on, waits in by_day.items()]


def _message_wait(desk: Desk, on: dt.date | None, waits: Sequence[Subscription]) -> Waiting:
    roles = desk.definition.roles
    duties = dict.fromkeys(Said(duty.zh) for one in waits if (duty := roles.get(one.role or "")))
    return Waiting(
        sentence=Said("等待“{name}”", name=either(Said(one.name) for one in waits)),
        who=tuple(duties),
        due=_words(desk.act, on),
        element=waits[0].element,
    )


def _timer_waits(desk: Desk) -> list[Waiting]:
    zone = desk.act.office.zone
    return [
        Waiting(
            sentence=timer_words(desk.definition, timer),
            who=(),
            due=_words(desk.act, timer.due_on or timer.due_at.astimezone(zone).date()),
            element=timer.element,
        )
        for timer in waited_timers(desk.definition, timers.of_case(desk.act.tx, desk.case.id))
    ]


def sentence_of(case: Case, waiting: tuple[Waiting, ...]) -> Said:
    """This function will say in one sentence what a case waits for, until when."""
    if case.status is CaseStatus.GIVEN_UP:
        return Said("此事项已放弃登记，所填内容已经清除。")
    if case.status is not CaseStatus.OPEN:
        return Said("此事项{status}。", status=Said(STATUS[case.status]))
    if not waiting:
        return Said("此事项正在自动处理，请稍候刷新。")
    first = waiting[0]
    until = Said("，{day}到期", day=first.due.on) if first.due else ""
    more = Said("；另有{count}项同时进行", count=len(waiting) - 1) if len(waiting) > 1 else ""
    return Said("{wait}{until}{more}。", wait=first.sentence, until=until, more=more)


def _words(act: Act, day: object, *, provisional: bool = False) -> DueWords | None:
    if not isinstance(day, dt.date):
        return None
    return due_words(day, act.today, calendar.load(act.tx), provisional=provisional)


# ---------------------------------------------------------------- letters, other cases, faults


def _overruled(desk: Desk) -> tuple[Overruled, ...]:
    act, rows = desk.act, letters.of_case(desk.act.tx, desk.case.id)
    over, viewer = overruled(act, rows), viewer_of(act)
    return tuple(
        Overruled(
            title=row.title,
            number=row.number or "",
            state=STATES[one.result or ""],
            became=became(act, one),
            case_id=one.case_id if cases.sees(act.tx, one.case_id, viewer=viewer) else None,
        )
        for row in rows
        if (one := over.get(row.id)) is not None
    )


def _incidents(desk: Desk) -> tuple[IncidentRow, ...]:
    may = desk.act.actor.may(Permission.ASSIGN_TASKS)
    return tuple(
        _question(desk, row, may) if row.kind in KINDS else _fault(row, may)
        for row in incidents.of_case(desk.act.tx, desk.case.id)
        if row.settled_at is None
    )


def _fault(row: records.IncidentRow, may: bool) -> IncidentRow:
    return IncidentRow(id=row.id, at=row.at, sentence="系统处理此环节时出错，事项停在原处。", can_retry=may)


def _successors(act: Act, case: records.Case) -> tuple[tuple[str, str], ...]:
    names = people.directory(act.tx)
    return tuple((one, names.unit_name(one)) for one in successors_of(act, case.unit_id))


def _question(desk: Desk, row: records.IncidentRow, may: bool) -> IncidentRow:
    moved = row.kind == MOVED
    return IncidentRow(
        id=row.id,
        at=row.at,
        sentence=sentence_of_question(desk.act, row),
        can_retry=False,
        goes_on=may and moved,
        successors=_successors(desk.act, desk.case) if may and moved and row.code.startswith(SUCCEEDED) else (),
        judges=may and row.kind == STEPPED_BACK,
        rechecks=row.kind == RECHECK and _may_recheck(desk, row),
        settles=may and row.kind == DIFFERS and desk.act.actor.person_id in deciders_for(desk.act, desk.case, row),
    )


def _may_recheck(desk: Desk, row: records.IncidentRow) -> bool:
    act = desk.act
    works = act.actor.may(Permission.WORK_TASKS)
    return works and act.actor.person_id != asked_for_by(act, desk.case.id, row.code)


def _applications(desk: Desk) -> tuple[ApplicationRow, ...]:
    return tuple(row_of(desk.act, one) for one in applications.of_case(desk.act.tx, desk.case.id))


def _deadlines(desk: Desk) -> tuple[tuple[str, DueWords], ...]:
    """Limits on which an open step, a wait or a timer rests, and those of the whole matter; no other counts on."""
    tx, case_id, days = desk.act.tx, desk.case.id, calendar.load(desk.act.tx)
    running = {one.deadline for one in tasks.open_tasks(tx, case_id)}
    running |= {one.deadline for one in messages.waits_of(tx, case_id)}
    running |= {one.key for one in timers.of_case(tx, case_id)} | whole_limits(desk)
    return tuple(
        (limit_name(desk.definition, row.key), due_words(row.due_on, desk.act.today, days, provisional=row.provisional))
        for row in deadlines.of_case(tx, case_id)
        if row.key in running
    )
