"""撤回: taking back one's own last act while nobody has gone on from it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from webapp import engine
from webapp.domain.actor import Permission
from webapp.domain.advance import Advance, ClosedTask
from webapp.domain.errors import NotYours, Refused
from webapp.domain.guard import Verb, guard
from webapp.domain.ids import TaskId
from webapp.domain.records import CaseChange, CaseStatus, Submission, Task
from webapp.store import audit, case_reads, cases, messages, submissions, tasks, timers
from webapp.store.audit import Written
from webapp.usecases.act import Act, writes
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.draft_values import as_posted
from webapp.usecases.task_scope import form_of
from webapp.usecases.viewing import entry_of, viewer_of


class TooLateToRecall(Refused):
    """下一环节已经办理或者文书、消息已经发出，不能撤回。"""

    code = "too_late_to_recall"


@dataclass(frozen=True, kw_only=True)
class Recall:
    """A person's own last act of a case, and why it cannot be taken back; no reason: it can."""

    task_id: TaskId
    why_not: str


@writes(Permission.WORK_TASKS)
def recall_task(act: Act, *, task_id: TaskId) -> TaskId:
    """This function will take back the actor's own last act: its task opens again with what was typed as a draft.

    Refused past a mandatory gate (GATE 8.4), once the next step was opened by somebody, and after a handler ran or
    anything left the case (a message, a letter, an archive entry).
    """
    tasks.read(act.tx, task_id, viewer=viewer_of(act))
    case, task = cases.lock_for_task(act.tx, task_id)
    act.case_id = case.id
    if task.completed_by != act.actor.person_id:
        raise NotYours
    desk = desk_of(act, case)
    guard(Verb.RECALL, case.bound)
    mine, one = recall_of(desk), submissions.of_task(act.tx, task_id)
    if mine is None or mine.task_id != task_id or one is None:
        raise TooLateToRecall
    if mine.why_not:
        raise TooLateToRecall(mine.why_not)
    submissions.withdraw(act.tx, task_id, now=act.now)
    _restore(desk, task, _before(desk, one))
    _keep_as_draft(desk, task, one)
    return task_id


def _keep_as_draft(desk: Desk, task: Task, one: Submission) -> None:
    form = form_of(desk.definition, task)
    if form is None:
        return
    typed = {"posted": as_posted(form.fields, one.content, "")}
    fresh = dataclasses.replace(one, id="", version=0, final=False, at=desk.act.now, content=typed, state_before=None)
    submissions.save_draft(desk.act.tx, fresh)


def _restore(desk: Desk, task: Task, then: Advance) -> None:
    tx, case_id = desk.act.tx, desk.case.id
    guard(Verb.RECALL, then.bound)
    open_now = {one.id for one in tasks.open_tasks(tx, case_id)}
    open_then = {one.task_id for one in then.opened}
    waits_now = {one.task_id for one in messages.waits_of(tx, case_id)}
    timers_now = {one.task_id for one in timers.of_case(tx, case_id)}
    back = Advance(
        state=then.state,
        closed=tuple(ClosedTask(task_id=key, completed=False) for key in sorted(open_now - open_then)),
        timers=then.timers,
        timers_gone=tuple(sorted(timers_now - {timer.task_id for timer in then.timers})),
        waits=then.waits,
        waits_gone=tuple(sorted(waits_now - {wait.task_id for wait in then.waits})),
        bound=then.bound,
        waiting_at=then.waiting_at,
    )
    change = CaseChange(case=desk.case, advance=back, tasks=(), not_actors=(), status=CaseStatus.OPEN, now=desk.act.now)
    entry = entry_of(desk.act, "task.recalled", stream=audit.stream_of(desk.case.id), task=task)
    case_reads.reopen(desk.act.tx, task.id, holder=desk.act.actor.person_id)
    cases.apply(desk.act.tx, dataclasses.replace(change), entry=entry)
    desk.act.entries += 1


def recall_of(desk: Desk) -> Recall | None:
    """This function will tell whether the actor's own last act of a case can be taken back; None: it was another's."""
    mine = case_reads.last_of(desk.act.tx, audit.stream_of(desk.case.id), act="task.completed")
    if mine is None or mine.entry.task_id is None or mine.entry.actor_id != desk.act.actor.person_id:
        return None
    return Recall(task_id=mine.entry.task_id, why_not=_why_not(desk, mine, mine.entry.task_id))


def _why_not(desk: Desk, mine: Written, task_id: TaskId) -> str:
    if desk.case.status is not CaseStatus.OPEN:
        return "事项已经结束，不能撤回。"
    if desk.case.bound:
        return "必经环节尚未办结，不能撤回。"
    if mine.entry.facts.get("sent"):
        return "提交后已有文书或者消息发出，不能撤回。"
    if mine.entry.facts.get("handlers"):
        return "提交后系统已接着办理（如编号、分办、发文），不能撤回。"
    return _moved_on(desk, mine, task_id)


def _moved_on(desk: Desk, mine: Written, task_id: TaskId) -> str:
    """Why what happened since stands in the way, nothing where nothing did."""
    tx, one = desk.act.tx, submissions.of_task(desk.act.tx, task_id)
    open_then = {step.task_id for step in _before(desk, one).opened} if one and one.state_before else set()
    open_now = tasks.open_tasks(tx, desk.case.id)
    if any(step.seen_at for step in open_now if step.id not in open_then):
        return "下一环节已有人打开，不能撤回。"
    if open_then - {step.id for step in open_now} - {task_id}:
        return "此次提交同时结束了别的环节，不能撤回。"
    last = case_reads.last_entry(tx, audit.stream_of(desk.case.id))
    if last is None or last.number != mine.number or task_id not in open_then:
        return "此后事项又有办理，不能撤回。"
    return ""


def _before(desk: Desk, one: Submission) -> Advance:
    return engine.inspect(desk.definition, one.state_before or b"", desk.world)
