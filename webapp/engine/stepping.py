"""The engine's own steps: one ready task at a time, first come first served, until the case waits for the outside."""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from webapp.engine.bounds import MAX_ASKED, MAX_STEPS, MAX_TOKENS
from webapp.engine.errors import EngineStopped
from webapp.engine.model import Trigger
from webapp.engine.tree import HouseTask, RunningCase


def settle(case: RunningCase) -> None:
    """This function will run the case until only people, handlers, messages and timers can move it.

    What a step throws, or a condition that it makes true, takes effect before the next step (an interrupted branch does
    not run on). Joins that must know all other tokens are asked when nothing else can move. Raises EngineStopped after
    too many steps.
    """
    while _goes_on(case):
        if case.agenda:
            step(case, case.agenda.popleft())
    if case.is_over:
        case.stop_all(case)  # what only watched
    if sum(len(scope.tasks) for scope in case.scopes()) > MAX_TOKENS:
        raise EngineStopped(element=case.definition.process, why=f"同时进行的环节超过 {MAX_TOKENS} 个")


def _goes_on(case: RunningCase) -> bool:
    """Conditions come first, then what is ready, then what depends on all others."""
    conditional = case.definition.has_conditions and _wake_conditions(case)
    return conditional or bool(case.agenda) or wake(case)


def step(case: RunningCase, task: HouseTask) -> None:
    """This function will run one task, unless it was stopped meanwhile."""
    if not task.is_live or task._state != TaskState.READY:
        return
    case.steps += 1
    if case.steps > MAX_STEPS:
        raise EngineStopped(element=task.task_spec.element.id, why="流程在此循环不止")
    task.run()
    if task._state & TaskState.FINISHED_MASK:
        task.workflow.splice(task)


def wake(case: RunningCase) -> bool:
    """This function will let one thing go on that depends on all others, and tell whether there was one."""
    return _finish_scope(case) or _wake_joins(case)


def _finish_scope(case: RunningCase) -> bool:
    for key, scope in reversed(list(case.subprocesses.items())):
        if scope.is_over:
            owner = case.get_task_from_id(key)
            owner.task_spec.finish(owner, scope)
            return True
    return False


def _wake_joins(case: RunningCase) -> bool:
    return any(join.wake(scope) for scope in case.scopes() for join in scope.spec.inclusive)


def _wake_conditions(case: RunningCase) -> bool:
    for task in case.tokens():
        waits = task._state == TaskState.WAITING and task.task_spec.element.event.trigger is Trigger.CONDITIONAL
        case.asked += waits
        if waits and task.task_spec.wake(task):
            return True
    if case.asked > MAX_ASKED:
        raise EngineStopped(element=case.definition.process, why="条件事件过多，一次办理问不完")
    return False
