"""Human steps: opening and closing them, who may act, claiming, handing over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound, NotOpen, Overtaken, StaleRevision
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import CaseChange, Step, Task
from webapp.domain.sights import Seen, Viewer
from webapp.store import keys
from webapp.store.bound import MARK
from webapp.store.candidates import eligible as eligible
from webapp.store.candidates import for_needs as for_needs
from webapp.store.codec import pack
from webapp.store.db import AnyResult, AnyRow, Tx
from webapp.store.rows import (
    CASE_HEADER,
    KEY_COLUMNS,
    TASK_COLUMNS,
    case_of,
    item_place,
    key_of_case,
    step_columns,
    steps_of,
    task_of,
    task_row,
)
from webapp.store.standing import STANDING, standing_of
from webapp.store.tables import agenda_item, case, data_key, not_actor, opinion, task
from webapp.store.vault import DataKey
from webapp.store.visibility import (
    ME,
    by,
    checked,
    holds_role,
    stands_in,
    visible_ids,
    workable,
)
from webapp.store.writing import insert_once, insert_or_change, json_rows

_ENDING = ("is_open", "closed_at", "completed", "completed_by", "on_behalf_of", "outcome", "done_in")
_WRITE = insert_or_change(task, ["id"], change=_ENDING, where=task.c.is_open)
"""The step that was done and those that it opens are one upsert: the twelve statements of a completion."""
_CANCEL = (
    sa.update(task)
    .where(task.c.id == b("of_task"), task.c.is_open)
    .values(is_open=sa.false(), closed_at=b("now"), completed=sa.false())
)
_BAR = insert_once(not_actor)
_WITH_KEY = sa.select(*TASK_COLUMNS, *KEY_COLUMNS).join(data_key, key_of_case(task), isouter=True)
_OF_CASE = checked(
    _WITH_KEY.where(task.c.case_id == b("case_id")).order_by(
        task.c.opened_in, task.c.position, task.c.opened_at, task.c.id
    ),
    "the caller has checked the case",
)
_VOICES = sa.select(opinion.c.person_id).join(agenda_item, agenda_item.c.id == opinion.c.item_id)
_STEPS = checked(
    sa.select(json_rows(*step_columns())).where(task.c.case_id == b("case_id"), sa.not_(task.c.superseded)),
    "the caller has checked the case",
)
_SUPERSEDE = (
    sa.update(task)
    .where(
        task.c.case_id == b("of_case"),
        sa.not_(task.c.superseded),
        task.c.path == b("at"),
        task.c.completed_by == b("doer"),
        task.c.id != b("by_task"),
    )
    .values(superseded=sa.true())
)
_PARTICIPANTS = checked(
    sa.select(task.c.completed_by)
    .where(task.c.case_id == b("case_id"), task.c.completed_by.is_not(None))
    .union(
        sa.select(task.c.assignee_id).where(task.c.case_id == b("case_id"), task.c.assignee_id.is_not(None)),
        sa.select(task.c.on_behalf_of).where(task.c.case_id == b("case_id"), task.c.on_behalf_of.is_not(None)),
        _VOICES.where(agenda_item.c.case_id == b("case_id")),
    ),
    "write path: who worked in a case may not review it",
)
_OTHER_DUTY = sa.func.coalesce(task.c.role, "") != b("duty", type_=sa.Text)
_DOERS_BUT = checked(
    sa.union(
        *(
            sa.select(who).where(task.c.case_id == b("case_id"), who.is_not(None), _OTHER_DUTY)
            for who in (task.c.completed_by, task.c.on_behalf_of)
        )
    ),
    "write path: who investigated a case, or in whose name, may not try it",
)
_this = task.alias()
_ITS_CASE = sa.select(_this.c.case_id).where(_this.c.id == b("task_id")).scalar_subquery()
_READ = workable(
    sa.select(*TASK_COLUMNS, *CASE_HEADER, *KEY_COLUMNS, *STANDING)
    .select_from(task)
    .join(case, case.c.id == task.c.case_id)
    .join(data_key, key_of_case(), isouter=True)
    .where(
        task.c.id == b("task_id"),
        case.c.destroyed_at.is_(None),
        sa.or_(
            task.c.assignee_id == ME,
            task.c.completed_by == ME,
            sa.and_(
                sa.func.coalesce(task.c.subject_id, "") != ME,
                sa.or_(
                    holds_role(task),
                    stands_in(task).is_not(None),
                    task.c.case_id.in_(visible_ids(only=_ITS_CASE)),
                ),
            ),
        ),
    )
)
_SAME_HOLDER = sa.func.coalesce(task.c.assignee_id, "") == sa.func.coalesce(b("holder", type_=sa.Text), "")
_HAND = (
    sa.update(task)
    .where(task.c.id == b("of_task"), task.c.is_open, _SAME_HOLDER)
    .values(
        assignee_id=b("to", type_=sa.Text),
        seen_at=b("seen", type_=task.c.seen_at.type),
        withheld_from=b("named", type_=sa.Text),
    )
)
_SEEN = (
    sa.update(task)
    .where(task.c.id == b("of_task"), task.c.seen_at.is_(None))
    .values(seen_at=b("now"))
    .execution_options(**MARK)
)
_FOLLOW_UP = (
    sa.update(task)
    .where(task.c.id == b("of_task"), task.c.is_open)
    .values(follow_up_on=b("on"))
    .execution_options(**MARK)
)
_REHOUSE = (
    sa.update(task)
    .where(task.c.case_id == b("of_case"), task.c.is_open, task.c.room_id == b("old_room"))
    .values(room_id=b("new_room"), assignee_id=None)
)
_RETURNED = sa.update(task).where(task.c.id == b("of_task")).values(returned=sa.true())
_HOLDER = checked(
    sa.select(task.c.assignee_id, task.c.is_open, task.c.closed_at, task.c.completed_by).where(
        task.c.id == b("of_task")
    ),
    "says who was faster, after the act has checked the task",
)


def spread(tx: Tx, change: CaseChange, *, entry: int, done: Task | None = None) -> None:
    """This function will write the tasks that an act opened, the one that it completed (`done`) and those it cancelled.

    With them whom four eyes keep from which. `entry` is the act's number in the case's record. Raises StaleRevision
    when one was closed before.
    """
    measure = change.case.measure
    rows = [] if done is None else [task_row(replace(done, done_in=entry), None, measure=measure)]
    opened = [replace(one, opened_in=entry, position=place) for place, one in enumerate(change.tasks)]
    rows += [task_row(one, _item(tx, one), measure=measure) for one in opened]
    _all_open(rows, lambda: tx.execute(_WRITE, rows))
    gone = [one.task_id for one in change.advance.closed if done is None or one.task_id != done.id]
    cancelled = [{"of_task": task_id, "now": change.now} for task_id in gone]
    _all_open(cancelled, lambda: tx.execute(_CANCEL, cancelled))
    bar(tx, change.not_actors)
    if done is not None and any(_repeats(done, one) for one in steps(tx, change.case.id)):
        where = {"of_case": change.case.id, "at": done.path, "doer": done.completed_by, "by_task": done.id}
        tx.execute(_SUPERSEDE, where)


def _all_open(rows: Sequence[object], write: Callable[[], AnyResult]) -> None:
    if rows and write().rowcount != len(rows):
        raise StaleRevision


def _repeats(done: Task, earlier: Step) -> bool:
    return earlier.id != done.id and (earlier.path, earlier.completed_by) == (done.path, done.completed_by)


def bar(tx: Tx, pairs: Iterable[tuple[TaskId, PersonId]]) -> None:
    """This function will keep persons from tasks (four eyes)."""
    rows = [{"task_id": task_id, "person_id": person_id} for task_id, person_id in pairs]
    if rows:
        tx.execute(_BAR, rows)


def read(tx: Tx, task_id: TaskId, *, viewer: Viewer) -> Seen:
    """This function will give a task that the viewer may see, with what the viewer is to it, else raise NotFound.

    Visible: own and done ones, those of the viewer's pools (claimed or closed by others too), those of absent
    colleagues whom the viewer stands in for, and those of visible cases; never where recused.
    """
    row = tx.execute(_READ, by(viewer) | {"task_id": task_id}).one_or_none()
    if row is None:
        raise NotFound
    return Seen(task=task_of(row, keys.learn_unless_gone(tx, row)), case=case_of(row), standing=standing_of(row))


def of_case(tx: Tx, case_id: CaseId) -> tuple[Task, ...]:
    """This function will give all tasks of a case that the caller has checked, oldest first."""
    return tx.once(("tasks", case_id), lambda: _of_case(tx, case_id))


def _of_case(tx: Tx, case_id: CaseId) -> tuple[Task, ...]:
    return tuple(task_of(row, _key(tx, row)) for row in tx.execute(_OF_CASE, {"case_id": case_id}))


def steps(tx: Tx, case_id: CaseId) -> tuple[Step, ...]:
    """This function will give a case's steps as they were done: of each path and person the last one, then open ones.

    They are as many in a loop's thousandth round as in its second; as they were before the act, where a lock brought
    them.
    """
    known: tuple[Step, ...] | None = tx.memo.get(("steps", case_id))
    return known if known is not None else steps_of(tx.execute(_STEPS, {"case_id": case_id}).scalar_one())


def open_tasks(tx: Tx, case_id: CaseId) -> tuple[Task, ...]:
    """This function will give the open tasks of a case that the caller has checked."""
    return tuple(one for one in of_case(tx, case_id) if one.is_open)


def last_completed_by(tx: Tx, case_id: CaseId, *, paths: Iterable[str]) -> Mapping[str, PersonId]:
    """This function will tell who last completed each path."""
    wanted = set(paths)
    done = [(one.closed_at, one.path, one.completed_by) for one in of_case(tx, case_id) if one.path in wanted]
    return {path: who for at, path, who in sorted(done, key=lambda row: str(row[0])) if at and who}


def doers_but(tx: Tx, case_id: CaseId, *, duty: str) -> frozenset[PersonId]:
    """This function will give who completed a step of a case in any duty but one."""
    found = tx.execute(_DOERS_BUT, {"case_id": case_id, "duty": duty}).scalars()
    return frozenset(PersonId(who) for who in found)


def participants(tx: Tx, case_id: CaseId) -> frozenset[PersonId]:
    """This function will give who holds or did a task of a case, for whom it was done, and who gave an opinion on it.

    A lock may have brought them.
    """
    known: frozenset[PersonId] | None = tx.memo.get(("participants", case_id))
    if known is not None:
        return known
    return frozenset(PersonId(who) for who in tx.execute(_PARTICIPANTS, {"case_id": case_id}).scalars())


def claim(tx: Tx, task_id: TaskId, *, person_id: PersonId, now: dt.datetime) -> None:
    """This function will make a pool task the person's own; raises Overtaken (facts: holder) or NotOpen."""
    _hand(tx, task_id, {"holder": None, "to": person_id, "seen": now})


def release(tx: Tx, task_id: TaskId, *, person_id: PersonId) -> None:
    """This function will put a person's task back into its pool; raises Overtaken or NotOpen."""
    _hand(tx, task_id, {"holder": person_id, "to": None, "seen": None})


def reassign(tx: Tx, task_id: TaskId, *, holder: PersonId | None, to: PersonId | None) -> None:
    """This function will give a task from its holder (None: the pool) to another; raises Overtaken or NotOpen."""
    _hand(tx, task_id, {"holder": holder, "to": to, "seen": None})


def withhold(tx: Tx, task_id: TaskId, *, holder: PersonId) -> None:
    """This function will take a task from whom the diagram names; it waits to be reassigned, in nobody's pool."""
    _hand(tx, task_id, {"holder": holder, "to": None, "seen": None, "named": holder})


def mark_seen(tx: Tx, task_id: TaskId, *, now: dt.datetime) -> None:
    """This function will note when a task was first opened."""
    tx.execute(_SEEN, {"of_task": task_id, "now": now})


def follow_up(tx: Tx, task_id: TaskId, *, on: dt.date | None) -> None:
    """This function will set the day on which the officer wants to come back to a task (跟进日), None for none."""
    tx.execute(_FOLLOW_UP, {"of_task": task_id, "on": on})


def mark_returned(tx: Tx, task_id: TaskId) -> None:
    """This function will mark a task as one that came back (退回补充)."""
    tx.execute(_RETURNED, {"of_task": task_id})


def _hand(tx: Tx, task_id: TaskId, values: dict[str, Any]) -> None:
    if tx.execute(_HAND, {"named": None} | values | {"of_task": task_id}).rowcount == 1:
        return
    row = tx.execute(_HOLDER, {"of_task": task_id}).one_or_none()
    if row is None:
        raise NotFound
    if not row.is_open:
        raise NotOpen(by=row.completed_by, at=row.closed_at)
    raise Overtaken(holder=row.assignee_id)


def _key(tx: Tx, row: AnyRow) -> DataKey | None:
    """A registration that was given up has no key any more, and its steps have nothing sealed."""
    return None if row.owner is None and row.t_item is None else keys.learn(tx, row)


def _item(tx: Tx, one: Task) -> bytes | None:
    if one.item is None:
        return None
    return keys.of_case(tx, one.case_id).seal(item_place(one.id), pack(one.item))


def rehouse(tx: Tx, case_id: CaseId, *, old: str, new: str) -> None:
    """This function will hand a case's open steps of a place to another one; nobody there holds them yet."""
    tx.execute(_REHOUSE, {"of_case": case_id, "old_room": old, "new_room": new})
