"""The record as a file that is checked without this software: chains, looks, seals, heads, digests of bound rows.

A line of JSON each; docs/RECORD.md tells what stands in them, deploy/verify.py checks them. No content leaves with it:
of what is sealed there is a digest only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any  # columns of rows and statements, which only SQL knows

from webapp.store import access, rows_check, seal_keys
from webapp.store.audit import sealed_digest
from webapp.store.audit_check import heads_of
from webapp.store.bound import BOUND, folded
from webapp.store.columns import canonical
from webapp.store.db import AnyRow, Tx
from webapp.store.sayings import Saying, Sayings
from webapp.store.sealed_rows import Block, blocks
from webapp.store.seals import Seal, Sealer, seals

FORMAT = 1
_OF_ENTRY = ("stream", "number", "act", "actor_id", "at", "element", "task_id", "facts")
_IN_A_LINE = 200
"""Rows whose digests stand in one line at most."""
_OF_LOOK = ("person_id", "at", "what", "case_id", "subject_id")


def record(tx: Tx, sealer: Sealer) -> Iterator[str]:
    """This function will give the lines of the whole record; the last one is signed by the key in force."""
    count, digest = 0, hashlib.sha256()
    for one in _lines(tx, sealer):
        line = _text(one) + "\n"
        digest.update(line.encode())
        count += 1
        yield line
    words = f"shibiyan record\n{count}\n{digest.hexdigest()}".encode()
    key, signature = sealer.sign(tx, words)
    end = {"kind": "end", "lines": count, "digest": digest.hexdigest(), "key": key, "signature": signature}
    yield canonical(end) + "\n"


def _lines(tx: Tx, sealer: Sealer) -> Iterator[Mapping[str, object]]:
    first = seal_keys.timeline(tx, sealer.public_keys).keys[0][1]
    yield {"kind": "record", "format": FORMAT, "key": first}
    with Sayings() as said:
        yield from _blocks(tx, said)
        heads = heads_of(tx)
        yield from ({"kind": "head", "stream": one, "length": size, "head": head} for one, (size, head) in heads)
        yield from _rows(tx, said)


def _blocks(tx: Tx, said: Sayings) -> Iterator[Mapping[str, object]]:
    kept = {one.id: one for one in seals(tx)}
    for block in blocks(tx):
        yield from _before(kept, block)
        said.listen(block.acts)
        yield from map(_entry, block.acts)
        yield from map(_look, block.looks)
        if block.seal_id in kept:
            yield _seal(kept.pop(block.seal_id))
    yield from map(_seal, kept.values())


def _before(kept: dict[str, Seal], block: Block) -> Iterator[Mapping[str, object]]:
    """Seals whose rows are gone stand where they were made, so that the check names them."""
    gone = [key for key in kept if block.seal_id is None or key < block.seal_id]
    yield from (_seal(kept.pop(key)) for key in gone)


def _entry(row: AnyRow) -> Mapping[str, object]:
    clear = {name: row._mapping[name] for name in _OF_ENTRY}
    return {"kind": "entry", "clear": clear, "hash": row.hash, "sealed": sealed_digest(row.sealed)}


def _look(row: AnyRow) -> Mapping[str, object]:
    if row.gone:
        return {"kind": "gone", "id": row.id, "hash": row.hash}
    clear = {name: row._mapping[name] for name in _OF_LOOK}
    return {"kind": "look", "clear": clear, "hash": row.hash, "reason": access.reason_digest(row.reason)}


def _seal(one: Seal) -> Mapping[str, object]:
    fields = ("id", "number", "root", "previous", "rows", "at", "signature")
    return {"kind": "seal", **{name: getattr(one, name) for name in fields}}


def _rows(tx: Tx, said: Sayings) -> Iterator[Mapping[str, object]]:
    for name, binding in BOUND.items():
        found = _added(tx, name, said) if binding.together else _single(tx, name, said)
        while digests := dict(islice(found, _IN_A_LINE)):
            yield {"kind": "rows", "table": name, "digests": digests}


def _single(tx: Tx, name: str, said: Sayings) -> Iterator[tuple[str, str]]:
    binding = BOUND[name]
    for values in rows_check.bound_rows(tx, name):
        key = binding.key_of(values)
        newest = said.of(name, key)
        yield key, binding.digest_like(values, newest[0].digest if newest else "")


def _added(tx: Tx, name: str, said: Sayings) -> Iterator[tuple[str, str]]:
    """What is only added to is folded in the pieces in which acts added it; a rest that nobody added stands last."""
    for key, _, digests in rows_check.groups(tx, name):
        parts, begin = [], 0
        for count in _counts(said.of(name, key)):
            parts.append(folded(digests[begin : begin + count]))
            begin += count
        if digests[begin:]:
            parts.append(folded(digests[begin:]))
        yield key, " ".join(parts)


def _counts(several: Iterable[Saying]) -> Iterator[int]:
    for part in (part for each in several for part in each.digest.split()):
        count = part.partition(":")[0]
        yield int(count) if count.isdecimal() else 0


def _text(one: Mapping[str, object]) -> str:
    """What a hand put into a column and is no clear value is written as it looks: the check will name its entry."""
    try:
        return canonical(one)
    except TypeError:
        return canonical(_shown(one))


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shown(one) for key, one in value.items()}
    return value if isinstance(value, str | int | None) or hasattr(value, "tzinfo") else repr(value)
