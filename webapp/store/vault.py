"""Encryption at rest: one key-encryption key in a file wraps one data key per case, office, reporter and archive.

Algorithms: AES-256-GCM (NIST SP 800-38D) with 96-bit random nonces, HKDF-SHA256 (RFC 5869), HMAC-SHA256 (RFC 2104).
Every sealed value is bound to its place (table, row, version): moved elsewhere, it does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webapp.domain.errors import OfficeError, SettingWrong

_FORMAT = b"\x01"
_NONCE = 12
_CACHED_KEYS = 4096


class Tampered(OfficeError):
    """存储内容与其位置不符，可能被改动，请联系审计管理员。"""

    code = "tampered"


class KeyGone(OfficeError):
    """该事项的内容已按规定销毁，不能再读取。"""

    code = "key_gone"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a sealed value lives: table (and column), row and version."""

    table: str
    row: str
    version: int = 0

    @property
    def bound(self) -> bytes:
        """The additional authenticated data."""
        return f"{self.table}|{self.row}|{self.version}".encode()


def _seal(cipher: AESGCM, plain: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return _FORMAT + nonce + cipher.encrypt(nonce, plain, bound)


def _open(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    if sealed[:1] != _FORMAT:
        raise Tampered
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], bound)
    except InvalidTag:
        raise Tampered from None


class DataKey:
    """An unwrapped data key. It seals and opens contents and hashes words for exact search."""

    def __init__(self, raw: bytes) -> None:
        self._cipher = AESGCM(raw)
        self._search = _derive(raw, "search")

    def seal(self, place: Place, plain: bytes) -> bytes:
        """This function will encrypt a content for its place."""
        return _seal(self._cipher, plain, place.bound)

    def open(self, place: Place, sealed: bytes) -> bytes:
        """This function will decrypt a content; one from another place or changed raises Tampered."""
        return _open(self._cipher, bytes(sealed), place.bound)

    def fingerprint(self, word: str) -> str:
        """This function will give the keyed hash under which a word is found again."""
        return hmac.new(self._search, "".join(word.split()).casefold().encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, kw_only=True)
class _MasterKey:
    raw: bytes = field(repr=False)

    @property
    def id(self) -> str:
        return hashlib.sha256(b"shibiyan key id" + self.raw).hexdigest()[:16]

    def wrapper(self, owner: str) -> AESGCM:
        return AESGCM(_derive(self.raw, owner.partition(":")[0]))


@dataclass(frozen=True, kw_only=True)
class WrappedKey:
    """A data key as the database keeps it."""

    owner: str
    wrapped: bytes
    master_id: str


class Vault:
    """The current key-encryption key and those retired by rotation, which still open what they wrapped."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        masters = [_MasterKey(raw=raw) for raw in keys]
        self._current = masters[0]
        self._masters = {master.id: master for master in masters}
        self._opened: OrderedDict[tuple[str, bytes], DataKey] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def from_file(cls, path: Path) -> Vault:
        """This function will read the key file: base64 keys of 32 bytes, one a line, the current one first."""
        try:
            lines = path.read_text("ascii").split()
            keys = [base64.b64decode(line, validate=True) for line in lines]
        except (OSError, UnicodeDecodeError, binascii.Error) as error:
            raise SettingWrong(name="SHIBIYAN_KEY_FILE", why="密钥文件读不出", example=str(path)) from error
        if not keys or any(len(key) != 32 for key in keys):
            raise SettingWrong(name="SHIBIYAN_KEY_FILE", why="每行应为32字节的base64密钥", example=str(path))
        return cls(keys)

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Vault:
        """This function will read the key file; `create` makes one where there is none (the demo, a first start)."""
        if create and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            make_key(path)
        return cls.from_file(path)

    @property
    def master_id(self) -> str:
        """The id of the current key-encryption key (no secret)."""
        return self._current.id

    def make(self, owner: str) -> tuple[DataKey, WrappedKey]:
        """This function will make a data key for an owner (`case:<id>`, `office`, `reporter:<id>`, `archive:<id>`)."""
        raw = os.urandom(32)
        key = WrappedKey(owner=owner, wrapped=self._wrap(owner, raw), master_id=self.master_id)
        return self._remember(key, raw), key

    def unwrap(self, key: WrappedKey) -> DataKey:
        """This function will open a data key; its row proves that it exists, so the cache is keyed by the row."""
        with self._lock:
            known = self._opened.get((key.owner, key.wrapped))
            if known is not None:
                self._opened.move_to_end((key.owner, key.wrapped))
                return known
        return self._remember(key, self._raw(key))

    def open_anew(self, key: WrappedKey) -> DataKey:
        """This function will open a data key as its row says, whatever the cache knows; raises KeyGone or Tampered."""
        return DataKey(self._raw(key))

    def rewrap(self, key: WrappedKey) -> WrappedKey:
        """This function will wrap a data key by the current key-encryption key; contents stay as they are."""
        raw = self._raw(key)
        return WrappedKey(owner=key.owner, wrapped=self._wrap(key.owner, raw), master_id=self.master_id)

    def _wrap(self, owner: str, raw: bytes) -> bytes:
        return _seal(self._current.wrapper(owner), raw, f"data_key|{owner}".encode())

    def _raw(self, key: WrappedKey) -> bytes:
        master = self._masters.get(key.master_id)
        if master is None:
            raise KeyGone
        return _open(master.wrapper(key.owner), key.wrapped, f"data_key|{key.owner}".encode())

    def _remember(self, key: WrappedKey, raw: bytes) -> DataKey:
        opened = DataKey(raw)
        with self._lock:
            self._opened[key.owner, key.wrapped] = opened
            while len(self._opened) > _CACHED_KEYS:
                self._opened.popitem(last=False)
        return opened


def make_key(path: Path) -> None:
    """This function will write a new key file that only its owner may read; FileExistsError when there is one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(base64.b64encode(os.urandom(32)).decode() + "\n")


def rotate_key(path: Path) -> None:
    """This function will put a new current key before the old ones; run `keys.rewrap` after it."""
    old = path.read_text("ascii")
    fresh = path.with_suffix(".new")
    make_key(fresh)
    with fresh.open("a", encoding="ascii") as file:
        file.write(old)
    fresh.replace(path)


def _derive(raw: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"shibiyan {purpose}".encode()).derive(raw)
