"""What a file is, by its content; what runs, hides or unpacks without end is refused. Nothing here opens a document."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import PurePosixPath

import puremagic

from webapp.domain.errors import Refused
from webapp.usecases.file_names import harmless
from webapp.usecases.hidden_code import is_encrypted, leads_out, runs

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
LARGEST_RELATIONS = MEGABYTE


class WrongKind(Refused):
    """“{name}”没有上传：只能上传PDF、Word、Excel文件和PNG、JPG图片，且内容须与扩展名一致。"""

    code = "wrong_kind"


class Locked(WrongKind):
    """“{name}”没有上传：文件加了密或者限制了权限，无法检查，也不能归档；请去掉口令和限制后再上传。"""

    code = "locked_file"


class ActiveContent(Refused):
    """“{name}”没有上传：文件里有宏、脚本、外部模板或者夹带的其他文件，请另存为不含这些内容的文件后再上传。"""

    code = "active_content"


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
    elif zipfile.is_zipfile(BytesIO(content)):
        raise WrongKind(name=harmless(name))  # a package behind a picture: another program opens something else
    elif ending == ".pdf":
        _look_through(name, content)
    return KINDS[ending][0]


def _look_through(name: str, content: bytes) -> None:
    if is_encrypted(content):
        raise Locked(name=harmless(name))
    try:
        active = runs(content, most=LARGEST_UNPACKED)
    except ValueError as error:
        raise WrongKind(name=harmless(name)) from error
    if active:
        raise ActiveContent(name=harmless(name))


def _look_into(name: str, content: bytes, *, part: str) -> None:
    """An office file is a package with its main part, not a bomb, with no way out of it, no macro and no passenger."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            whole = _is_whole(parts, part)
            active = whole and _is_active(package, parts)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise WrongKind(name=harmless(name)) from error
    if not whole:
        raise WrongKind(name=harmless(name))
    if active:
        raise ActiveContent(name=harmless(name))


def _is_whole(parts: list[zipfile.ZipInfo], main: str) -> bool:
    names = [one.filename for one in parts]
    odd = any(one.startswith("/") or ".." in PurePosixPath(one.replace("\\", "/")).parts for one in names)
    sealed = any(one.flag_bits & ENCRYPTED for one in parts)
    size = sum(one.file_size for one in parts)
    single = len(set(names)) == len(names) <= MOST_PARTS
    return main in names and single and not odd and not sealed and size <= LARGEST_UNPACKED


def _is_active(package: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> bool:
    return any(_is_passenger(one.filename.lower()) or _leads_out(package, one) for one in parts)


def _is_passenger(name: str) -> bool:
    return (
        name.endswith(("vbaproject.bin", ".exe", ".js", ".vbs", ".hta"))
        or "/activex/" in name
        or "/embeddings/" in name
    )


def _leads_out(package: zipfile.ZipFile, one: zipfile.ZipInfo) -> bool:
    """A relation to something outside is fetched when the file is opened; a link that a person clicks is not."""
    if not one.filename.lower().endswith(".rels"):
        return False
    if one.file_size > LARGEST_RELATIONS:
        raise ValueError(one.filename)
    with package.open(one) as relations:
        return leads_out(relations.read(LARGEST_RELATIONS + 1))
