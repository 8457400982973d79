"""A letter as an HTML fragment for the screen; every text is escaped, no inline style, no id."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from .model import (
    Attachment,
    Block,
    Format,
    Grid,
    Heading,
    KeyFacts,
    Letter,
    Numbered,
    Paragraph,
    ReceiptSlip,
    Table,
    chinese_day,
)
from .plain_text import attachment_line, copies_line
from .scancode import code_svg

STYLE_CLASS = {Format.LETTER: "letter format-letter", Format.DOCUMENT: "letter format-document"}


def to_html(letter: Letter) -> str:
    """Give the letter as one `<article class="letter">`; its heading is of level 2."""
    parts = (
        _head(letter),
        _optional("p", f"{letter.addressee}：" if letter.addressee else "", "addressee"),
        _blocks(letter.blocks),
        *(_tag("p", _words(attachment_line(n, letter)), "names") for n in range(1, len(letter.attachments) + 1)),
        _signature(letter),
        _optional("p", f"（{letter.note}）" if letter.note else ""),
        *map(_attachment, letter.attachments),
        _imprint(letter),
        _slip(letter.receipt_slip),
        _code(letter.code),
        _optional("p", letter.watermark, "watermark"),
    )
    return f'<article class="{STYLE_CLASS[letter.format]}" lang="zh-CN">{"".join(parts)}</article>'


def stylesheet() -> str:
    """Give the style sheet of such a fragment."""
    return (Path(__file__).parent / "letter.css").read_text(encoding="utf-8")


def _words(text: str) -> str:
    """Escaped text; line ends become breaks."""
    return "<br>".join(escape(line, quote=True) for line in text.split("\n"))


def _tag(name: str, inner: str, css: str = "") -> str:
    """One element; inner is HTML already."""
    shown = f' class="{css}"' if css else ""
    return f"<{name}{shown}>{inner}</{name}>"


def _optional(name: str, text: str, css: str = "") -> str:
    return _tag(name, _words(text), css) if text else ""


def _head(letter: Letter) -> str:
    signer = f"签发人：{letter.signer}" if letter.signer else ""
    parts = (
        _optional("p", letter.copy_number, "copy-number"),
        _optional("p", letter.secrecy, "secrecy"),
        _optional("p", letter.mark, "mark"),
        _optional("p", letter.number, "number"),
        _optional("p", signer, "signer"),
        _tag("h2", "<br>".join(map(_words, letter.title_lines))),
    )
    return _tag("header", "".join(parts))


def _blocks(blocks: tuple[Block, ...]) -> str:
    return "".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _tag("p", _words(block.text))
        case Heading():
            return _tag(f"h{block.level + 2}", _words(block.number + block.text))
        case Numbered():
            return _tag("ol", "".join(_tag("li", _words(item)) for item in block.items))
        case KeyFacts():
            return _facts(block.facts)
        case Grid():
            caption = _caption(row[0] for row in block.rows)
            return _tag("table", caption + _tag("tbody", "".join(map(_grid_row, block.rows))), "grid")
        case Table():
            return _table(block)


def _facts(pairs: tuple[tuple[str, ...], ...]) -> str:
    return _tag("dl", "".join(_tag("dt", _words(label)) + _tag("dd", _words(value)) for label, value in pairs))


def _table(block: Table) -> str:
    head = "".join(f'<th scope="col">{_words(cell)}</th>' for cell in block.head)
    rows = "".join(_tag("tr", "".join(_tag("td", _words(cell)) for cell in row)) for row in block.rows)
    return _tag("table", _caption(block.head) + _tag("thead", _tag("tr", head)) + _tag("tbody", rows))


def _caption(words: Iterable[str]) -> str:
    """For readers who hear the page: what the table is about (WCAG 2.2, 1.3.1); the sheet hides it."""
    return _tag("caption", _words("、".join(filter(None, words))), "unseen")


def _grid_row(row: tuple[str, ...]) -> str:
    span = ' colspan="3"' if len(row) == 2 else ""
    pairs = zip(row[::2], row[1::2], strict=True)
    return _tag("tr", "".join(f'<th scope="row">{_words(a)}</th><td{span}>{_words(b)}</td>' for a, b in pairs))


def _signature(letter: Letter) -> str:
    if not letter.signed:
        return ""
    day = letter.day
    if letter.date:
        day = f'<time datetime="{letter.date.isoformat()}">{chinese_day(letter.date)}</time>'
    return _tag("p", f"{_words(letter.issuer)}<br>{day}", "signature")


def _attachment(attachment: Attachment) -> str:
    if not attachment.blocks:
        return ""
    title = _tag("h3", "<br>".join(map(_words, attachment.title_lines)))
    return _tag("section", title + _blocks(attachment.blocks))


def _imprint(letter: Letter) -> str:
    printed = f"{letter.printed_by}　{letter.day}印发" if letter.printed_by else ""
    inner = _optional("p", copies_line(letter)) + _optional("p", printed)
    return _tag("footer", inner) if inner else ""


def _slip(slip: ReceiptSlip | None) -> str:
    if slip is None:
        return ""
    inner = _tag("h3", _words(slip.title)) + _facts(slip.rows) + _optional("p", slip.note)
    return _tag("section", inner, "slip")


def _code(code: str) -> str:
    return _tag("figure", code_svg(code) + _tag("figcaption", _tag("code", _words(code))), "scan-code") if code else ""
