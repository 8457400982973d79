"""The task page: header, form with draft or prefill, what earlier steps wrote, the road ahead, the leader's queue."""

from __future__ import annotations

import dataclasses
import secrets

from webapp.domain.actor import Permission
from webapp.domain.deadline_words import DueWords, due_words
from webapp.domain.errors import NotFound
from webapp.domain.forms import LEADER, Form, answer, first_values
from webapp.domain.ids import TaskId
from webapp.domain.records import Case, Submission, Task
from webapp.domain.roster import Affiliation, Directory
from webapp.domain.said import Said
from webapp.domain.sights import Seen, Tab, TaskFilter
from webapp.store import (
    accounts,
    calendar,
    candidates,
    case_reads,
    cases,
    inbox,
    people,
    recusals,
    submissions,
    tasks,
)
from webapp.store.visibility import PASSING
from webapp.usecases.act import Act, reads
from webapp.usecases.candidates import held_apart
from webapp.usecases.choices import choices_for
from webapp.usecases.completing import draft_of
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.draft_values import shown_values, with_computed
from webapp.usecases.files import files_of
from webapp.usecases.giving_up import can_give_up
from webapp.usecases.in_order import in_order
from webapp.usecases.independence import held_back
from webapp.usecases.leaders import other_leaders
from webapp.usecases.letter_drafts import letter_for_task
from webapp.usecases.linked import joined_of
from webapp.usecases.reading import earlier_of, in_words
from webapp.usecases.requests import request_of
from webapp.usecases.roads import next_steps, road_of
from webapp.usecases.rule_words import limit_name
from webapp.usecases.scan_codes import code_of
from webapp.usecases.stepping_back import notes_of
from webapp.usecases.task_scope import TaskForm, form_of, task_form
from webapp.usecases.viewing import given_up, looked, needs_declaration, stood_in_for, viewer_of, why_not
from webapp.usecases.views.tasks import CaseHead, Closed, Earlier, FormState, Line, QueueItem, TaskView
from webapp.usecases.whole_limits import to_extend
from webapp.usecases.words import LEVELS, SECRECY, STATUS, measure_told
from webapp.usecases.written_before import written_before


@reads(Permission.WORK_TASKS)
def open_task(act: Act, *, task_id: TaskId) -> TaskView:
    """This function will give one task page to whoever may see the task; raises NotFound for all others."""
    seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    act.case_id = seen.case.id
    desk = desk_of(act, case_reads.opened(act.tx, seen.case.id))
    desk.stands_in_for = stood_in_for(seen.task, seen.standing)
    view = _view(desk, seen)
    begun = task_id if view.may_act and not view.needs_declaration else None
    looked(act, "task", case_id=seen.case.id, subject_id=seen.task.subject_id, begun=begun)
    return view


def _view(desk: Desk, seen: Seen) -> TaskView:
    act, task = desk.act, seen.task
    names = people.directory(act.tx)
    refusal = why_not(act, task, seen.standing)
    able = refusal is None and task.is_open
    undeclared = needs_declaration(act, task.subject_id or desk.case.subject_id)
    hidden = undeclared or _is_anothers(desk, task)
    draft = draft_of(act, task)
    found = task_form(desk, task) if able and not undeclared else None
    element = desk.definition.elements.get((task.process, task.element))
    mine = seen.standing.assigned
    asked = request_of(desk, task, found.scope.values, names) if found and found.form.layout == LEADER else None
    steps = frozenset({task.id}) | (asked.steps if asked else frozenset())
    return TaskView(
        task_id=task.id,
        name=task.name,
        head=head_of(act, desk.case, names),
        state="open" if task.is_open else "done",
        may_act=able,
        why_not=refusal,
        can_claim=able and task.assignee_id is None,
        can_release=able and mine and seen.standing.granted,
        can_reassign=task.is_open and act.actor.may(Permission.ASSIGN_TASKS),
        assignee_name=names.name(task.assignee_id) or None,
        due=due_of_task(act, task) if task.is_open else None,
        closed=_closed(act, task),
        deadline_basis=basis_of(desk, task),
        mandatory=task.mandatory,
        mandatory_quote="此环节为必经环节，不能跳过" if task.mandatory else None,
        needs_declaration=undeclared,
        recusal_line=_recusal_line(desk, names),
        form_state=_form_state(desk, task, found, draft) if found else None,
        draft_saved_at=draft.at if draft else None,
        draft_from=None,
        earlier=() if undeclared else _earlier_of(desk, seen, names),
        attachments=() if hidden else files_of(act, task.case_id, names, steps=steps),
        letter_html=letter_for_task(desk, task) if able and not undeclared else None,
        road=() if hidden else road_of(desk, names),
        next_steps=next_steps(desk, task) if able and element and not undeclared else (),
        queue=_queue(act, task, found.form if found else None),
        phrases=tuple(one.text for one in accounts.phrases(act.tx, act.actor.person_id)),
        colleagues=_colleagues(desk, task, names),
        to_extend=tuple((key, limit_name(desk.definition, key)) for key in to_extend(desk, task)),
        can_give_up=can_give_up(act, desk.case, task),
        given_up=over.message if (over := given_up(act, desk.case)) else None,
        scan_code=code_of(task.id) if found and found.form.paper else None,
        done_content=() if hidden else _done_content(desk, task, names),
        asked=asked,
        joined=() if hidden else joined_of(desk, names),
    )


def _is_anothers(desk: Desk, task: Task) -> bool:
    """Whoever might have done a step of a pool learns who did it, and reads what was written by right only."""
    act = desk.act
    mine = task.is_open or task.completed_by == act.actor.person_id
    return not mine and not cases.sees(act.tx, task.case_id, viewer=viewer_of(act))


def head_of(act: Act, case: Case, names: Directory) -> CaseHead:
    """This function will give the folded header of a case."""
    return CaseHead(
        case_id=case.id,
        number=case.number,
        measure=case.measure,
        measure_name=measure_told(act.actor, case.measure),
        subject_id=case.subject_id,
        subject_name=names.name(case.subject_id) or None,
        subject_post=_posts(act, case, names) or None,
        unit_name=names.unit_name(case.unit_id) or None,
        level_name=LEVELS.get(case.level, case.level),
        secrecy_name=SECRECY[case.secrecy],
        status=STATUS[case.status],
        opened_on=case.opened_at.astimezone(act.office.zone).date(),
        handler_name=names.rooms[case.room_id].name if case.room_id and case.room_id in names.rooms else None,
    )


def _posts(act: Act, case: Case, names: Directory) -> str:
    """The posts of today; of whoever has left the unit of the case, the former one there, said to be that."""
    posts = names.posts_of(case.subject_id) if case.subject_id else ()
    held = "、".join(post.title for post in posts if post.held_on(act.today))
    there = [post for post in posts if post.unit_id == case.unit_id and post.from_on <= act.today]
    if not there or any(post.held_on(act.today) for post in there):
        return held
    return Said("原任{post}", post=max(there, key=lambda post: post.from_on).title)


def _closed(act: Act, task: Task) -> Closed | None:
    """A step that is done counts down no more: when it was done, and how many working days after its day."""
    if task.completed_by is None or task.closed_at is None:
        return None
    on = task.closed_at.astimezone(act.office.zone).date()
    late = calendar.load(act.tx).between(task.due_on, on) if task.due_on and task.due_on < on else 0
    return Closed(on=on, due_on=task.due_on, late=late)


def due_of_task(act: Act, task: Task) -> DueWords | None:
    """This function will give a task's due day in words."""
    if task.due_on is None:
        return None
    return due_words(task.due_on, act.today, calendar.load(act.tx), provisional=task.provisional)


def basis_of(desk: Desk, task: Task) -> str | None:
    """This function will give the citation behind a task's time limit as users see it."""
    if not task.deadline or task.deadline not in desk.definition.limits:
        return None
    row = desk.definition.legal_basis.get(desk.definition.limits[task.deadline].basis)
    if isinstance(row, dict):
        return str(row.get("zh") or row.get("title") or "") or None
    return str(row) if row else None


def _recusal_line(desk: Desk, names: Directory) -> str | None:
    subject = desk.case.subject_id
    if not subject or desk.act.actor.kind is not Affiliation.OFFICER:
        return None
    one = recusals.of_pair(desk.act.tx, desk.act.actor.person_id, subject_id=subject)
    if one is None:
        return None
    on = one.at.astimezone(desk.act.office.zone).date()
    if one.source == recusals.LIFTED:
        return Said("回避已于{day}解除", day=on)
    return Said("已于{on}声明：与{name}无回避情形", on=on, name=names.name(subject))


def form_state_of(desk: Desk, task: Task, draft: Submission | None) -> FormState:
    """This function will give the form of a task with what was typed or is known; raises NotFound without a form."""
    found = task_form(desk, task)
    if found is None:
        raise NotFound
    return _form_state(desk, task, found, draft)


def _form_state(desk: Desk, task: Task, found: TaskForm, draft: Submission | None) -> FormState:
    """A draft shows what was typed; a fresh form shows what the file knows, and what was handed in before.

    Hidden and computed fields follow.
    """
    first = first_values(found.form, found.scope)
    before = written_before(desk, task, found, first) if draft is None else None
    shown = shown_values(found.form, draft, (before or first).values)
    given = answer(found.form, shown.posted, found.scope, first.values)
    return FormState(
        form=found.form,
        again=before is not None,
        values=with_computed(found.form, shown.values, given.values),
        hidden=given.hidden,
        cut=(before or first).cut,
        choices=choices_for(desk, found.form, found.scope),
        token=secrets.token_urlsafe(24),
        rev=desk.case.rev,
        draft=draft.version if draft else 0,
    )


def _earlier_of(desk: Desk, seen: Seen, names: Directory) -> tuple[Earlier, ...]:
    """Persons concerned and others who may not see the case read only what their form shows.

    Officers through whose hands it passes read it for the open step that any of them may take, and whoever stands in
    for the absent for theirs.
    """
    act, case_id = desk.act, seen.case.id
    free = seen.task.assignee_id in (None, act.actor.person_id)
    passes = seen.task.role in PASSING and seen.standing.granted and free
    takes = seen.task.is_open and (passes or seen.standing.on_behalf_of is not None)
    if not (takes or cases.sees(act.tx, case_id, viewer=viewer_of(act))):
        return ()
    written = submissions.of_case(act.tx, case_id)
    beside = notes_of(act, desk.case, names)
    return earlier_of(desk.definition, written, names, hidden=held_back(act, case_id), notes=beside)


def _queue(act: Act, task: Task, form: Form | None) -> tuple[QueueItem, ...]:
    if form is None or form.layout != LEADER:
        return ()
    page = inbox.inbox(act.tx, viewer_of(act), asked=TaskFilter(tab=Tab.MINE), size=12)
    names = people.directory(act.tx)
    return tuple(
        QueueItem(
            task_id=line.task.id,
            name=line.task.name,
            subject_name=names.name(line.task.subject_id),
            current=line.task.id == task.id,
        )
        for line in page.rows
    )


def _colleagues(desk: Desk, task: Task, names: Directory) -> tuple[tuple[str, str], ...]:
    act = desk.act
    if not task.is_open or not act.actor.may(Permission.ASSIGN_TASKS):
        return ()
    able = candidates.of_task(act.tx, task, on=act.today) | other_leaders(act, desk.case, task)
    able -= {task.assignee_id}
    able -= held_apart(task, tasks.open_tasks(act.tx, task.case_id))
    return tuple((who, names.label(who)) for who in in_order(act, (who for who in able if who)))


def _done_content(desk: Desk, task: Task, names: Directory) -> tuple[Line, ...]:
    if task.is_open or task.completed_by != desk.act.actor.person_id:
        return ()
    one, form = submissions.of_task(desk.act.tx, task.id), form_of(desk.definition, task)
    return in_words(form, one.content, names) if one and form else ()


def with_faults(view: TaskView, faults: tuple[object, ...], values: FormState) -> TaskView:
    """This function will give the page again with what was typed and what must be put right."""
    return dataclasses.replace(view, form_state=dataclasses.replace(values, faults=faults))  # type: ignore[arg-type]
