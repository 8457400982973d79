"""领办, 退回待领, 改派, 跟进日: who holds a task; no token moves, four eyes and recusal hold."""

from __future__ import annotations

import dataclasses
import datetime as dt

from webapp.domain.actor import Permission
from webapp.domain.errors import FourEyes, NotFound, NotOpen, Refused
from webapp.domain.guard import Verb, guard
from webapp.domain.ids import PersonId, TaskId
from webapp.domain.records import Case, CaseStatus, Task
from webapp.store import candidates, cases, tasks
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.candidates import held_apart, refuse_who_became_needed
from webapp.usecases.desk import desk_of
from webapp.usecases.leaders import other_leaders
from webapp.usecases.viewing import entry_of, kept_free_from, note, refuse_unless_able, viewer_of


class NoCandidate(Refused):
    """所选人员不能办理此环节：岗位、级别不符，或者有回避、双人复核的限制。"""

    code = "no_candidate"


class ReasonMissing(Refused):
    """请写明理由。"""

    code = "reason_missing"


@writes(Permission.WORK_TASKS)
def claim_task(act: Act, *, task_id: TaskId) -> None:
    """This function will make a pool task the actor's own; whoever is late is told who was first (409)."""
    hold = cases.lock_to_act(act.tx, task_id, viewer=viewer_of(act))
    act.case_id = hold.case.id
    refuse_unless_able(act, hold.task, hold.standing)
    if hold.task.assignee_id == act.actor.person_id:
        raise NotOpen("此环节已经由您领办。")
    if act.actor.person_id in held_apart(hold.task, tasks.open_tasks(act.tx, hold.case.id)):
        raise FourEyes
    refuse_who_became_needed(desk_of(act, hold.case), hold)
    tasks.claim(act.tx, task_id, person_id=act.actor.person_id, now=act.now)
    note(act, entry_of(act, "task.claimed", stream=stream_of(hold.case.id), task=hold.task))


@writes(Permission.WORK_TASKS)
def release_task(act: Act, *, task_id: TaskId) -> None:
    """This function will put the actor's task back into its pool; one that names a person stays with that person."""
    hold = cases.lock_to_act(act.tx, task_id, viewer=viewer_of(act))
    act.case_id = hold.case.id
    if not hold.standing.assigned or hold.standing.recused:
        raise NotFound
    if not hold.standing.granted:
        raise Refused(why="此环节指定由您办理")
    tasks.release(act.tx, task_id, person_id=act.actor.person_id)
    note(act, entry_of(act, "task.released", stream=stream_of(hold.case.id), task=hold.task))


@writes(Permission.ASSIGN_TASKS)
def reassign_task(act: Act, *, task_id: TaskId, to: PersonId, reason: str) -> None:
    """This function will give an open task to another candidate (改派), never past recusal or four eyes.

    Only whoever may see the case may hand out its tasks. No token moves: the gates of the case stay as they are.
    """
    if len(reason.strip()) < 2:
        raise ReasonMissing
    case, task = cases.lock_for_task(act.tx, task_id)
    act.case_id = case.id
    if not cases.by_right(act.tx, case.id, viewer=viewer_of(act)):
        raise NotFound
    if not task.is_open or case.status is not CaseStatus.OPEN:
        raise NotOpen
    guard(Verb.REASSIGN, case.bound)
    _check_candidate(act, case, task, to=to)
    tasks.reassign(act.tx, task_id, holder=task.assignee_id, to=to)
    entry = entry_of(act, "task.reassigned", stream=stream_of(case.id), task=task, to=to, from_=task.assignee_id)
    note(act, dataclasses.replace(entry, sealed={"reason": reason.strip()}))


def _check_candidate(act: Act, case: Case, task: Task, *, to: PersonId) -> None:
    apart = held_apart(task, tasks.open_tasks(act.tx, task.case_id))
    if to in candidates.barred_from(act.tx, task.id) | apart:
        raise FourEyes
    if to not in candidates.of_task(act.tx, task, on=act.today) | other_leaders(act, case, task):
        raise kept_free_from(act, task, to) if to in dict(task.spared) else NoCandidate


@writes(Permission.WORK_TASKS, audited=False)
def set_follow_up(act: Act, *, task_id: TaskId, on: dt.date | None) -> None:
    """This function will set the day on which the officer comes back to an own task (跟进日); a mark, no act."""
    hold = cases.lock_to_act(act.tx, task_id, viewer=viewer_of(act))
    if not hold.standing.assigned or hold.standing.recused:
        raise NotFound
    tasks.follow_up(act.tx, task_id, on=on)
