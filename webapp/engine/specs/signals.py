"""What is thrown inside a case.

Signals to all who wait, escalations and errors to the nearest scope that catches them, cancels to their transaction.
"""

from __future__ import annotations

from collections.abc import Iterator

from SpiffWorkflow.util.task import TaskState

from webapp.engine.bounds import MAX_SIGNALS
from webapp.engine.errors import EngineStopped
from webapp.engine.model import Kind, Trigger
from webapp.engine.tree import HouseTask, RunningCase, Scope

WAITS = frozenset({Kind.CATCH, Kind.BOUNDARY, Kind.START})


def raise_signal(task: HouseTask, name: str) -> None:
    """This function will throw a signal: here at once, to other cases by whoever carries the advance.

    Raises EngineStopped when there is no end of them.
    """
    case: RunningCase = task.workflow.top_workflow
    case.signals.append(name)
    if len(case.signals) > MAX_SIGNALS:
        raise EngineStopped(
            element=task.task_spec.element.id, why=f"一次发出的信号超过 {MAX_SIGNALS} 个，流程在此循环不止"
        )
    hear_signal(case, name)


def hear_signal(case: RunningCase, name: str) -> bool:
    """This function will let every event of the case that waits for a signal happen, and tell whether one did."""
    hearing = [
        one for one in case.tokens() if _waits_for(one, Trigger.SIGNAL) and one.task_spec.element.event.name == name
    ]
    for task in hearing:
        if task.is_live:
            task.task_spec.happen(task)
    return bool(hearing)


def raise_escalation(task: HouseTask, code: str | None) -> None:
    """This function will let the nearest event outwards catch an escalation; uncaught it has no effect."""
    catcher = _nearest(_around(task), Trigger.ESCALATION, code)
    if catcher is not None:
        catcher.task_spec.happen(catcher)


def raise_error(task: HouseTask, code: str | None) -> None:
    """This function will let the nearest event outwards catch an error end.

    Uncaught, the whole case ends there.
    """
    catcher = _nearest(_around(task), Trigger.ERROR, code)
    if catcher is not None:
        catcher.task_spec.happen(catcher)
        return
    case = task.workflow.top_workflow
    known = case.known()
    case.stop_all(case)
    case.harvest, case.ended = known, task.task_spec.bpmn_id


def raise_cancel(task: HouseTask) -> None:
    """This function will cancel the transaction around a cancel end event; its cancel boundary event goes on."""
    case = task.workflow.top_workflow
    owner = case.owner(task.workflow)
    catcher = None if owner is None else _caught([owner, *_wrappers(owner)], Trigger.CANCEL, None)
    if catcher is None:
        case.stop_all(task.workflow)
    else:
        catcher.task_spec.happen(catcher)


def fail_at(task: HouseTask, code: str) -> None:
    """This function will deliver a handler's fault to its own boundary events, else outwards.

    Raises EngineStopped when nobody catches it (the act is rolled back, an incident opens).
    """
    catcher = _caught([task, *_wrappers(task)], Trigger.ERROR, code) or _nearest(_around(task), Trigger.ERROR, code)
    if catcher is None:
        raise EngineStopped(element=task.task_spec.element.id, why=f"处理结果为“{code}”，流程图没有画出相应的例外")
    case = task.workflow.top_workflow
    case.put(catcher, catcher.task_spec.element.id, {"code": code})
    catcher.task_spec.happen(catcher)


def escalate_at(task: HouseTask, code: str) -> bool:
    """This function will deliver a step's escalation to its own boundary events, else outwards; False: uncaught."""
    own = [task, *_wrappers(task)]
    catcher = _caught(own, Trigger.ESCALATION, code) or _nearest(_around(task), Trigger.ESCALATION, code)
    if catcher is not None:
        catcher.task_spec.happen(catcher)
    return catcher is not None


def _waits_for(task: HouseTask, trigger: Trigger) -> bool:
    element = task.task_spec.element
    waiting = element is not None and element.kind in WAITS and task._state == TaskState.WAITING
    return waiting and element.event.trigger is trigger


def _wrappers(task: HouseTask) -> tuple[HouseTask, ...]:
    """The multi-instance step that an instance belongs to."""
    return (task.parent,) if task.task_spec.is_instance else ()


def _around(task: HouseTask) -> Iterator[list[HouseTask]]:
    """The events that may catch what a task throws, level by level outwards.

    First the event sub-processes of its scope, then the boundary events of whoever runs the scope.
    """
    case: RunningCase = task.workflow.top_workflow
    scope: Scope | None = task.workflow
    while scope is not None:
        yield _with_parts([one for one in scope.live() if one.task_spec.is_watch])
        owner = case.owner(scope)
        for host in () if owner is None else (owner, *_wrappers(owner)):
            yield _with_parts(host.children)
        scope = None if owner is None else owner.workflow


def _with_parts(events: list[HouseTask]) -> list[HouseTask]:
    """Events, and the parts of multiple ones."""
    parts = [
        part for event in events for part in event.children if part.task_spec in getattr(event.task_spec, "parts", ())
    ]
    return [*events, *parts]


def _caught(hosts: list[HouseTask], trigger: Trigger, code: str | None) -> HouseTask | None:
    return _nearest((_with_parts(host.children) for host in hosts), trigger, code)


def _nearest(levels: Iterator[list[HouseTask]], trigger: Trigger, code: str | None) -> HouseTask | None:
    """The first that names the code, else the first that catches any, on the nearest level that has one."""
    for level in levels:
        waiting = [one for one in level if _waits_for(one, trigger)]
        exact = [one for one in waiting if one.task_spec.element.event.name == code]
        anyway = [one for one in waiting if one.task_spec.element.event.name is None]
        if exact or anyway:
            return (*exact, *anyway)[0]
    return None
