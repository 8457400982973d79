"""A letter to DOCX with named styles, byte for byte the same each time."""

from __future__ import annotations

import io
import zipfile
from typing import Any  # python-docx ships no types

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from .model import Block, Grid, Heading, KeyFacts, Letter, Numbered, Paragraph, ReceiptSlip, Table
from .plain_text import attachment_line, copies_line, numbered_line
from .press import stamp
from .word_head import head, title
from .word_parts import WIDE, add, border, code_picture, facts, fill, grid, keep_whole, ruled, table, width
from .word_styles import CHAR, HEADINGS, PITCH, RIGHT, element, prepare

NOT_OURS = ("extended-properties", "thumbnail", "customXml", "stylesWithEffects")
"""Parts of the library's template that say where it came from and that no letter needs."""


def to_docx(letter: Letter) -> bytes:
    """Write the whole letter as DOCX (ECMA-376) for Word, WPS and LibreOffice."""
    doc, out = Document(), io.BytesIO()
    _without_a_past(doc, letter)
    prepare(doc, letter)
    head(doc, letter)
    title(doc, letter.title_lines)
    if letter.addressee:
        add(doc, "主送机关", f"{letter.addressee}：")
    for block in letter.blocks:
        _put(doc, block)
    _hold_last_paragraph(doc, letter)
    _attachment_names(doc, letter)
    _signature(doc, letter)
    _attachments(doc, letter)
    _imprint(doc, letter)
    if letter.receipt_slip:
        _slip(doc, letter.receipt_slip, letter.code)
    doc.save(out)
    return _repacked(out.getvalue())


def _without_a_past(doc: Doc, letter: Letter) -> None:
    """The library's own template says who wrote it, by which program, and brings a picture and styles of its own."""
    core = doc.core_properties
    core.author = core.comments = core.last_modified_by = ""
    core.created = core.modified = stamp(letter)
    for relations in (doc.part.package.rels, doc.part.rels):
        for key in [key for key, one in relations.items() if one.reltype.rpartition("/")[2] in NOT_OURS]:
            del relations[key]


def _put(doc: Doc, block: Block) -> None:
    match block:
        case Paragraph():
            add(doc, "公文正文", block.text)
        case Heading():
            add(doc, HEADINGS[block.level - 1], block.number + block.text)
        case Numbered():
            for n, item in enumerate(block.items, 1):
                add(doc, "公文正文", numbered_line(n, item))
        case KeyFacts():
            facts(doc, block)
        case Grid():
            grid(doc, block)
        case Table():
            table(doc, block)


def _hold_last_paragraph(doc: Doc, letter: Letter) -> None:
    """The signature does not stand alone: what precedes it comes along to the next page."""
    if letter.blocks and isinstance(letter.blocks[-1], Paragraph):
        doc.paragraphs[-1].paragraph_format.keep_with_next = True


def _attachment_names(doc: Doc, letter: Letter) -> None:
    """附件 one line below the body, two characters in, hanging."""
    counted = len(letter.attachments) > 1
    for n in range(1, len(letter.attachments) + 1):
        form = add(doc, "附件说明", attachment_line(n, letter)).paragraph_format
        hang, start = (6 if counted else 5), (2 if n == 1 else 5)
        form.left_indent, form.first_line_indent = Pt(hang * CHAR), Pt((start - hang) * CHAR)
        form.space_before = Pt(PITCH if n == 1 else 0)
        form.keep_with_next = True


def _signature(doc: Doc, letter: Letter) -> None:
    """Name centred over the date, which ends four characters from the edge."""
    if letter.signed:
        middle = max(4 * CHAR + width(letter.day) / 2, width(letter.issuer) / 2)
        for text, before, last in ((letter.issuer, 2 * PITCH, False), (letter.day, 0, True)):
            form = add(doc, "署名日期", text).paragraph_format
            form.right_indent, form.space_before = Pt(middle - width(text) / 2), Pt(before)
            form.keep_with_next = not last
    if letter.note:
        add(doc, "公文正文", f"（{letter.note}）")


def _attachments(doc: Doc, letter: Letter) -> None:
    """Each attachment with its own text on a new page."""
    counted = len(letter.attachments) > 1
    for n, item in enumerate(letter.attachments, 1):
        if item.blocks:
            label = add(doc, "密级", f"附件{n if counted else ''}")
            label.paragraph_format.page_break_before = True
            title(doc, item.title_lines, before=1)
            for block in item.blocks:
                _put(doc, block)


def _imprint(doc: Doc, letter: Letter) -> None:
    """版记: a table held at the foot of the type area; ruled under a red head of the 文件 format only."""
    printed = f"{letter.printed_by}\t{letter.day}印发" if letter.printed_by else ""
    rows = [row for row in (copies_line(letter), printed) if row]
    if not rows:
        return
    made = ruled(doc, len(rows), [WIDE])
    keep_whole(made.rows)
    place = element("tblpPr", vertAnchor="margin", horzAnchor="margin", tblpXSpec="center", tblpYSpec="bottom")
    after = ("w:tblOverlap", "w:tblW", "w:jc", "w:tblBorders", "w:tblLayout", "w:tblLook")
    made._tbl.tblPr.insert_element_before(place, *after)
    made._tbl.tblPr.insert_element_before(
        _imprint_borders("single" if printed else "nil"), "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"
    )
    for row, text in zip(made.rows, rows, strict=True):
        fill(row.cells[0], "版记", text)
        form = row.cells[0].paragraphs[0].paragraph_format
        form.left_indent, form.space_before, form.space_after = Pt(14), Pt(1), Pt(1)
        form.tab_stops.add_tab_stop(Mm(WIDE) - Pt(14 + 11), WD_TAB_ALIGNMENT.RIGHT)
    add(doc, "表格文字").paragraph_format.line_spacing = Pt(1)


def _imprint_borders(kind: str) -> Any:
    borders = element("tblBorders")
    for edge, eighths in (("top", 8), ("left", 0), ("bottom", 8), ("right", 0), ("insideH", 6)):
        borders.append(border(edge, kind if eighths else "nil", eighths=eighths))
    return borders


def _slip(doc: Doc, slip: ReceiptSlip, code: str) -> None:
    """The receipt slip on its own page, with a larger code."""
    title(doc, (" ".join(slip.title),), before=1).paragraph_format.page_break_before = True
    made = ruled(doc, len(slip.rows), [42, WIDE - 42])
    keep_whole(made.rows)
    for row, (label, value) in zip(made.rows, slip.rows, strict=True):
        row.height = Mm(11.5)
        fill(row.cells[0], "回执项目", label)
        fill(row.cells[1], "回执文字", value)
    note = add(doc, "表格文字", slip.note).paragraph_format
    note.space_before, note.space_after = Mm(6), Mm(3)
    if code:
        picture = add(doc, "表格文字")
        picture.alignment = RIGHT
        code_picture(picture, code, side=24)
        add(doc, "表格文字", code).alignment = RIGHT


def _repacked(data: bytes) -> bytes:
    """The same package with fixed times, so that bytes repeat."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
