"""Values of a letter: dotted paths into them, what is missing, and how each kind of value is printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from types import NoneType
from typing import Any  # a writer takes its own kind only

from .errors import ValueUnprintable
from .model import chinese_day

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ufdd0-\ufdef\ufff9-\uffff\ud800-\udfff]"
)
LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")

PERIOD = re.compile(r"(\d{4})-(Q[1-4]|H[12])")
PERIODS = {"Q1": "第一季度", "Q2": "第二季度", "Q3": "第三季度", "Q4": "第四季度", "H1": "上半年", "H2": "下半年"}

LABELS = {
    "subject.title": "本人称谓",
    "subject.name": "本人姓名",
    "subject.post": "本人职务",
    "unit.name": "所在单位",
    "case.number": "事项编号",
    "office.name": "机关名称",
    "office.address": "机关地址",
    "office.phone": "联系电话",
    "office.people": "联系人",
    "limit_text": "办理时限",
    "due_text": "截止日期",
}


def clean(text: str) -> str:
    """Take control, direction and private characters out of a text, with one kind of line end."""
    return HIDDEN.sub("", LINE_ENDS.sub("\n", text)).strip()


def period_words(text: str) -> str:
    """Say the name of a quarter or half year as letters write it: 2026-Q1 is 2026年第一季度."""
    found = PERIOD.fullmatch(text)
    return f"{found[1]}年{PERIODS[found[2]]}" if found else text


def printed(value: object) -> str:
    """Print a value as letters write it: 2026年3月5日, plain decimals, 是 or 否, lists with 、.

    None prints nothing. Raises ValueUnprintable for a mapping or any other kind.
    """
    if isinstance(value, list | tuple):
        return "、".join(filter(None, map(printed, value)))
    for kind, writer in WRITERS:
        if isinstance(value, kind):
            return writer(value)
    raise ValueUnprintable(what=type(value).__name__)


WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (NoneType, lambda _: ""),
    (bool, lambda value: "是" if value else "否"),
    (str, lambda value: period_words(clean(value))),
    (int, str),
    (Decimal, lambda value: format(value, "f")),
    (datetime, lambda value: f"{chinese_day(value)}{value:%H:%M}"),
    (date, chinese_day),
    (time, lambda value: f"{value:%H:%M}"),
)
"""How each kind is written; the first kind that fits (a bool is an int, a moment is a day)."""


def keys_of(path: str) -> list[str]:
    """Split `form.plan.questions[].text` into its keys; a key of a list keeps its `[]`."""
    return path.split(".")


def missing(path: str, values: Mapping[str, object]) -> bool:
    """Tell whether a path, or the same path in any item of its lists, is absent or empty."""
    return _lacks(values, keys_of(path))


def _lacks(value: object, keys: Sequence[str]) -> bool:
    if not keys:
        return value is None or value in ("", [], (), {})
    if not isinstance(value, Mapping):
        return True
    inner = value.get(keys[0].removesuffix("[]"))
    if not keys[0].endswith("[]"):
        return _lacks(inner, keys[1:])
    items = inner if isinstance(inner, list | tuple) else ()
    return not items or any(_lacks(item, keys[1:]) for item in items)


def with_absent(path: str, values: Mapping[str, object]) -> dict[str, object]:
    """Give the values with None, or an empty list, where the path leads nowhere."""
    filled = _filled(values, keys_of(path))
    return filled if isinstance(filled, dict) else {}


def _filled(value: object, keys: Sequence[str]) -> object:
    if not keys:
        return value
    here: dict[str, object] = dict(value) if isinstance(value, Mapping) else {}
    name = keys[0].removesuffix("[]")
    inner = here.get(name)
    if keys[0].endswith("[]"):
        items = inner if isinstance(inner, list | tuple) else ()
        here[name] = [_filled(item, keys[1:]) for item in items]
    else:
        here[name] = _filled(inner, keys[1:])
    return here


def label_of(path: str, labels: Mapping[str, str]) -> str:
    """Give the officers' word for a path: the template's own label, the house's, else the path itself."""
    return labels.get(path) or LABELS.get(path) or path
