"""Which streams of a PDF hold objects, which are pictures, and what stands under a number, wherever that may be."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial

from webapp.usecases.pdf_syntax import (
    OBJECT,
    Dictionary,
    Name,
    Reader,
    UnreadableError,
    Value,
    after,
    beginnings,
)

MOST_TOKENS, MOST_STREAMS = 2_000_000, 400_000
STREAM, WORD = re.compile(rb"stream[\0\t\f ]*"), b"stream"
LINE_END = re.compile(rb"\r\n?|\n")
NUMBERED = re.compile(rb"(?<=[^0-9])0*([0-9]{1,10})[\0\t\n\f\r ]+[0-9]+[\0\t\n\f\r ]*\Z")
LINE = re.compile(rb"[^\r\n]*\Z")
BEFORE = 400
"""So far back an object's number is looked for, and the beginning of its line."""
FLATE, NOTHING = (Name(b"FlateDecode"), Name(b"Fl")), (b"null", (), (b"null",))
LONGEST_LINE, FIRST, STEP, OVERLAP = 1024, 4096, 1 << 20, 64


@dataclass(frozen=True)
class Packed:
    """A stream of objects, unpacked: each object's number and place in it (7.5.7)."""

    content: bytes
    places: tuple[tuple[int, int], ...]


@dataclass
class Objects:
    """A file's objects. Raises UnreadableError: for what is no dictionary, objects packed otherwise, or too much."""

    content: bytes
    most: int
    """What all its streams but pictures may unpack to."""
    reader: Reader = field(default_factory=lambda: Reader(MOST_TOKENS))
    _known: dict[int, tuple[Value, ...]] = field(default_factory=dict)

    @cached_property
    def heads(self) -> dict[int, list[Dictionary]]:
        """The dictionaries before each word `stream` that begins one, as a reader comes to it from an object."""
        found: dict[int, list[Dictionary]] = {}
        for at in beginnings(self.content):
            one, end = self.reader.value(self.content, at)
            begin = after(self.content, end)
            if self.content.startswith(WORD, begin) and isinstance(one, Dictionary):
                found.setdefault(begin, []).append(one)
        return found

    @cached_property
    def packed(self) -> tuple[Packed, ...]:
        """What the streams of objects hold."""
        streams = [(at, head) for at, heads in self.heads.items() for head in heads if holds_objects(head)]
        return tuple(self._unpacked(at, head) for at, head in streams)

    def pieces(self) -> Iterator[bytes]:
        """This function will unpack whatever else is packed by Flate and is no picture, in pieces that overlap."""
        for count, begin in enumerate(STREAM.finditer(self.content)):
            if count > MOST_STREAMS:
                raise UnreadableError(count)
            heads = self.heads.get(begin.start(), [])
            if not (heads and all(map(_is_read_elsewhere, heads))):
                for at in filter(partial(_is_flate, self.content), _starts(self.content, begin.end())):
                    yield from self._overlapping(at)

    def numbered(self, number: int) -> tuple[Value, ...]:
        """This function will give every object that a reader may find under a number."""
        if number not in self._known:
            self._known[number] = tuple(self._numbered(number))
        return self._known[number]

    def _numbered(self, number: int) -> Iterator[Value]:
        """What cannot be read in the open is no object: of dictionaries there, `heads` has refused those."""
        for at in self._open.get(number, ()) + self._open.get(None, ()):
            with suppress(UnreadableError):
                yield self.reader.value(self.content, at)[0]
        for content, at in self._closed.get(number, ()):
            yield self.reader.value(content, at)[0]

    @cached_property
    def _open(self) -> dict[int | None, tuple[int, ...]]:
        """Where objects stand in the file itself; whose number is not beside them may have any."""
        found: dict[int | None, list[int]] = {}
        for one in OBJECT.finditer(self.content):
            if not self.content.endswith(b"end", 0, one.start()):
                found.setdefault(_number_before(self.content, one.start()), []).append(one.end())
        return {number: tuple(places) for number, places in found.items()}

    @cached_property
    def _closed(self) -> dict[int, list[tuple[bytes, int]]]:
        found: dict[int, list[tuple[bytes, int]]] = {}
        for one in self.packed:
            for number, at in one.places:
                found.setdefault(number, []).append((one.content, at))
        return found

    def _unpacked(self, at: int, head: Dictionary) -> Packed:
        begin = STREAM.match(self.content, at)
        if begin is None or not _is_plainly_packed(head):
            raise UnreadableError(at)
        content = self._whole(begin.end(), head)
        return Packed(content, _places_in(content, head, self.reader))

    def _whole(self, at: int, head: Dictionary) -> bytes:
        """Where a stream may begin in two ways, or ends otherwise than it should, readers do not agree on it."""
        starts = _starts(self.content, at)
        if all(one in NOTHING for one in head.of(b"Filter")):
            return self.content[starts[-1] : self.content.find(b"endstream", at)]
        likely = [one for one in starts if _is_flate(self.content, one)]
        if len(likely) != 1:
            raise UnreadableError(at)
        try:
            return b"".join(map(self._counted, _flate(self.content, likely[0])))
        except zlib.error as error:
            raise UnreadableError(at) from error

    def _overlapping(self, at: int) -> Iterator[bytes]:
        tail = b" " * OVERLAP
        with suppress(zlib.error):  # a reader takes what came until then
            for piece in map(self._counted, _flate(self.content, at)):
                yield tail + piece
                tail = (tail + piece)[-OVERLAP:]

    def _counted(self, piece: bytes) -> bytes:
        self.most -= len(piece)
        if self.most < 0:
            raise UnreadableError(len(piece))
        return piece


def holds_objects(head: Dictionary) -> bool:
    """This function will tell whether a reader may take a stream for one of objects, with or without its type."""
    return head.says(b"ObjStm") or (head.says(b"N") and head.says(b"First"))


def _is_read_elsewhere(head: Dictionary) -> bool:
    return holds_objects(head) or head.of(b"Subtype") == (Name(b"Image"),)


def _is_plainly_packed(head: Dictionary) -> bool:
    """By Flate alone, or not at all, and its dictionary is one."""
    keys = head.items[::2]
    if len(head.items) % 2 or not all(isinstance(one, Name) for one in keys):
        return False
    ways = {one[0] if isinstance(one, tuple) and len(one) == 1 else one for one in head.of(b"Filter")}
    changed = any(one not in NOTHING for one in head.of(b"DecodeParms", b"DP"))
    return len(ways) < 2 and all(one in (*FLATE, *NOTHING) for one in ways) and not changed


def _places_in(content: bytes, head: Dictionary, reader: Reader) -> tuple[tuple[int, int], ...]:
    numbers: list[int] = []
    at = after(content, 0)
    while content[at : at + 1].isdigit():
        word, end = reader.value(content, at)
        if not (isinstance(word, bytes) and word.isdigit()):
            break
        numbers.append(int(word[:10]))
        at = after(content, end)
    first = {int(one) for one in head.of(b"First") if isinstance(one, bytes) and one.isdigit()}
    if len(first) != 1:
        raise UnreadableError(at)
    return tuple(
        (number, first.copy().pop() + place) for number, place in zip(numbers[::2], numbers[1::2], strict=False)
    )


def _number_before(content: bytes, at: int) -> int | None:
    """None: it may have any number, since none stands there, or what does may be in a comment."""
    before = (b"\n" + content[:at]) if at < BEFORE else content[at - BEFORE : at]
    found = NUMBERED.search(before)
    line = LINE.search(before, 0, found.start()) if found else None
    if found is None or line is None or line.start() == 0 or b"%" in line[0]:
        return None
    return int(found[1])


def _starts(content: bytes, at: int) -> tuple[int, ...]:
    """Where a stream may begin: some readers take what comes after blanks, others the next line."""
    line = LINE_END.search(content, at, at + LONGEST_LINE)
    return (at,) if line is None else (at, line.end())


def _is_flate(content: bytes, at: int) -> bool:
    """A packed stream begins so (RFC 1950, 2.2)."""
    first = content[at : at + 2]
    return len(first) == 2 and first[0] & 0x0F == 8 and int.from_bytes(first, "big") % 31 == 0


def _flate(content: bytes, at: int) -> Iterator[bytes]:
    packed, size = zlib.decompressobj(), FIRST
    while not packed.eof:
        if not packed.unconsumed_tail:
            fresh, at, size = content[at : at + size], at + size, STEP
        else:
            fresh = packed.unconsumed_tail
        if not fresh:
            raise zlib.error(at)
        yield packed.decompress(fresh, STEP)
