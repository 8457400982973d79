"""How the command line speaks: lines to standard output, complaints to standard error, tables that fit Chinese."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from io import TextIOWrapper


def speak_chinese() -> None:
    """This function will see to it that sentences can be written: where the machine's encoding has no Chinese, UTF-8.

    The doctor tells of such an encoding, and must not break off at its own first word.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace", encoding=None if _has_chinese(stream.encoding) else "utf-8")


def _has_chinese(encoding: str) -> bool:
    try:
        "严".encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def say(*lines: str) -> None:
    """This function will write lines for the reader."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def complain(*lines: str) -> None:
    """This function will write what went wrong."""
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def width(text: str) -> int:
    """This function will give the columns that a text takes on a screen: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def padded(text: str, columns: int) -> str:
    """This function will fill a text up to so many columns."""
    return text + " " * max(0, columns - width(text))


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """This function will give rows as lines with aligned columns."""
    kept = [tuple(row) for row in rows]
    columns = [max(map(width, column)) for column in zip(*kept, strict=True)]
    return ["  ".join(map(padded, row, columns)).rstrip() for row in kept]
