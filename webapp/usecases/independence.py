"""Two checks of one thing are independent: neither is read before both are done.

A pair are steps that each name the other as `not_same_as`. While one of them is open, what the other wrote is there for
its author alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from webapp.domain.advance import Assign
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import Submission, Task
from webapp.store import submissions, tasks
from webapp.usecases.act import Act


def held_back(act: Act, case_id: CaseId) -> frozenset[TaskId]:
    """This function will give the steps whose contents the actor may not read until their counterpart is done."""
    past = tasks.of_case(act.tx, case_id)
    waiting = [task for task in past if task.is_open]
    return frozenset(
        task.id
        for task in past
        if not task.is_open and task.completed_by != act.actor.person_id and _waits_for(task, waiting)
    )


def readable(act: Act, case_id: CaseId) -> tuple[Submission, ...]:
    """This function will give what the finished steps of a case wrote, as far as the actor may read it now."""
    hidden = held_back(act, case_id)
    return tuple(one for one in submissions.of_case(act.tx, case_id) if one.task_id not in hidden)


def _waits_for(done: Task, waiting: Iterable[Task]) -> bool:
    """A counterpart that opened after the step was done belongs to a later round."""
    return any(
        _names(done, one) and _names(one, done) and (done.closed_at is None or one.opened_at <= done.closed_at)
        for one in waiting
    )


def _names(one: Task, other: Task) -> bool:
    return any(rule.kind is Assign.NOT_SAME_AS and rule.target == other.path for rule in one.rules)
