"""Key files: base64 keys of 32 bytes, one a line, the newest first; they are changed as a whole or not at all."""

from __future__ import annotations

import base64
import binascii
import glob
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from webapp.domain.errors import OfficeError, SettingWrong

SIZE = 32
PLACE = "/etc/shibiyan/keys"
"""Where key files lie in an installation by the book."""


class NotChanged(OfficeError):
    """密钥文件 {path} 不能改写，没有作任何改动：请用该文件的所有者账号运行，并检查文件夹的权限和空间。"""

    code = "key_file_not_changed"


def read(path: Path, *, setting: str = "SHIBIYAN_KEY_FILE") -> tuple[bytes, ...]:
    """This function will read the keys of a file, the newest first; raises SettingWrong with what is wrong."""
    try:
        keys = tuple(base64.b64decode(line, validate=True) for line in path.read_text("ascii").split())
    except (OSError, UnicodeDecodeError, binascii.Error) as error:
        raise SettingWrong(name=setting, why="密钥文件读不出", example=f"{setting}={PLACE}/{path.name}") from error
    if not keys or any(len(key) != SIZE for key in keys):
        raise SettingWrong(name=setting, why="每行应为32字节的base64密钥", example=f"{setting}={PLACE}/{path.name}")
    return keys


def make(path: Path) -> None:
    """This function will write a new key file that only its owner may read; FileExistsError when there is one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(_line(os.urandom(SIZE)))


def add(path: Path) -> None:
    """This function will put a new key before those of a file; raises NotChanged."""
    change(path, (os.urandom(SIZE), *read(path)))


def change(path: Path, keys: Sequence[bytes]) -> None:
    """This function will put a file with these keys in the place of another, at once, with its owner and mode.

    Whoever reads it meanwhile reads the old or the new one. What a change that was ended halfway left beside it goes:
    a key that is let go must lie nowhere. Raises NotChanged.
    """
    place = path.resolve()
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
    try:
        _clear(place)
        _write(fresh, keys, like=place.stat())
        fresh.replace(place)
        _settle(place.parent)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise NotChanged(path=path) from error


def stamp(path: Path | None) -> tuple[int, int, int] | None:
    """This function will give what changes with a file, None where there is none."""
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _clear(place: Path) -> None:
    for left in place.parent.glob(f".{glob.escape(place.name)}.{'[0-9a-f]' * 16}"):
        left.unlink(missing_ok=True)


def _write(path: Path, keys: Sequence[bytes], *, like: os.stat_result) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        if hasattr(os, "fchown") and like.st_uid != os.geteuid():
            os.fchown(file.fileno(), like.st_uid, like.st_gid)
        file.writelines(map(_line, keys))
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """See the change of a folder on the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _line(key: bytes) -> str:
    return base64.b64encode(key).decode() + "\n"
