"""What stands in a PDF by its grammar (ISO 32000-1, 7.2 and 7.3), read strictly and with a limit on the work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
BLANKS = re.compile(rb"[\0\t\n\f\r ]*+")
SKIPPED = re.compile(rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+")
TOKEN = re.compile(
    rb"(?P<begin><<|\[)|(?P<end>>>|\])|(?P<text>\()|<(?P<hex>[^<>]*+)>"
    rb"|/(?P<name>[^\0\t\n\f\r ()<>\[\]{}/%]*+)|(?P<word>[^\0\t\n\f\r ()<>\[\]{}/%]++)"
)
GAP = rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)++"
LINK = re.compile(rb"(\d{1,10})" + GAP + rb"\d{1,10}" + GAP + rb"R(?=[\0\t\n\f\r ()<>\[\]{}/%]|\Z)")
ENDS = {b"<<": b">>", b"[": b"]"}
TEXT = re.compile(rb"[^()\\]*+(?:\\.[^()\\]*+)*+", re.DOTALL)
TEXT_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|\r|\n)|(.))", re.DOTALL)
MEANT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
NO_HEX = re.compile(rb"[^0-9A-Fa-f]")
OBJECT = re.compile(rb"obj")
REFERENCE = b"R"
DEEPEST, BYTES_A_TOKEN = 200, 256


class UnreadableError(ValueError):
    """What stands there is no value of PDF, or reading it takes too long."""


class Name(bytes):
    """A name, its escapes resolved."""


class Text(bytes):
    """A string, literal or by hexadecimals, its escapes resolved."""


@dataclass(frozen=True)
class Reference:
    """Another object, by its number."""

    number: int


@dataclass(frozen=True)
class Dictionary:
    """Keys and values in turn, as they stand: a key may come twice, and what stands in its place be no name."""

    items: tuple[Value, ...]

    def of(self, *keys: bytes) -> tuple[Value, ...]:
        """This function will give every value of these keys: which one of two counts readers do not agree on."""
        pairs = zip(self.items[::2], self.items[1::2], strict=False)
        return tuple(value for key, value in pairs if isinstance(key, Name) and key in keys)

    def says(self, *names: bytes) -> bool:
        """This function will tell whether one of these names stands in it, as a key or a value."""
        return any(isinstance(one, Name) and one in names for one in self.items)


Value = Name | Text | Reference | Dictionary | tuple["Value", ...] | bytes
"""A value; of numbers and words the letters."""


class Reader:
    """One reader of a file: so many tokens and no more, wherever it begins."""

    def __init__(self, most: int) -> None:
        self._left = most

    def value(self, content: bytes, at: int) -> tuple[Value, int]:
        """This function will give the value that begins at a place, and where it ends. Raises UnreadableError."""
        inside: list[tuple[bytes, list[Value]]] = []
        while True:
            found = TOKEN.match(content, _skipped(content, at))
            if found is None:
                raise UnreadableError(at)
            self._spend(found.end() - at)
            at, kind = found.end(), found.lastgroup
            if kind == "begin":
                inside.append((found[0], []))
                self._refuse_deeper(len(inside))
                continue
            if kind == "end":
                value = _closed(inside, found[0])
            elif kind == "text":
                value, at = self._text(content, at)
            else:
                value = _leaf(str(kind), found[str(kind)])
            if not inside:
                return value, at
            _put(inside[-1][1], value)

    def entry(self, content: bytes, at: int) -> Value:
        """This function will give the value of an entry that begins at a place: a reference is three words."""
        found = LINK.match(content, at)
        return Reference(int(found[1])) if found else self.value(content, at)[0]

    def _text(self, content: bytes, at: int) -> tuple[Text, int]:
        begun, depth = at, 1
        while depth:
            end = _end(TEXT, content, at)
            self._spend(end + 1 - at)
            if end >= len(content) or content[end : end + 1] == b"\\":
                raise UnreadableError(begun)
            depth += 1 if content[end : end + 1] == b"(" else -1
            at = end + 1
        return Text(TEXT_ESCAPE.sub(_meant, content[begun : at - 1])), at

    def _spend(self, length: int) -> None:
        self._left -= 1 + length // BYTES_A_TOKEN
        if self._left < 0:
            raise UnreadableError(length)

    def _refuse_deeper(self, depth: int) -> None:
        if depth > DEEPEST:
            raise UnreadableError(depth)


def plain_names(content: bytes) -> bytes:
    """This function will resolve the letters of names that are written as `#4a` (7.3.5)."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)


def beginnings(content: bytes) -> Iterator[int]:
    """This function will give where a dictionary comes after `obj`, blanks and comments between them.

    An `obj` within a comment leads where the comment leads: no byte is looked at for each of them anew.
    """
    until = -1
    for found in OBJECT.finditer(content):
        at = _end(BLANKS, content, found.end())
        if content.startswith(b"%", at):
            at = until = until if at < until else _skipped(content, at)
        if content.startswith(b"<<", at):
            yield at


def after(content: bytes, at: int) -> int:
    """This function will give where the next token begins."""
    return _skipped(content, at)


def flat(values: Iterable[Value]) -> Iterator[Value]:
    """This function will give values with what stands in them."""
    waiting = list(values)
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(one.items if isinstance(one, Dictionary) else one if isinstance(one, tuple) else ())


def _end(pattern: re.Pattern[bytes], content: bytes, at: int) -> int:
    found = pattern.match(content, at)
    return found.end() if found else at


def _skipped(content: bytes, at: int) -> int:
    return _end(SKIPPED, content, at)


def _closed(inside: list[tuple[bytes, list[Value]]], end: bytes) -> Value:
    begin, items = inside.pop() if inside else (b"", [])
    if ENDS.get(begin) != end:
        raise UnreadableError(end)
    return Dictionary(tuple(items)) if begin == b"<<" else tuple(items)


def _leaf(kind: str, letters: bytes) -> Value:
    if kind == "name":
        return Name(plain_names(letters))
    if kind == "hex":
        digits = NO_HEX.sub(b"", letters).decode()
        return Text(bytes.fromhex(digits + "0" * (len(digits) % 2)))
    return letters


def _put(items: list[Value], value: Value) -> None:
    """Two numbers and an R are one reference."""
    if value == REFERENCE and type(value) is bytes and len(items) > 1 and _is_number(items[-1], items[-2]):
        items.pop()
        value = Reference(int(items.pop()))  # type: ignore[arg-type] # it has just been seen to be digits
    items.append(value)


def _is_number(*values: Value) -> bool:
    return all(type(one) is bytes and one.isdigit() and len(one) <= 10 for one in values)


def _meant(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes([int(found[1], 8) & 0xFF])
    return b"" if found[2] else MEANT.get(found[3], found[3])
