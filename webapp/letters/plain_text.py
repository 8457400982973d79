"""The plain text of a letter: what is hashed, and what every output must say."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Attachment, Block, Grid, Heading, KeyFacts, Letter, Numbered, Paragraph, ReceiptSlip, Table


def text_of(letter: Letter) -> str:
    """Give all words of a letter, a line each; code and watermark belong to the print and stay out."""
    return "\n".join(line for line in _lines(letter) if line)


def numbered_line(n: int, item: str) -> str:
    """Give an item with its number, the same in every output."""
    return f"{n}. {item}"


def attachment_line(n: int, letter: Letter) -> str:
    """Give the n-th line of the list of attachments (from 1); the first bears the word 附件."""
    count = f"{n}." if len(letter.attachments) > 1 else ""
    return f"{'附件：' if n == 1 else ''}{count}{letter.attachments[n - 1].title}"


def copies_line(letter: Letter) -> str:
    """Give the line of the copies, empty without any."""
    return f"{letter.copies_label}：{'，'.join(letter.copies)}。" if letter.copies else ""


def _lines(letter: Letter) -> Iterator[str]:
    yield from (letter.copy_number, letter.secrecy, letter.mark, letter.number)
    yield f"签发人：{letter.signer}" if letter.signer else ""
    yield letter.title
    yield f"{letter.addressee}：" if letter.addressee else ""
    for block in letter.blocks:
        yield from _block_lines(block)
    yield from (attachment_line(n, letter) for n in range(1, len(letter.attachments) + 1))
    yield from _signature_lines(letter)
    for attachment in letter.attachments:
        yield from _attachment_lines(attachment)
    yield copies_line(letter)
    yield f"{letter.printed_by}{letter.day}印发" if letter.printed_by else ""
    yield from _slip_lines(letter.receipt_slip)


def _signature_lines(letter: Letter) -> Iterator[str]:
    if letter.signed:
        yield from (letter.issuer, letter.day)
    yield f"（{letter.note}）" if letter.note else ""


def _attachment_lines(attachment: Attachment) -> Iterator[str]:
    if attachment.blocks:
        yield attachment.title
    for block in attachment.blocks:
        yield from _block_lines(block)


def _slip_lines(slip: ReceiptSlip | None) -> Iterator[str]:
    if slip:
        yield slip.title
        yield from (f"{label}{value}" for label, value in slip.rows)
        yield slip.note


def _block_lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield block.text
        case Heading():
            yield f"{block.number}{block.text}"
        case Numbered():
            yield from (numbered_line(n, item) for n, item in enumerate(block.items, 1))
        case KeyFacts():
            yield from (f"{label}：{value}" for label, value in block.facts)
        case Table():
            yield from ("".join(row) for row in (block.head, *block.rows))
        case Grid():
            yield from ("".join(row) for row in block.rows)
