"""Keys that sign the seals: one in force; it hands over to the next in an entry of the record that both are named in.

Ed25519 (RFC 8032). The entry `seal_key.changed` of the office's chain holds the old and the new public key, the number
of the first seal of the new one, and the old key's signature over these: who knows the first key knows all later ones.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from webapp.domain.errors import OfficeError
from webapp.store import key_files
from webapp.store.audit import OFFICE, facts_of
from webapp.store.columns import canonical
from webapp.store.db import Tx
from webapp.store.tables import audit

CHANGED = "seal_key.changed"
WORDS = b"shibiyan seal key\n"
"""What stands before the words of a handover, so that they are never taken for those of a seal."""
_CHANGES = (
    sa.select(audit.c.number, audit.c.facts)
    .where(audit.c.stream == OFFICE, audit.c.act == CHANGED)
    .order_by(audit.c.number)
)


class KeyDoesNotFit(OfficeError):
    """封存密钥文件不是记录所载的密钥，没有作任何改动：请由安全管理员放回正确的密钥文件。"""

    code = "seal_key_does_not_fit"


@dataclass(frozen=True, kw_only=True)
class Handover:
    """One key takes the place of another, for the seals from a number on."""

    old: str
    key: str
    since: int

    @property
    def signed(self) -> bytes:
        """The bytes that the old key signs."""
        return WORDS + canonical({"key": self.key, "old": self.old, "since": self.since}).encode()


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Which public key signed which seals, and what does not fit."""

    keys: tuple[tuple[int, str], ...]
    faults: tuple[str, ...] = ()

    def key_of(self, number: int) -> str:
        """This function will give the public key that was in force for a seal."""
        return next(key for since, key in reversed(self.keys) if since <= number or since == 1)


def timeline(tx: Tx, public_keys: Sequence[str]) -> Timeline:
    """This function will read from the record which keys were in force; the key file must hold the last one."""
    found: list[tuple[int, str]] = []
    faults = []
    for row in tx.execute(_CHANGES):
        facts = facts_of(row.facts)
        one = Handover(old=str(facts.get("old")), key=str(facts.get("key")), since=_number(facts.get("since")))
        found = found or [(1, one.old)]
        if one.old != found[-1][1] or not fits(one.old, one.signed, str(facts.get("signature"))):
            faults.append(f"更换封存密钥的记录（office 第{row.number}条）不符")
            continue
        found.append((one.since, one.key))
    if not found:
        return Timeline(keys=((1, public_keys[-1]),))
    if found[-1][1] not in public_keys:
        faults.append("封存密钥文件不是记录所载的密钥")
    return Timeline(keys=tuple(found), faults=tuple(faults))


def in_force(tx: Tx, public_keys: Sequence[str]) -> str:
    """This function will give the public key by which the next seal is signed: what the record says.

    Where it names none, the oldest of the file.
    """
    return timeline(tx, public_keys).keys[-1][1]


def fits(public_key: str, words: bytes, signature: str) -> bool:
    """This function will tell whether a signature (base64) over words fits a public key (base64)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), words)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_keys(path: Path) -> Mapping[str, Ed25519PrivateKey]:
    """This function will read the signing keys of a file, one a line, the newest first; raises SettingWrong."""
    keys = map(Ed25519PrivateKey.from_private_bytes, key_files.read(path, setting="SHIBIYAN_SEAL_KEY_FILE"))
    return {public(one): one for one in keys}


def public(key: Ed25519PrivateKey) -> str:
    """This function will give the public key (base64), to be kept by the auditor."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def make_signing_key(path: Path) -> None:
    """This function will write a new signing key that only its owner may read; FileExistsError when there is one."""
    key_files.make(path)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
