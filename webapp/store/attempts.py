"""Attempts: what a worker has begun and not come back from, so that work that takes its process along is set aside.

An attempt is noted, and committed, before the work begins; the work's own transaction takes the note away. What is left
is work that is being done, or at which a process died.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.store.columns import Instant
from webapp.store.db import Tx
from webapp.store.tables import attempt
from webapp.store.timers import MOST_TRIES
from webapp.store.writing import insert_once

_PAUSE = dt.timedelta(minutes=1)
_NOW = b("now", type_=Instant)
_BEGIN = insert_once(attempt)
_THIS = sa.and_(attempt.c.kind == b("of_kind"), attempt.c.piece == b("of_name"))
_LOOK = sa.select(attempt.c.tries).where(_THIS, attempt.c.next_try_at <= _NOW).with_for_update()
_AGAIN = sa.update(attempt).where(_THIS).values(tries=b("count"), next_try_at=b("next", type_=Instant))
_OVER = sa.delete(attempt).where(_THIS)
_FORGET = sa.delete(attempt).where(attempt.c.kind == b("of_kind"))
_RESTING = sa.select(attempt.c.piece).where(
    attempt.c.kind == b("of_kind"), sa.or_(attempt.c.next_try_at.is_(None), attempt.c.next_try_at > _NOW)
)


def note(tx: Tx, kind: str, name: str, *, now: dt.datetime) -> bool | None:
    """This function will note that a piece of work begins; False: not now; None: set aside, make an incident.

    A process that died once says little of the work: again at once. Then with growing pauses, as with other failures.
    """
    if tx.execute(_BEGIN, {"kind": kind, "piece": name, "tries": 1, "next_try_at": now}).rowcount == 1:
        return True
    which = {"of_kind": kind, "of_name": name}
    tries = tx.execute(_LOOK, which | {"now": now}).scalar_one_or_none()
    if tries is None:
        return False
    if tries >= MOST_TRIES:
        tx.execute(_AGAIN, which | {"count": tries, "next": None})
        return None
    tx.execute(_AGAIN, which | {"count": tries + 1, "next": now + _PAUSE * 2 ** (tries - 1)})
    return True


def over(tx: Tx, kind: str, name: str) -> None:
    """This function will note, where the transaction ends, that work came to an end, whichever, or may be tried anew.

    Another worker does not wait for the row while the work is being done.
    """

    def closing() -> None:
        tx.execute(_OVER, {"of_kind": kind, "of_name": name})

    tx.closings[f"attempt:{kind}"] = closing


def forget(tx: Tx, kind: str) -> None:
    """This function will let all work of a kind be tried anew."""
    tx.execute(_FORGET, {"of_kind": kind})


def resting(tx: Tx, kind: str, *, now: dt.datetime) -> frozenset[str]:
    """This function will give what is not to be tried now: after a death, for a while or until a person is heard."""
    return frozenset(tx.execute(_RESTING, {"of_kind": kind, "now": now}).scalars())
