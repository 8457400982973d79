"""Completing a task: one permission, one transaction, one audit entry; the draft is kept whatever happens."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping, Sequence

from webapp import engine
from webapp.domain.actor import Actor, Permission
from webapp.domain.errors import FormRejected, Incident, NotOpen, OfficeError, Overtaken, StaleRevision
from webapp.domain.forms import Form, answer, marked, prefill, routing
from webapp.domain.ids import TaskId
from webapp.domain.records import AuditEntry, Submission, Task
from webapp.domain.sights import Hold
from webapp.store import cases, reporters, submissions
from webapp.store.audit import stream_of
from webapp.store.points import Point
from webapp.usecases.act import Act, in_steps, writes
from webapp.usecases.advancing import finished_sentence, move
from webapp.usecases.candidates import next_of, refuse_who_became_needed
from webapp.usecases.choices import by_words, not_offered
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.draft_values import differences
from webapp.usecases.files import drop_left_out
from webapp.usecases.kept_texts import texts_to_keep
from webapp.usecases.office import Office
from webapp.usecases.reminders import end_reminders
from webapp.usecases.task_scope import form_of, task_form
from webapp.usecases.viewing import entry_of, refuse_given_up, refuse_unless_able, stood_in_for, viewer_of
from webapp.usecases.views.tasks import Completed, KeptDraft

Posted = Mapping[str, Sequence[str]]
REPORTER = "reporter"


class NewerDraft(Overtaken):
    """另一处已保存较新的草稿，本页填写的内容没有保存{differs}。"""

    code = "newer_draft"


@in_steps
def submit(
    office: Office, actor: Actor, /, *, task_id: TaskId, token: str, posted: Posted, rev: int | None = None
) -> Completed:
    """This function will complete a task; when that is refused, what was typed is kept as a draft first."""
    try:
        return office.run(complete_task, actor, task_id=task_id, token=token, posted=posted, rev=rev)
    except (FormRejected, Overtaken, StaleRevision, NotOpen, Incident):
        keep_draft(office, actor, task_id=task_id, posted=posted)
        raise


def keep_draft(office: Office, actor: Actor, *, task_id: TaskId, posted: Posted) -> None:
    """This function will save a draft and let nothing come in the way of the answer that the page waits for."""
    try:
        office.run(save_draft, actor, task_id=task_id, posted=posted)
    except OfficeError:
        return


@writes(Permission.WORK_TASKS)
def complete_task(act: Act, *, task_id: TaskId, token: str, posted: Posted, rev: int | None = None) -> Completed:
    """This function will complete a task with what was posted.

    A form token that was used before gives the same answer again and changes nothing. Raises FormRejected with the
    faults, Overtaken (409), Refused (403), NotFound (404).
    """
    hold = cases.lock_to_act(act.tx, task_id, viewer=viewer_of(act), token=token)
    act.tx.reach(Point.LOCKED)
    if hold.submitted and hold.task.completed_by == act.actor.person_id:
        act.entries += 1
        return Completed(sentence="已提交", case_id=hold.case.id)
    refuse_unless_able(act, hold.task, hold.standing)
    if rev is not None and hold.case.rev != rev and hold.task.is_open is False:
        raise StaleRevision
    return finish(desk_of(act, hold.case), hold, token=token, posted=posted)


def finish(desk: Desk, hold: Hold, *, token: str, posted: Posted, entry: AuditEntry | None = None) -> Completed:
    """This function will answer the form, move the case and write the act; the doer is the actor of the desk.

    `entry` names another act than the common one (a paper registered for whom it was signed by).
    """
    refuse_who_became_needed(desk, hold)
    desk.stands_in_for = stood_in_for(hold.task, hold.standing)
    values, routed = _answered(desk, hold, posted, on_paper=entry is not None)
    desk.act.tx.reach(Point.ANSWERED)
    if hold.draft_version:  # files are put into a draft, never into a form that has none
        drop_left_out(desk.act, hold.task, form_of(desk.definition, hold.task), values)
    done = dataclasses.replace(
        hold.task,
        completed_by=desk.act.actor.person_id,
        on_behalf_of=desk.stands_in_for,
        closed_at=desk.act.now,
        is_open=False,
        outcome=marked(form, routed) if (form := form_of(desk.definition, hold.task)) else None,
    )
    end_reminders(desk, hold.task)
    submission = _submission(desk, hold, token=token, values=values)
    written = entry or entry_of(desk.act, "task.completed", stream=stream_of(desk.case.id), task=hold.task)
    total, placed = move(
        desk,
        lambda: engine.complete(desk.definition, desk.case.state, hold.task.id, routed, desk.world),
        entry=dataclasses.replace(
            written,
            facts={**written.facts, "rev": desk.case.rev + 1, **_for_whom(done)},
            sealed={**(written.sealed or {}), "submission": submission.id, "routing": dict(routed)},
        ),
        done=done,
        submission=submission,
        returned=routed.get("decision") == "return",
    )
    mine = next_of({task.id: task for task in placed.tasks}, desk.act.actor.person_id)
    return Completed(sentence=finished_sentence(total), next_task_id=mine, case_id=desk.case.id)


def _for_whom(done: Task) -> dict[str, object]:
    """Whoever stands in for an absent colleague signs 代, in the record, too."""
    return {"on_behalf_of": done.on_behalf_of} if done.on_behalf_of else {}


def _answered(
    desk: Desk, hold: Hold, posted: Posted, *, on_paper: bool
) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Values to keep and values that route; the reporter's form goes to its own table and leaves nothing here."""
    found = task_form(desk, hold.task, on_paper=on_paper)
    if found is None:
        return {}, {}
    first = prefill(found.form, found.scope)
    given = answer(found.form, by_words(desk, found.form, posted), found.scope, first)
    if faults := given.faults or not_offered(desk, found.form, given.values, found.scope):
        raise FormRejected(faults)
    routed = routing(found.form, given.values)
    if found.form.store == REPORTER:
        reporters.put(desk.act.tx, desk.case.id, content=given.values, at=desk.act.now)
        return {}, routed
    return given.values, routed


def _submission(desk: Desk, hold: Hold, *, token: str, values: Mapping[str, object]) -> Submission:
    return Submission(
        id=hold.draft_id or uuid.uuid4().hex,
        case_id=hold.case.id,
        task_id=hold.task.id,
        path=hold.task.path,
        element=hold.task.element,
        person_id=desk.act.actor.person_id,
        version=hold.draft_version + 1,
        final=True,
        at=desk.act.now,
        form_token=token,
        content=values,
        state_before=hold.case.state,
    )


@writes(Permission.WORK_TASKS, audited=False)
def save_draft(act: Act, *, task_id: TaskId, posted: Posted, version: int | None = None) -> KeptDraft:
    """This function will keep what was typed, faults and all, for this person on any machine; a draft is no act.

    The draft of a task that somebody else finished meanwhile is kept too: it is the writer's own text. `version` is
    that of the draft which the page showed: when another page kept a newer one, raises NewerDraft and leaves it.
    """
    hold = cases.lock_to_act(act.tx, task_id, viewer=viewer_of(act))
    _refuse_strangers(act, hold)
    form = form_of(act.office.library.definition(act.tx, hold.case.deployment_id), hold.task)
    texts = texts_to_keep(act, hold, form, posted)
    if version is not None and version != hold.draft_version:
        raise NewerDraft(differs=differences(form, texts, draft_of(act, hold.task)))
    if hold.task.is_open:
        drop_left_out(act, hold.task, form, texts)
    one = Submission(
        id=hold.draft_id or "",
        case_id=hold.case.id,
        task_id=task_id,
        path=hold.task.path,
        element=hold.task.element,
        person_id=act.actor.person_id,
        version=hold.draft_version,
        final=False,
        at=act.now,
        form_token=None,
        content={"posted": {} if _leaves_no_draft(form) else texts},
    )
    kept = submissions.save_draft(act.tx, one)
    return KeptDraft(at=kept.at, version=kept.version)


def _leaves_no_draft(form: Form | None) -> bool:
    """Who reported stands in a table of its own or nowhere, never in the case."""
    return form is not None and form.store == REPORTER


def _refuse_strangers(act: Act, hold: Hold) -> None:
    refuse_given_up(act, hold.case)
    mine = hold.standing.assigned or hold.standing.granted or hold.standing.on_behalf_of
    concerned = hold.standing.is_subject and not hold.standing.assigned
    if hold.task.is_open or hold.standing.recused or concerned or not mine:
        refuse_unless_able(act, hold.task, hold.standing)


def draft_of(act: Act, task: Task) -> Submission | None:
    """This function will give the actor's own draft of a task, or None."""
    return submissions.draft(act.tx, task.id, person_id=act.actor.person_id)
