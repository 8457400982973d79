"""Who could do a step: holders of its role in its room who reach its level, are not recused and not the subject."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId, RoomId, TaskId
from webapp.domain.records import LEVEL_ORDER, SECRECY_ORDER, Secrecy, Task
from webapp.domain.roster import Need
from webapp.store.db import HOLDERS, AnyRow, Tx
from webapp.store.prepared import HOT
from webapp.store.tables import not_actor, person, role_grant
from webapp.store.visibility import in_force, not_recused

_ROLES, _ROOMS = (tuple(f"{word}_{number}" for number in range(8)) for word in ("role", "room"))
"""So many duties are asked about at once: more than an act opens steps for; the text is the same for fewer."""
Duty = tuple[str, RoomId]
_HOLDERS = (
    sa.select(
        role_grant.c.person_id,
        role_grant.c.role,
        role_grant.c.room_id,
        role_grant.c.max_level,
        role_grant.c.max_secrecy,
    )
    .join(person, person.c.id == role_grant.c.person_id)
    .where(
        role_grant.c.role.in_([b(name, type_=sa.Text) for name in _ROLES]),
        role_grant.c.room_id.in_([b(name, type_=sa.Text) for name in _ROOMS]),
        role_grant.c.measure.is_(None),
        person.c.active,
        in_force(role_grant, of=person.c.id),
        person.c.id != b("subject", type_=sa.Text),
        not_recused(b("subject", type_=sa.Text), b("case", type_=sa.Text), of=person.c.id),
    )
    .execution_options(**HOT)
)
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
        for asked in (missing[first : first + len(_ROLES)] for first in range(0, len(missing), len(_ROLES))):
            found = [_holder(row) for row in tx.execute(_HOLDERS, values | _named(asked))]
            known |= {duty: tuple(one for one in found if (one.role, one.room_id) == duty) for duty in asked}
    return tuple(one for duty in sorted(wanted) for one in known[duty])


def _named(asked: Sequence[Duty]) -> dict[str, str]:
    full = [*asked, *repeat(asked[0], len(_ROLES) - len(asked))]
    pairs = zip(_ROLES, _ROOMS, full, strict=True)
    return {name: value for role, room, duty in pairs for name, value in ((role, duty[0]), (room, duty[1]))}


def _holder(row: AnyRow) -> _Holder:
    return _Holder(
        person_id=row.person_id,
        role=row.role,
        room_id=row.room_id,
        level=LEVEL_ORDER.index(row.max_level),
        secrecy=SECRECY_ORDER.index(Secrecy(row.max_secrecy)),
    )
