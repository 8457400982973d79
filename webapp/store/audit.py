"""The audit: append-only, one hash chain per stream (`case:<id>`, `office`), checked link by link.

hash = SHA-256(previous hash, canonical JSON of the clear part, SHA-256 of the sealed part): destroying a case's key
leaves its chain whole. `mac` is the hash under the office's key file: SQL alone adds no entry that is
sealed. The chain's head and length stand on the case row (the office's on `audit_stream`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId
from webapp.domain.records import AuditEntry
from webapp.store import keys, witness
from webapp.store.bound import BOUND, MARK, say
from webapp.store.codec import pack, unpack_mapping
from webapp.store.columns import canonical
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import audit, audit_stream, case
from webapp.store.vault import DataKey, Place
from webapp.store.visibility import checked

OFFICE = "office"
MARKED = "record"
_CASE = "case:"

INSERT = sa.insert(audit)
_LOCK_CASE = checked(
    sa.select(case.c.chain_length, case.c.chain_head).where(case.c.id == b("case_id")).with_for_update(),
    "the head of a chain whose case the act has checked",
)
_LOCK_OFFICE = (
    sa.select(audit_stream.c.length, audit_stream.c.head).where(audit_stream.c.id == b("stream")).with_for_update()
)
_MOVE_CASE = (
    sa.update(case)
    .where(case.c.id == b("case_id"))
    .values(chain_length=b("length"), chain_head=b("head"))
    .execution_options(**MARK)
)
_MOVE_OFFICE = (
    sa.update(audit_stream).where(audit_stream.c.id == b("stream")).values(length=b("length"), head=b("head"))
)
_FORGE_ANEW = (
    sa.update(audit)
    .where(audit.c.stream == b("of_stream"), audit.c.number == b("at_number"))
    .values(facts=b("new_facts"), hash=b("new_hash"), mac=b("new_mac"))
)
_UNSEALED = sa.select(audit.c.id, audit.c.hash, audit.c.mac).where(audit.c.sealed_by.is_(None)).order_by(audit.c.id)
_MARK_ANEW = sa.update(audit).where(audit.c.id == b("row")).values(mac=b("new_mac"))
_ENTRIES = sa.select(audit).where(audit.c.stream == b("stream")).order_by(audit.c.number)
_OF_ACT = _ENTRIES.where(audit.c.act == b("of_act"))


@dataclass(frozen=True, kw_only=True)
class Written:
    """An entry as it was written: its number in the stream, its hash, and the row for the list of entries."""

    number: int
    hash: str
    entry: AuditEntry


def stream_of(case_id: CaseId | str) -> str:
    """This function will name the stream of a case."""
    return f"{_CASE}{case_id}"


def append(tx: Tx, entry: AuditEntry) -> Written:
    """This function will add an entry to its stream, locking the chain's head; `cases.apply` does it by itself."""
    learn_head(tx, entry.stream)
    written, row = link(tx, entry)
    tx.execute(INSERT, row)
    keep_head(tx, entry.stream)
    return written


def learn_head(tx: Tx, stream: str) -> None:
    """This function will read and lock a stream's head unless this transaction holds it already."""
    if stream in tx.chains:
        return
    if stream.startswith(_CASE):
        result = tx.execute(_LOCK_CASE, {"case_id": stream.removeprefix(_CASE)})
    else:
        result = tx.execute(_LOCK_OFFICE, {"stream": stream})
    found = result.one_or_none()
    if found is None:
        raise NotFound
    length, head = found
    tx.chains[stream] = (length, head)


def keep_head(tx: Tx, stream: str) -> None:
    """This function will write a stream's head as the transaction knows it."""
    length, head = tx.chains[stream]
    if stream.startswith(_CASE):
        tx.execute(_MOVE_CASE, {"case_id": stream.removeprefix(_CASE), "length": length, "head": head})
    else:
        tx.execute(_MOVE_OFFICE, {"stream": stream, "length": length, "head": head})


def link(tx: Tx, entry: AuditEntry) -> tuple[Written, Mapping[str, Any]]:
    """This function will forge the next link of a chain whose head the transaction knows and give the row to insert."""
    length, head = tx.chains[entry.stream]
    number = length + 1
    blob = _sealed(tx, entry, number)
    row = {
        "stream": entry.stream,
        "number": number,
        "act": entry.act,
        "actor_id": entry.actor_id,
        "at": entry.at,
        "element": entry.element,
        "task_id": entry.task_id,
        "facts": canonical({**entry.facts, **witness.take(tx)}),
        "sealed": blob,
        "sealed_hash": sealed_digest(blob),
    }
    made = hash_of(head, row)
    tx.chains[entry.stream] = (number, made)
    tx.memo[witness.LINKED] = (head, row)
    tx.closings["audit"] = lambda: _bind_the_rest(tx)
    return Written(number=number, hash=made, entry=entry), row | {"hash": made, "mac": mac_of(tx, made)}


def _bind_the_rest(tx: Tx) -> None:
    """Rows written after the act's last entry: nobody has read that one yet, so it is forged anew with them."""
    if not tx.written or witness.LINKED not in tx.memo:
        return
    head, row = tx.memo[witness.LINKED]
    facts = json.loads(row["facts"])
    for table, rows in tx.written.items():
        said = facts.setdefault(witness.FACT, {}).setdefault(table, {})
        for key, made in rows.items():
            say(said, key, made, added=BOUND[table].together)
    tx.written = {}
    row = row | {"facts": canonical(facts)}
    made = hash_of(head, row)
    stream, number = row["stream"], row["number"]
    fresh = {"new_facts": row["facts"], "new_hash": made, "new_mac": mac_of(tx, made)}
    tx.execute(_FORGE_ANEW, {"of_stream": stream, "at_number": number, **fresh})
    tx.chains[stream] = (number, made)
    keep_head(tx, stream)


def mac_of(tx: Tx, made: str) -> str:
    """This function will give the mark of an entry's hash by the office's key file, with the key's id before it."""
    return tx.vault.mark_for_long(MARKED, made)


def is_ours(tx: Tx, made: str, mac: str | None) -> bool:
    """This function will tell whether the office wrote the entry of this hash."""
    return tx.vault.still_fits(MARKED, made, mac)


def mark_anew(tx: Tx, *, first: bool = False) -> int:
    """This function will mark entries that are not sealed by the current key, and give how many.

    `first`: those without any mark, of before there were marks; else those whose mark fits: none is whitened.
    """
    rows = tx.execute(_UNSEALED).all()
    ours = [row for row in rows if (row.mac is None if first else is_ours(tx, row.hash, row.mac))]
    if ours:
        tx.execute(_MARK_ANEW, [{"row": row.id, "new_mac": mac_of(tx, row.hash)} for row in ours])
    return len(ours)


def hash_of(previous: str, row: Mapping[str, Any]) -> str:
    """This function will compute a link's hash from the previous one and the row's clear part."""
    names = ("stream", "number", "act", "actor_id", "at", "element", "task_id", "facts")
    clear = canonical({name: row[name] for name in names})
    return hashlib.sha256(f"{previous}\n{clear}\n{row['sealed_hash']}".encode()).hexdigest()


def entries(tx: Tx, stream: str, *, opened: bool = False) -> tuple[Written, ...]:
    """This function will give a stream's entries from first to last; `opened` with old and new values."""
    return tuple(written(tx, row, opened=opened) for row in tx.execute(_ENTRIES, {"stream": stream}))


def entries_of_act(tx: Tx, stream: str, act: str) -> tuple[Written, ...]:
    """This function will give a stream's entries of one kind of act, oldest first, with old and new values."""
    return tuple(written(tx, row, opened=True) for row in tx.execute(_OF_ACT, {"stream": stream, "of_act": act}))


def written(tx: Tx, row: AnyRow, *, opened: bool) -> Written:
    """This function will read an entry's row; `opened` with old and new values. Digests of rows are the check's."""
    sealed = _opened(tx, row) if opened and row.sealed is not None else None
    entry = AuditEntry(
        stream=row.stream,
        act=row.act,
        actor_id=row.actor_id,
        at=row.at,
        element=row.element,
        task_id=row.task_id,
        facts={name: fact for name, fact in facts_of(row.facts).items() if name != witness.FACT},
        sealed=sealed,
    )
    return Written(number=row.number, hash=row.hash, entry=entry)


def facts_of(text: str) -> Mapping[str, object]:
    """This function will read the clear facts of an entry."""
    facts: Mapping[str, object] = json.loads(text)
    return facts


def _sealed(tx: Tx, entry: AuditEntry, number: int) -> bytes | None:
    if entry.sealed is None:
        return None
    return _key(tx, entry.stream).seal(_place(entry.stream, number), pack(entry.sealed))


def _opened(tx: Tx, row: AnyRow) -> Mapping[str, object]:
    return unpack_mapping(_key(tx, row.stream).open(_place(row.stream, row.number), row.sealed))


def _key(tx: Tx, stream: str) -> DataKey:
    return keys.of(tx, stream if stream.startswith(_CASE) else keys.OFFICE)


def _place(stream: str, number: int) -> Place:
    return Place(table="audit", row=stream, version=number)


def sealed_digest(blob: object) -> str:
    """This function will give the hash of a sealed part (nothing for none)."""
    if blob is None:
        return ""
    return hashlib.sha256(blob if isinstance(blob, bytes) else str(blob).encode()).hexdigest()
