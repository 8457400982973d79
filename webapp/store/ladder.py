"""The overdue ladder: open steps with a due day, the rungs they have reached, and who may be told of a step."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any  # rows as the driver gives them

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import Case
from webapp.domain.urging import LAST, LOUD, LateStep, Rung
from webapp.store.db import AnyRow, Tx
from webapp.store.deadlines import COUNTS_FOR_ALL, WHOLE_STEP
from webapp.store.tables import IS_OPEN, case, deadline, person, role_grant, rung, subscription, task, told
from webapp.store.visibility import checked, in_force
from webapp.store.writing import insert_once, json_rows

_WHY = "the office's own clock, which shows nothing to anybody"
_LATER_THAN = sa.tuple_(b("after_due", type_=sa.Date), b("after_id", type_=sa.Text))
_ABOVE_ALL = (dt.date(1, 1, 1), "")


def _paused(row: Any, key: Any) -> sa.ColumnElement[bool]:
    """A clock that stands still (暂停计时) drives nobody."""
    clock = deadline.alias()
    still = sa.select(sa.literal(1)).select_from(clock)
    return sa.exists(still.where(clock.c.case_id == row.c.case_id, clock.c.key == key, clock.c.paused_on.is_not(None)))


def _steps(row: sa.Table, step_id: Any, is_live: sa.ColumnElement[bool], *, clock: Any = None) -> sa.Select[Any]:
    climbed, last = rung.alias(), rung.alias()
    of_step = sa.select(json_rows(climbed.c.rung)).where(climbed.c.step_id == step_id, climbed.c.due_on == row.c.due_on)
    top = sa.select(sa.literal(1)).where(last.c.step_id == step_id, last.c.due_on == row.c.due_on, last.c.rung == LAST)
    columns = (step_id.label("step_id"), row.c.case_id, row.c.due_on, of_step.scalar_subquery().label("rungs"))
    return (
        sa.select(*columns)
        .select_from(sa.join(row, case, case.c.id == row.c.case_id))
        .where(IS_OPEN, is_live, row.c.due_on.is_not(None))
        .where(sa.not_(_paused(row, row.c.deadline if clock is None else clock)), sa.not_(sa.exists(top)))
    )


_TASKS = checked(_steps(task, task.c.id, task.c.is_open), _WHY)
_WAITS = checked(_steps(subscription, subscription.c.task_id, subscription.c.gone_at.is_(None)), _WHY)
_WHOLES = checked(_steps(deadline, WHOLE_STEP, COUNTS_FOR_ALL, clock=deadline.c.key), _WHY)
_BOTH = sa.union_all(_TASKS, _WAITS, _WHOLES).subquery("steps")
_DUE = checked(
    sa.select(_BOTH)
    .where(_BOTH.c.due_on <= b("horizon", type_=sa.Date), sa.tuple_(_BOTH.c.due_on, _BOTH.c.step_id) > _LATER_THAN)
    .order_by(_BOTH.c.due_on, _BOTH.c.step_id)
    .limit(b("size", type_=sa.Integer)),
    _WHY,
)
_ONE = checked(sa.select(_BOTH).where(_BOTH.c.step_id == b("of_step", type_=sa.Text)), _WHY)
_CLIMB = insert_once(rung)
_LETTER = (
    sa.update(rung)
    .where(rung.c.step_id == b("of_step"), rung.c.due_on == b("of_due"), rung.c.rung == b("of_rung"))
    .values(letter_id=b("letter"))
)
_TELL = insert_once(told)
_SPOKEN = sa.select(rung.c.rung, rung.c.letter_id).where(
    rung.c.step_id == b("of_step"), rung.c.due_on == b("of_due"), rung.c.rung.in_([one.value for one in LOUD])
)
_OF_CASE = sa.select(rung).where(rung.c.case_id == b("of_case")).order_by(rung.c.at, rung.c.due_on, rung.c.rung)
_MONITORS = (
    sa.select(role_grant.c.person_id)
    .join(person, person.c.id == role_grant.c.person_id)
    .where(
        role_grant.c.role == "monitor",
        person.c.active,
        in_force(role_grant, of=person.c.id),
        sa.or_(role_grant.c.measure.is_(None), role_grant.c.measure == b("of_measure")),
    )
    .order_by(role_grant.c.person_id)
)


def due_steps(tx: Tx, *, horizon: dt.date, after: LateStep | None = None, size: int = 500) -> Sequence[LateStep]:
    """This function will give open steps due up to a day that have not reached the top rung, the earliest due first."""
    due_on, step_id = (after.due_on, after.id) if after else _ABOVE_ALL
    values = {"horizon": horizon, "after_due": due_on, "after_id": step_id, "size": size}
    return tuple(_step(row) for row in tx.execute(_DUE, values))


def step_now(tx: Tx, step_id: TaskId) -> LateStep | None:
    """This function will give a step as it is now, or None when it is done, paused or at the top rung."""
    row = tx.execute(_ONE, {"of_step": step_id}).one_or_none()
    return None if row is None else _step(row)


def climb(tx: Tx, step: LateStep, *, rungs: Iterable[Rung], now: dt.datetime) -> tuple[Rung, ...]:
    """This function will write the rungs that a step has reached and give those that nobody wrote before."""
    row = {"step_id": step.id, "due_on": step.due_on, "case_id": step.case_id, "at": now, "letter_id": None}
    return tuple(one for one in rungs if tx.execute(_CLIMB, row | {"rung": one.value}).rowcount == 1)


def attach_letter(tx: Tx, step: LateStep, *, rung_reached: Rung, letter_id: str) -> None:
    """This function will note the letter that went outside at a rung."""
    where = {"of_step": step.id, "of_due": step.due_on, "of_rung": rung_reached.value}
    tx.execute(_LETTER, where | {"letter": letter_id})


def tell(tx: Tx, step: LateStep, *, people: Iterable[PersonId], rung_reached: Rung, now: dt.datetime) -> None:
    """This function will keep for the next digest of these persons that a step has reached a rung; twice is once."""
    row = {"step_id": step.id, "due_on": step.due_on, "rung": rung_reached.value, "case_id": step.case_id, "at": now}
    rows = [row | {"person_id": one, "digest_on": None} for one in sorted(set(people))]
    if rows:
        tx.execute(_TELL, rows)


def spoken(tx: Tx, step_id: TaskId, *, due_on: dt.date) -> Mapping[Rung, str | None]:
    """This function will give the reminders of a step that somebody was told of, each with its letter, or None."""
    rows = tx.execute(_SPOKEN, {"of_step": step_id, "of_due": due_on})
    return {Rung(row.rung): row.letter_id for row in rows}


def of_case(tx: Tx, case_id: CaseId) -> tuple[tuple[TaskId, dt.date, Rung, dt.datetime], ...]:
    """This function will give the rungs that steps of a case have reached: step, due day, rung, when."""
    rows = tx.execute(_OF_CASE, {"of_case": case_id})
    return tuple((TaskId(row.step_id), row.due_on, Rung(row.rung), row.at) for row in rows)


def monitors(tx: Tx, one: Case, *, on: dt.date) -> tuple[PersonId, ...]:
    """This function will give who monitors the measure of a case on a day (督办), recused ones included."""
    found = tx.execute(_MONITORS, {"of_measure": one.measure, "today": on}).scalars()
    return tuple(dict.fromkeys(PersonId(who) for who in found))


def _step(row: AnyRow) -> LateStep:
    rungs = frozenset(Rung(word) for (word,) in json.loads(row.rungs or "[]"))
    return LateStep(id=TaskId(row.step_id), case_id=CaseId(row.case_id), due_on=row.due_on, rungs=rungs)
