"""Yearly own data of heads, sealed with the person's archive key; each version of a year stays."""

from __future__ import annotations

from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import PersonId
from webapp.domain.statements import OwnStatement
from webapp.store import keys
from webapp.store.archive import owner_of
from webapp.store.codec import pack, unpack_mapping
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import own_statement
from webapp.store.vault import Place

_CLEAR = ("id", "subject_id", "year", "version", "case_id", "entered_by", "at")
_ADD = sa.insert(own_statement)
_OF_SUBJECT = (
    sa.select(own_statement)
    .where(
        own_statement.c.subject_id == b("subject"),
        own_statement.c.year >= b("first"),
        own_statement.c.year <= b("last"),
    )
    .order_by(own_statement.c.year.desc(), own_statement.c.version.desc())
)
_NEWEST = _OF_SUBJECT.limit(1)


def add(tx: Tx, one: OwnStatement) -> None:
    """This function will keep a statement beside the earlier versions of its year."""
    sealed = keys.ensure(tx, owner_of(one.subject_id)).seal(_place(one.id), pack(one.content))
    tx.execute(_ADD, {name: getattr(one, name) for name in _CLEAR} | {"content": sealed})


def newest(tx: Tx, subject_id: PersonId, *, first: int, last: int) -> OwnStatement | None:
    """This function will give a person's newest statement for the years from `first` to `last`, or None."""
    row = tx.execute(_NEWEST, {"subject": subject_id, "first": first, "last": last}).one_or_none()
    return None if row is None else _statement(tx, row)


def of_year(tx: Tx, subject_id: PersonId, year: int) -> tuple[OwnStatement, ...]:
    """This function will give every version of a year, the newest first."""
    rows = tx.execute(_OF_SUBJECT, {"subject": subject_id, "first": year, "last": year}).all()
    return tuple(_statement(tx, row) for row in rows)


def _statement(tx: Tx, row: AnyRow) -> OwnStatement:
    fields: dict[str, Any] = {name: row._mapping[name] for name in _CLEAR}
    content = unpack_mapping(keys.of(tx, owner_of(row.subject_id)).open(_place(row.id), row.content))
    return OwnStatement(content=content, **fields)


def _place(row: str) -> Place:
    return Place(table="own_statement.content", row=row)
