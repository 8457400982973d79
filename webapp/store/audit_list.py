"""The auditor's list: the newest entries of all streams, without their sealed parts; and counts."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Sequence
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import PersonId
from webapp.domain.sights import PAGE_SIZE, Page
from webapp.store import audit
from webapp.store.audit import Written
from webapp.store.db import Tx
from webapp.store.tables import audit as audit_table

_CONDITIONS = {
    "actor": audit_table.c.actor_id == b("actor", type_=sa.Text),
    "actors": audit_table.c.actor_id.in_(b("actors", type_=sa.Text, expanding=True)),
    "act": audit_table.c.act == b("act", type_=sa.Text),
    "stream": audit_table.c.stream == b("stream", type_=sa.Text),
    "before": audit_table.c.id < b("before", type_=sa.BigInteger),
}
_COUNT = sa.select(sa.func.count(), sa.func.count(sa.distinct(audit_table.c.stream)))
_NOTING = (
    sa.select(audit_table)
    .where(sa.type_coerce(audit_table.c.facts, sa.Text).like(b("noted", type_=sa.Text)))
    .order_by(audit_table.c.id)
)
_OF_ACTS = (
    sa.select(audit_table)
    .where(audit_table.c.stream == audit.OFFICE, audit_table.c.act.in_(b("acts", expanding=True)))
    .order_by(audit_table.c.id.desc())
)
_ACTS = sa.select(audit_table.c.act).distinct().order_by(audit_table.c.act)


def newest(
    tx: Tx,
    *,
    actor: PersonId | None = None,
    actors: Sequence[PersonId] | None = None,
    act: str | None = None,
    stream: str | None = None,
    before: int | None = None,
    size: int = PAGE_SIZE,
) -> Page[Written]:
    """This function will give one page of entries, the newest first, narrowed to persons, an act or a stream."""
    asked: dict[str, Any] = {"actor": actor, "actors": actors, "act": act, "stream": stream, "before": before}
    values = {name: value for name, value in asked.items() if value is not None}
    rows = tx.execute(_page(frozenset(values)), values | {"size": size + 1}).all()
    written = tuple(audit.written(tx, row, opened=False) for row in rows[:size])
    return Page(rows=written, after=(rows[size - 1].id,) if len(rows) > size else None)


def counts(tx: Tx) -> tuple[int, int]:
    """This function will give the number of entries and of streams."""
    entries, streams = tx.execute(_COUNT).one()
    return int(entries), int(streams)


def acts(tx: Tx) -> tuple[str, ...]:
    """This function will give the codes of all acts that were ever written."""
    return tuple(tx.execute(_ACTS).scalars())


def noting(tx: Tx, word: str) -> tuple[Written, ...]:
    """This function will give the entries that hold a fact of that name, oldest first, without their sealed parts."""
    rows = tx.execute(_NOTING, {"noted": f'%"{word}":%'})
    return tuple(one for one in (audit.written(tx, row, opened=False) for row in rows) if word in one.entry.facts)


def about(tx: Tx, ids: Collection[str], *, acts: Sequence[str], most: int, opened: bool = False) -> tuple[Written, ...]:
    """This function will give the office's acts of these kinds that name or wrote one of these ids, the newest first.

    What an act wrote stands in its facts, so that a bulk act is found by each row of its own. `opened`: with their
    sealed parts, for who may read what the acts were about.
    """
    rows = tx.execute(_OF_ACTS, {"acts": list(acts)})
    mine = (row for row in rows if any(f'"{one}"' in row.facts for one in ids))
    return tuple(audit.written(tx, row, opened=opened) for row in itertools.islice(mine, most))


@functools.cache
def _page(shape: frozenset[str]) -> sa.Select[Any]:
    found = sa.select(audit_table).where(*[_CONDITIONS[name] for name in sorted(shape)])
    return found.order_by(audit_table.c.id.desc()).limit(b("size", type_=sa.Integer))
