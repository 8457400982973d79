"""Small parts of the DOCX: paragraphs, rules, tables, code pictures."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any  # python-docx ships no types

from docx.document import Document as Doc
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.shared import Mm, Pt

from .model import Grid, KeyFacts, Table
from .scancode import code_png
from .word_styles import CENTER, CHAR, HEI, LEFT, PITCH, element, set_fonts

WIDE = 156
LABEL = 28
LONG = 300


def add(home: Any, style: str, text: str = "") -> Any:
    """Add a paragraph in a named style to a document, a cell, a header or a footer."""
    return home.add_paragraph(text, style=style)


def width(text: str, size: float = CHAR) -> float:
    """Estimate the width of a text in points: ASCII half, all else full."""
    return sum(size / 2 if character.isascii() else size for character in text)


def border(edge: str, kind: str, *, eighths: int, space: int = 0, colour: str = "000000") -> Any:
    """Make one border line, its thickness in eighths of a point."""
    return element(edge, val=kind, sz=str(eighths), space=str(space), color=colour)


def red_rule(paragraph: Any, kind: str, *, eighths: int, space: int) -> None:
    """Draw a red rule below a paragraph."""
    borders = element("pBdr")
    borders.append(border("bottom", kind, eighths=eighths, space=space, colour="FF0000"))
    after = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *after)


def red_mark(home: Any, words: str, *, size: float, room: float) -> Any:
    """Add the red head: narrowed to at most 70 % and then shrunk, to fit into `room` mm."""
    share = min(1.0, room * 72 / 25.4 / (width(words, size) * 1.04 or 1))
    paragraph = add(home, "发文机关标志")
    run = paragraph.add_run(words)
    run.font.size = Pt(round(size * min(1, share / 0.7) * 2) / 2)
    scale = element("w", val=str(round(max(share, 0.7) * 100)))
    run._r.get_or_add_rPr().insert_element_before(scale, "w:kern", "w:position", "w:sz", "w:szCs")
    return paragraph


def facts(doc: Doc, block: KeyFacts) -> None:
    """Add labels and values with a hanging indent."""
    for label, value in block.facts:
        paragraph, room = add(doc, "公文正文"), (len(label) + 1) * CHAR
        paragraph.alignment = LEFT
        set_fonts(paragraph.add_run(f"{label}：")._r.get_or_add_rPr(), HEI)
        paragraph.add_run(value)
        form = paragraph.paragraph_format
        form.left_indent, form.first_line_indent = Pt(2 * CHAR + room), Pt(-room)


def ruled(doc: Doc, rows: int, widths: list[float]) -> Any:
    """Add a ruled table with fixed widths in mm."""
    table: Any = doc.add_table(rows, len(widths), style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    margins = element("tblCellMar")
    margins.extend(element(side, w="60", type="dxa") for side in ("left", "right"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    for column, room in zip(table.columns, widths, strict=True):
        column.width = Mm(room)
    for row in table.rows:
        for cell, room in zip(row.cells, widths, strict=True):
            cell.width, cell.vertical_alignment = Mm(room), WD_ALIGN_VERTICAL.CENTER
    return table


def keep_whole(rows: Iterable[Any]) -> None:
    """Forbid page breaks inside rows of a table."""
    for row in rows:
        row._tr.get_or_add_trPr().append(element("cantSplit"))


def fill(cell: Any, style: str, text: str, *, centred: bool = False) -> None:
    """Write a cell's text in a named style."""
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    if centred:
        paragraph.alignment = CENTER


def table(doc: Doc, block: Table) -> None:
    """Add a table whose head repeats on each page; short columns are centred."""
    made = ruled(doc, 1 + len(block.rows), [WIDE * weight / sum(block.weights) for weight in block.weights])
    keep_whole(made.rows)
    made.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))
    short = [all(len(row[n]) <= 10 for row in block.rows) for n in range(len(block.head))]
    for row, texts in zip(made.rows, (block.head, *block.rows), strict=True):
        style = "表格表头" if texts is block.head else "表格文字"
        for cell, text, centred in zip(row.cells, texts, short, strict=True):
            fill(cell, style, text, centred=centred)
    _gap(doc)


def grid(doc: Doc, block: Grid) -> None:
    """Add a ruled form of labels and values; a single value takes the whole row."""
    room = (WIDE - 2 * LABEL) / 2
    made = ruled(doc, len(block.rows), [LABEL, room, LABEL, room])
    for row, texts in zip(made.rows, block.rows, strict=True):
        if len("".join(texts)) < LONG:
            keep_whole([row])
        cells = row.cells
        if len(texts) == 2:
            cells = (cells[0], cells[1].merge(cells[3]))
        for n, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            fill(cell, "表格文字" if n % 2 else "表格表头", text)
    _gap(doc)


def _gap(doc: Doc) -> None:
    """A little room below a table; without it two tables become one."""
    add(doc, "表格文字").paragraph_format.line_spacing = Pt(0.3 * PITCH)


def code_picture(paragraph: Any, code: str, *, side: float) -> None:
    """Put the scan code into a paragraph, so many mm high."""
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.add_run().add_picture(io.BytesIO(code_png(code)), height=Mm(side))
