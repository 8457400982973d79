"""What in a PDF runs, is fetched when it is opened, or comes along unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from webapp.usecases.dangers import Danger
from webapp.usecases.links import leads_to_a_share
from webapp.usecases.pdf_objects import Objects
from webapp.usecases.pdf_syntax import Dictionary, Name, Reference, Text, UnreadableError, Value, after, plain_names

GAP = rb"(?=[\0\t\n\f\r </\[%])(?:[\0\t\n\f\r ]|%[^\r\n]{0,400}[\r\n])*+"
"""Blanks and comments between name and value: of a comment that is longer than that the value counts as found."""
RUNS = re.compile(
    rb"/(?:JavaScript|Launch|RichMedia|EmbeddedFiles?|FileAttachment|SubmitForm|ImportData|GoTo[RE]|Rendition|Movie|Sound"
    rb"|OnInstantiate)(?![A-Za-z0-9])"
    rb"|/(?:EF|AA)" + GAP + rb"(?:<<|%|\d[\d\0\s%])"
    rb"|/XFA" + GAP + rb"(?:<<|[\[%]|\d[\d\0\s%])"
    rb"|/(?:Subtype|Type)" + GAP + rb"/3D(?![A-Za-z0-9])"
    rb"|/FS" + GAP + rb"/URL(?![A-Za-z0-9])"
    rb"|/S" + GAP + rb"/Thread(?![A-Za-z0-9])"
)
"""Names of PDF (ISO 32000-1, 12.6.3 f., 12.7.5, 12.7.8, 13, 7.11) that run something, send or fetch, or carry a file.

They are looked for in every byte, since a reader finds objects by their place: what a comment or a text makes look like
a stream is read all the same. So many letters do not come by chance in a picture.
"""
ENCRYPTED = re.compile(rb"/Encrypt[\0\s]*(?:<<|%|\d+[\0\s]*(?:%|\d+[\0\s]*[%R]))")
"""Between name and value stand blanks or a comment; what is encrypted nobody looks into, and no archive keeps it."""
MOST_ESCAPES = 1_000_000
ELSEWHERE = (b"F", b"FFilter", b"Ref", b"OPI")
"""By these a stream is read from another file (7.3.8.2, 8.10.4, 14.11.7)."""
MOVES = (Name(b"GoTo"), Name(b"Named"))
"""What may happen by itself when a file is opened: a page or a command of the reader's own menu is shown."""


def danger_in(content: bytes, *, most: int) -> Danger | None:
    """This function will say what a PDF does that it should not, packed objects looked into.

    Raises ValueError where that cannot be seen: objects are packed otherwise than by Flate, a dictionary is none, or
    what is no picture unpacks to more than `most` bytes.
    """
    if content.count(b"#") > MOST_ESCAPES:
        raise UnreadableError(MOST_ESCAPES)
    plain = plain_names(content)
    if ENCRYPTED.search(plain):
        return Danger.LOCKED
    return Danger.ACTIVE if RUNS.search(plain) else _danger_in_objects(Objects(content, most))


def _danger_in_objects(objects: Objects) -> Danger | None:
    if any(head.of(*ELSEWHERE) for heads in objects.heads.values() for head in heads):
        return Danger.ACTIVE
    parts = (objects.content, *(one.content for one in objects.packed))
    if any(map(_names_one, chain(parts[1:], objects.pieces()))) or any(_acts_by_itself(objects, one) for one in parts):
        return Danger.ACTIVE
    return Danger.SHARE if any(map(leads_to_a_share, _targets(objects, parts))) else None


def _names_one(content: bytes) -> bool:
    return RUNS.search(plain_names(content)) is not None


def _spelled(name: bytes) -> re.Pattern[bytes]:
    """A name as it may be written, each letter plainly or by its number."""
    letters = b"".join(b"(?:%c|#(?i:%02x))" % (one, one) for one in name)
    return re.compile(b"/" + letters + rb"(?=[\0\t\n\f\r \[(</%])")


OPENING, ADDRESS = _spelled(b"OpenAction"), _spelled(b"URI")


def _acts_by_itself(objects: Objects, part: bytes) -> bool:
    """What is done on opening may be another object; one that is nowhere is not known to do nothing."""
    for value in _values(objects, part, OPENING):
        meant = objects.numbered(value.number) if isinstance(value, Reference) else (value,)
        if not meant or any(isinstance(one, Dictionary) and not _moves(one) for one in meant):
            return True
    return False


def _moves(action: Dictionary) -> bool:
    kinds = action.of(b"S")
    return bool(kinds) and all(one in MOVES for one in kinds) and not action.says(b"Next")


def _targets(objects: Objects, parts: tuple[bytes, ...]) -> Iterator[str]:
    for value in (value for part in parts for value in _values(objects, part, ADDRESS)):
        named = value.of(b"Base") if isinstance(value, Dictionary) else (value,)
        for one in named:
            texts = objects.numbered(one.number) if isinstance(one, Reference) else (one,)
            yield from (_told(text) for text in texts if isinstance(text, Text))


def _values(objects: Objects, part: bytes, name: re.Pattern[bytes]) -> Iterator[Value]:
    for found in name.finditer(part):
        at = after(part, found.end())
        if part[at : at + 1] not in (b"/", b""):
            yield objects.reader.entry(part, at)


def _told(text: bytes) -> str:
    return text.decode("utf-16", "replace") if text[:2] in (b"\xfe\xff", b"\xff\xfe") else text.decode("latin-1")
