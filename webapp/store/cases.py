"""Cases: opening one, writing all that an act changed, moving the header, and reading what a viewer may see."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import AlreadyThere, NotFound, StaleRevision
from webapp.domain.ids import CaseId
from webapp.domain.records import AuditEntry, Case, CaseChange, CaseStatus, Submission, Task
from webapp.domain.sights import Activity, History, Viewer
from webapp.store import audit, deadlines, keys, submissions, tasks, waits, witness
from webapp.store.bound import MARK
from webapp.store.db import Tx
from webapp.store.locks import lock as lock
from webapp.store.locks import lock_for_task as lock_for_task
from webapp.store.locks import lock_to_act as lock_to_act
from webapp.store.rows import CASE_COLUMNS, CASE_HEADER, KEY_COLUMNS, case_of, case_row, key_of_case, state_place
from webapp.store.tables import activity, case, data_key, participant, task
from webapp.store.vault import WrappedKey
from webapp.store.visibility import by, checked, visible
from webapp.store.writing import insert_once

_HEADER = (
    "number",
    "subject_id",
    "unit_id",
    "level",
    "secrecy",
    "room_id",
    "priority",
    "period",
    "spec_start",
    "origin_case_id",
)
_MOVED = (
    "status",
    "closed_at",
    "ended_at_element",
    "bound",
    "waiting_at",
    "rev",
    "state",
    "chain_length",
    "chain_head",
)
_COPIED = ("subject_id", "unit_id", "level", "secrecy", "priority")

_WITH_KEY = sa.select(*CASE_COLUMNS, *KEY_COLUMNS).join(data_key, key_of_case(), isouter=True)
_READ = visible(_WITH_KEY.where(case.c.id == b("case_id")), one=True)
_SEES = visible(sa.select(case.c.id).where(case.c.id == b("case_id")), one=True)
_BY_RIGHT = visible(sa.select(case.c.id).where(case.c.id == b("case_id")), one=True, glass=False)
_HEADER_ONLY = checked(
    sa.select(*CASE_HEADER).where(case.c.id == b("case_id")), "write path: a case that another one names"
)
_BY_KEY = checked(sa.select(case.c.id).where(case.c.key == b("key")), "write path: is it already there")
_INSERT = insert_once(case, binds=False)  # bound by its parameters, as what follows is
_ADD_KEY = sa.insert(data_key)
_ADD_ACTIVITIES = sa.insert(activity)
_ADD_PARTICIPANT = insert_once(participant)
_ACTIVITIES = sa.select(activity).where(activity.c.case_id == b("case_id")).order_by(activity.c.id)
_UPDATE = (
    sa.update(case)
    .where(case.c.id == b("this"), case.c.rev == b("old_rev"))
    .values({name: b(f"new_{name}", type_=case.c[name].type) for name in (*_HEADER, *_MOVED)})
    .values(next_due_on=deadlines.next_due(b("new_status", type_=case.c.status.type)))
    .returning(case.c.next_due_on)
    .execution_options(**MARK)
)
_MOVES = sa.and_(task.c.is_open, task.c.room_id == b("old_room"))
_ROOM = sa.case((_MOVES, b("new_room", type_=sa.Text)), else_=task.c.room_id)
_UPDATE_TASKS = (
    sa.update(task)
    .where(task.c.case_id == b("of_case"))  # the done ones, too: whoever is recused from a head loses them as well
    .values({name: b(f"new_{name}", type_=task.c[name].type) for name in _COPIED})
    .values(room_id=_ROOM)
)


def insert(tx: Tx, change: CaseChange, *, entry: AuditEntry) -> Case:
    """This function will open a case with its own data key and give it as written; raises AlreadyThere for its key."""
    one = dataclasses.replace(_after(change), next_due_on=_first_due(change), chain_length=0, chain_head="")
    wrapped = _new_key(tx, one.id)
    fields = case_row(one, _sealed_state(tx, one))
    if tx.execute(_INSERT, fields).rowcount != 1:
        _forget(tx, one.id)
        raise AlreadyThere(key=one.key)
    tx.execute(_ADD_KEY, {"owner": wrapped.owner, "wrapped": wrapped.wrapped, "master_id": wrapped.master_id})
    _spread(tx, change, entry=1, done=None, submission=None)
    if one.initiator_id:
        participate(tx, one.id, person_id=one.initiator_id, capacity="initiator", at=change.now)
    witness.bind(tx, "case", fields)
    written = audit.append(tx, entry)
    one = dataclasses.replace(one, chain_length=written.number, chain_head=written.hash)
    tx.memo["case", one.id] = one
    return one


def apply(
    tx: Tx, change: CaseChange, *, entry: AuditEntry, done: Task | None = None, submission: Submission | None = None
) -> Case:
    """This function will write an act on a locked case with submission and audit entry; gives the case as written.

    `done` is the task that the act completed. Raises StaleRevision when the case moved since it was read.
    """
    before: Case | None = tx.memo.get(("case", change.case.id))
    audit.learn_head(tx, audit.stream_of(change.case.id))
    coming = tx.chains[audit.stream_of(change.case.id)][0] + 1
    _spread(tx, change, entry=coming, done=done, submission=submission)
    if before is not None:
        _copy_header(tx, before, after=change.case)
    return _write(tx, dataclasses.replace(_after(change), rev=change.case.rev + 1), entry=entry)


def move(tx: Tx, one: Case, *, entry: AuditEntry) -> Case:
    """This function will write a changed header of a locked case (subject, unit, level, room, number, secrecy …).

    Open tasks follow. Raises StaleRevision when the case moved since it was read.
    """
    before: Case | None = tx.memo.get(("case", one.id))
    audit.learn_head(tx, audit.stream_of(one.id))
    if before is not None:
        _copy_header(tx, before, after=one)
    return _write(tx, dataclasses.replace(one, rev=one.rev + 1), entry=entry)


def read(tx: Tx, case_id: CaseId, *, viewer: Viewer) -> Case:
    """This function will give a case that the viewer may see, else raise NotFound, whatever the reason."""
    row = tx.execute(_READ, by(viewer) | {"case_id": case_id}).one_or_none()
    if row is None:
        raise NotFound
    return case_of(row, keys.learn_unless_gone(tx, row))


def header(tx: Tx, case_id: CaseId) -> Case:
    """This function will give a case's header without its state (write paths only: it knows no viewer)."""
    row = tx.execute(_HEADER_ONLY, {"case_id": case_id}).one_or_none()
    if row is None:
        raise NotFound
    return case_of(row)


def sees(tx: Tx, case_id: CaseId, *, viewer: Viewer) -> bool:
    """This function will tell whether the viewer may see a case."""
    return tx.execute(_SEES, by(viewer) | {"case_id": case_id}).one_or_none() is not None


def by_right(tx: Tx, case_id: CaseId, *, viewer: Viewer) -> bool:
    """This function will tell whether the viewer sees a case without an emergency look: what acts rest on."""
    return tx.execute(_BY_RIGHT, by(viewer) | {"case_id": case_id}).one_or_none() is not None


def by_key(tx: Tx, key: str) -> CaseId | None:
    """This function will give the id of the case with that key, or None (write paths only: it knows no viewer)."""
    found: CaseId | None = tx.execute(_BY_KEY, {"key": key}).scalar_one_or_none()
    return found


def history(tx: Tx, case_id: CaseId, *, viewer: Viewer) -> History:
    """This function will give what happened in a case that the viewer may see, else raise NotFound."""
    if not sees(tx, case_id, viewer=viewer):
        raise NotFound
    names = ("id", "rev", "process", "element", "kind", "path", "at")
    rows = tx.execute(_ACTIVITIES, {"case_id": case_id})
    passed = tuple(Activity(**{name: row._mapping[name] for name in names}) for row in rows)
    return History(activities=passed, tasks=tasks.of_case(tx, case_id))


def participate(tx: Tx, case_id: CaseId, *, person_id: str, capacity: str, at: dt.datetime) -> None:
    """This function will let an officer see a case in a capacity (`initiator`, `copy` …); twice is once."""
    row = {"person_id": person_id, "case_id": case_id, "capacity": capacity, "at": at, "read_at": None}
    tx.execute(_ADD_PARTICIPANT, row)


def _spread(tx: Tx, change: CaseChange, *, entry: int, done: Task | None, submission: Submission | None) -> None:
    tasks.spread(tx, change, entry=entry, done=done)
    waits.spread(tx, change)
    deadlines.start(tx, change)
    walked = [_activity(change, number) for number in range(len(change.advance.walked))]
    if walked:
        tx.execute(_ADD_ACTIVITIES, walked)
    if submission is not None:
        submissions.put(tx, submission)


def _activity(change: CaseChange, number: int) -> dict[str, Any]:
    step = change.advance.walked[number]
    place = {"process": step.process, "element": step.element, "kind": step.kind, "path": step.path}
    return place | {"case_id": change.case.id, "rev": change.case.rev + 1, "at": change.now}


def _after(change: CaseChange) -> Case:
    ended = change.status is not CaseStatus.OPEN
    return dataclasses.replace(
        change.case,
        status=change.status,
        closed_at=change.now if ended else None,
        ended_at_element=change.advance.finished,
        bound=change.advance.bound,
        waiting_at=change.advance.waiting_at,
        state=change.advance.state,
    )


def _write(tx: Tx, one: Case, *, entry: AuditEntry) -> Case:
    fields = {**case_row(one, _sealed_state(tx, one))}
    witness.bind(tx, "case", fields)
    written, row = audit.link(tx, entry)
    tx.execute(audit.INSERT, row)
    one = dataclasses.replace(one, chain_length=written.number, chain_head=written.hash)
    fields |= {"chain_length": written.number, "chain_head": written.hash}
    values = {f"new_{name}": fields[name] for name in (*_HEADER, *_MOVED)}
    updated = tx.execute(_UPDATE, values | {"this": one.id, "old_rev": one.rev - 1}).one_or_none()
    if updated is None:
        raise StaleRevision
    one = dataclasses.replace(one, next_due_on=updated.next_due_on)
    tx.memo["case", one.id] = one
    return one


def _copy_header(tx: Tx, before: Case, *, after: Case) -> None:
    names = (*_COPIED, "room_id")
    if all(getattr(before, name) == getattr(after, name) for name in names):
        return
    values = {f"new_{name}": getattr(after, name) for name in _COPIED}
    rooms = {"old_room": before.room_id, "new_room": after.room_id}
    tx.execute(_UPDATE_TASKS, values | rooms | {"of_case": after.id})


def _new_key(tx: Tx, case_id: CaseId) -> WrappedKey:
    owner = keys.owner_of(case_id)
    tx.keys[owner], wrapped = tx.vault.make(owner)
    tx.chains[audit.stream_of(case_id)] = (0, "")
    return wrapped


def _forget(tx: Tx, case_id: CaseId) -> None:
    tx.keys.pop(keys.owner_of(case_id), None)
    tx.chains.pop(audit.stream_of(case_id), None)


def _sealed_state(tx: Tx, one: Case) -> bytes:
    return keys.of_case(tx, one.id).seal(state_place(one.id, one.rev), one.state)


def _first_due(change: CaseChange) -> dt.date | None:
    days = [one.due_on for one in change.tasks] + [one.due_on for one in change.advance.waits]
    first = min((day for day in days if day), default=None)
    first = first or min((one.due_on for one in change.advance.timers if one.due_on), default=None)
    passed = {step.element for step in change.advance.walked}
    begun = change.advance.deadlines if change.status is CaseStatus.OPEN else ()
    whole = [one.due_on for one in begun if one.whole is not None and one.whole not in passed]
    return min((day for day in (first, *whole) if day), default=None)
