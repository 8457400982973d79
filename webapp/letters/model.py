"""The content of an official letter: plain frozen values, no layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

BLANK_DAY = "　　　　年　　月　　日"


class Format(StrEnum):
    """The two formats of GB/T 9704-2012 that the office uses."""

    LETTER = "信函"
    DOCUMENT = "文件"


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A body paragraph."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading of level 1 to 4 with its number: 一、 （一） 1. （1）."""

    level: int
    number: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """Items counted 1. 2. 3."""

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class KeyFacts:
    """Labelled facts such as 时间, 地点, 出席: pairs of label and value."""

    facts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table under a head row; weights are relative column widths."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A ruled form: each row is label, value or label, value, label, value."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Heading | Numbered | KeyFacts | Table | Grid


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """An attachment; without blocks only its name is listed under the letter."""

    title_lines: tuple[str, ...]
    blocks: tuple[Block, ...] = ()

    @property
    def title(self) -> str:
        """Return the title on one line."""
        return "".join(self.title_lines)


@dataclass(frozen=True, kw_only=True)
class ReceiptSlip:
    """The slip 签收回执 that is signed and scanned back: pairs of label and value."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterHead:
    """What the office adds to a template: who writes, under which number, on which day, for whose eyes.

    `number` and `date` stay empty in a draft. `secrecy` None keeps the template's own mark.
    `code` leads from the printed page back to the step, `watermark` names reader and time of one print.
    """

    agency: str
    number: str | None = None
    date: date | None = None
    secrecy: str | None = None
    signer: str = ""
    code: str = ""
    watermark: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One official letter, ready to be shown, printed or filed; `copy_number` (份号) where it is a state secret."""

    template: str
    source: str
    format: Format
    mark: str
    number: str
    issuer: str
    title_lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    addressee: str = ""
    secrecy: str = ""
    signer: str = ""
    attachments: tuple[Attachment, ...] = ()
    signed: bool = True
    date: date | None = None
    note: str = ""
    copies_label: str = "抄送"
    copies: tuple[str, ...] = ()
    printed_by: str = ""
    receipt_slip: ReceiptSlip | None = None
    code: str = ""
    watermark: str = ""
    copy_number: str = ""

    @property
    def title(self) -> str:
        """Return the title on one line."""
        return "".join(self.title_lines)

    @property
    def day(self) -> str:
        """Return the date as letters write it, or its blank form in a draft."""
        return chinese_day(self.date) if self.date else BLANK_DAY


def chinese_day(day: date) -> str:
    """Return the day as letters write it: 2026年3月5日, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
