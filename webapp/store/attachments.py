"""Files on a case: name and content sealed in the database."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId
from webapp.domain.papers import File
from webapp.store import keys
from webapp.store.columns import Instant
from webapp.store.db import AnyRow, Tx
from webapp.store.rows import KEY_COLUMNS, key_of_case
from webapp.store.tables import attachment, data_key
from webapp.store.vault import DataKey, Place

_NOTHING = hashlib.sha256(b"").hexdigest()

_HEADER = tuple(column for column in attachment.c if column.name != "content")
_CLEAR = ("id", "case_id", "task_id", "letter_id", "field", "kind", "media_type", "size", "at")
_ADD = sa.insert(attachment)
_OF_CASE = (
    sa.select(*_HEADER, *KEY_COLUMNS)
    .join(data_key, key_of_case(attachment), isouter=True)
    .where(attachment.c.case_id == b("case_id"), attachment.c.removed_at.is_(None))
    .order_by(attachment.c.at, attachment.c.id)
)
_ONE = (
    sa.select(attachment, *KEY_COLUMNS)
    .join(data_key, key_of_case(attachment), isouter=True)
    .where(attachment.c.id == b("file"), attachment.c.removed_at.is_(None))
)
_SAME = (
    sa.select(*_HEADER, *KEY_COLUMNS)
    .join(data_key, key_of_case(attachment), isouter=True)
    .where(
        attachment.c.task_id == b("of_task"),
        attachment.c.field == b("in_field"),
        attachment.c.added_by == b("who"),
        attachment.c.content_hash == b("hash"),
        attachment.c.removed_at.is_(None),
    )
)
_REMOVE = (
    sa.update(attachment)
    .where(attachment.c.id == b("file"), attachment.c.removed_at.is_(None))
    .values(removed_at=b("now"))
)
_IDS = sa.select(attachment.c.id).where(attachment.c.case_id == b("case_id"))
_EMPTY = (
    sa.update(attachment)
    .where(attachment.c.id == b("file"))
    .values(
        name=b("no_name"),
        content=b("no_content"),
        content_hash=_NOTHING,
        size=0,
        removed_at=sa.func.coalesce(attachment.c.removed_at, b("now", type_=Instant)),
    )
)


def add(tx: Tx, one: File) -> None:
    """This function will keep a file (the caller has judged kind and size)."""
    key = keys.of_case(tx, one.case_id)
    row: dict[str, Any] = {name: getattr(one, name) for name in _CLEAR}
    row |= {"size": len(one.content), "content_hash": sum_of(one.content), "added_by": one.by}
    name = key.seal(_place("name", one.id), one.name.encode())
    tx.execute(_ADD, row | {"name": name, "content": key.seal(content_place(one.id), one.content)})


def same(tx: Tx, one: File) -> File | None:
    """This function will give the file that its writer put into the same field before, equal in name and content."""
    asked = {"of_task": one.task_id, "in_field": one.field, "who": one.by, "hash": sum_of(one.content)}
    found = (_file(row, keys.learn(tx, row)) for row in tx.execute(_SAME, asked))
    return next((old for old in found if old.name == one.name), None)


def of_case(tx: Tx, case_id: CaseId | str) -> tuple[File, ...]:
    """This function will give the files of a case that the caller has checked, without their contents, oldest first."""
    return tuple(_file(row, keys.learn(tx, row)) for row in tx.execute(_OF_CASE, {"case_id": case_id}))


def read(tx: Tx, file_id: str) -> File:
    """This function will give a file with its content (the caller checks its case); raises NotFound."""
    row = tx.execute(_ONE, {"file": file_id}).one_or_none()
    if row is None:
        raise NotFound
    key = keys.learn(tx, row)
    return _file(row, key, content=key.open(content_place(row.id), row.content))


def remove(tx: Tx, file_id: str, *, now: dt.datetime) -> None:
    """This function will take a file off its case; the row stays. Raises NotFound."""
    if tx.execute(_REMOVE, {"file": file_id, "now": now}).rowcount != 1:
        raise NotFound


def strike(tx: Tx, case_id: CaseId, *, now: dt.datetime) -> None:
    """This function will empty every file that a case ever had, name and content: a sealed transfer. The rows stay."""
    key = keys.of_case(tx, case_id)
    for one in tx.execute(_IDS, {"case_id": case_id}).scalars().all():
        name, content = key.seal(_place("name", one), b""), key.seal(content_place(one), b"")
        tx.execute(_EMPTY, {"file": one, "no_name": name, "no_content": content, "now": now})


def _file(row: AnyRow, key: DataKey, *, content: bytes = b"") -> File:
    clear = {name: row._mapping[name] for name in _CLEAR}
    return File(**clear, name=key.open(_place("name", row.id), row.name).decode(), by=row.added_by, content=content)


def sum_of(content: bytes) -> str:
    """This function will give the checksum of a file's content."""
    return hashlib.sha256(content).hexdigest()


def content_place(row: str) -> Place:
    """This function will give the place of a file's content."""
    return _place("content", row)


def _place(column: str, row: str) -> Place:
    return Place(table=f"attachment.{column}", row=row)
