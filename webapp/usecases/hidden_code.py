"""What in a file runs, is fetched when it is opened, or comes along unseen: in a PDF, in a package's relations."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

RUNS = re.compile(rb"/(JavaScript|Launch|RichMedia|EmbeddedFiles?)(?![A-Za-z0-9])|/XFA\s*(?:\[|<<|\d+\s+\d+\s+R)")
"""Names of PDF (ISO 32000-1, 12.6.4, 13.6, 7.11.4) that run something or carry another file.

They are looked for in every byte, since a reader finds objects by their place: what a comment or a text makes look like
a stream is read all the same. So many letters do not come by chance in a picture.
"""
ENCRYPTED = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R)")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream\r?\n")
COMMENT = re.compile(rb"%[^\r\n]*")
PICTURE = re.compile(rb"/Subtype\s*/Image(?![A-Za-z0-9])")
HEAD, STEP, OVERLAP = 4096, 1 << 20, 64
FETCHED = ("attachedTemplate", "oleObject", "control", "vbaProject", "aFChunk", "frame", "subDocument")
"""Kinds of relations (ECMA-376, part 1, 11 to 15) of what runs or comes along, wherever it lies."""
LINK = "hyperlink"


def runs(content: bytes, *, most: int) -> bool:
    """This function will tell whether a PDF runs something or carries a file, packed objects looked into.

    Raises ValueError where what is no picture unpacks to more than `most` bytes, or objects are packed otherwise.
    """
    return _names_one(content) or any(map(_names_one, _unpacked(content, most)))


def is_encrypted(content: bytes) -> bool:
    """This function will tell whether a PDF is encrypted: nobody looks into it, and no archive keeps it."""
    return ENCRYPTED.search(_plain_names(content)) is not None


def _names_one(content: bytes) -> bool:
    return RUNS.search(_plain_names(content)) is not None


def _plain_names(content: bytes) -> bytes:
    """PDF writes a name's letters as `#4a`, too (ISO 32000-1, 7.3.5)."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)


def _unpacked(content: bytes, most: int) -> Iterator[bytes]:
    """What is packed by Flate, in pieces that overlap; objects that are packed in another way nobody looks into."""
    left = most
    for begin in STREAM.finditer(content):
        head = COMMENT.sub(b"", _plain_names(content[max(0, begin.start() - HEAD) : begin.start()])).rpartition(b"obj")
        objects = b"ObjStm" in head[2]
        if objects and b"/Filter" in head[2] and not _is_flate(content, begin.end()):
            raise ValueError(begin.start())
        if head[1] and PICTURE.search(head[2]) and not objects:
            continue
        tail = b""
        for piece in _pieces(content, begin.end()):
            left -= len(piece)
            if left < 0:
                raise ValueError(most)
            yield tail + piece
            tail = piece[-OVERLAP:]


def _is_flate(content: bytes, at: int) -> bool:
    """A packed stream begins so (RFC 1950, 2.2)."""
    return content[at : at + 1] != b"" and content[at] & 0x0F == 8


def _pieces(content: bytes, at: int) -> Iterator[bytes]:
    if not _is_flate(content, at):
        return
    packed = zlib.decompressobj()
    with suppress(zlib.error):  # a reader takes what came until then
        while not packed.eof and (fresh := packed.unconsumed_tail or content[at : at + STEP]):
            at += 0 if packed.unconsumed_tail else STEP
            yield packed.decompress(fresh, STEP)


def leads_out(relations: bytes) -> bool:
    """This function will tell whether a package's relations fetch, run or embed; a link that a person clicks does not.

    They are read as a reader of documents does, in whichever letters they are written. Raises ValueError for what is no
    XML, or has a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(relations, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError(root.tag)
    return any(map(_is_fetched, root.iter(etree.Element)))


def _is_fetched(one: etree._Element) -> bool:
    kind = str(one.get("Type", "")).rpartition("/")[2]
    return kind in FETCHED or (one.get("TargetMode", "").strip() == "External" and kind != LINK)
