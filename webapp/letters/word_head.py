"""Head and feet of the DOCX: red head, numbers, page numbers, scan code on every page."""

from __future__ import annotations

from typing import Any  # python-docx ships no types

from docx.document import Document as Doc
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from .model import Format, Letter
from .word_parts import WIDE, add, code_picture, red_mark, red_rule
from .word_styles import CHAR, FANG, KAI, LEFT, PITCH, RIGHT, element, set_fonts


def head(doc: Doc, letter: Letter) -> None:
    """Add what stands above the title, and the feet of all pages.

    The first header must be made before the first footer, or LibreOffice drops it.
    """
    if letter.format is Format.LETTER:
        _letter_head(doc, letter)
    elif letter.mark:
        _red_head(doc, letter)
    else:
        _plain_head(doc, letter)
    _feet(doc, letter)


def title(doc: Doc, lines: tuple[str, ...], *, before: int = 2, after: int = 1) -> Any:
    """Add a title in its lines, with so many blank lines around."""
    paragraph = add(doc, "公文标题", "\n".join(lines))
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before * PITCH), Pt(after * PITCH)
    return paragraph


def _letter_head(doc: Doc, letter: Letter) -> None:
    """信函格式: red name and double rule in the first header; secrecy left and number right below."""
    header: Any = doc.sections[0].first_page_header
    top = red_mark(header, letter.mark, size=38, room=158)
    header._element.remove(header.paragraphs[0]._p)
    red_rule(top, "thickThinSmallGap", eighths=24, space=11)
    _stretch(top)
    line = _secrecy_and_number(doc, letter)
    line.paragraph_format.space_before = Pt(14 - (PITCH - 16) / 2)


def _red_head(doc: Doc, letter: Letter) -> None:
    """文件格式: secrecy, red head, number, signer, red rule."""
    above = [words for words in (letter.copy_number, letter.secrecy) if words]
    for words in above:
        add(doc, "密级", words)
    mark = red_mark(doc, letter.mark, size=46, room=150).paragraph_format
    mark.space_before, mark.line_spacing = Mm(35) - Pt(PITCH * len(above)), Pt(48)
    number = add(doc, "发文字号", letter.number)
    number.paragraph_format.space_before = Pt(2 * PITCH)
    if letter.signer:
        number.alignment, number.paragraph_format.left_indent = LEFT, Pt(CHAR)
        number.paragraph_format.tab_stops.add_tab_stop(Mm(WIDE) - Pt(CHAR), WD_TAB_ALIGNMENT.RIGHT)
        number.add_run("\t签发人：")
        set_fonts(number.add_run(letter.signer)._r.get_or_add_rPr(), KAI)
    red_rule(number, "single", eighths=11, space=8)


def _plain_head(doc: Doc, letter: Letter) -> None:
    _secrecy_and_number(doc, letter)
    if letter.signer:
        line = add(doc, "密级", "\t签发人：")
        line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDE), WD_TAB_ALIGNMENT.RIGHT)
        set_fonts(line.add_run(letter.signer)._r.get_or_add_rPr(), KAI)


def _secrecy_and_number(doc: Doc, letter: Letter) -> Any:
    line = add(doc, "密级", f"{letter.copy_number or letter.secrecy}\t")
    line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDE), WD_TAB_ALIGNMENT.RIGHT)
    set_fonts(line.add_run(letter.number)._r.get_or_add_rPr(), FANG)
    if letter.copy_number:
        add(doc, "密级", letter.secrecy)
    return line


def _stretch(paragraph: Any) -> None:
    """Make a rule 170 mm long: 8 mm and 6 mm beyond the type area."""
    form = paragraph.paragraph_format
    form.left_indent, form.right_indent = Mm(-8), Mm(-6)


def _feet(doc: Doc, letter: Letter) -> None:
    """Page numbers odd right, even left, one character in; the scan code opposite on every page."""
    page: Any = doc.sections[0]
    first, odd, even = page.first_page_footer, page.footer, page.even_page_footer
    if letter.format is Format.LETTER:
        _lower_rule(doc, first.paragraphs[0])
    else:
        _page_number(doc, first.paragraphs[0], RIGHT)
    _page_number(doc, odd.paragraphs[0], RIGHT)
    _page_number(doc, even.paragraphs[0], LEFT)
    for foot, side in ((first, LEFT), (odd, LEFT), (even, RIGHT)):
        _code_line(foot, letter, side)


def _lower_rule(doc: Doc, paragraph: Any) -> None:
    paragraph.style = doc.styles["页码"]
    paragraph.paragraph_format.line_spacing = Pt(1)
    red_rule(paragraph, "thinThickSmallGap", eighths=24, space=0)
    _stretch(paragraph)


def _page_number(doc: Doc, paragraph: Any, side: Any) -> None:
    """Write the page number as a field between dashes, 7 mm below the type area."""
    paragraph.style, paragraph.alignment = doc.styles["页码"], side
    form = paragraph.paragraph_format
    form.space_after = Mm(5.5)
    form.right_indent, form.left_indent = (Pt(14), None) if side == RIGHT else (None, Pt(14))
    paragraph.add_run("— ")
    field, run = element("fldSimple", instr=" PAGE "), element("r")
    run.append(element("t"))
    run[0].text = "1"
    field.append(run)
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _code_line(foot: Any, letter: Letter, side: Any) -> None:
    """The small code with its text, and the watermark's words; without a code its room stays empty."""
    paragraph = add(foot, "扫描码")
    paragraph.alignment = side
    if not letter.code:
        paragraph.paragraph_format.line_spacing = Mm(13)
    words = "　".join(filter(None, (letter.code, letter.watermark)))
    if letter.code:
        code_picture(paragraph, letter.code, side=13)
    if words:
        paragraph.add_run(f" {words}")
