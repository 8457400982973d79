"""Encryption at rest: one key-encryption key in a file wraps one data key per case, office, reporter and archive.

Algorithms: AES-256-GCM (NIST SP 800-38D) with 96-bit random nonces, HKDF-SHA256 (RFC 5869), HMAC-SHA256 (RFC 2104).
Every sealed value is bound to its place (table, row, version): moved elsewhere, it does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webapp.domain.errors import OfficeError, SettingWrong
from webapp.store import key_files

_FORMAT = b"\x01"
_NONCE = 12
_CACHED_KEYS = 4096


class Tampered(OfficeError):
    """存储内容与其位置不符，可能被改动，请联系安全审计员。"""

    code = "tampered"


class KeyGone(OfficeError):
    """该事项的内容已按规定销毁，不能再读取。"""

    code = "key_gone"


class KeyMissing(KeyGone):
    """密钥文件打不开本机关的数据：其中没有编号为{master}的密钥。没有作任何改动，请由安全管理员放回正确的密钥文件。"""

    code = "key_missing"


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


class TurnedKey(DataKey):
    """A data key that took another's place: it seals, and what it does not open one of the older ones may have sealed.

    The older ones are read when they are needed only.
    """

    def __init__(self, newest: DataKey, older: Callable[[], Sequence[DataKey]]) -> None:
        self._cipher, self._search = newest._cipher, newest._search
        self._newest, self._older = newest, older

    def open(self, place: Place, sealed: bytes) -> bytes:
        """This function will decrypt a content by the newest key that can; one that none opens raises Tampered."""
        try:
            return self._newest.open(place, sealed)
        except Tampered:
            for key in self._older():
                with suppress(Tampered):
                    return key.open(place, sealed)
            raise

    def fingerprints(self, word: str) -> tuple[str, ...]:
        """This function will give the keyed hashes of a word by every key, the newest first."""
        return tuple(key.fingerprint(word) for key in (self._newest, *self._older()))

    @property
    def newest(self) -> DataKey:
        """The key that seals now."""
        return self._newest


@dataclass(frozen=True, kw_only=True)
class _MasterKey:
    raw: bytes = field(repr=False)

    @property
    def id(self) -> str:
        return hashlib.sha256(b"shibiyan key id" + self.raw).hexdigest()[:16]

    def mark(self, purpose: str, text: str) -> str:
        key = _derive(self.raw, f"mark {purpose}")
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def wrapper(self, owner: str) -> AESGCM:
        return AESGCM(_derive(self.raw, owner.partition(":")[0]))


@dataclass(frozen=True, kw_only=True)
class WrappedKey:
    """A data key as the database keeps it."""

    owner: str
    wrapped: bytes
    master_id: str


@dataclass(frozen=True, kw_only=True)
class _Ring:
    """The key-encryption keys of a file at one time."""

    current: _MasterKey
    masters: Mapping[str, _MasterKey]

    @classmethod
    def of(cls, keys: Iterable[bytes]) -> _Ring:
        masters = [_MasterKey(raw=raw) for raw in keys]
        return cls(current=masters[0], masters={master.id: master for master in masters})


class Vault:
    """The current key-encryption key and those retired by rotation, which still open what they wrapped.

    A vault that was read from a file reads it again when it changed, so that a rotation needs no restart.
    """

    def __init__(self, keys: Iterable[bytes], *, file: Path | None = None) -> None:
        self._file, self._stamp = file, key_files.stamp(file)
        self._ring = _Ring.of(keys)
        self._opened: OrderedDict[tuple[str, bytes], DataKey] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def from_file(cls, path: Path) -> Vault:
        """This function will read the key file: base64 keys of 32 bytes, one a line, the current one first."""
        return cls(key_files.read(path), file=path)

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
        return self._ring.current.id

    @property
    def file(self) -> Path:
        """The key file; raises SettingWrong for a vault that has none."""
        if self._file is None:
            raise SettingWrong(name="SHIBIYAN_KEY_FILE", why="没有密钥文件", example="var/keys/office.key")
        return self._file

    def knows(self, master_id: str) -> bool:
        """This function will tell whether the key file, as it is now, holds the key of that id."""
        self._look_again()
        return master_id in self._ring.masters

    def mark(self, purpose: str, text: str) -> str:
        """This function will give a keyed digest (HMAC-SHA256) of a text; who has the database alone makes none.

        Its key is derived from the current key-encryption key, as the file has it now: rotated, all marks are void.
        """
        self._look_again()
        return self._ring.current.mark(purpose, text)

    def fits(self, purpose: str, text: str, mark: str) -> bool:
        """This function will tell in constant time whether a mark is that of the text."""
        return hmac.compare_digest(self.mark(purpose, text).encode(), mark.encode())

    def mark_for_long(self, purpose: str, text: str) -> str:
        """This function will give a keyed digest that names its key: it fits as long as the key file has that one."""
        self._look_again()
        current = self._ring.current
        return f"{current.id}:{current.mark(purpose, text)}"

    def still_fits(self, purpose: str, text: str, mark: str | None) -> bool:
        """This function will tell in constant time whether such a mark is that of the text, by a key that is known."""
        name, _, digest = (mark or "").partition(":")
        if not self.knows(name):
            return False
        made = self._ring.masters[name].mark(purpose, text)
        return hmac.compare_digest(made.encode(), digest.encode())

    def _look_again(self) -> None:
        """A file that cannot be read any more changes nothing: what is known goes on."""
        stamp = key_files.stamp(self._file)
        if self._file is None or stamp is None or stamp == self._stamp:
            return
        with suppress(SettingWrong):
            self._ring = _Ring.of(key_files.read(self._file))
            self._stamp = stamp

    def make(self, owner: str) -> tuple[DataKey, WrappedKey]:
        """This function will make a data key for an owner (`case:<id>`, `office`, `reporter:<id>`, `archive:<id>`)."""
        self._look_again()
        raw = os.urandom(32)
        key = self._wrapped(owner, raw)
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
        self._look_again()
        return self._wrapped(key.owner, self._raw(key))

    def rename(self, key: WrappedKey, owner: str) -> WrappedKey:
        """This function will wrap a data key for another owner's name; contents stay as they are."""
        self._look_again()
        return self._wrapped(owner, self._raw(key))

    def _wrapped(self, owner: str, raw: bytes) -> WrappedKey:
        current = self._ring.current
        sealed = _seal(current.wrapper(owner), raw, f"data_key|{owner}".encode())
        return WrappedKey(owner=owner, wrapped=sealed, master_id=current.id)

    def _raw(self, key: WrappedKey) -> bytes:
        master = self._ring.masters.get(key.master_id)
        if master is None and self.knows(key.master_id):
            master = self._ring.masters.get(key.master_id)
        if master is None:
            raise KeyMissing(master=key.master_id)
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
    key_files.make(path)


def _derive(raw: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"shibiyan {purpose}".encode()).derive(raw)
