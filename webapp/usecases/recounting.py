"""Counting a case's dates again after the holidays of a year came in or changed: rows, tasks, waits and timers."""

from __future__ import annotations

import dataclasses
import datetime as dt

from webapp import engine
from webapp.domain.actor import Permission
from webapp.domain.advance import TimerSet
from webapp.domain.deadlines import Due, due
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import CaseStatus, Deadline
from webapp.domain.world import World
from webapp.store import cases, deadlines, recounting, tasks, timers
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.viewing import entry_of

FROM_OPENING = "opened"


@writes(Permission.SYSTEM, audited=False)
def recount_case(act: Act, *, case_id: CaseId) -> bool:
    """This function will count a case's dates again and tell whether one changed; then one audit entry names the keys.

    An extended date was approved as a day and stays; a paused clock stands still.
    """
    case = cases.lock(act.tx, case_id)
    if case.status is not CaseStatus.OPEN:
        return False
    desk = desk_of(act, case)
    changed = [*_rows(desk), *_tasks(desk)]
    if not changed:
        return False
    entry = entry_of(act, "deadline.recounted", stream=stream_of(case_id), keys=sorted(set(changed)))
    cases.move(act.tx, case, entry=entry)
    act.entries += 1
    return True


def _rows(desk: Desk) -> list[str]:
    return [row.key for row in deadlines.of_case(desk.act.tx, desk.case.id) if _recount_row(desk, row)]


def _recount_row(desk: Desk, row: Deadline) -> bool:
    if row.key not in desk.world.limits or row.paused_on is not None:
        return False
    counted = _counted(desk, row)
    moved = moved_timers(desk, row.key, due_on=counted.on)
    if counted.on == row.due_on and counted.provisional == row.provisional and not moved:
        return False
    deadlines.change_due(
        desk.act.tx,
        desk.case.id,
        key=row.key,
        due_on=counted.on,
        timers=moved,
        provisional=counted.provisional,
        extension=False,
    )
    return True


def _counted(desk: Desk, row: Deadline) -> Due:
    days = desk.world.calendar
    if row.extended or row.due_on < desk.world.today:
        return Due(on=row.due_on, provisional=not days.knows(row.base_on, row.due_on))
    return due(desk.world.limits[row.key], row.base_on, days)


def bring_forward(desk: Desk, key: str, due_on: dt.date) -> None:
    """This function will let a time limit of a case end on an earlier day, with all that rests on it."""
    timers_moved = moved_timers(desk, key, due_on=due_on)
    deadlines.change_due(desk.act.tx, desk.case.id, key=key, due_on=due_on, timers=timers_moved, extension=False)
    desk.world = with_deadline(desk.world, key, due_on)


def moved_timers(desk: Desk, key: str, *, due_on: dt.date) -> tuple[TimerSet, ...]:
    """This function will give the armed timers on a time limit whose instants change, with the new ones."""
    world = with_deadline(desk.world, key, due_on)
    fresh = engine.rearm(desk.definition, desk.case.state, key, world)
    armed = {one.task_id: one.due_at for one in timers.of_case(desk.act.tx, desk.case.id)}
    return tuple(one for one in fresh.timers if armed.get(one.task_id, one.due_at) != one.due_at)


def with_deadline(world: World, key: str, due_on: dt.date) -> World:
    """This function will give the world in which a time limit ends on that day."""
    return dataclasses.replace(world, deadlines={**world.deadlines, key: due_on})


def _tasks(desk: Desk) -> list[str]:
    """Open tasks whose limit counts from their own opening have no row: they are counted from the day they came."""
    limits, zone = desk.world.limits, desk.world.zone
    moved: dict[TaskId, tuple[dt.date, bool]] = {}
    keys = []
    for task in tasks.open_tasks(desk.act.tx, desk.case.id):
        key = task.deadline
        if key is None or key not in limits or key in desk.world.deadlines or limits[key].base != FROM_OPENING:
            continue
        counted = due(limits[key], task.opened_at.astimezone(zone).date(), desk.world.calendar)
        if (counted.on, counted.provisional) != (task.due_on, task.provisional):
            moved[task.id] = (counted.on, counted.provisional)
            keys.append(key)
    recounting.move_tasks(desk.act.tx, moved)
    return keys
