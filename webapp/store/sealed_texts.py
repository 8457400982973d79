"""Short texts that people type into a column of text: sealed with the office's key, written as text.

Rows of an earlier version may hold them as they were typed; `seal_old` seals these when the schema is brought up.
"""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.records import AuditEntry
from webapp.store import audit, keys
from webapp.store.db import Tx
from webapp.store.tables import absence, roster_draft
from webapp.store.vault import Place

MARK = "sealed:"
COLUMNS: tuple[sa.Column[Any], ...] = (absence.c.reason, roster_draft.c.name)
"""Columns of text that hold sealed texts."""
_OLD = {
    one: sa.select(one.table.c.id, one.label("text")).where(one.is_not(None), one.not_like(f"{MARK}%"))
    for one in COLUMNS
}
_SEAL = {
    one: sa.update(one.table).where(one.table.c.id == b("of")).values({one.name: b("sealed_text")}) for one in COLUMNS
}


def seal(tx: Tx, column: sa.Column[Any], row: str, text: str) -> str:
    """This function will seal a text for its column and row."""
    return MARK + base64.b64encode(keys.office(tx).seal(_place(column, row), text.encode())).decode()


def read(tx: Tx, column: sa.Column[Any], row: str, kept: str) -> str:
    """This function will open a text; one of an earlier version is given as it was typed."""
    if not kept.startswith(MARK):
        return kept
    return keys.office(tx).open(_place(column, row), base64.b64decode(kept.removeprefix(MARK))).decode()


def seal_old(tx: Tx, *, at: dt.datetime) -> int:
    """This function will seal what an earlier version left open, say so in the record, and give how many there were."""
    count = 0
    for column in COLUMNS:
        for row in tx.execute(_OLD[column]).all():
            tx.execute(_SEAL[column], {"of": row.id, "sealed_text": seal(tx, column, row.id, row.text)})
            count += 1
    if count:
        audit.append(
            tx, AuditEntry(stream=audit.OFFICE, act="texts.sealed", actor_id=None, at=at, facts={"rows": count})
        )
    return count


def _place(column: sa.Column[Any], row: str) -> Place:
    return Place(table=f"{column.table.name}.{column.name}", row=row)
