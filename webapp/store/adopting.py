"""Taking into the record the rows that no entry speaks of: those older than the binding, those of a first office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

import sqlalchemy as sa

from webapp.domain.ids import PersonId
from webapp.domain.records import AuditEntry
from webapp.store import audit, rows_check
from webapp.store.db import Tx
from webapp.store.sayings import Sayings
from webapp.store.tables import audit as entries

_SPOKEN = sa.select(entries.c.id, entries.c.stream, entries.c.number, entries.c.facts)
ACT = "rows.adopted"
_AT_ONCE = 1000
"""Rows of one entry at most."""


def adopt(tx: Tx, *, at: dt.datetime) -> int:
    """This function will write entries that hold every row of which none speaks, by stream, and give how many rows.

    What differs from its entry already is left as it is: adopting whitens nothing.
    """
    tx.written = {}
    with Sayings() as said:
        said.listen(tx.execute(_SPOKEN))
        rows = sorted(rows_check.unsaid(tx, said))
    for stream, of_stream in groupby(rows, key=lambda row: row[0]):
        found = list(of_stream)
        for start in range(0, len(found), _AT_ONCE):
            _write(tx, stream, found[start : start + _AT_ONCE], at)
    return len(rows)


def _write(tx: Tx, stream: str, rows: Sequence[tuple[str, str, str, str]], at: dt.datetime) -> None:
    for _, table, key, digest in rows:
        tx.written.setdefault(table, {})[key] = digest
    audit.append(tx, AuditEntry(stream=stream, act=ACT, actor_id=PersonId("system"), at=at, facts={"rows": len(rows)}))
