"""What in a file runs, is fetched when it is opened, or comes along unseen: in a PDF, in a package's relations."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress

from lxml import etree

RUNS = re.compile(
    rb"/(JavaScript|Launch|RichMedia|EmbeddedFiles?|SubmitForm|ImportData|GoToE)(?![A-Za-z0-9])"
    rb"|/XFA[\0\s]*(?:\[|<<|%|\d+[\0\s]*(?:%|\d+[\0\s]*[%R]))"
)
"""Names of PDF (ISO 32000-1, 12.6.4, 12.7.5, 13.6, 7.11.4) that run something, send or fetch, or carry another file.

They are looked for in every byte, since a reader finds objects by their place: what a comment or a text makes look like
a stream is read all the same. So many letters do not come by chance in a picture.
"""
ENCRYPTED = re.compile(rb"/Encrypt[\0\s]*(?:<<|%|\d+[\0\s]*(?:%|\d+[\0\s]*[%R]))")
"""Between name and value stand blanks or a comment."""
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream[\0\t\f ]*")
LINE_END = re.compile(rb"\r\n?|\n")
COMMENT = re.compile(rb"%[^\r\n]*")
PICTURE = re.compile(rb"/Subtype\s*/Image(?![A-Za-z0-9])")
OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
COUNTED, BEGUN = re.compile(rb"/N(?![A-Za-z0-9])"), re.compile(rb"/First(?![A-Za-z0-9])")
"""What a reader goes by that does not ask for the type of a stream of objects (7.5.7)."""
OTHERWISE = re.compile(
    rb"/Filter(?![\0\s]*(?:/FlateDecode|\[[\0\s]*/FlateDecode[\0\s]*\])[\0\s]*(?:[/>%]|\Z))"
    rb"|/(?:DecodeParms|DP|Predictor)(?![A-Za-z0-9])|/F[\0\s]*(?:[/\[%]|\d+[\0\s]+\d+[\0\s]+R)"
)
"""Objects that are packed by anything but Flate alone, by several filters, or by one that another object names."""
LONGEST_LINE, FIRST, STEP, OVERLAP = 1024, 4096, 1 << 20, 64
FETCHED = (
    *("attachedTemplate", "oleObject", "control", "vbaProject", "aFChunk", "frame", "subDocument"),
    *("externalLink", "connections", "xlMacrosheet", "xlIntlMacrosheet"),
)
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
    """What is packed by Flate, in pieces that overlap; objects that are packed in another way nobody looks into.

    What stands before a stream is judged from the end of the word before on: a text in it hides nothing.
    """
    left, before = most, 0
    for begin in STREAM.finditer(content):
        head, before = _plain_names(content[before : begin.start()]), begin.end()
        starts = [at for at in _starts(content, begin.end()) if _is_flate(content, at)]
        if _holds_objects(head) and OTHERWISE.search(head):
            raise ValueError(begin.start())
        if not starts or _is_picture(head):
            continue
        for piece in _overlapping(content, starts):
            left -= len(piece) - OVERLAP
            if left < 0:
                raise ValueError(most)
            yield piece


def _holds_objects(head: bytes) -> bool:
    own = head.rpartition(b"obj")[2]
    return bool(OBJECTS.search(head) or (COUNTED.search(own) and BEGUN.search(own)))


def _is_picture(head: bytes) -> bool:
    """A picture is not looked into; what a reader may take for a stream of objects is none, whatever it says."""
    if OBJECTS.search(head) or (COUNTED.search(head) and BEGUN.search(head)):
        return False
    _, known, own = COMMENT.sub(b"", head).rpartition(b"obj")
    return bool(known and PICTURE.search(own))


def _starts(content: bytes, at: int) -> tuple[int, ...]:
    """Where a stream may begin: some readers take what comes after blanks, others the next line."""
    line = LINE_END.search(content, at, at + LONGEST_LINE)
    return (at,) if line is None else (at, line.end())


def _overlapping(content: bytes, starts: Iterable[int]) -> Iterator[bytes]:
    for at in starts:
        tail = b" " * OVERLAP
        for piece in _pieces(content, at):
            yield tail + piece
            tail = (tail + piece)[-OVERLAP:]


def _is_flate(content: bytes, at: int) -> bool:
    """A packed stream begins so (RFC 1950, 2.2)."""
    first = content[at : at + 2]
    return len(first) == 2 and first[0] & 0x0F == 8 and int.from_bytes(first, "big") % 31 == 0


def _pieces(content: bytes, at: int) -> Iterator[bytes]:
    packed, size = zlib.decompressobj(), FIRST
    with suppress(zlib.error):  # a reader takes what came until then
        while not packed.eof and (fresh := packed.unconsumed_tail or content[at : at + size]):
            if not packed.unconsumed_tail:
                at, size = at + size, STEP
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
