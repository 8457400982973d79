"""Data keys in the database: one row per owner, wrapped; destroying the row makes the owner's contents unreadable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import partial
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import OfficeError
from webapp.domain.ids import CaseId
from webapp.domain.records import CaseStatus
from webapp.store.bound import MARK
from webapp.store.db import AnyRow, Tx
from webapp.store.faults import Contended
from webapp.store.tables import data_key
from webapp.store.vault import DataKey, KeyGone, KeyMissing, TurnedKey, WrappedKey
from webapp.store.writing import insert_or_change

OFFICE, ARCHIVE = "office", "archive:"
MOST_TURNS = 20
OLDER = tuple(f"{OFFICE}:{number:02d}" for number in range(1, MOST_TURNS + 1))
"""Owners of keys that were the office's: they open what chains hold and what is not sealed anew yet.

Named one by one, so that all are read by their key in one statement, on either database.
"""
_OFFERED = "offered key"

_GET = sa.select(data_key).where(data_key.c.owner == b("owner"))
_MAKE = sa.insert(data_key)
_MAKE_ONCE = insert_or_change(data_key, ["owner"], change=["owner"], returning=True)  # one that is there stays
_DESTROY = sa.delete(data_key).where(data_key.c.owner == b("gone"))
_OLD = sa.select(data_key).where(data_key.c.master_id != b("master")).limit(500).with_for_update()
_WRAPPED_BY = sa.select(data_key.c.master_id, sa.func.count().label("keys")).group_by(data_key.c.master_id)
_OFFICE = sa.select(data_key).where(data_key.c.owner.in_([OFFICE, *OLDER])).order_by(data_key.c.owner.desc())
_HOLD = sa.text("LOCK TABLE data_key IN SHARE ROW EXCLUSIVE MODE")
_REWRAP = (
    sa.update(data_key)
    .where(data_key.c.owner == b("of"))
    .values(wrapped=b("wrapped"), master_id=b("master_id"))
    .execution_options(**MARK)
)


class TurnedTooOften(OfficeError):
    """机关数据密钥最多更换{most}次，没有作任何改动。"""

    code = "turned_too_often"


def owner_of(case_id: CaseId | str | None) -> str:
    """This function will name the owner of a case's key, or the office where there is no case."""
    return f"case:{case_id}" if case_id else OFFICE


def of(tx: Tx, owner: str) -> DataKey:
    """This function will give an owner's data key, read once a transaction; a destroyed one raises KeyGone."""
    if not _has(tx, owner):
        rows = tx.execute(_OFFICE).all() if owner == OFFICE else tx.execute(_GET, {"owner": owner}).all()
        if not rows or rows[-1].owner != owner:
            raise KeyGone
        if owner == OFFICE:
            tx.memo[OLDER] = rows[:-1]
        learn(tx, rows[-1])
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


def office(tx: Tx) -> TurnedKey:
    """This function will give the office's data key; it opens what its predecessors sealed, too."""
    key = of(tx, OFFICE)
    return key if isinstance(key, TurnedKey) else TurnedKey(key, lambda: _older(tx))


def turn_office(tx: Tx) -> int:
    """This function will put a new key in the place of the office's, keep the old one, and give its number.

    The caller holds the table. Raises TurnedTooOften.
    """
    *older, row = tx.execute(_OFFICE).all()
    if len(older) == MOST_TURNS:
        raise TurnedTooOften(most=MOST_TURNS)
    old = tx.vault.rename(_wrapped(row), OLDER[len(older)])
    destroy(tx, OFFICE)
    tx.execute(_MAKE, _row(old))
    make(tx, OFFICE)
    tx.memo.pop(OLDER, None)
    return len(older) + 1


def learn(tx: Tx, row: AnyRow) -> DataKey:
    """This function will take a key from a row that a statement joined (columns owner, wrapped, master_id)."""
    if row.owner is None:
        raise KeyGone
    key = tx.vault.unwrap(_wrapped(row))
    tx.keys[row.owner] = TurnedKey(key, lambda: _older(tx)) if row.owner == OFFICE else key
    return tx.keys[row.owner]


def _older(tx: Tx) -> tuple[DataKey, ...]:
    """Opened only where the newest key does not open something; the newest of them first."""
    if OLDER not in tx.memo:
        tx.memo[OLDER] = [row for row in tx.execute(_OFFICE).all() if row.owner != OFFICE]
    return tuple(tx.vault.unwrap(_wrapped(row)) for row in tx.memo[OLDER])


def _wrapped(row: AnyRow) -> WrappedKey:
    return WrappedKey(owner=row.owner, wrapped=bytes(row.wrapped), master_id=row.master_id)


def learn_unless_gone(tx: Tx, row: AnyRow) -> DataKey | None:
    """This function will take the key from a row that joined case and key; None where it was destroyed by rule."""
    gone = row.owner is None and (row.c_status is CaseStatus.GIVEN_UP or row.c_destroyed_at is not None)
    return None if gone else learn(tx, row)


def opens(tx: Tx, owner: str) -> DataKey | None:
    """This function will give an owner's data key, None where it was destroyed: what it sealed is not there."""
    try:
        return of(tx, owner)
    except KeyMissing:
        raise
    except KeyGone:
        return None


def make(tx: Tx, owner: str) -> DataKey:
    """This function will make and keep a new data key."""
    key, wrapped = tx.vault.make(owner)
    tx.execute(_MAKE, _row(wrapped))
    _refuse_retired(tx, wrapped.master_id)
    tx.keys[owner] = key
    return key


def ensure(tx: Tx, owner: str) -> DataKey:
    """This function will give an owner's key and make it where there is none yet."""
    ensure_all(tx, [owner])
    return tx.keys[owner]


def ensure_all(tx: Tx, owners: Iterable[str]) -> None:
    """This function will see to it that each owner has a key, all by one statement, and that the act knows it."""
    missing = sorted({owner for owner in owners if not _has(tx, owner)})
    if missing:
        for row in tx.execute(_MAKE_ONCE, [_row(tx.vault.make(owner)[1]) for owner in missing]).all():
            _refuse_retired(tx, row.master_id)
            learn(tx, row)


def _refuse_retired(tx: Tx, master_id: str) -> None:
    """A key-encryption key may have been retired between wrapping and writing: the act is tried again with the new one.

    From the writing on no key can be retired before this act ends (`hold`).
    """
    if not tx.vault.knows(master_id):
        raise Contended


def make_office(tx: Tx) -> DataKey:
    """This function will see to it that the office has its key."""
    return ensure(tx, OFFICE)


def destroy(tx: Tx, owner: str) -> None:
    """This function will make all of an owner's contents unreadable, also in backups once the key file is rotated.

    SQLite writes over what is deleted, but in its log first: that is brought into the file and emptied.
    """
    tx.execute(_DESTROY, {"gone": owner})
    write_over(tx)
    tx.keys.pop(owner, None)
    tx.memo.pop((_OFFERED, owner), None)


def write_over(tx: Tx) -> None:
    """This function will empty SQLite's log once the act is done: what was deleted is in it as it was.

    Whoever reads meanwhile keeps it as it is: then the night's own try finds nobody.
    """
    if tx.dialect == "sqlite":
        tx.after_commit(partial(_empty_log, tx.connection.engine))


def _empty_log(engine: sa.Engine) -> None:
    with closing(engine.raw_connection()) as connection:  # past the engine: no checkpoint within a transaction
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def hold(tx: Tx) -> None:
    """This function will let nobody else write data keys until the act ends, and wait for acts that have written one.

    SQLite has one writer anyway.
    """
    if tx.dialect == "postgresql":
        tx.execute(_HOLD)


def try_office(tx: Tx) -> None:
    """This function will open the office's key where there is one; raises KeyMissing or Tampered."""
    row = tx.execute(_GET, {"owner": OFFICE}).one_or_none()
    if row is not None:
        learn(tx, row)


def refuse_what_does_not_fit(tx: Tx) -> None:
    """This function will raise KeyMissing when the key file lacks a key that data keys are wrapped by."""
    for master_id in sorted(wrapped_by(tx)):
        if not tx.vault.knows(master_id):
            raise KeyMissing(master=master_id)


def wrapped_by(tx: Tx) -> Mapping[str, int]:
    """This function will give how many data keys each key-encryption key (its id) wraps."""
    return {row.master_id: row.keys for row in tx.execute(_WRAPPED_BY)}


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
