"""How an act runs: the stored state is loaded, one thing happens, the engine settles, the difference is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from webapp.domain.advance import Advance
from webapp.domain.errors import NotOpen
from webapp.domain.ids import TaskId
from webapp.domain.world import World
from webapp.engine.advancing import advance, snapshot
from webapp.engine.clock import HouseTime
from webapp.engine.definition import Definition
from webapp.engine.facts import Facts
from webapp.engine.state import load
from webapp.engine.stepping import settle
from webapp.engine.tree import HouseTask, RunningCase
from webapp.feel import FeelValue, from_python


def acted(definition: Definition, state: bytes, world: World, act: Callable[[RunningCase], None]) -> Advance:
    """This function will carry out one act on a stored state and give what changed."""
    case = loaded(definition, state, world)
    before = snapshot(case)
    act(case)
    settle(case)
    return advance(case, before)


def loaded(definition: Definition, state: bytes, world: World) -> RunningCase:
    """This function will give the running case of a state, in the act's world. Raises DamagedState."""
    case = load(definition, state, time_of(definition, world))
    case.case_header = header(world)
    return case


def opened_case(definition: Definition, start_event: str, world: World) -> RunningCase:
    """This function will give a case that has no token yet."""
    case = RunningCase(definition, start_event, time_of(definition, world))
    case.case_header = header(world)
    return case


def set_off(case: RunningCase, start_event: str, *, data: Mapping[str, object], known: Facts) -> None:
    """This function will let the first token enter the start event with what is known and what it was given."""
    root = case.plant()
    root.data = known.fork()
    if not case.definition.house:
        case.harvest = known.fork()
    if data:
        case.put_result(root, start_event, from_python(dict(data)))
    root.task_spec.set_off(root)
    settle(case)


def time_of(definition: Definition, world: World) -> HouseTime:
    """This function will give an act's time: by the office's hours in the house, exact to the second elsewhere."""
    return HouseTime(world, definition.limits, exact=not definition.house)


def header(world: World) -> dict[str, FeelValue]:
    """This function will give the case's header as FEEL values."""
    return {key: from_python(value) for key, value in world.case.items()}


def find(case: RunningCase, task_id: TaskId, kind: Callable[[HouseTask], bool]) -> HouseTask:
    """This function will find a live token of this kind. Raises NotOpen."""
    try:
        task = case.get_task_from_id(UUID(hex=task_id))
    except (KeyError, ValueError) as error:
        raise NotOpen from error
    if not task.is_live or not kind(task):
        raise NotOpen
    return task
