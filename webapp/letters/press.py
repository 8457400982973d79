"""A letter to PDF or PNG by typst. The letter goes in as JSON, never as typst source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from threading import Lock

import typst

from .errors import GlyphsMissing
from .fonts import font_book, typefaces, uncovered
from .model import Letter
from .plain_text import copies_line
from .record import as_json
from .scancode import code_svg

SOURCES = Path(__file__).parent / "typst"
NO_DAY = datetime(1980, 1, 1, tzinfo=UTC)
ONE_AT_A_TIME = Lock()


def to_pdf(letter: Letter, *, watermark: str | None = None, fonts: Path | None = None) -> bytes:
    """Set the letter as PDF/A-2a (ISO 19005-2), byte for byte the same each time.

    `watermark` names reader and time of this print, `fonts` is the office's folder of licensed typefaces.
    Raises GlyphsMissing rather than print an empty box.
    """
    marked = letter if watermark is None else replace(letter, watermark=watermark)
    with _pressing(marked, fonts) as compiler:
        made = compiler.compile(
            sys_inputs=_inputs(marked, fonts), format="pdf", pdf_standards=["a-2a"], timestamp=stamp(letter)
        )
    return _pages(made)[0]


def to_png(letter: Letter, *, ppi: float = 110, fonts: Path | None = None) -> tuple[bytes, ...]:
    """Set the letter as pictures, one a page, at so many pixels an inch."""
    with _pressing(letter, fonts) as compiler:
        made = compiler.compile(sys_inputs=_inputs(letter, fonts), format="png", ppi=ppi)
    return _pages(made)


def _pages(made: bytes | list[bytes] | None) -> tuple[bytes, ...]:
    return (made,) if isinstance(made, bytes) else tuple(made or ())


@lru_cache(maxsize=4)
def _compiler(folder: Path | None) -> typst.Compiler:
    """The compiler, kept warm."""
    return typst.Compiler(str(SOURCES / "main.typ"), root=str(SOURCES), font_paths=font_book(folder))


@contextmanager
def _pressing(letter: Letter, fonts: Path | None) -> Iterator[typst.Compiler]:
    """One compile at a time: the compiler refuses two threads at once."""
    with ONE_AT_A_TIME:
        try:
            yield _compiler(fonts)
        except typst.TypstError as error:
            if lacking := uncovered(letter, fonts=fonts):
                raise GlyphsMissing(characters="、".join(lacking)) from error
            raise


def _inputs(letter: Letter, fonts: Path | None) -> dict[str, str]:
    """What the typst sources read: the letter, its typefaces, its code."""
    content = as_json(letter) | {
        "title": letter.title,
        "day": letter.day,
        "copies_line": copies_line(letter),
        "draft": letter.date is None,
        "attachments": [as_json(item) | {"title": item.title} for item in letter.attachments],
    }
    return {
        "letter": json.dumps(content, ensure_ascii=False),
        "typefaces": json.dumps(typefaces(fonts), ensure_ascii=False),
        "code_svg": code_svg(letter.code) if letter.code else "",
    }


def stamp(letter: Letter) -> datetime:
    """This function will give the time that is written into a file: the letter's own day, so that bytes repeat."""
    return datetime.combine(letter.date, time(), tzinfo=UTC) if letter.date else NO_DAY
