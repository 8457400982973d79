"""Whose inbox a new task goes to: rules of the diagram, who did that duty before, the only candidate, else the pool."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.advance import Assign, OpenedTask
from webapp.domain.errors import KeptFree
from webapp.domain.ids import PersonId, TaskId
from webapp.domain.records import Step, Task, last_hands
from webapp.domain.said import Said
from webapp.domain.sights import Hold
from webapp.store import absences, candidates, recusals, tasks
from webapp.usecases.desk import Desk
from webapp.usecases.pools import room_of
from webapp.usecases.reassigning import names_one
from webapp.usecases.sparing import apart_later, kept_free


@dataclass(frozen=True, kw_only=True)
class Placed:
    """New task rows and the persons who may not act on which task (four eyes)."""

    tasks: tuple[Task, ...]
    not_actors: tuple[tuple[TaskId, PersonId], ...]


def place(desk: Desk, opened: Sequence[OpenedTask], past: Sequence[Step], *, returned: bool = False) -> Placed:
    """This function will turn opened tasks into rows with room, assignee and four-eyes exclusions.

    `past` are the case's steps so far, the one just completed included, oldest first.
    """
    rows = tuple(dataclasses.replace(_row(desk, one, past), returned=returned) for one in opened)
    barred = {row.id: _barred(desk, row, past) for row in rows}
    able = candidates.eligible(desk.act.tx, rows, on=desk.act.today) if rows else {}
    placed: list[Task] = []
    out = _recused(desk, rows)
    for row in rows:
        left = able.get(row.id, frozenset()) - barred[row.id] - held_apart(row, placed)
        kept = {} if names_one(row.rules) else kept_free(desk, row, past, left)
        free = dataclasses.replace(row, spared=tuple(sorted(kept.items())))
        placed.append(_held(desk, free, past, left - kept.keys(), out=out))
    return Placed(
        tasks=tuple(placed), not_actors=tuple((key, who) for key, people in barred.items() for who in sorted(people))
    )


def refuse_who_became_needed(desk: Desk, hold: Hold) -> None:
    """This function will refuse who has become the only one for a later step since this one opened (KeptFree).

    Somebody left, or was recused. Only who would be refused costs statements: others must be there, today.
    """
    task, me, tx = hold.task, desk.act.actor.person_id, desk.act.tx
    if task.assignee_id or not hold.standing.granted or names_one(task.rules) or not apart_later(desk, task):
        return
    able = candidates.eligible(tx, [task], on=desk.act.today)[task.id]
    kept = kept_free(desk, task, hold.steps, able)
    if me not in kept:
        return
    away = {one.person_id for one in absences.on_day(tx, desk.act.today)}
    beside = held_apart(task, [one for one in hold.steps if one.is_open])
    if able - kept.keys() - away - beside - candidates.barred_from(tx, task.id):
        raise KeptFree(step=Said(kept[me]), who=Said("您"))


def held_apart(row: Step, beside: Iterable[Step]) -> frozenset[PersonId]:
    """This function will give who holds an open step that four eyes keep apart from this one, whichever says so."""
    apart = _apart_from(row)
    return frozenset(
        one.assignee_id
        for one in beside
        if one.assignee_id and one.id != row.id and (one.path in apart or row.path in _apart_from(one))
    )


def _apart_from(row: Step) -> frozenset[str]:
    return frozenset(rule.target for rule in row.rules if rule.kind is Assign.NOT_SAME_AS)


def newly_barred(done: Iterable[Step], still_open: Iterable[Step]) -> tuple[tuple[TaskId, PersonId], ...]:
    """This function will give the open tasks that whoever did `done` may not act on (parallel four eyes).

    Whichever of the two names the other: of steps that are open beside each other either may be done first.
    """
    return tuple(
        (task.id, who)
        for past in done
        for task in still_open
        if past.path in _apart_from(task) or task.path in _apart_from(past)
        for who in past.hands
    )


def _row(desk: Desk, one: OpenedTask, past: Sequence[Step]) -> Task:
    case = desk.case
    return Task(
        id=one.task_id,
        case_id=case.id,
        path=one.path,
        process=one.process,
        element=one.element,
        name=one.name,
        role=one.role,
        room_id=room_of(desk, one.role, one.rules, past),
        rules=one.rules,
        opened_at=desk.act.now,
        deadline=one.deadline,
        due_on=one.due_on,
        provisional=one.provisional,
        priority=case.priority,
        level=case.level,
        secrecy=case.secrecy,
        subject_id=case.subject_id,
        unit_id=case.unit_id,
        mandatory=one.mandatory,
        form=one.form,
        item=one.item,
    )


def _barred(desk: Desk, row: Task, past: Sequence[Step]) -> frozenset[PersonId]:
    out = set()
    for rule in row.rules:
        if rule.kind is Assign.NOT_SAME_AS:
            out |= set(last_hands(past, rule.target))
        if rule.kind is Assign.NOT_IN_CASE and desk.case.origin_case_id:
            out |= tasks.participants(desk.act.tx, desk.case.origin_case_id)
    return frozenset(out)


def _recused(desk: Desk, rows: Sequence[Task]) -> frozenset[PersonId]:
    """Who may not be named for a step; asked for only where the diagram names somebody."""
    if not any(names_one(row.rules) for row in rows):
        return frozenset()
    return recusals.recused_from(desk.act.tx, desk.case.id, subject_id=desk.case.subject_id)


def _held(desk: Desk, row: Task, past: Sequence[Step], able: frozenset[PersonId], *, out: frozenset[PersonId]) -> Task:
    """Whoever is named holds it; named but recused, nobody does, and no pool: it waits to be reassigned."""
    named = _named(desk, row, past)
    if named in out:
        return dataclasses.replace(row, withheld_from=named)
    return dataclasses.replace(row, assignee_id=named or _assignee(desk, row, past, able))


def _assignee(desk: Desk, row: Task, past: Sequence[Step], able: frozenset[PersonId]) -> PersonId | None:
    if not past and desk.case.initiator_id in able:
        return desk.case.initiator_id
    return _before(row, past, able) or only(able)


def _before(row: Task, past: Sequence[Step], able: frozenset[PersonId]) -> PersonId | None:
    """Who did that duty last: the handling officer before whoever only looked over, or signed with others."""
    mine = [task for task in reversed(past) if task.role == row.role and _of(task, able)]
    roles = {task.path: task.role for task in past}
    first_hand = [task for task in mine if not _looked_over(task, roles)]
    return next((_of(task, able) for task in (*first_hand, *mine)), None)


def _of(task: Step, able: frozenset[PersonId]) -> PersonId | None:
    """What a substitute did is the work of who is away, to whom the matter comes back."""
    return next((who for who in (task.done_for, task.completed_by) if who in able), None)


def _looked_over(task: Step, roles: Mapping[str, str | None]) -> bool:
    if task.path.endswith("]"):
        return True
    return any(rule.kind is Assign.NOT_SAME_AS and roles.get(rule.target) == task.role for rule in task.rules)


def only(able: frozenset[PersonId]) -> PersonId | None:
    """This function will give the one candidate, or None where there are several or nobody."""
    return next(iter(able)) if len(able) == 1 else None


def _named(desk: Desk, row: Task, past: Sequence[Step]) -> PersonId | None:
    for rule in row.rules:
        if rule.kind is Assign.SUBJECT:
            return desk.case.subject_id
        if rule.kind is Assign.INITIATOR:
            return desk.case.initiator_id
        if rule.kind is Assign.PERSON and rule.target:
            return PersonId(rule.target)
        if rule.kind is Assign.SAME_AS:
            return next((task.done_for for task in reversed(past) if task.path == rule.target and task.done_for), None)
    return None


def next_of(tasks_opened: Mapping[TaskId, Task], person_id: PersonId) -> TaskId | None:
    """This function will give the first of the new tasks that is the person's own, to open next."""
    return next((key for key, task in tasks_opened.items() if task.assignee_id == person_id), None)
