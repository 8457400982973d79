"""放弃登记: a registration begun by hand of which nothing was handed in ends without a trace of what was typed."""

from __future__ import annotations

from webapp.domain.actor import Permission
from webapp.domain.advance import Advance, ClosedTask
from webapp.domain.errors import HandedIn, NotYours, Refused
from webapp.domain.guard import Verb, guard
from webapp.domain.ids import TaskId
from webapp.domain.records import Case, CaseChange, CaseStatus, Task
from webapp.store import beginnings, cases, keys, messages, numbers, tasks, timers
from webapp.store.audit import stream_of
from webapp.store.beginnings import Beginning
from webapp.usecases.act import Act, writes
from webapp.usecases.application_rows import may_ask_for_ending
from webapp.usecases.holds import refuse_kept
from webapp.usecases.viewing import entry_of, refuse_given_up, viewer_of
from webapp.usecases.views.cases import BegunRow

REASON = "放弃登记"
"""What the register of numbers says of the number that such a case bore."""


class NotByHand(Refused):
    """此事项不是手工登记的，不能放弃登记；确需终止的，请申请提前终止。"""

    code = "not_by_hand"


@writes(Permission.WORK_TASKS)
def give_up(act: Act, *, task_id: TaskId) -> None:
    """This function will give up the registration that a task belongs to: drafts, files, applications and the key go.

    By whoever began it and still holds it, or whoever may ask for an early ending. Raises NotYours, MandatoryGate,
    NotByHand for what a message opened, HandedIn (409) once anything was submitted, Kept under a hold, GivenUp (409),
    NotFound.
    """
    tasks.read(act.tx, task_id, viewer=viewer_of(act))
    case, task = cases.lock_for_task(act.tx, task_id)
    act.case_id = case.id
    refuse_given_up(act, case)
    if not _is_theirs(act, case, task):
        raise NotYours
    guard(Verb.GIVE_UP, case.bound)
    if case.initiator_id is None:
        raise NotByHand
    if not beginnings.is_empty(act.tx, case.id):
        raise HandedIn
    refuse_kept(act, case.id)
    end_given_up(act, case, task)


def _is_theirs(act: Act, case: Case, task: Task) -> bool:
    """What its beginner handed to another officer may hold that officer's words."""
    me = act.actor.person_id
    begun = case.initiator_id == me and task.assignee_id in (None, me)
    return begun or may_ask_for_ending(act.actor)


def end_given_up(act: Act, case: Case, task: Task | None = None) -> None:
    """This function will end a case as given up: what waits for anybody, drafts, files and the key go."""
    tx = act.tx
    gone = Advance(
        state=b"",
        closed=tuple(ClosedTask(task_id=one.id, completed=False) for one in tasks.open_tasks(tx, case.id)),
        timers_gone=tuple(one.task_id for one in timers.of_case(tx, case.id)),
        waits_gone=tuple(one.task_id for one in messages.waits_of(tx, case.id)),
    )
    if case.number is not None:
        numbers.void(tx, case.number, by=act.actor.person_id, reason=REASON, now=act.now)
    beginnings.clear(tx, case.id)
    change = CaseChange(case=case, advance=gone, tasks=(), not_actors=(), status=CaseStatus.GIVEN_UP, now=act.now)
    cases.apply(tx, change, entry=entry_of(act, "case.given_up", stream=stream_of(case.id), task=task))
    keys.destroy(tx, keys.owner_of(case.id))
    act.entries += 1


def can_give_up(act: Act, case: Case, task: Task) -> bool:
    """This function will tell whether the actor may give up the registration that an open task belongs to."""
    by_hand = case.initiator_id is not None and not case.bound
    return task.is_open and by_hand and _is_theirs(act, case, task) and beginnings.is_empty(act.tx, case.id)


def begun(act: Act) -> tuple[BegunRow, ...]:
    """This function will list the actor's registrations that are begun and not handed in, the newest first."""
    return tuple(_row(one) for one in beginnings.of_person(act.tx, viewer_of(act)))


def untouched(
    act: Act, *, process: str, start_event: str, deployment_id: str, origin: Case | None = None
) -> TaskId | None:
    """This function will give the step of an own registration of that start in which nothing was typed, or None.

    One that was begun beside a case is the same beside that case only.
    """
    wanted = (process, start_event, deployment_id, origin.id if origin else None)
    own = beginnings.of_person(act.tx, viewer_of(act))
    same = (one for one in own if (one.process, one.start_event, one.deployment_id, one.origin_case_id) == wanted)
    return next((one.task_id for one in same if not one.touched), None)


def _row(one: Beginning) -> BegunRow:
    return BegunRow(task_id=one.task_id, name=one.name, number=one.number, at=one.opened_at, touched=one.touched)
