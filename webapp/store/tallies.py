"""How often somebody did something within a span: counted in the database, so that several web processes agree."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.store.db import Tx
from webapp.store.tables import tally
from webapp.store.writing import insert_or_change

_ADD = insert_or_change(tally, ["kind", "who", "since"], add={"times": 1}, returning=True)
_THIS = sa.and_(tally.c.kind == b("of_kind"), tally.c.who == b("of_who"), tally.c.since == b("from_then"))
_TAKE_BACK = sa.update(tally).where(_THIS, tally.c.times > 0).values(times=tally.c.times - 1)
_SWEEP = sa.delete(tally).where(tally.c.since < b("before"))


def add(tx: Tx, kind: str, who: str, *, since: dt.datetime) -> int:
    """This function will count one more and give how many there are in this span."""
    count: int = tx.execute(_ADD, {"kind": kind, "who": who, "since": since, "times": 1}).one().times
    return count


def take_back(tx: Tx, kind: str, who: str, *, since: dt.datetime) -> None:
    """This function will count one less: what succeeded is held against nobody."""
    tx.execute(_TAKE_BACK, {"of_kind": kind, "of_who": who, "from_then": since})


def sweep(tx: Tx, *, before: dt.datetime) -> int:
    """This function will forget spans that began before an instant and tell how many."""
    return tx.execute(_SWEEP, {"before": before}).rowcount
