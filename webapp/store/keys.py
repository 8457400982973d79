"""Data keys in the database: one row per owner, wrapped; destroying the row makes the owner's contents unreadable."""

from __future__ import annotations

from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId
from webapp.domain.records import CaseStatus
from webapp.store.bound import MARK
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import data_key
from webapp.store.vault import DataKey, KeyGone, WrappedKey
from webapp.store.writing import insert_or_change

OFFICE, ARCHIVE = "office", "archive:"
_OFFERED = "offered key"

_GET = sa.select(data_key).where(data_key.c.owner == b("owner"))
_MAKE = sa.insert(data_key)
_MAKE_ONCE = insert_or_change(data_key, ["owner"], change=["owner"], returning=True)  # one that is there stays
_DESTROY = sa.delete(data_key).where(data_key.c.owner == b("gone"))
_OLD = sa.select(data_key).where(data_key.c.master_id != b("master")).limit(500)
_REWRAP = (
    sa.update(data_key)
    .where(data_key.c.owner == b("of"))
    .values(wrapped=b("wrapped"), master_id=b("master_id"))
    .execution_options(**MARK)
)


def owner_of(case_id: CaseId | str | None) -> str:
    """This function will name the owner of a case's key, or the office where there is no case."""
    return f"case:{case_id}" if case_id else OFFICE


def of(tx: Tx, owner: str) -> DataKey:
    """This function will give an owner's data key, read once a transaction; a destroyed one raises KeyGone."""
    if not _has(tx, owner):
        row = tx.execute(_GET, {"owner": owner}).one_or_none()
        if row is None:
            raise KeyGone
        learn(tx, row)
    return tx.keys[owner]


def offer(tx: Tx, owner: str, *, wrapped: bytes, master_id: str) -> None:
    """This function will keep a key that a statement brought along unasked; it is opened when somebody asks for it."""
    tx.memo[_OFFERED, owner] = WrappedKey(owner=owner, wrapped=bytes(wrapped), master_id=master_id)


def _has(tx: Tx, owner: str) -> bool:
    offered: WrappedKey | None = tx.memo.pop((_OFFERED, owner), None)
    if offered is not None:
        tx.keys[owner] = tx.vault.unwrap(offered)
    return owner in tx.keys


def of_case(tx: Tx, case_id: CaseId | str | None) -> DataKey:
    """This function will give the data key of a case (of the office, where there is no case)."""
    return of(tx, owner_of(case_id))


def office(tx: Tx) -> DataKey:
    """This function will give the office's data key."""
    return of(tx, OFFICE)


def learn(tx: Tx, row: AnyRow) -> DataKey:
    """This function will take a key from a row that a statement joined (columns owner, wrapped, master_id)."""
    if row.owner is None:
        raise KeyGone
    key = tx.vault.unwrap(WrappedKey(owner=row.owner, wrapped=bytes(row.wrapped), master_id=row.master_id))
    tx.keys[row.owner] = key
    return key


def learn_unless_given_up(tx: Tx, row: AnyRow) -> DataKey | None:
    """This function will take the key from a row that joined case and key; a registration given up has none: None."""
    return None if row.owner is None and row.c_status is CaseStatus.GIVEN_UP else learn(tx, row)


def make(tx: Tx, owner: str) -> DataKey:
    """This function will make and keep a new data key."""
    key, wrapped = tx.vault.make(owner)
    tx.execute(_MAKE, _row(wrapped))
    tx.keys[owner] = key
    return key


def ensure(tx: Tx, owner: str) -> DataKey:
    """This function will give an owner's key and make it where there is none yet."""
    if _has(tx, owner):
        return tx.keys[owner]
    _, wrapped = tx.vault.make(owner)
    return learn(tx, tx.execute(_MAKE_ONCE, _row(wrapped)).one())


def make_office(tx: Tx) -> DataKey:
    """This function will see to it that the office has its key."""
    return ensure(tx, OFFICE)


def destroy(tx: Tx, owner: str) -> None:
    """This function will make all of an owner's contents unreadable, also in backups once the key file is rotated."""
    tx.execute(_DESTROY, {"gone": owner})
    tx.keys.pop(owner, None)
    tx.memo.pop((_OFFERED, owner), None)


def rewrap(tx: Tx) -> int:
    """This function will wrap up to 500 keys of retired masters by the current one and tell how many; 0: all done."""
    rows = tx.execute(_OLD, {"master": tx.vault.master_id}).all()
    old = [WrappedKey(owner=row.owner, wrapped=bytes(row.wrapped), master_id=row.master_id) for row in rows]
    fresh = [tx.vault.rewrap(key) for key in old]
    if fresh:
        tx.execute(_REWRAP, [{"of": k.owner, "wrapped": k.wrapped, "master_id": k.master_id} for k in fresh])
    return len(fresh)


def _row(key: WrappedKey) -> dict[str, Any]:
    return {"owner": key.owner, "wrapped": key.wrapped, "master_id": key.master_id}
