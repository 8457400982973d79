"""What a file is, by its content; what runs, hides or unpacks without end is refused. Nothing here opens a document."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import PurePosixPath

import puremagic

from webapp.domain.errors import Refused
from webapp.usecases.dangers import Danger
from webapp.usecases.file_names import harmless
from webapp.usecases.hidden_code import danger_in
from webapp.usecases.package_code import danger_in_package
from webapp.usecases.package_shape import are_single, is_one_package

KINDS = {
    ".pdf": ("pdf", b"%PDF-"),
    ".png": ("png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("jpg", b"\xff\xd8\xff"),
    ".jpeg": ("jpg", b"\xff\xd8\xff"),
    ".docx": ("docx", b"PK\x03\x04"),
    ".xlsx": ("xlsx", b"PK\x03\x04"),
}
OFFICE_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
FOREIGN = frozenset({".exe", ".html", ".htm", ".js", ".svg", ".dll"})
MEGABYTE = 1024 * 1024
LARGEST_UNPACKED = 200 * MEGABYTE
MOST_PARTS = 5_000
ENCRYPTED = 0x1
PDF_BEGINS = 1024
"""So far into a file readers look for a PDF (ISO 32000-1, annex H, 3.4.1)."""


class WrongKind(Refused):
    """“{name}”没有上传：只能上传PDF、Word、Excel文件和PNG、JPG图片，且内容须与扩展名一致。"""

    code = "wrong_kind"


class Locked(WrongKind):
    """“{name}”没有上传：文件加了密或者限制了权限，无法检查，也不能归档；请去掉口令和限制后再上传。"""

    code = "locked_file"


class ActiveContent(Refused):
    """“{name}”没有上传：文件里有宏、脚本、外部模板、联网更新的图片或者数据，或者夹带的其他文件，请去掉后另存再上传；Word文件可以全选后按Ctrl+Shift+F9去掉域。"""

    code = "active_content"


class LinkedShare(ActiveContent):
    """“{name}”没有上传：文件里有指向共享文件夹或者本机程序的链接，点开时会把登录信息交给对方；请去掉这些链接后再上传。"""

    code = "linked_share"


REFUSALS = {Danger.LOCKED: Locked, Danger.ACTIVE: ActiveContent, Danger.SHARE: LinkedShare}


def kind_of(name: str, content: bytes) -> str:
    """This function will judge a file by its first bytes and its parts, never by its name alone.

    Raises WrongKind for what is not of its kind or of two kinds, ActiveContent for what runs or carries other files,
    Locked for a PDF that is encrypted.
    """
    ending = PurePosixPath(name.lower()).suffix
    if ending not in KINDS or not content.startswith(KINDS[ending][1]):
        raise WrongKind(name=harmless(name))
    if {guess.extension for guess in puremagic.magic_string(content)} & FOREIGN:
        raise WrongKind(name=harmless(name))
    if ending in OFFICE_PARTS:
        _look_into(name, content, part=OFFICE_PARTS[ending])
    elif _is_another_too(content, ending):
        raise WrongKind(name=harmless(name))
    elif ending == ".pdf":
        _look_through(name, content)
    return KINDS[ending][0]


def _is_another_too(content: bytes, ending: str) -> bool:
    """A package behind a picture, or a PDF that begins in it: another program opens something else."""
    return zipfile.is_zipfile(BytesIO(content)) or (ending != ".pdf" and b"%PDF-" in content[:PDF_BEGINS])


def _look_through(name: str, content: bytes) -> None:
    try:
        found = danger_in(content, most=LARGEST_UNPACKED)
    except ValueError as error:
        raise WrongKind(name=harmless(name)) from error
    _refuse(name, found)


def _refuse(name: str, found: Danger | None) -> None:
    if found is not None:
        raise REFUSALS[found](name=harmless(name))


def _look_into(name: str, content: bytes, *, part: str) -> None:
    """An office file is a package with its main part, not a bomb, with no way out of it, no macro and no passenger."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            whole = _is_whole(parts, part) and is_one_package(content, package)
            found = _danger_in(package, parts) if whole else None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, struct.error, ValueError) as error:
        raise WrongKind(name=harmless(name)) from error
    if not whole:
        raise WrongKind(name=harmless(name))
    _refuse(name, found)


def _is_whole(parts: list[zipfile.ZipInfo], main: str) -> bool:
    names = [one.filename for one in parts]
    odd = any(one.startswith("/") or ".." in PurePosixPath(one.replace("\\", "/")).parts for one in names)
    sealed = any(one.flag_bits & ENCRYPTED for one in parts)
    size = sum(one.file_size for one in parts)
    single = len(names) <= MOST_PARTS and are_single(names)
    return main in names and single and not odd and not sealed and size <= LARGEST_UNPACKED


def _danger_in(package: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> Danger | None:
    if any(_is_passenger(one.filename.lower()) for one in parts):
        return Danger.ACTIVE
    return danger_in_package(package)


def _is_passenger(name: str) -> bool:
    return (
        name.endswith(("vbaproject.bin", ".exe", ".js", ".vbs", ".hta"))
        or "/activex/" in name
        or "/embeddings/" in name
    )
