"""Who could do a step: holders of its role in its room who reach its level, are not recused and not the subject."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import LEVEL_ORDER, SECRECY_ORDER, Task
from webapp.domain.roster import Need, RoleGrant
from webapp.store import absences, grants, people, recusals
from webapp.store.db import Tx
from webapp.store.tables import not_actor

_BARRED = sa.select(not_actor.c.person_id).where(not_actor.c.task_id == b("task_id"))


def eligible(tx: Tx, rows: Sequence[Task], *, on: dt.date) -> Mapping[TaskId, frozenset[PersonId]]:
    """This function will give the candidates of tasks about to be opened (four eyes are the caller's), by task id.

    `on` is today in the office's zone: grants hold by days. Duties are in memory, and who is kept from the case came
    with its lock: an act that holds one asks nothing.
    """
    return {row.id: _able(tx, need_of(row), subject=row.subject_id, case_id=row.case_id, on=on) for row in rows}


def for_needs(
    tx: Tx,
    needs: Sequence[Need],
    *,
    on: dt.date,
    subject_id: PersonId | None = None,
    case_id: CaseId | None = None,
) -> Mapping[Need, frozenset[PersonId]]:
    """This function will give who could do each of several kinds of step (the preflight before publishing, nightly)."""
    return {need: _able(tx, need, subject=subject_id, case_id=case_id, on=on) for need in needs}


def of_task(tx: Tx, one: Task, *, on: dt.date) -> frozenset[PersonId]:
    """This function will give who could act on an open task, four eyes included.

    Who is kept free for a later step (`spared`) is not among them while anybody else is there, and not away today.
    """
    able = eligible(tx, [one], on=on)[one.id] - barred_from(tx, one.id)
    others = able - dict(one.spared).keys()
    if others == able:
        return able
    away = {each.person_id for each in absences.on_day(tx, on)}
    return others if others - away else able


def barred_from(tx: Tx, task_id: TaskId) -> frozenset[PersonId]:
    """This function will give whom four eyes keep from a task."""
    return frozenset(PersonId(who) for who in tx.execute(_BARRED, {"task_id": task_id}).scalars())


def need_of(one: Task) -> Need | None:
    """This function will give what a task asks of whoever acts, or None when it names a person instead of a role."""
    if one.role is None or one.room_id is None:
        return None
    return Need(role=one.role, room_id=one.room_id, level=one.level, secrecy=one.secrecy)


def _able(
    tx: Tx, need: Need | None, *, subject: PersonId | None, case_id: CaseId | None, on: dt.date
) -> frozenset[PersonId]:
    if need is None:
        return frozenset()
    held = grants.of_pools(tx).get((need.role, need.room_id), ())
    reaching = {one.person_id for one in held if one.held_on(on) and _reaches(one, need)}
    known = people.directory(tx).persons
    active = {who for who in reaching - {subject} if (found := known.get(who)) is not None and found.active}
    return frozenset(active - recusals.recused_from(tx, case_id, subject_id=subject) if active else active)


def _reaches(one: RoleGrant, need: Need) -> bool:
    level = LEVEL_ORDER.index(need.level) <= LEVEL_ORDER.index(one.max_level)
    return level and SECRECY_ORDER.index(need.secrecy) <= SECRECY_ORDER.index(one.max_secrecy)
