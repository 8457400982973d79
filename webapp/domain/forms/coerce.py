"""One posted text to one value of a field's type."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation

from webapp.domain.forms.bounds import MAX_DIGITS
from webapp.domain.forms.model import Field, FieldType


class NotReadableError(ValueError):
    """The text is no value of the field's type; `sentence` says so on the page."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def coerce(one: Field, texts: Sequence[str]) -> object:
    """This function will give the value of posted texts, None when nothing was given; raises NotReadableError."""
    if one.type in (FieldType.CHECKLIST, FieldType.FILES):
        return [text for text in texts if text]
    if one.picker and one.multiple:
        return [text for text in texts if text]
    text = _clean(texts[-1]) if texts else ""
    if one.type is FieldType.CHECKBOX:
        return text in ("on", "true", "1")
    return READERS.get(one.type, _text)(one, text) if text else None


def _clean(text: str) -> str:
    """Line ends are one kind and control characters are dropped: they could forge a log line or a letter."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cf", "Cs"))
    return kept.strip()


def _text(_: Field, text: str) -> object:
    return text


def _number(one: Field, text: str) -> object:
    try:
        number = Decimal(text.replace("，", "").replace(",", ""))
    except InvalidOperation:
        raise NotReadableError(f"“{one.label}”请填写数字") from None
    if not number.is_finite() or len(text) > MAX_DIGITS:
        raise NotReadableError(f"“{one.label}”请填写数字")
    return number


def _date(one: Field, text: str) -> object:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise NotReadableError(f"“{one.label}”请填写日期，例如2026-03-05") from None


READERS: dict[FieldType, Callable[[Field, str], object]] = {FieldType.NUMBER: _number, FieldType.DATE: _date}
