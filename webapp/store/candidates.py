"""Who could do a step: holders of its role in its room who reach its level, are not recused and not the subject."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId, RoomId, TaskId
from webapp.domain.records import LEVEL_ORDER, SECRECY_ORDER, Secrecy, Task
from webapp.domain.roster import Need
from webapp.store.db import HOLDERS, AnyRow, Tx
from webapp.store.prepared import HOT
from webapp.store.tables import not_actor, person, role_grant
from webapp.store.visibility import in_force, not_recused

Duty = tuple[str, RoomId]


def _of_duty(number: int) -> sa.ColumnElement[bool]:
    role, room = (b(f"{word}_{number}", type_=sa.Text) for word in ("role", "room"))
    return sa.and_(role_grant.c.role == role, role_grant.c.room_id == room)


def _of_duties(number: int) -> sa.Select[Any]:
    """Pairs joined by OR are looked up one by one; two lists would have every duty of the office read through."""
    return (
        sa.select(
            role_grant.c.person_id,
            role_grant.c.role,
            role_grant.c.room_id,
            role_grant.c.max_level,
            role_grant.c.max_secrecy,
        )
        .join(person, person.c.id == role_grant.c.person_id)
        .where(
            sa.or_(*map(_of_duty, range(number))),
            role_grant.c.measure.is_(None),
            person.c.active,
            in_force(role_grant, of=person.c.id),
            person.c.id != b("subject", type_=sa.Text),
            not_recused(b("subject", type_=sa.Text), b("case", type_=sa.Text), of=person.c.id),
        )
        .execution_options(**HOT)
    )


_AT_ONCE = 8
"""So many duties are asked about at once: more than an act opens steps for."""
_HOLDERS = {number: _of_duties(number) for number in (1, 2, 4, _AT_ONCE)}
"""A text for each, that a connection keeps planned; in between the first duty is asked about again."""
_BARRED = sa.select(not_actor.c.person_id).where(not_actor.c.task_id == b("task_id"))


@dataclass(frozen=True, kw_only=True)
class _Holder:
    person_id: PersonId
    role: str
    room_id: RoomId
    level: int
    secrecy: int

    def meets(self, need: Need) -> bool:
        duty = (self.role, self.room_id) == (need.role, need.room_id)
        reach = LEVEL_ORDER.index(need.level) <= self.level and SECRECY_ORDER.index(need.secrecy) <= self.secrecy
        return duty and reach


def eligible(tx: Tx, rows: Sequence[Task], *, on: dt.date) -> Mapping[TaskId, frozenset[PersonId]]:
    """This function will give the candidates of tasks about to be opened (four eyes are the caller's), by task id.

    `on` is today in the office's zone: grants hold by days. One statement for tasks of one case.
    """
    out: dict[TaskId, frozenset[PersonId]] = {}
    for subject, case_id in {(row.subject_id, row.case_id) for row in rows}:
        mine = [row for row in rows if (row.subject_id, row.case_id) == (subject, case_id)]
        needs = {row.id: need_of(row) for row in mine}
        holders = _holders(tx, needs.values(), subject=subject, case_id=case_id, on=on)
        out |= {key: _matching(holders, need) for key, need in needs.items()}
    return out


def for_needs(
    tx: Tx,
    needs: Sequence[Need],
    *,
    on: dt.date,
    subject_id: PersonId | None = None,
    case_id: CaseId | None = None,
) -> Mapping[Need, frozenset[PersonId]]:
    """This function will give who could do each of several kinds of step (the preflight before publishing, nightly)."""
    holders = _holders(tx, needs, subject=subject_id, case_id=case_id, on=on)
    return {need: _matching(holders, need) for need in needs}


def of_task(tx: Tx, one: Task, *, on: dt.date) -> frozenset[PersonId]:
    """This function will give who could act on an open task, four eyes included."""
    return eligible(tx, [one], on=on)[one.id] - barred_from(tx, one.id)


def barred_from(tx: Tx, task_id: TaskId) -> frozenset[PersonId]:
    """This function will give whom four eyes keep from a task."""
    return frozenset(PersonId(who) for who in tx.execute(_BARRED, {"task_id": task_id}).scalars())


def need_of(one: Task) -> Need | None:
    """This function will give what a task asks of whoever acts, or None when it names a person instead of a role."""
    if one.role is None or one.room_id is None:
        return None
    return Need(role=one.role, room_id=one.room_id, level=one.level, secrecy=one.secrecy)


def _matching(holders: Iterable[_Holder], need: Need | None) -> frozenset[PersonId]:
    return frozenset(one.person_id for one in holders if need is not None and one.meets(need))


def _holders(
    tx: Tx, needs: Iterable[Need | None], *, subject: PersonId | None, case_id: CaseId | None, on: dt.date
) -> tuple[_Holder, ...]:
    """An act that asks who could approve asks again when the step opens: each duty is read once a transaction."""
    wanted = {(need.role, need.room_id) for need in needs if need is not None}
    known: dict[Duty, tuple[_Holder, ...]] = tx.memo.setdefault((HOLDERS, subject, case_id, on.isoformat()), {})
    if missing := sorted(wanted - known.keys()):
        values = {"subject": subject or "", "case": case_id or "", "today": on}
        for asked in (missing[first : first + _AT_ONCE] for first in range(0, len(missing), _AT_ONCE)):
            size = next(number for number in _HOLDERS if number >= len(asked))
            found = [_holder(row) for row in tx.execute(_HOLDERS[size], values | _named(asked, size))]
            known |= {duty: tuple(one for one in found if (one.role, one.room_id) == duty) for duty in asked}
    return tuple(one for duty in sorted(wanted) for one in known[duty])


def _named(asked: Sequence[Duty], size: int) -> dict[str, str]:
    full = [*asked, *repeat(asked[0], size - len(asked))]
    words = ("role", "room")
    return {f"{word}_{number}": duty[at] for number, duty in enumerate(full) for at, word in enumerate(words)}


def _holder(row: AnyRow) -> _Holder:
    return _Holder(
        person_id=row.person_id,
        role=row.role,
        room_id=row.room_id,
        level=LEVEL_ORDER.index(row.max_level),
        secrecy=SECRECY_ORDER.index(Secrecy(row.max_secrecy)),
    )
