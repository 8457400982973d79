"""Daily work: each piece is done once a day, by the worker who has its lease; a lease that ran out passes on."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.store.columns import Instant
from webapp.store.db import Tx
from webapp.store.tables import day_run
from webapp.store.writing import insert_once

LEASE = dt.timedelta(minutes=10)
_BEGIN = insert_once(day_run)
_THIS = sa.and_(day_run.c.piece == b("of_piece"), day_run.c.on == b("of_day"), day_run.c.done_at.is_(None))
_TAKE_OVER = (
    sa.update(day_run)
    .where(_THIS, day_run.c.leased_until <= b("now", type_=Instant))
    .values(leased_by=b("worker"), leased_until=b("until", type_=Instant))
)
_DONE = sa.update(day_run).where(_THIS).values(done_at=b("now", type_=Instant), pieces=b("count"))
_IS_DONE = sa.select(day_run.c.piece).where(day_run.c.on == b("of_day"), day_run.c.done_at.is_not(None))


def done(tx: Tx, on: dt.date) -> frozenset[str]:
    """This function will give the pieces that are done for a day."""
    return frozenset(tx.execute(_IS_DONE, {"of_day": on}).scalars())


def take(tx: Tx, piece: str, *, on: dt.date, worker: str, now: dt.datetime) -> bool:
    """This function will give a piece of a day to a worker for ten minutes; False: done, or another one has it."""
    until = now + LEASE
    row = {"piece": piece, "on": on, "leased_by": worker, "leased_until": until, "done_at": None, "pieces": 0}
    if tx.execute(_BEGIN, row).rowcount == 1:
        return True
    values = {"of_piece": piece, "of_day": on, "worker": worker, "now": now, "until": until}
    return tx.execute(_TAKE_OVER, values).rowcount == 1


def finish(tx: Tx, piece: str, *, on: dt.date, now: dt.datetime, pieces: int) -> None:
    """This function will note that a piece of a day is done, and how much it was."""
    tx.execute(_DONE, {"of_piece": piece, "of_day": on, "now": now, "count": pieces})
