"""What a file is, by its content; what runs, hides or unpacks without end is refused. Nothing here opens a document."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import PurePosixPath

import puremagic

from webapp.domain.errors import Refused
from webapp.usecases.file_names import harmless

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
PASSENGERS = ("vbaproject.bin", ".exe", ".js", ".vbs", ".hta")
ENCRYPTED = 0x1
RELATIONS_READ = MEGABYTE
RUNS = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|EmbeddedFiles?|XFA)(?![A-Za-z0-9])")
"""Names of PDF (ISO 32000-1, 12.6.4, 13.6, 7.11.4) that run something or carry another file."""
STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
"""Pictures and compressed text, in which any letters may come by chance; what is packed into them is not looked at."""
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
OUTSIDE = re.compile(rb"attachedTemplate|oleObject|activeX|TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
LINK = re.compile(rb"<[^<>]*/hyperlink[\"'][^<>]*>", re.IGNORECASE)


class WrongKind(Refused):
    """“{name}”没有上传：只能上传PDF、Word、Excel文件和PNG、JPG图片，且内容须与扩展名一致。"""

    code = "wrong_kind"


class ActiveContent(Refused):
    """“{name}”没有上传：文件里有宏、脚本、外部模板或者夹带的其他文件，请另存为不含这些内容的文件后再上传。"""

    code = "active_content"


def kind_of(name: str, content: bytes) -> str:
    """This function will judge a file by its first bytes and its parts, never by its name alone.

    Raises WrongKind for what is not of its kind or of two kinds, ActiveContent for what runs or carries other files.
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
    elif ending == ".pdf" and RUNS.search(_plain_names(content)):
        raise ActiveContent(name=harmless(name))
    return KINDS[ending][0]


def _plain_names(content: bytes) -> bytes:
    """The objects of a file; PDF writes a name's letters as `#4a`, too (ISO 32000-1, 7.3.5)."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), STREAM.sub(b"", content))


def _look_into(name: str, content: bytes, *, part: str) -> None:
    """An office file is a package with its main part, not a bomb, with no way out of it, no macro and no passenger."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            whole = _is_whole(parts, part)
            active = whole and _is_active(package, parts)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
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
    with package.open(one) as relations:
        return OUTSIDE.search(LINK.sub(b"", relations.read(RELATIONS_READ))) is not None
