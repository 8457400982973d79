"""Reading a stored state: what is open, what the case knows, what one step sees."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from webapp.domain.advance import Advance, Place
from webapp.domain.ids import TaskId
from webapp.domain.world import World
from webapp.engine.acting import find, loaded
from webapp.engine.advancing import bound, describe, waiting_at, waits_for
from webapp.engine.clock import HouseTime
from webapp.engine.definition import Definition
from webapp.engine.tree import HouseTask, RunningCase
from webapp.feel import FeelValue, Functions


def inspect(definition: Definition, state: bytes, world: World) -> Advance:
    """This function will describe everything that is open now, as if it had just been opened.

    The state is unchanged.
    """
    case = loaded(definition, state, world)
    tokens = list(case.tokens())
    found = describe(case, tokens)
    return replace(
        found,
        state=state,
        bound=bound(tokens),
        waiting_at=waiting_at(case, tokens),
        finished=case.ended if not tokens else None,
    )


def places(definition: Definition, state: bytes, world: World) -> tuple[Place, ...]:
    """This function will tell where every token stands and what it waits for, and what only watches."""
    case = loaded(definition, state, world)
    return tuple(_place(case, task) for task in case.tokens())


def _place(case: RunningCase, task: HouseTask) -> Place:
    element, due = task.task_spec.element, task.internal_data.get("due")
    return Place(
        element=element.id,
        kind=element.kind.value,
        waits_for=waits_for(task),
        path=case.path_of(task),
        process=element.process,
        watching=task.triggered and not task.task_spec.is_instance,
        name=element.event.name,
        due=dt.datetime.fromisoformat(due) if due else None,
    )


def routing(definition: Definition, state: bytes, world: World) -> dict[str, FeelValue]:
    """This function will give the case's data (routing values only) as the main process knows them.

    The newest of each name.
    """
    return dict(loaded(definition, state, world).known())


def facts_at(definition: Definition, state: bytes, task_id: TaskId, world: World) -> dict[str, FeelValue]:
    """This function will give the data that a step sees: those of its own process, in a called one the inputs.

    Raises NotOpen.
    """
    case = loaded(definition, state, world)
    return dict(case.seen(find(case, task_id, lambda _: True)))


def seen_at(
    definition: Definition, state: bytes, task_id: TaskId, world: World
) -> tuple[dict[str, FeelValue], frozenset[str]]:
    """This function will give the data that a step sees, and all names known in its call, on whichever branch.

    Raises NotOpen.
    """
    case = loaded(definition, state, world)
    step = find(case, task_id, lambda _: True)
    return dict(case.seen(step)), frozenset({*case.seen(step), *case.known_here(step)})


def facts_around(definition: Definition, state: bytes, task_id: TaskId, world: World) -> dict[str, FeelValue]:
    """This function will give the data of a step's process and of those that call it; the inner ones come first.

    For letters only: an expression never sees beyond its own process (decision 7). Raises NotOpen.
    """
    case = loaded(definition, state, world)
    step: HouseTask | None = find(case, task_id, lambda _: True)
    found: dict[str, FeelValue] = {}
    while step is not None:
        found = {**dict(step.data), **found}
        step = case.owner(step.workflow)
    return found


def functions(definition: Definition, world: World) -> Functions:
    """This function will give the functions of the world as FEEL calls them.

    Today, now, deadline, workdays, days, months.
    """
    return HouseTime(world, definition.limits).functions
