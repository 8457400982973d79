"""A template, its values and the letter's head to a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .blocks import parse
from .errors import ValuesMissing
from .model import BLANK_DAY, Attachment, Format, Letter, LetterHead, ReceiptSlip, chinese_day
from .receipt import SLIP_TITLE, receipt_slip
from .sandbox import Envelope
from .template import NO_MARK, AttachmentText, Issuer, Template
from .titles import title_lines
from .values import label_of, missing, printed, with_absent

PUBLIC = "公开"
STATE_SECRETS = ("秘密", "机密", "绝密")
MOST_COPIES = 999_999
"""Six digits at the top left of what is a state secret (GB/T 9704-2012, 7.2.1); further copies count on."""
OFFICE = "办公室"
BREAK = "|"


def copy_number(copy: int) -> str:
    """Give the six digits of the n-th copy of a letter; what they cannot hold is the nearest that they can."""
    return f"{min(max(copy, 1), MOST_COPIES):06d}"


def compose(template: Template, values: Mapping[str, object], *, head: LetterHead) -> Letter:
    """Compose the letter of a template; a number or date not yet given stays blank.

    Raises ValuesMissing when a needed value is absent or empty, TemplateRefused for a template that may not be used.
    """
    _require(template, values)
    return _Writer(template=template, head=head, envelope=Envelope(), values=_filled(template, values, head)).letter()


def _require(template: Template, values: Mapping[str, object]) -> None:
    if lacking := [path for path in template.needs if missing(path, values)]:
        raise ValuesMissing(what="、".join(label_of(path, template.labels) for path in lacking), paths=tuple(lacking))


def _filled(template: Template, values: Mapping[str, object], head: LetterHead) -> dict[str, object]:
    filled = dict(values)
    for path in template.optional:
        filled = with_absent(path, filled)
    return {**filled, "letter": _letter_values(template, head)}


def _letter_values(template: Template, head: LetterHead) -> dict[str, str]:
    """What a text may say about its own letter: always the same as in the head."""
    return {
        "number": _number(template, head),
        "date": chinese_day(head.date) if head.date else BLANK_DAY,
        "agency": head.agency,
        "issuer": _issuer(template, head),
    }


def _number(template: Template, head: LetterHead) -> str:
    return f"{template.series}〔　　〕　号" if head.number is None else printed(head.number)


def _issuer(template: Template, head: LetterHead) -> str:
    return printed(head.agency) + (OFFICE if template.issuer is Issuer.OFFICE else "")


@dataclass(frozen=True, kw_only=True)
class _Writer:
    template: Template
    head: LetterHead
    envelope: Envelope
    values: Mapping[str, object]

    def letter(self) -> Letter:
        template, head = self.template, self.head
        return Letter(
            template=template.id,
            source=template.source,
            format=template.format,
            mark=self._mark(),
            number=_number(template, head),
            issuer=_issuer(template, head),
            title_lines=self._title(template.title),
            blocks=parse(self._sealed(template.body), self.envelope.open),
            addressee=self._line(template.addressee),
            secrecy=self._secrecy(),
            signer=printed(head.signer),
            attachments=self._attachments(),
            signed=template.signed,
            date=head.date,
            note=self._line(template.note),
            copies_label=template.copies_label,
            copies=tuple(filter(None, map(self._line, template.copies))),
            printed_by=self._printed_by(),
            receipt_slip=self._slip(),
            code=printed(head.code),
            watermark=printed(head.watermark),
            copy_number=copy_number(1) if self._secrecy().startswith(STATE_SECRETS) else "",
        )

    def _sealed(self, source: str) -> str:
        return self.envelope.fill(source, self.values)

    def _line(self, source: str) -> str:
        """An entry of the front matter with its values, on one line."""
        return self.envelope.open(self._sealed(source)).replace("\n", " ") if source else ""

    def _title(self, source: str) -> tuple[str, ...]:
        """A title's lines; only a bar that the template itself writes forces a break."""
        parts = [part.strip() for part in self._sealed(source).replace("\n", " ").split(BREAK)]
        opened = tuple(self.envelope.open(part).replace("\n", " ") for part in parts)
        return opened if len(opened) > 1 else title_lines(opened[0])

    def _mark(self) -> str:
        """The red head: the template's own, else the sender's name, with 文件 in that format."""
        if self.template.mark == NO_MARK:
            return ""
        if self.template.mark:
            return self._line(self.template.mark)
        issuer = _issuer(self.template, self.head)
        return issuer if self.template.format is Format.LETTER else f"{issuer}文件"

    def _secrecy(self) -> str:
        mark = self.template.secrecy if self.head.secrecy is None else self.head.secrecy
        return "" if mark == PUBLIC else printed(mark)

    def _attachments(self) -> tuple[Attachment, ...]:
        listed = self.template.attachments
        if self.template.receipt_slip:
            listed = (*listed, AttachmentText(title=SLIP_TITLE))
        return tuple(map(self._attachment, listed))

    def _attachment(self, source: AttachmentText) -> Attachment:
        blocks = parse(self._sealed(source.body), self.envelope.open) if source.body else ()
        return Attachment(title_lines=self._title(source.title), blocks=blocks)

    def _printed_by(self) -> str:
        """Who prints it: stands in the foot of the 文件 format under a red head only."""
        printed_there = self.template.format is Format.DOCUMENT and self.template.mark != NO_MARK
        return f"{printed(self.head.agency)}{OFFICE}" if printed_there else ""

    def _slip(self) -> ReceiptSlip | None:
        if not self.template.receipt_slip:
            return None
        return receipt_slip(
            title="".join(self._title(self.template.title)),
            number=_number(self.template, self.head),
            addressee=self._line(self.template.addressee),
            limit=printed(self.values.get("limit_text")),
            replies=self.template.reply_key is not None,
        )
