"""Seals: each minute a Merkle root over what was written since, chained, signed, and kept outside the database too.

Signature: Ed25519 (RFC 8032); tree as in RFC 6962, section 2.1 (leaf and node hashes are told apart by a prefix).
A seal's file is a line of JSON: whoever holds the public key can check it without this software's database.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import bindparam as b

from webapp.domain.errors import SettingWrong
from webapp.store import access, seal_file
from webapp.store.audit_check import Fault
from webapp.store.columns import canonical
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import access_log, audit, seal

STREAM = "seals"
CAUGHT_UP = 10
"""So many of the newest seals are written again where the file lacks them."""
_LAST = sa.select(seal).order_by(seal.c.number.desc()).limit(1)
_NEWEST = sa.select(seal).order_by(seal.c.number.desc()).limit(b("size", type_=sa.Integer))
_ALL = sa.select(seal).order_by(seal.c.number)
_NEW_ACTS = (
    sa.select(audit.c.id, audit.c.hash).where(audit.c.sealed_by.is_(None)).order_by(audit.c.id).with_for_update()
)
_NEW_LOOKS = (
    sa.select(access_log.c.id, access_log.c.hash)
    .where(access_log.c.sealed_by.is_(None))
    .order_by(access_log.c.id)
    .with_for_update()
)
_MARK_ACTS = sa.update(audit).where(audit.c.id == b("row")).values(sealed_by=b("seal_id"))
_MARK_LOOKS = sa.update(access_log).where(access_log.c.id == b("row")).values(sealed_by=b("seal_id"))
_ADD = sa.insert(seal)
_SEALED_ACTS = sa.select(audit.c.hash).where(audit.c.sealed_by == b("seal_id")).order_by(audit.c.id)
_SEALED_LOOKS = sa.select(access_log).where(access_log.c.sealed_by == b("seal_id")).order_by(access_log.c.id)


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


class Sealer:
    """Signs with the key in `key_file` and appends each seal to `file`, outside the database."""

    def __init__(self, key_file: Path, file: Path) -> None:
        self._key = _read_key(key_file)
        self._file = file

    @property
    def file(self) -> Path:
        """The file outside the database."""
        return self._file

    @property
    def public_key(self) -> str:
        """The public key (base64), to be kept by the auditor."""
        return base64.b64encode(self._key.public_key().public_bytes_raw()).decode()

    def seal(self, tx: Tx, *, now: dt.datetime) -> Seal | None:
        """This function will seal all rows that no seal covers yet, or give None when there are none.

        Rows are found by having no seal, never by 'newer than the last': late commits would be missed.
        """
        acts, looks = tx.execute(_NEW_ACTS).all(), tx.execute(_NEW_LOOKS).all()
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
        last = tx.execute(_LAST).one_or_none()
        number, previous = (1, "") if last is None else (last.number + 1, last.root)
        root = merkle_root(hashes)
        fields: dict[str, Any] = {"number": number, "previous": previous, "rows": len(hashes), "at": now}
        unsigned = Seal(id=f"{number:08d}", root=root, signature="", **fields)
        signature = base64.b64encode(self._key.sign(unsigned.signed)).decode()
        return Seal(id=unsigned.id, root=root, signature=signature, **fields)

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

    def _keep(self, one: Seal) -> None:
        seal_file.append(self._file, [one.line])


def verify_seals(tx: Tx, *, public_key: str, file: Path | None = None) -> tuple[Fault, ...]:
    """This function will check every seal: signature, chain, root over its rows, and that the file outside agrees."""
    kept, outside = [_seal(row) for row in tx.execute(_ALL).all()], None if file is None else seal_file.whole(file)
    faults: list[Fault] = []
    previous = ""
    for number, one in enumerate(kept, start=1):
        wrong = _wrong(tx, one, previous, public_key)
        if one.number != number:
            wrong = ["缺少封存记录", *wrong]
        faults += [Fault(stream=STREAM, number=number, what=what) for what in wrong]
        previous = one.root
    return (*faults, *_against_file({one.number: one.line for one in kept}, outside))


def seals(tx: Tx) -> tuple[Seal, ...]:
    """This function will give all seals from the first."""
    return tuple(_seal(row) for row in tx.execute(_ALL))


def merkle_root(hashes: Sequence[str]) -> str:
    """This function will give the root over hashes (hexadecimal) in their order; of none, the hash of nothing."""
    layer = [hashlib.sha256(b"\x00" + one.encode()).digest() for one in hashes] or [hashlib.sha256().digest()]
    while len(layer) > 1:
        pairs = [layer[place : place + 2] for place in range(0, len(layer), 2)]
        layer = [hashlib.sha256(b"\x01" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return layer[0].hex()


def make_signing_key(path: Path) -> None:
    """This function will write a new signing key that only its owner may read; FileExistsError when there is one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(base64.b64encode(os.urandom(32)).decode() + "\n")


def _wrong(tx: Tx, one: Seal, previous: str, public_key: str) -> list[str]:
    out = []
    if one.previous != previous:
        out.append("封存记录前后不相连")
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key)).verify(
            base64.b64decode(one.signature), one.signed
        )
    except InvalidSignature:
        out.append("封存签名不符")
    acts = list(tx.execute(_SEALED_ACTS, {"seal_id": one.id}).scalars())
    looks = [access.hash_of(row._mapping, row.reason) for row in tx.execute(_SEALED_LOOKS, {"seal_id": one.id})]
    if merkle_root([*acts, *looks]) != one.root:
        out.append("封存后的记录被改动、删除或者增加")
    return out


def _against_file(kept: Mapping[int, str], outside: Mapping[int, str] | None) -> tuple[Fault, ...]:
    if outside is None:
        return ()
    differ = sorted(number for number in {*kept, *outside} if kept.get(number) != outside.get(number))
    return tuple(Fault(stream=STREAM, number=number, what="封存记录与库外文件不符") for number in differ)


def _read_key(path: Path) -> Ed25519PrivateKey:
    try:
        raw = base64.b64decode(path.read_text("ascii").strip(), validate=True)
        return Ed25519PrivateKey.from_private_bytes(raw)
    except (OSError, ValueError) as error:
        raise SettingWrong(name="SHIBIYAN_SEAL_KEY_FILE", why="签名密钥读不出", example=str(path)) from error


def _seal(row: AnyRow) -> Seal:
    return Seal(**{name: row._mapping[name] for name in Seal.__dataclass_fields__})
