"""Seals: each minute a Merkle root over what was written since, chained, signed, and kept outside the database too.

Signature: Ed25519 (RFC 8032); tree as in RFC 6962, section 2.1 (leaf and node hashes are told apart by a prefix).
A seal's file is a line of JSON: whoever holds the public key can check it without this software's database.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import OfficeError
from webapp.store import access, pruning, seal_file, seal_keys
from webapp.store.audit import is_ours
from webapp.store.audit_check import Fault
from webapp.store.columns import canonical
from webapp.store.db import AnyRow, Tx
from webapp.store.seal_keys import make_signing_key as make_signing_key
from webapp.store.sealed_rows import blocks
from webapp.store.tables import access_log, audit, seal

STREAM = "seals"
TWICE = "库外文件中有两条不同的同号封存记录，数据库曾被换成旧的副本"
LARGEST = 500
"""So many rows come under one seal at most: a minute of a rush, or months without a worker, need no more memory."""
CAUGHT_UP = 10
"""So many of the newest seals are written again where the file lacks them."""
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LAST = sa.select(seal).order_by(seal.c.number.desc()).limit(1)
_NEWEST = sa.select(seal).order_by(seal.c.number.desc()).limit(b("size", type_=sa.Integer))
_NUMBERS = sa.select(seal.c.number)
_SOME = sa.select(seal).where(seal.c.number.in_(b("numbers", expanding=True)))
_ALL = sa.select(seal).order_by(seal.c.number)


def _new(table: sa.Table, *names: str) -> sa.Select[*tuple[Any, ...]]:
    columns = [table.c[name] for name in ("id", "hash", *names)]
    found = sa.select(*columns).where(table.c.sealed_by.is_(None)).order_by(table.c.id)
    return found.limit(b("size", type_=sa.Integer)).with_for_update()


_NEW_ACTS, _NEW_LOOKS = _new(audit, "stream", "number", "mac"), _new(access_log)
_MARK_ACTS = sa.update(audit).where(audit.c.id == b("row")).values(sealed_by=b("seal_id"))
_MARK_LOOKS = sa.update(access_log).where(access_log.c.id == b("row")).values(sealed_by=b("seal_id"))
_ADD = sa.insert(seal)
_HOLD = sa.text("SELECT pg_advisory_xact_lock(hashtext('shibiyan seal'))")
"""No lock of the table: for that one would need to change or remove seals, which no service may."""


class ForgedEntry(OfficeError):
    """操作记录{stream}第{number}条不是本系统写入的，封存到此为止：请运行 shibiyan verify，查明后从备份恢复。"""

    code = "forged_entry"


@dataclass(frozen=True, kw_only=True)
class Seal:
    """A signed root: its number, the root, the previous seal's root, how many rows, when."""

    id: str
    number: int
    root: str
    previous: str
    rows: int
    at: dt.datetime
    signature: str

    @property
    def signed(self) -> bytes:
        """The bytes that are signed."""
        fields = {"number": self.number, "root": self.root, "previous": self.previous, "rows": self.rows, "at": self.at}
        return canonical(fields).encode()

    @property
    def line(self) -> str:
        """The line that is kept outside the database and may be printed."""
        return canonical(json.loads(self.signed) | {"signature": self.signature, "id": self.id})


class DatabaseIsOlder(OfficeError):
    """数据库只到第{last}号，库外封存已到第{outside}号，未再封存：请查明，按规定恢复的运行 shibiyan restored。"""

    code = "database_is_older"


class Sealer:
    """Signs with the key of `key_file` that is in force and appends each seal to `file`, outside the database."""

    def __init__(self, key_file: Path, file: Path) -> None:
        self._keys = seal_keys.read_keys(key_file)
        self._file = file

    @property
    def file(self) -> Path:
        """The file outside the database."""
        return self._file

    @property
    def public_keys(self) -> tuple[str, ...]:
        """The public keys (base64) of the key file, the newest first; two while one takes the other's place."""
        return tuple(self._keys)

    def sign(self, tx: Tx, words: bytes) -> tuple[str, str]:
        """This function will sign with the key in force and give its public key and the signature (base64)."""
        key = seal_keys.in_force(tx, self.public_keys)
        if key not in self._keys:
            raise seal_keys.KeyDoesNotFit
        return key, base64.b64encode(self._keys[key].sign(words)).decode()

    def _own(self, tx: Tx) -> tuple[Sequence[AnyRow], bool]:
        """The entries to be sealed next, up to one that the office did not write; whether there is such a one."""
        rows = tx.execute(_NEW_ACTS, {"size": LARGEST}).all()
        own = list(takewhile(lambda row: is_ours(tx, row.hash, row.mac), rows))
        if rows and not own:
            raise ForgedEntry(stream=rows[0].stream, number=rows[0].number)
        return own, len(own) < len(rows)

    def seal(self, tx: Tx, *, now: dt.datetime) -> Seal | None:
        """This function will seal rows that no seal covers yet, LARGEST at most; give None when there are none.

        Raises ForgedEntry.

        Rows are found by having no seal, never by 'newer than the last': late commits would be missed.
        """
        hold(tx)
        acts, stops = self._own(tx)
        looks = [] if stops else tx.execute(_NEW_LOOKS, {"size": LARGEST - len(acts)}).all()
        if not acts and not looks:
            return None
        one = self._signed(tx, [row.hash for row in (*acts, *looks)], now)
        tx.execute(_ADD, {name: getattr(one, name) for name in Seal.__dataclass_fields__})
        for statement, rows in ((_MARK_ACTS, acts), (_MARK_LOOKS, looks)):
            if rows:
                tx.execute(statement, [{"row": row.id, "seal_id": one.id} for row in rows])
        tx.after_commit(lambda: self._keep(one))
        return one

    def _signed(self, tx: Tx, hashes: Sequence[str], now: dt.datetime) -> Seal:
        last = newest(tx)
        number, previous = (1, "") if last is None else (last.number + 1, last.root)
        self.refuse_what_does_not_fit(tx, last)
        self.refuse_an_older_database(number - 1)
        root = merkle_root(hashes)
        fields: dict[str, Any] = {"number": number, "previous": previous, "rows": len(hashes), "at": now}
        unsigned = Seal(id=f"{number:08d}", root=root, signature="", **fields)
        _, signature = self.sign(tx, unsigned.signed)
        return Seal(id=unsigned.id, root=root, signature=signature, **fields)

    def refuse_what_does_not_fit(self, tx: Tx, last: Seal | None) -> None:
        """This function will raise KeyDoesNotFit when the newest seal was signed by a key that nobody knows of."""
        if last is None:
            return
        signer = seal_keys.timeline(tx, self.public_keys).key_of(last.number)
        if not seal_keys.fits(signer, last.signed, last.signature):
            raise seal_keys.KeyDoesNotFit

    def refuse_another_key(self, tx: Tx) -> None:
        """This function will raise KeyDoesNotFit when the record's next seal could not be signed with this file."""
        self.refuse_what_does_not_fit(tx, newest(tx))
        if seal_keys.in_force(tx, self.public_keys) not in self._keys:
            raise seal_keys.KeyDoesNotFit

    def refuse_an_older_database(self, last: int) -> None:
        """This function will raise DatabaseIsOlder where the file outside has seals that come after the newest one.

        A seal is kept outside after its act is in: the file is never ahead of a database that is still the same.
        """
        outside = max(seal_file.at_the_end(self._file), default=0)
        if outside > last:
            raise DatabaseIsOlder(last=last, outside=outside)

    def hand_over(self, tx: Tx) -> seal_keys.Handover | None:
        """This function will let the newest key of the file follow the one in force, None when it is in force already.

        The handover counts from the next seal on; it must be written into the record in the same act.
        """
        hold(tx)
        last, newest_key = newest(tx), self.public_keys[0]
        self.refuse_what_does_not_fit(tx, last)
        old = seal_keys.in_force(tx, self.public_keys)
        if old == newest_key:
            return None
        return seal_keys.Handover(old=old, key=newest_key, since=1 + (last.number if last else 0))

    def catch_up(self, tx: Tx) -> int:
        """This function will write the newest seals that a crash kept from the file and give how many.

        Older holes stay: a file that was taken away is to be noticed, not quietly written anew.
        """
        known = seal_file.at_the_end(self._file)
        newest = [_seal(row) for row in tx.execute(_NEWEST, {"size": CAUGHT_UP})]
        missing = [one.line for one in reversed(newest) if one.number not in known]
        if missing:
            seal_file.append(self._file, missing)
        return len(missing)

    def write_anew(self, tx: Tx) -> int:
        """This function will write every seal into a file that is not there, once the act is in, and give how many."""
        lines = [one.line for one in seals(tx)]
        tx.after_commit(lambda: seal_file.append(self._file, lines))
        return len(lines)

    def _keep(self, one: Seal) -> None:
        seal_file.append(self._file, [one.line])


def elsewhere(tx: Tx, file: Path) -> int:
    """This function will give the newest seal's number where the file outside knows none of this record, else 0.

    The first seal alone may be missing from a file that is there: a crash kept it from it (`seal_file.begin`).
    """
    last, outside = last_number(tx), seal_file.lines_at_the_end(file)
    if last == 0 or (last == 1 and not outside and file.exists()):
        return 0
    rows = tx.execute(_SOME, {"numbers": list(outside)}).all() if outside else []
    return 0 if any(one.line == outside[one.number] for one in map(_seal, rows)) else last


def verify_seals(tx: Tx, *, public_keys: Sequence[str], file: Path | None = None) -> tuple[Fault, ...]:
    """This function will check every seal: signature, chain, root over its rows, and that the file outside agrees.

    `public_keys` are those of the key file; which one signed which seal the record says.
    """
    kept, outside = [_seal(row) for row in tx.execute(_ALL).all()], None if file is None else seal_file.whole(file)
    timeline = seal_keys.timeline(tx, public_keys)
    faults = [Fault(stream=STREAM, number=0, what=what) for what in timeline.faults]
    roots = _roots(tx)
    previous = ""
    for number, one in enumerate(kept, start=1):
        wrong = _wrong(one, previous, roots.get(one.id, merkle_root(())), timeline.key_of(one.number))
        if one.number != number:
            wrong = ["缺少封存记录", *wrong]
        faults += [Fault(stream=STREAM, number=number, what=what) for what in wrong]
        previous = one.root
    faults += [Fault(stream="access_log", number=0, what=what) for what in pruning.faults(tx)]
    twice = frozenset() if file is None else seal_file.doubled(file)
    faults += [Fault(stream=STREAM, number=number, what=TWICE) for number in sorted(twice)]
    return (*faults, *_against_file({one.number: one.line for one in kept}, outside))


def hold(tx: Tx) -> None:
    """This function will let nobody else make a seal until the act ends (SQLite has one writer anyway)."""
    if tx.dialect == "postgresql":
        tx.execute(_HOLD)


def newest(tx: Tx) -> Seal | None:
    """This function will give the newest seal."""
    row = tx.execute(_LAST).one_or_none()
    return None if row is None else _seal(row)


def seals(tx: Tx) -> tuple[Seal, ...]:
    """This function will give all seals from the first."""
    return tuple(_seal(row) for row in tx.execute(_ALL))


def numbers(tx: Tx) -> set[int]:
    """This function will give the numbers of all seals."""
    return set(tx.execute(_NUMBERS).scalars())


def last_number(tx: Tx) -> int:
    """This function will give the number of the newest seal, 0 where there is none."""
    last = tx.execute(_LAST).one_or_none()
    return 0 if last is None else int(last.number)


def is_signed(line: str, public_key: str) -> bool:
    """This function will tell whether a line of the file outside was signed by the key that belongs to this one."""
    kept = json.loads(line)
    signed = canonical({name: kept[name] for name in ("number", "root", "previous", "rows", "at")}).encode()
    return seal_keys.fits(public_key, signed, str(kept["signature"]))


def merkle_root(hashes: Sequence[str]) -> str:
    """This function will give the root over hashes (hexadecimal) in their order; of none, the hash of nothing."""
    layer = [hashlib.sha256(b"\x00" + one.encode()).digest() for one in hashes] or [hashlib.sha256().digest()]
    while len(layer) > 1:
        pairs = [layer[place : place + 2] for place in range(0, len(layer), 2)]
        layer = [hashlib.sha256(b"\x01" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return layer[0].hex()


def code_over(several: Iterable[Seal]) -> str:
    """This function will give one digest over all seals from the first, in their order: what is printed."""
    code = ""
    for one in several:
        code = hashlib.sha256(code.encode() + b"\n" + one.signed).hexdigest()
    return code


def in_groups(digest: str) -> str:
    """This function will give a digest (hexadecimal) as eight groups of four signs that a person can compare.

    Its first 160 bits in Crockford's base32, which has no letter that is taken for a digit.
    """
    value = int(digest, 16) >> (len(digest) * 4 - 160)
    signs = "".join(_SIGNS[value >> 5 * place & 31] for place in reversed(range(32)))
    return "-".join(signs[start : start + 4] for start in range(0, 32, 4))


def _roots(tx: Tx) -> Mapping[str, str]:
    """The root over the rows of each seal as they are now."""
    found = {}
    for block in blocks(tx):
        if block.seal_id is not None:
            looks = [row.hash if row.gone else access.hash_of(row._mapping, row.reason) for row in block.looks]
            found[block.seal_id] = merkle_root([*(str(row.hash) for row in block.acts), *looks])
    return found


def _wrong(one: Seal, previous: str, root: str, public_key: str) -> list[str]:
    out = []
    if one.previous != previous:
        out.append("封存记录前后不相连")
    if not seal_keys.fits(public_key, one.signed, one.signature):
        out.append("封存签名不符")
    if root != one.root:
        out.append("封存后的记录被改动、删除或者增加")
    return out


def _against_file(kept: Mapping[int, str], outside: Mapping[int, str] | None) -> tuple[Fault, ...]:
    if outside is None:
        return ()
    differ = sorted(number for number in {*kept, *outside} if kept.get(number) != outside.get(number))
    return tuple(Fault(stream=STREAM, number=number, what="封存记录与库外文件不符") for number in differ)


def _seal(row: AnyRow) -> Seal:
    return Seal(**{name: row._mapping[name] for name in Seal.__dataclass_fields__})
