"""Legal PDF files, made by a seed: one action, spelled and packed in whichever way the standard leaves open."""

from __future__ import annotations

import base64
import random
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

PIECE = re.compile(
    rb"\d+ \d+ R|\((?:\\.|[^()\\])*\)|<<|>>|<[0-9A-Fa-f]*>|/[A-Za-z0-9]+|[\[\]]|[^\s/<>\[\]()]+", re.DOTALL
)
GAPS = (b"", b" ", b"\n", b"\r\n", b"\t ", b"%x\n", b" %stream endobj\r", b"%(<<[\n")
WORDS = (
    b"/X(stream\n)",
    b"/stream 5",
    b"/X(>>stream\r\nendstream endobj)",
    b"/X<</Y(stream)>>",
    b"%>>stream\n",
    b"/X[(stream) 1]",
)
"""What stands in a dictionary and looks like its end."""
CALM = b"<</S/GoTo/D[3 0 R/Fit]>>"


def _hex(data: bytes) -> bytes:
    return data.hex().encode() + b">"


def _ascii85(data: bytes) -> bytes:
    return base64.a85encode(data) + b"~>"


def _lengths(data: bytes) -> bytes:
    runs = [data[at : at + 128] for at in range(0, len(data), 128)]
    return b"".join(bytes([len(one) - 1]) + one for one in runs) + b"\x80"


def _rows(data: bytes) -> bytes:
    """Each row of 16 by the predictor "up" (7.4.4.4)."""
    padded = data + b" " * (-len(data) % 16)
    before, out = bytes(16), bytearray()
    for at in range(0, len(padded), 16):
        row = padded[at : at + 16]
        out += b"\2" + bytes((new - old) & 0xFF for new, old in zip(row, before, strict=True))
        before = row
    return zlib.compress(bytes(out))


PACKED: dict[str, tuple[bytes, Callable[[bytes], bytes]]] = {
    "plain": (b"", lambda data: data),
    "flate": (b"/Filter/FlateDecode", zlib.compress),
    "flate in a list": (b"/Filter[/FlateDecode]", zlib.compress),
    "hexadecimals": (b"/Filter/ASCIIHexDecode", _hex),
    "base 85": (b"/Filter[/ASCII85Decode]", _ascii85),
    "runs": (b"/Filter/RunLengthDecode", _lengths),
    "hexadecimals of flate": (b"/Filter[/ASCIIHexDecode/FlateDecode]", lambda data: _hex(zlib.compress(data))),
    "base 85 of flate": (b"/Filter[/ASCII85Decode/FlateDecode]", lambda data: _ascii85(zlib.compress(data))),
    "flate of flate": (b"/Filter[/FlateDecode/FlateDecode]", lambda data: zlib.compress(zlib.compress(data))),
    "rows": (b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 16>>", _rows),
}


@dataclass
class Maker:
    """One file: which seed, whether names and blanks are played with, how its objects are packed, and told where."""

    seed: int
    packing: str = ""
    """Empty: the action is an object in the open."""
    stream_table: bool = False
    later: bool = False
    """The action comes with a later change of the file; until then the place was calm."""
    playful: bool = True
    out: bytearray = field(default_factory=bytearray)
    places: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311 - no secret

    def file(self, action: bytes, *, entry: bytes = b"/OpenAction 4 0 R") -> bytes:
        """This function will give a file whose catalog leads to an action, object 4."""
        self.out += b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
        self._put(1, b"<</Type/Catalog/Pages 2 0 R" + entry + b">>")
        self._put(2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
        self._put(3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<<>>/Contents 6 0 R>>")
        self._stream(6, b"", b"0 0 m 9 9 l S")
        if self.later:
            self._put(4, CALM)
            before = self._table(None)
            self._act(action)
            self._table(before)
        else:
            self._act(action)
            self._table(None)
        return bytes(self.out)

    def _act(self, action: bytes) -> None:
        if not self.packing:
            self._put(4, action)
            return
        words, pack = PACKED[self.packing]
        head = b"%d 0 " % 4
        decoy = self.rng.choice((b"", *WORDS)) if self.playful else b""
        kind = b"/Type/ObjStm" if not self.playful or self.rng.random() < 0.8 else b"/Type/ObjStm/Subtype/Image"
        first = b"/N 1/First %d" % len(head)
        parts = [kind, first, words]
        if self.playful:
            self.rng.shuffle(parts)
            parts.insert(self.rng.randrange(4), decoy)
        self._stream(5, b"".join(parts), pack(head + self._played(action)))
        self.places[4] = (2, 5, 0)

    def _put(self, number: int, body: bytes) -> None:
        self._at(number)
        self.out += b"%d 0 obj%s\nendobj\n" % (number, self._gap(body) + self._played(body))

    def _at(self, number: int) -> None:
        self.places[number] = (1, len(self.out), 0)

    def _stream(self, number: int, words: bytes, data: bytes) -> None:
        self._at(number)
        head = b"<<%s/Length %d>>" % (words, len(data))
        end = self.rng.choice((b"\n", b"\r\n"))
        gap = self.rng.choice((b"", b" ", b"\n")) if self.playful else b""
        self.out += b"%d 0 obj%s%sstream%s%s\nendstream\nendobj\n" % (number, self._played(head), gap, end, data)

    def _played(self, body: bytes) -> bytes:
        """The same values, otherwise spelled."""
        if not self.playful:
            return body
        pieces = [
            self._spelled(one)
            for one in PIECE.findall(re.sub(rb"%[^\r\n]*[\r\n]", b" ", body) if b"(" not in body else body)
        ]
        out = bytearray()
        for before, piece in zip([b"", *pieces], pieces, strict=False):
            out += self._between(before, piece) + piece
        return bytes(out)

    def _between(self, before: bytes, piece: bytes) -> bytes:
        needed = bool(before) and before[-1:] not in b")>]<[" and piece[:1] not in b"(<[/>]"
        gap = self.rng.choice(GAPS)
        return gap or b" " if needed else gap

    def _gap(self, body: bytes) -> bytes:
        return b"" if body.startswith(b"<") else b" "

    def _spelled(self, piece: bytes) -> bytes:
        if piece.startswith(b"/"):
            return b"/" + b"".join(self._letter(one) for one in piece[1:])
        if piece.startswith(b"(") and b"\\" not in piece and self.rng.random() < 0.5:
            return b"<" + piece[1:-1].hex().encode() + b">"
        return piece

    def _letter(self, one: int) -> bytes:
        how = self.rng.random()
        return b"#%02x" % one if how < 0.15 else b"#%02X" % one if how < 0.3 else bytes([one])

    def _table(self, before: int | None) -> int:
        begin = len(self.out)
        link = b"" if before is None else b"/Prev %d" % before
        if self.stream_table or any(kind == 2 for kind, _, _ in self.places.values()):
            self._table_in_a_stream(link)
        else:
            self._plain_table(link)
        self.out += b"startxref\n%d\n%%%%EOF\n" % begin
        self.places = {}
        return begin

    def _plain_table(self, link: bytes) -> None:
        self.out += b"xref\n"
        for number, (_, at, _) in sorted(self.places.items()):
            self.out += b"%d 1\n%010d 00000 n \n" % (number, at)
        self.out += b"trailer\n<</Size 10/Root 1 0 R%s>>\n" % link

    def _table_in_a_stream(self, link: bytes) -> None:
        self.places[9] = (1, len(self.out), 0)
        rows = sorted(self.places.items())
        data = b"".join(bytes([kind]) + at.to_bytes(4, "big") + bytes([index]) for _, (kind, at, index) in rows)
        index = b" ".join(b"%d 1" % number for number, _ in rows)
        head = b"/Type/XRef/Size 10/Root 1 0 R/W[1 4 1]/Index[%s]/Filter/FlateDecode%s" % (index, link)
        packed = zlib.compress(data)
        self.out += b"9 0 obj<<%s/Length %d>>stream\n%s\nendstream\nendobj\n" % (head, len(packed), packed)
