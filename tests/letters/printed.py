"""Reads text, lines and ink back out of a PDF or its picture, in mm from the paper's top left."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from docx import Document
from PIL import Image
from pypdf import PageObject, PdfReader

from webapp.letters import Letter, to_pdf, to_png

MM = 25.4 / 72
PPI = 300
DARK = 110


@dataclass(frozen=True, kw_only=True)
class Glyphs:
    """One piece of text: page, left edge and baseline in mm, size in pt."""

    page: int
    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One drawn horizontal line: page and measures in mm."""

    page: int
    x: float
    y: float
    length: float
    thick: float


@dataclass(frozen=True, kw_only=True)
class Box:
    """Edges in mm."""

    left: float
    top: float
    right: float
    bottom: float


def reader_of(letter: Letter) -> PdfReader:
    return PdfReader(io.BytesIO(to_pdf(letter)))


def squeezed(text: str) -> str:
    """The text without white space and page numbers."""
    return re.sub(r"—\d+—", "", re.sub(r"\s", "", text))


def pdf_words(data: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


def docx_words(data: bytes) -> str:
    """All words of a DOCX with its first header."""
    document = Document(io.BytesIO(data))
    parts = (document.sections[0].first_page_header._element, document.element.body)
    return squeezed("".join(node.text or "" for part in parts for node in part.iter() if node.tag.endswith("}t")))


def html_words(html: str) -> str:
    """The text a browser shows."""
    out: list[str] = []
    parser = HTMLParser()
    parser.handle_data = out.append  # type: ignore[method-assign]
    parser.feed(html)
    return squeezed("".join(out))


def glyphs(reader: PdfReader) -> list[Glyphs]:
    """All text of the PDF with place and size."""
    out: list[Glyphs] = []
    for number, page in enumerate(reader.pages, 1):
        high = float(page.mediabox.height)

        def visit(text, cm, tm, _font, size, number=number, high=high) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
            if text.strip():
                x, y = tm[4] * cm[0] + cm[4], high - (tm[5] * cm[3] + cm[5])
                out.append(Glyphs(page=number, x=x * MM, y=y * MM, size=abs(size * tm[3] * cm[3]), text=text))

        page.extract_text(visitor_text=visit)
    return out


def rules(reader: PdfReader) -> list[Rule]:
    """All straight horizontal lines."""
    return [rule for number, page in enumerate(reader.pages, 1) for rule in _page_rules(page, number)]


def _page_rules(page: PageObject, number: int) -> Iterator[Rule]:
    high, thick, start, end = float(page.mediabox.height), 1.0, (0.0, 0.0), (0.0, 0.0)
    matrix, stack = [1.0, 0, 0, 1.0, 0, 0], []
    for operands, operator in page.get_contents().operations:
        values = [float(value) for value in operands if isinstance(value, int | float) or hasattr(value, "as_numeric")]
        if operator == b"q":
            stack.append((matrix, thick))
        elif operator == b"Q":
            matrix, thick = stack.pop()
        elif operator == b"cm":
            matrix = _multiplied(values, matrix)
        elif operator == b"w":
            thick = values[0]
        elif operator in (b"m", b"l"):
            start, end = end, (values[0] * matrix[0] + matrix[4], values[1] * matrix[3] + matrix[5])
        elif operator == b"S" and abs(start[1] - end[1]) < 0.1:
            left, length = min(start[0], end[0]), abs(start[0] - end[0])
            yield Rule(page=number, x=left * MM, y=(high - end[1]) * MM, length=length * MM, thick=thick * MM)


def _multiplied(a: list[float], b: list[float]) -> list[float]:
    return [
        *(a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2]),
        *(a[2] * b[1] + a[3] * b[3], a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5]),
    ]


@lru_cache(maxsize=8)
def pictures(letter: Letter) -> tuple[Image.Image, ...]:
    return tuple(Image.open(io.BytesIO(page)).convert("RGB") for page in to_png(letter, ppi=PPI))


def ink(letter: Letter, page: int, within: Box) -> Box:
    """The edges of what is printed, black or red, inside a box of a page."""
    scale = PPI / 25.4
    edges = (within.left, within.top, within.right, within.bottom)
    left, top, right, bottom = (round(edge * scale) for edge in edges)
    blue = pictures(letter)[page - 1].crop((left, top, right, bottom)).split()[2]
    found = blue.point([255 if value < DARK else 0 for value in range(256)]).getbbox() or (0, 0, 0, 0)
    return Box(
        left=within.left + found[0] / scale,
        top=within.top + found[1] / scale,
        right=within.left + found[2] / scale,
        bottom=within.top + found[3] / scale,
    )


def baselines(found: list[Glyphs], page: int, size: float = 16) -> list[float]:
    """The baselines of a page's text of that size."""
    places = sorted({round(piece.y, 1) for piece in found if piece.page == page and abs(piece.size - size) < 0.1})
    return [y for n, y in enumerate(places) if n == 0 or y - places[n - 1] > 1]
