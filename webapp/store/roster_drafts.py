"""Rosters that were read in and wait for a decision: the rows, sealed, seen by whoever brought them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.roster_sheets import Line
from webapp.store import keys, sealed_texts
from webapp.store.codec import pack, unpack
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import roster_draft
from webapp.store.vault import Place

_PUT = sa.insert(roster_draft)
_READ = sa.select(roster_draft).where(
    roster_draft.c.id == b("of"), roster_draft.c.person_id == b("who"), roster_draft.c.settled_at.is_(None)
)
_SETTLE = (
    sa.update(roster_draft)
    .where(roster_draft.c.id == b("of"), roster_draft.c.settled_at.is_(None))
    .values(settled_at=b("now", type_=roster_draft.c.at.type))
)
_OPEN = sa.select(roster_draft.c.id, roster_draft.c.name, roster_draft.c.at).where(
    roster_draft.c.person_id == b("who"), roster_draft.c.settled_at.is_(None)
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A roster that waits: the name of its file and its rows."""

    id: str
    name: str
    at: dt.datetime
    lines: tuple[Line, ...] = ()


def put(tx: Tx, draft_id: str, *, by: PersonId, name: str, lines: Sequence[Line], at: dt.datetime) -> None:
    """This function will keep the rows of a file until somebody decides."""
    rows = [[line.sheet, line.number, dict(line.cells)] for line in lines]
    content = keys.office(tx).seal(_place(draft_id), pack(rows))
    sealed = sealed_texts.seal(tx, roster_draft.c.name, draft_id, name)
    row = {"id": draft_id, "person_id": by, "name": sealed, "content": content, "at": at, "version": 1}
    tx.execute(_PUT, row)


def read(tx: Tx, draft_id: str, *, by: PersonId) -> Draft:
    """This function will give a waiting roster to whoever brought it; raises NotFound."""
    row = tx.execute(_READ, {"of": draft_id, "who": by}).one_or_none()
    if row is None:
        raise NotFound
    rows = unpack(keys.office(tx).open(_place(draft_id), row.content))
    lines = tuple(Line(sheet=sheet, number=number, cells=cells) for sheet, number, cells in rows)
    return Draft(id=row.id, name=_name(tx, row), at=row.at, lines=lines)


def waiting(tx: Tx, person_id: PersonId) -> tuple[Draft, ...]:
    """This function will list the rosters of a person that wait for a decision, without their rows."""
    return tuple(Draft(id=row.id, name=_name(tx, row), at=row.at) for row in tx.execute(_OPEN, {"who": person_id}))


def settle(tx: Tx, draft_id: str, *, now: dt.datetime) -> bool:
    """This function will close a waiting roster; False when it was closed already."""
    return tx.execute(_SETTLE, {"of": draft_id, "now": now}).rowcount == 1


def _name(tx: Tx, row: AnyRow) -> str:
    return sealed_texts.read(tx, roster_draft.c.name, row.id, row.name)


def _place(draft_id: str) -> Place:
    return Place(table="roster_draft.content", row=draft_id, version=1)
