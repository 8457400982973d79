"""Work after the commit (mail, PDF, digest): one worker at a time has a job, and only until its lease runs out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId
from webapp.domain.records import Job
from webapp.store import keys
from webapp.store.codec import pack, unpack_mapping
from webapp.store.columns import Instant
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import job
from webapp.store.vault import Place
from webapp.store.writing import insert_once

LEASE = dt.timedelta(minutes=5)
MOST_TRIES = 10
_FIRST_PAUSE, _LONGEST_PAUSE = dt.timedelta(seconds=30), dt.timedelta(hours=2)
_NOW = b("now", type_=Instant)

_PUT = insert_once(job)
_FREE = sa.and_(
    job.c.settled_at.is_(None),
    job.c.next_try_at <= _NOW,
    sa.or_(job.c.leased_until.is_(None), job.c.leased_until <= _NOW),
)
_LEFT = job.c.leased_until.is_not(None)
"""Of a free job: its worker died at it, or at one that it was leased together with."""
_CHOOSE = (
    sa.select(job)
    .where(_FREE)
    .order_by(_LEFT, job.c.next_try_at, job.c.id)
    .limit(b("size", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    sa.update(job)
    .where(job.c.id == b("job_id"), _FREE)
    .values(leased_until=b("until", type_=Instant), leased_by=b("worker"), attempts=job.c.attempts + 1)
)
_MINE = sa.and_(job.c.id == b("job_id"), job.c.leased_by == b("worker"), job.c.settled_at.is_(None))
_DONE = sa.update(job).where(_MINE).values(settled_at=_NOW, outcome=b("word"), leased_until=None)
_AGAIN = sa.update(job).where(_MINE).values(next_try_at=b("next", type_=Instant), leased_until=None, outcome=b("word"))
_LEAVE_ALL = (
    sa.update(job).where(job.c.settled_at.is_(None)).values(settled_at=_NOW, outcome=b("word"), leased_until=None)
)
_GIVE_UP = (
    sa.update(job)
    .where(_FREE, _LEFT, job.c.attempts >= MOST_TRIES)
    .values(settled_at=_NOW, outcome=b("word"), leased_until=None)
    .returning(job.c.kind, job.c.case_id)
)
_WAITING = sa.select(sa.func.count()).select_from(job).where(job.c.settled_at.is_(None))


def put(tx: Tx, rows: Sequence[Job], *, now: dt.datetime) -> None:
    """This function will keep jobs to do after the commit; one whose id is there already is not kept twice."""
    if rows:
        tx.execute(_PUT, [_row(tx, one, now) for one in rows])


def lease(tx: Tx, *, worker: str, now: dt.datetime, limit: int = 1) -> tuple[Job, ...]:
    """This function will give jobs that are due to one worker, who has them for five minutes.

    What a worker that died has left comes last and alone: one that takes its process along takes no other along.
    """
    until, taken = now + LEASE, []
    for row in _together(tx.execute(_CHOOSE, {"now": now, "size": limit}).all()):
        values = {"job_id": row.id, "now": now, "until": until, "worker": worker}
        if tx.execute(_LEASE, values).rowcount == 1:
            taken.append(_job(tx, row))
    return tuple(taken)


def _together(rows: Sequence[AnyRow]) -> Sequence[AnyRow]:
    fresh = [row for row in rows if row.leased_until is None]
    return fresh or rows[:1]


def give_up_left(tx: Tx, *, now: dt.datetime) -> tuple[tuple[str, CaseId | None], ...]:
    """This function will end the jobs at which too many workers died and give the kind and case of each."""
    return tuple((row.kind, row.case_id) for row in tx.execute(_GIVE_UP, {"now": now, "word": "given up: died"}))


def settle(tx: Tx, job_id: str, *, worker: str, now: dt.datetime, outcome: str = "done") -> bool:
    """This function will end a job; False when the lease had run out and another worker has it."""
    values = {"job_id": job_id, "worker": worker, "now": now, "word": outcome}
    return tx.execute(_DONE, values).rowcount == 1


def fail(tx: Tx, one: Job, *, worker: str, now: dt.datetime, outcome: str) -> bool:
    """This function will try a job again after a growing pause; False when it was given up (make an incident then)."""
    if one.attempts >= MOST_TRIES:
        settle(tx, one.id, worker=worker, now=now, outcome=f"given up: {outcome}")
        return False
    pause = min(_FIRST_PAUSE * 2 ** max(one.attempts - 1, 0), _LONGEST_PAUSE)
    tx.execute(_AGAIN, {"job_id": one.id, "worker": worker, "next": now + pause, "word": outcome})
    return True


def leave_all(tx: Tx, *, now: dt.datetime, outcome: str) -> int:
    """This function will end every job that is not done, without doing it, and tell how many."""
    return tx.execute(_LEAVE_ALL, {"now": now, "word": outcome}).rowcount


def waiting(tx: Tx) -> int:
    """This function will count the jobs that are not done."""
    counted: int = tx.execute(_WAITING).scalar_one()
    return counted


def _row(tx: Tx, one: Job, now: dt.datetime) -> dict[str, Any]:
    owner = keys.owner_of(one.case_id)
    payload = keys.of(tx, owner).seal(_place(one.id), pack(one.payload))
    row = {"id": one.id, "kind": one.kind, "case_id": one.case_id, "key_owner": owner, "payload": payload}
    return row | {"attempts": 0, "made_at": now, "next_try_at": one.next_try_at or now}


def _job(tx: Tx, row: AnyRow) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        case_id=row.case_id,
        payload=unpack_mapping(keys.of(tx, row.key_owner).open(_place(row.id), row.payload)),
        attempts=row.attempts + 1,
        next_try_at=row.next_try_at,
    )


def _place(row: str) -> Place:
    return Place(table="job.payload", row=row)
