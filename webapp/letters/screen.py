"""A letter as an HTML fragment for the screen: literal markup, every text in it escaped; no inline style, no id."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

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
from .scancode import code_picture

JOINED, BREAK = Markup(""), Markup("<br>")
ARTICLE = Markup('<article class="{}" lang="zh-CN">{}</article>')
PAIR = Markup('<th scope="row">{}</th><td>{}</td>')
ALONE = Markup('<th scope="row">{}</th><td colspan="3">{}</td>')
STYLE_CLASS = {Format.LETTER: "letter format-letter", Format.DOCUMENT: "letter format-document"}


def to_html(letter: Letter) -> Markup:
    """Give the letter as one `<article class="letter">`; its heading is of level 2. No page marks it as safe: it is."""
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
    return ARTICLE.format(STYLE_CLASS[letter.format], JOINED.join(parts))


def stylesheet() -> str:
    """Give the style sheet of such a fragment."""
    return (Path(__file__).parent / "letter.css").read_text(encoding="utf-8")


def _words(text: str) -> Markup:
    """Escaped text; line ends become breaks."""
    return BREAK.join(text.split("\n"))


def _tag(name: str, inner: Markup, css: str = "") -> Markup:
    """One element; inner is HTML already."""
    shown = Markup(' class="{}"').format(css) if css else ""
    return Markup("<{0}{1}>{2}</{0}>").format(name, shown, inner)


def _optional(name: str, text: str, css: str = "") -> Markup:
    return _tag(name, _words(text), css) if text else JOINED


def _head(letter: Letter) -> Markup:
    signer = f"签发人：{letter.signer}" if letter.signer else ""
    parts = (
        _optional("p", letter.copy_number, "copy-number"),
        _optional("p", letter.secrecy, "secrecy"),
        _optional("p", letter.mark, "mark"),
        _optional("p", letter.number, "number"),
        _optional("p", signer, "signer"),
        _tag("h2", BREAK.join(map(_words, letter.title_lines))),
    )
    return _tag("header", JOINED.join(parts))


def _blocks(blocks: tuple[Block, ...]) -> Markup:
    return JOINED.join(map(_block, blocks))


def _block(block: Block) -> Markup:
    match block:
        case Paragraph():
            return _tag("p", _words(block.text))
        case Heading():
            return _tag(f"h{block.level + 2}", _words(block.number + block.text))
        case Numbered():
            return _tag("ol", JOINED.join(_tag("li", _words(item)) for item in block.items))
        case KeyFacts():
            return _facts(block.facts)
        case Grid():
            caption = _caption(row[0] for row in block.rows)
            return _tag("table", caption + _tag("tbody", JOINED.join(map(_grid_row, block.rows))), "grid")
        case Table():
            return _table(block)


def _facts(pairs: tuple[tuple[str, ...], ...]) -> Markup:
    return _tag("dl", JOINED.join(_tag("dt", _words(label)) + _tag("dd", _words(value)) for label, value in pairs))


def _table(block: Table) -> Markup:
    head = JOINED.join(Markup('<th scope="col">{}</th>').format(_words(cell)) for cell in block.head)
    rows = JOINED.join(_tag("tr", JOINED.join(_tag("td", _words(cell)) for cell in row)) for row in block.rows)
    return _tag("table", _caption(block.head) + _tag("thead", _tag("tr", head)) + _tag("tbody", rows))


def _caption(words: Iterable[str]) -> Markup:
    """For readers who hear the page: what the table is about (WCAG 2.2, 1.3.1); the sheet hides it."""
    return _tag("caption", _words("、".join(filter(None, words))), "unseen")


def _grid_row(row: tuple[str, ...]) -> Markup:
    pair = ALONE if len(row) == 2 else PAIR
    pairs = zip(row[::2], row[1::2], strict=True)
    return _tag("tr", JOINED.join(pair.format(_words(a), _words(b)) for a, b in pairs))


def _signature(letter: Letter) -> Markup:
    if not letter.signed:
        return JOINED
    day = _words(letter.day)
    if letter.date:
        day = Markup('<time datetime="{}">{}</time>').format(letter.date.isoformat(), chinese_day(letter.date))
    return _tag("p", BREAK.join((_words(letter.issuer), day)), "signature")


def _attachment(attachment: Attachment) -> Markup:
    if not attachment.blocks:
        return JOINED
    title = _tag("h3", BREAK.join(map(_words, attachment.title_lines)))
    return _tag("section", title + _blocks(attachment.blocks))


def _imprint(letter: Letter) -> Markup:
    printed = f"{letter.printed_by}　{letter.day}印发" if letter.printed_by else ""
    inner = _optional("p", copies_line(letter)) + _optional("p", printed)
    return _tag("footer", inner) if inner else JOINED


def _slip(slip: ReceiptSlip | None) -> Markup:
    if slip is None:
        return JOINED
    inner = _tag("h3", _words(slip.title)) + _facts(slip.rows) + _optional("p", slip.note)
    return _tag("section", inner, "slip")


def _code(code: str) -> Markup:
    picture = Markup('<img src="{}" alt="">').format(code_picture(code)) if code else JOINED
    return _tag("figure", picture + _tag("figcaption", _tag("code", _words(code))), "scan-code") if code else JOINED
