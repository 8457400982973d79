"""What one act changed: the tokens after it compared with those before it, as an `Advance`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from webapp.domain.advance import Advance, Call, ClosedTask, OpenedTask, TimerSet, Wait
from webapp.domain.deadlines import Due, day_until
from webapp.domain.ids import TaskId
from webapp.engine.expressions import deadline_keys
from webapp.engine.iso import read_literal
from webapp.engine.model import HUMAN, Element, Kind, Trigger
from webapp.engine.places import role_of, rules_of
from webapp.engine.state import save
from webapp.engine.tree import HouseTask, RunningCase
from webapp.feel import show, to_python

WAITS_FOR_EVENT = frozenset({Kind.CATCH, Kind.BOUNDARY, Kind.RECEIVE, Kind.START})


class Standing(StrEnum):
    """What a token waits for, seen from outside."""

    HUMAN = "human"
    TIMER = "timer"
    WAIT = "wait"
    CALL = "call"
    INSIDE = "inside"


Snapshot = Mapping[UUID, Standing]


def snapshot(case: RunningCase) -> Snapshot:
    """This function will give what each live token waits for, by the token's id."""
    return {task.id: standing(task) for task in case.tokens()}


def standing(task: HouseTask) -> Standing:
    """This function will tell what a token waits for."""
    if is_human(task):
        return Standing.HUMAN
    if is_timer(task):
        return Standing.TIMER
    if is_wait(task):
        return Standing.WAIT
    return Standing.CALL if is_call(task) else Standing.INSIDE


def advance(case: RunningCase, before: Snapshot) -> Advance:
    """This function will give what changed since a snapshot, with the state to keep."""
    after = {task.id: task for task in case.tokens()}
    gone = {key: what for key, what in before.items() if key not in after}
    found = describe(case, [task for key, task in after.items() if key not in before])

    def left(what: Standing) -> tuple[TaskId, ...]:
        return tuple(TaskId(key.hex) for key, stood in gone.items() if stood is what)

    return replace(
        found,
        state=save(case),
        closed=tuple(_closed(case, key) for key in left(Standing.HUMAN)),
        timers_gone=left(Standing.TIMER),
        waits_gone=left(Standing.WAIT),
        calls_gone=left(Standing.CALL),
        sent=tuple(case.sent),
        walked=tuple(case.walked),
        deadlines=tuple(case.deadlines),
        bound=bound(after.values()),
        waiting_at=waiting_at(case, after.values()),
        finished=case.ended if not after else None,
        signals=tuple(case.signals),
        trail=tuple(case.trail or ()),
    )


def _closed(case: RunningCase, key: TaskId) -> ClosedTask:
    return ClosedTask(task_id=key, completed=UUID(hex=key) in case.completed_ids)


def describe(case: RunningCase, tasks: Iterable[HouseTask]) -> Advance:
    """This function will describe tokens as tasks, timers, waits and calls."""
    tasks = list(tasks)
    return Advance(
        state=b"",
        opened=tuple(opened(case, task) for task in tasks if is_human(task)),
        timers=tuple(timer(case, task) for task in tasks if is_timer(task)),
        waits=tuple(wait(case, task) for task in tasks if is_wait(task)),
        calls=tuple(call(case, task) for task in tasks if is_call(task)),
    )


def is_human(task: HouseTask) -> bool:
    """This function will tell whether a person must act here."""
    return task.task_spec.manual and task.task_spec.element.kind in HUMAN


def is_timer(task: HouseTask) -> bool:
    """This function will tell whether a token waits for an instant."""
    return "due" in task.internal_data


def is_wait(task: HouseTask) -> bool:
    """This function will tell whether a token waits for a message."""
    element = task.task_spec.element
    waits = element.kind in WAITS_FOR_EVENT and task._state == TaskState.WAITING
    return waits and element.event.trigger is Trigger.MESSAGE


def is_call(task: HouseTask) -> bool:
    """This function will tell whether a token waits for a handler."""
    return "parked" in task.internal_data


def waits_for(task: HouseTask) -> str:
    """This function will tell in one word what a token waits for."""
    element: Element = task.task_spec.element
    if is_human(task):
        return "task"
    if is_call(task):
        return "job"
    if element.kind in WAITS_FOR_EVENT:
        return element.event.trigger.value
    if element.kind in (Kind.PARALLEL, Kind.INCLUSIVE):
        return "join"
    return "events" if element.kind is Kind.EVENT_GATEWAY else "inside"


def _key(task: HouseTask) -> TaskId:
    return TaskId(task.id.hex)


def opened(case: RunningCase, task: HouseTask) -> OpenedTask:
    """This function will describe a human step."""
    element: Element = task.task_spec.element
    key, row = due_of(case, task)
    loop = element.loop
    return OpenedTask(
        task_id=_key(task),
        path=case.path_of(task),
        process=element.process,
        element=element.id,
        name=element.name,
        role=role_of(case, task),
        rules=rules_of(case, task),
        deadline=key,
        due_on=row.on if row else None,
        provisional=row.provisional if row else False,
        mandatory=element.mandatory,
        form=_form(case, element),
        item=to_python(task.data.get(loop.item)) if loop and loop.item else None,
    )


def _form(case: RunningCase, element: Element) -> str | None:
    path = case.definition.form_files.get((element.process, element.id))
    return path.rpartition("/")[2].removesuffix(".form") if path else None


def due_of(case: RunningCase, task: HouseTask) -> tuple[str | None, Due | None]:
    """This function will give the key and the due day of property `deadline`: a key, or = FEEL that gives one."""
    text = task.task_spec.element.properties.get("deadline", "").strip()
    if not text:
        return None, None
    if not text.startswith("="):
        return text, case.time.opening(text)
    key = task.task_spec.value(task, text[1:].strip())
    return (None, None) if key is None else (str(key), case.time.opening(str(key)))


def timer(case: RunningCase, task: HouseTask) -> TimerSet:
    """This function will describe a waiting timer."""
    element: Element = task.task_spec.element
    keys = keys_of(task)
    due_at = dt.datetime.fromisoformat(task.internal_data["due"])
    return TimerSet(
        task_id=_key(task),
        path=case.path_of(task),
        process=element.process,
        element=element.id,
        due_at=due_at,
        due_on=day_until(due_at, case.time.world.zone),
        key=keys[0] if keys else None,
        expression=element.event.expression,
    )


def keys_of(task: HouseTask) -> tuple[str, ...]:
    """This function will give the keys of time limits that a timer asks for; one written as ISO 8601 asks for none."""
    if read_literal(task.task_spec.element.event.expression) is not None:
        return ()
    return deadline_keys(task.task_spec.expressions[task.task_spec.element.event.expression])


def wait(case: RunningCase, task: HouseTask) -> Wait:
    """This function will describe a wait for a message.

    It correlates by property `correlate`, else by the case's subject.
    """
    element: Element = task.task_spec.element
    text = element.properties.get("correlate")
    value = task.task_spec.value(task, text) if text else case.case_header.get("subject")
    key, row = due_of(case, task)
    return Wait(
        task_id=_key(task),
        path=case.path_of(task),
        process=element.process,
        element=element.id,
        name=element.name,
        message=element.message or "",
        role=role_of(case, task),
        correlate=None if value is None else show(value),
        deadline=key,
        due_on=row.on if row else None,
        mandatory=element.mandatory,
        listens=element.kind is Kind.BOUNDARY,
    )


def call(case: RunningCase, task: HouseTask) -> Call:
    """This function will describe a parked service task."""
    element: Element = task.task_spec.element
    return Call(
        task_id=_key(task),
        path=case.path_of(task),
        process=element.process,
        element=element.id,
        handler=element.handler or "",
        arguments=task.task_spec.arguments(task),
    )


def stands(task: HouseTask) -> bool:
    """This function will tell whether a token stands here; a boundary event or an event sub-process only watches."""
    return bool(task._state & (TaskState.READY | TaskState.WAITING | TaskState.STARTED)) and not (
        task.triggered and task.task_spec.element.kind in (Kind.BOUNDARY, Kind.START)
    )


def bound(tasks: Iterable[HouseTask]) -> tuple[str, ...]:
    """This function will give the demands' rows that hold the case: a token stands at an element marked with them.

    A marked call activity holds the case as long as anything runs inside it.
    """
    rows = {task.task_spec.element.mandatory for task in tasks if stands(task)}
    return tuple(sorted(row for row in rows if row))


def waiting_at(case: RunningCase, tasks: Iterable[HouseTask]) -> tuple[str, ...]:
    """This function will give the elements of the main process where tokens stand, in the order of its file."""
    main = case.definition.process
    held = {t.task_spec.element.id for t in tasks if stands(t) and t.task_spec.element.process == main}
    return tuple(key for key in case.definition.main.elements if key in held)
