"""The verbs of a case: each takes the definition, the stored state and the world, and gives what changed.

All are pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from SpiffWorkflow.util.task import TaskState

from webapp.domain.advance import Advance, OpenedTask
from webapp.domain.deadlines import Due
from webapp.domain.errors import MandatoryGate
from webapp.domain.ids import TaskId
from webapp.domain.world import World
from webapp.engine.acting import acted, find, loaded, opened_case, set_off
from webapp.engine.advancing import (
    advance,
    bound,
    describe,
    due_of,
    is_human,
    is_timer,
    is_wait,
    keys_of,
    snapshot,
    waiting_at,
)
from webapp.engine.definition import Definition
from webapp.engine.errors import AlreadyEnding, NoSuchStart
from webapp.engine.facts import Facts
from webapp.engine.specs.signals import escalate_at, fail_at, hear_signal
from webapp.engine.specs.timers import set_timer
from webapp.engine.state import save, start_of
from webapp.engine.tree import HouseTask, RunningCase
from webapp.feel import from_python

DECEASED = "subject_deceased"
"""The one reason for which a case may end early although a demand's row holds it (decision 9)."""


def start(
    definition: Definition,
    start_event: str,
    data: Mapping[str, object],
    world: World,
    *,
    inputs: Mapping[str, object] | None = None,
) -> Advance:
    """This function will open a case at one of its start events; `data` lies under the event's id.

    `inputs` are plain names, as a caller would hand them to a called process: for trying such a process by itself.
    Raises NoSuchStart.
    """
    case = opened_case(definition, start_event, world)
    known = Facts()
    for name, value in (inputs or {}).items():
        known.put(name, from_python(value), case.next_stamp())
    set_off(case, start_event, data=data, known=known)
    return advance(case, {})


def complete(
    definition: Definition, state: bytes, task_id: TaskId, data: Mapping[str, object] | None, world: World
) -> Advance:
    """This function will complete a human step; `data` are its routing fields and lie under the step's id.

    Raises NotOpen when the step is not open any more.
    """

    def act(case: RunningCase) -> None:
        task = find(case, task_id, is_human)
        case.put_result(task, task.task_spec.element.id, from_python(dict(data or {})))
        _run(task)

    return acted(definition, state, world, act)


def fire(definition: Definition, state: bytes, task_id: TaskId, world: World) -> Advance:
    """This function will let a timer's event happen; whether its instant has come is the caller's to know.

    Raises NotOpen.
    """
    return acted(definition, state, world, lambda case: _happen(find(case, task_id, is_timer)))


def deliver(
    definition: Definition, state: bytes, task_id: TaskId, payload: Mapping[str, object], world: World
) -> Advance:
    """This function will hand a message to the event that waits for it; the payload lies under its id.

    Raises NotOpen.
    """

    def act(case: RunningCase) -> None:
        task = find(case, task_id, is_wait)
        case.put_result(task, task.task_spec.element.id, from_python(dict(payload)))
        _happen(task)

    return acted(definition, state, world, act)


def resume(definition: Definition, state: bytes, task_id: TaskId, value: object, world: World) -> Advance:
    """This function will hand a handler's result to its parked service task; it lies under the task's id.

    A diagram drawn elsewhere may name another place besides. Raises NotOpen.
    """

    def act(case: RunningCase) -> None:
        task = find(case, task_id, _is_parked)
        element, result = task.task_spec.element, from_python(value)
        case.put_result(task, element.id, result)
        if element.result:
            case.put(task, element.result, result)
        task.task_spec.leave(task)

    return acted(definition, state, world, act)


def fail(definition: Definition, state: bytes, task_id: TaskId, code: str, world: World) -> Advance:
    """This function will deliver a handler's fault to the nearest error event that catches its code.

    The event's context holds the code. Raises NotOpen, and EngineStopped when nobody catches it.
    """
    return acted(definition, state, world, lambda case: fail_at(find(case, task_id, _can_fail), code))


def escalate(definition: Definition, state: bytes, task_id: TaskId, code: str, world: World) -> Advance:
    """This function will let an open step escalate: the nearest event that catches the code happens, else nothing.

    Raises NotOpen.
    """
    return acted(definition, state, world, lambda case: _escalate(find(case, task_id, _can_fail), code))


def hear(definition: Definition, state: bytes, signal: str, world: World) -> Advance:
    """This function will let a case hear a signal from outside: every event of it that waits for one happens."""
    return acted(definition, state, world, lambda case: _hear(case, signal))


def cancel(definition: Definition, state: bytes, reason: str, world: World) -> Advance:
    """This function will end a case early: all tokens stop and the band of `case_ended` begins with the case's data.

    Raises AlreadyEnding, NoSuchStart (no band is drawn) and MandatoryGate: a case that a demand's row holds ends only
    because its subject died.
    """
    ending = definition.ending
    if ending is None:
        raise NoSuchStart(process=definition.process, start="case_ended")
    if start_of(state) == ending.id:
        raise AlreadyEnding
    before = loaded(definition, state, world)
    if bound(before.tokens()) and reason != DECEASED:
        raise MandatoryGate
    case = opened_case(definition, ending.id, world)
    case.serial = before.serial
    set_off(case, ending.id, data={"reason": reason}, known=before.known())
    return advance(case, snapshot(before))


def rearm(definition: Definition, state: bytes, key: str, world: World) -> Advance:
    """This function will compute anew what rests on a time limit whose row in `world.deadlines` has changed.

    `timers` holds the waiting timers that name the key, `opened` and `waits` the steps whose property names it, each
    with its new date and its old task id: rows to change, not new ones.
    """
    case = loaded(definition, state, world)
    row = case.time.known(key)
    resting = [task for task in case.tokens() if _rests_on(case, task, key)]
    for task in resting:
        if is_timer(task):
            set_timer(task.task_spec, task)
    found = describe(case, resting)
    return replace(
        found,
        state=save(case),
        opened=tuple(_dated(step, row) for step in found.opened),
        waits=tuple(replace(step, due_on=row.on if row else step.due_on) for step in found.waits),
        bound=bound(case.tokens()),
        waiting_at=waiting_at(case, case.tokens()),
    )


def _dated(step: OpenedTask, row: Due | None) -> OpenedTask:
    return replace(step, due_on=row.on, provisional=row.provisional) if row else step


def _rests_on(case: RunningCase, task: HouseTask, key: str) -> bool:
    if is_timer(task):
        return key in keys_of(task)
    return (is_human(task) or is_wait(task)) and due_of(case, task)[0] == key


def _can_fail(task: HouseTask) -> bool:
    """A handler may fail anywhere; a person's step only in diagrams of others, where their client may say so."""
    return _is_parked(task) or (not task.workflow.top_workflow.definition.house and is_human(task))


def _escalate(task: HouseTask, code: str) -> None:
    escalate_at(task, code)


def _hear(case: RunningCase, signal: str) -> None:
    hear_signal(case, signal)


def _is_parked(task: HouseTask) -> bool:
    return "parked" in task.internal_data and task._state == TaskState.STARTED


def _run(task: HouseTask) -> None:
    task.run()
    task.workflow.splice(task)


def _happen(task: HouseTask) -> None:
    """An event or a receive task goes on by its own rule."""
    task.task_spec.happen(task)
    task.internal_data.pop("due", None)
