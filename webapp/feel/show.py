"""The string of a value, as string() gives it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from webapp.feel.bounds import MAX_STRING, charge, text_sized
from webapp.feel.errors import FeelLimit
from webapp.feel.temporal import Date, DateTime, DayTime, Time, YearMonth
from webapp.feel.values import FeelValue, Range

TEMPORAL = (Date, DateTime, Time, DayTime, YearMonth)


def show_number(value: Decimal) -> str:
    """Return plain digits, no exponent, no trailing zeros after the point."""
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def show(value: FeelValue, inner: bool = False) -> str:
    """Return string(value); inside lists and contexts (`inner`) strings are quoted."""
    kind = type(value)
    if kind is str:
        return quote(value) if inner else str(value)
    if kind is Decimal:
        return show_number(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    return text_sized(_structured(value))


def _structured(value: FeelValue) -> str:
    """Return the string of lists, contexts, ranges and temporal values."""
    charge(1)
    if type(value) is list:
        return "[" + _joined(show(item, True) for item in value) + "]"
    if type(value) is dict:
        return "{" + _joined(f"{key(k)}: {show(v, True)}" for k, v in value.items()) + "}"
    if type(value) is Range:
        return show_range(value)
    return str(value) if type(value) in TEMPORAL else "function"


def _joined(pieces: Iterable[str]) -> str:
    """Return the pieces in a row, and stop before they are too long to be held."""
    out: list[str] = []
    room = MAX_STRING
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            raise FeelLimit("文本过长")
        out.append(piece)
    return ", ".join(out)


def show_range(value: Range) -> str:
    """Return [a..b], or (< b)."""
    if value.op:
        return f"({value.op} {_end(value.end if value.start is None else value.start)})"
    opening, closing = "[" if value.start_in else "(", "]" if value.end_in else ")"
    return f"{opening}{_end(value.start)}..{_end(value.end)}{closing}"


def _end(value: FeelValue) -> str:
    return f'@"{value}"' if type(value) in TEMPORAL else show(value, True)


def quote(text: str) -> str:
    """Return a string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def key(name: str) -> str:
    """Return a context key, quoted if it is no plain name."""
    return name if all(word.isidentifier() for word in name.split(" ")) else quote(name)
