"""The real cases that a crowd is copied from: inquiries led to where they stand, and whatever the demo's stories left.

The stories have cases of all ten measures under way. What can be done in them next, and by whom, is tried out in an
office of its own before: only such steps are timed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # form values, as a page posts them

from tests.bench.copies import Original, columns_of
from tests.bench.life import Inquiry, Prepared, Step, prepared, steps
from tests.usecases.office import House
from webapp.domain.errors import OfficeError
from webapp.domain.ids import OFFICE_ROOM, CaseId
from webapp.domain.records import CaseStatus
from webapp.domain.roster import Affiliation
from webapp.store import candidates, tasks
from webapp.store.tables import case, person, role_grant, room
from webapp.usecases.demo.stage import Stage
from webapp.usecases.handing import claim_task

PLANNED, HELD, APPROVED = "plan_inquiry", "held", "by_deputy"
MIX = (*(PLANNED,) * 8, HELD, *(APPROVED,) * 9, "reply", "meeting_decided")
"""Where inquiries stand, of twenty: to be planned (in a pool, one held), to be approved, a timer runs, a body meets."""
WORKED_ON = frozenset({PLANNED, APPROVED})
Doable = tuple[str, Step]
"""A task's id, and what is done there by whom."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A real case to copy; `step` is what somebody can do in it next (at the task of that id), None where none is."""

    original: Original
    step: Step | None = None
    task_id: str = ""
    subject: str | None = None


def twinned(house: House) -> frozenset[str]:
    """Give rooms, and the officers with a duty in one: what a larger office has more of."""
    with house.office.database.read() as tx:
        rooms = set(tx.execute(room.select().where(room.c.id != OFFICE_ROOM)).scalars())
        held = role_grant.join(person, person.c.id == role_grant.c.person_id)
        duties = role_grant.select().select_from(held).where(person.c.kind == Affiliation.OFFICER)
        people = {row.person_id for row in tx.execute(duties) if row.room_id in rooms}
    return frozenset(rooms | people)


def inquiries(house: House, heads: Sequence[str], twins: Collection[str]) -> Iterator[Sequence[Kind]]:
    """Lead an inquiry about each head to each place of the mix."""
    stage = Stage(house.office, begins=house.clock())
    known = {where: [_inquiry(stage, house, where, head, twins) for head in heads] for where in dict.fromkeys(MIX)}
    yield from (known[where] for where in MIX)


def _inquiry(stage: Stage, house: House, where: str, head: str, twins: Collection[str]) -> Kind:
    inquiry = Inquiry(stage, head)
    inquiry.walk(Prepared.submit, upto=PLANNED if where == HELD else where)
    if where == HELD:
        one = prepared(stage, next(steps(inquiry.team, head, stage.today)), inquiry.case_id)
        stage.office.run(claim_task, one.actor, task_id=one.task_id)
    original = Original(house, inquiry.case_id, twins)
    if where not in WORKED_ON:
        return Kind(original=original)
    columns = columns_of("task")
    path, key, is_open = (columns.index(name) for name in ("path", "id", "is_open"))
    found = next(row for row, _ in original.rows["task"] if row[is_open])
    step = next(one for one in steps(inquiry.team, head, stage.today) if one.path == found[path])
    return Kind(original=original, step=step, task_id=found[key], subject=head)


def of_stories(house: House, can_be_done: Mapping[CaseId, Doable], twins: Collection[str]) -> Iterator[Sequence[Kind]]:
    """Give each case that the stories left open, with what can be done in it."""
    for case_id, subject in open_cases(house):
        original = Original(house, case_id, twins)
        if case_id in can_be_done:
            task_id, step = can_be_done[case_id]
            yield [Kind(original=original, step=step, task_id=task_id, subject=subject)]
        else:
            yield [Kind(original=original)]


def open_cases(house: House) -> list[tuple[CaseId, str | None]]:
    """Give all open cases with their subjects (past all visibility)."""
    with house.office.database.read() as tx:
        rows = tx.execute(case.select().where(case.c.status == CaseStatus.OPEN).order_by(case.c.id)).all()
    return [(CaseId(row.id), row.subject_id) for row in rows]


def tried(house: House) -> Mapping[CaseId, Doable]:
    """Do what is open in each case, and give the first task that somebody could complete with what the form says."""
    stage = Stage(house.office, begins=house.clock())
    found = {case_id: _first_done(house, stage, case_id) for case_id, _ in open_cases(house)}
    return {case_id: done for case_id, done in found.items() if done is not None}


def _first_done(house: House, stage: Stage, case_id: CaseId) -> Doable | None:
    with house.office.database.read() as tx:
        waiting = sorted(tasks.open_tasks(tx, case_id), key=lambda one: one.path)
        able = [one.assignee_id or min(candidates.of_task(tx, one, on=stage.today), default="") for one in waiting]
    for one, who in zip(waiting, able, strict=True):
        step = Step(who=who, path=one.path, given=_given(stage).get(one.element, {}))
        if who and _done(stage, step, case_id):
            return one.id, step
    return None


def _given(stage: Stage) -> Mapping[str, Mapping[str, Any]]:
    """What a form asks for that no sample word is an answer to, by step."""
    days = [{"what": what, "held_on": stage.today} for what in ("mobilised", "end")]
    return {
        "plan_check": {"contact": "su", "from_on": stage.workday_after(5), "to_on": stage.workday_after(9)},
        "tour_work": {"milestones": days},
    }


def _done(stage: Stage, step: Step, case_id: CaseId) -> bool:
    try:
        prepared(stage, step, case_id).submit()
    except OfficeError:
        return False
    return True
