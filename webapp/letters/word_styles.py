"""Named styles, fonts and page of the DOCX: what Word's style list shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any  # python-docx ships no types

from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .model import Letter

FANG, HEI, KAI, TITLE, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
FALLBACK = {
    FANG: "仿宋,FangSong,STFangsong,FandolFang R,Noto Serif SC,Noto Serif CJK SC",
    HEI: "SimHei,FandolHei,Noto Sans CJK SC,Noto Serif SC",
    KAI: "楷体,KaiTi,FandolKai,Noto Serif SC",
    TITLE: "FZXiaoBiaoSong-B05S,Noto Serif SC,Noto Serif CJK SC",
    SONG: "SimSun,FandolSong,Noto Serif SC,Noto Serif CJK SC",
}
PITCH, CHAR = 28.95, 15.79
LEFT, RIGHT, CENTER, BOTH = (
    *(WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY),
)
NO_DAY = datetime(1980, 1, 1)  # noqa: DTZ001 - OOXML keeps it without a zone


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one named style looks; sizes and lines in points, indent in characters."""

    font: str = FANG
    size: float = 16
    align: WD_ALIGN_PARAGRAPH = BOTH
    indent: int = 0
    line: float = PITCH
    outline: int | None = None
    red: bool = False


LOOKS = {
    "公文正文": Look(indent=2),
    "主送机关": Look(),
    "密级": Look(font=HEI, align=LEFT),
    "公文标题": Look(font=TITLE, size=22, align=CENTER, outline=0),
    "发文字号": Look(align=CENTER),
    "公文一级标题": Look(font=HEI, indent=2, outline=1),
    "公文二级标题": Look(font=KAI, indent=2, outline=2),
    "公文三级标题": Look(indent=2, outline=3),
    "公文四级标题": Look(indent=2, outline=4),
    "附件说明": Look(align=LEFT),
    "署名日期": Look(align=RIGHT),
    "版记": Look(size=14, align=LEFT, line=22),
    "发文机关标志": Look(font=TITLE, size=38, align=CENTER, line=44, red=True),
    "页码": Look(font=SONG, size=14, align=LEFT, line=14),
    "扫描码": Look(size=9, align=LEFT, line=14),
    "表格文字": Look(size=12, align=LEFT, line=16),
    "表格表头": Look(font=HEI, size=12, align=CENTER, line=16),
    "回执文字": Look(size=14, align=LEFT, line=20),
    "回执项目": Look(font=HEI, size=14, align=CENTER, line=20),
}
HEADINGS = ("公文一级标题", "公文二级标题", "公文三级标题", "公文四级标题")


def prepare(doc: Doc, letter: Letter) -> None:
    """Set styles, page, font table and properties: everything before the text."""
    _set_normal(doc)
    for name, look in LOOKS.items():
        _add_style(doc, name, look)
    _set_page(doc)
    _set_font_table(doc)
    _set_properties(doc, letter)


def element(name: str, **attributes: str) -> Any:
    """Make a w: element with w: attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_fonts(properties: Any, font: str) -> None:
    """Set one font for Chinese and Latin."""
    fonts = properties.get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("eastAsia", "ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{key}"), font)


def _add_style(doc: Doc, name: str, look: Look) -> None:
    style: Any = doc.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = doc.styles["Normal"], True
    style.font.size = Pt(look.size)
    if look.red:
        style.font.color.rgb = RGBColor(255, 0, 0)
    set_fonts(style.element.get_or_add_rPr(), look.font)
    _shape(style.paragraph_format, look)
    for switch in ("autoSpaceDE", "autoSpaceDN"):
        off = element(switch, val="0")
        style.element.pPr.insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    if look.outline is not None:
        style.element.get_or_add_pPr().append(element("outlineLvl", val=str(look.outline)))


def _shape(form: Any, look: Look) -> None:
    """Alignment, exact line pitch and first line of a style."""
    form.alignment, form.space_before, form.space_after = look.align, Pt(0), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
    form.widow_control, form.keep_with_next = True, look.outline is not None
    if look.indent:
        form.first_line_indent = Pt(look.indent * CHAR)
        form._element.pPr.ind.set(qn("w:firstLineChars"), str(look.indent * 100))


def _set_normal(doc: Doc) -> None:
    """The base style: 3号仿宋, Chinese."""
    normal: Any = doc.styles["Normal"]
    normal.font.size = Pt(16)
    properties = normal.element.get_or_add_rPr()
    set_fonts(properties, FANG)
    properties.append(element("lang", val="zh-CN", eastAsia="zh-CN"))


def _set_page(doc: Doc) -> None:
    """A4, margins 37, 35, 28, 26 mm, grid 22 x 28, odd and even footers."""
    page: Any = doc.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    page.header_distance, page.footer_distance = Mm(30), Mm(6)
    page.different_first_page_header_footer = True
    doc.settings.odd_and_even_pages_header_footer = True
    for old in page._sectPr.findall(qn("w:docGrid")):
        page._sectPr.remove(old)
    line, space = str(round(PITCH * 20)), str(round((CHAR - 16) * 4096))
    page._sectPr.append(element("docGrid", type="linesAndChars", linePitch=line, charSpace=space))


def _set_font_table(doc: Doc) -> None:
    """Names the fallbacks of each Chinese font."""
    part: Any = next(r.target_part for r in doc.part.rels.values() if r.reltype.endswith("/fontTable"))
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACK.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")


def _set_properties(doc: Doc, letter: Letter) -> None:
    """Title, author and the letter's own day as the file's day."""
    core: Any = doc.core_properties
    core.title, core.author, core.last_modified_by = letter.title[:255], letter.issuer[:255], ""
    core.comments, core.language = "", "zh-CN"
    core.created = core.modified = datetime.combine(letter.date, time()) if letter.date else NO_DAY
