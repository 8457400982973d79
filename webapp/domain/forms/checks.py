"""What one value must satisfy; each fault is a sentence that says what to do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

from webapp.domain.forms.bounds import MAX_LENGTH
from webapp.domain.forms.model import Field, FieldType
from webapp.domain.forms.scope import Scope
from webapp.feel import FeelLimit, PatternError, fits_whole

CHOICES = (FieldType.RADIO, FieldType.SELECT)
SIGNATURE = "sign"
"""The key of a text that is a signature: the signer's own name."""
BLANKS = re.compile(r"\s+")
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def check(one: Field, value: object, scope: Scope, seen: Mapping[str, object]) -> str | None:
    """This function will give the sentence for the first thing wrong with a value, or None."""
    if value is None or value is False or value in ("", []):  # a number 0 is an answer
        return _missing(one) if one.required else None
    if isinstance(value, str) and one.type not in CHOICES:
        return _check_text(one, value) or _check_signature(one, value, scope)
    if isinstance(value, Decimal):
        return _check_number(one, value)
    if isinstance(value, dt.date):
        return _check_date(one, value, scope, seen)
    return _check_choice(one, value)


def _missing(one: Field) -> str:
    if one.type is FieldType.CHECKBOX:
        return f"请确认“{one.label}”"
    if one.type is FieldType.FILES:
        return f"请上传“{one.label}”"
    chosen = one.picker or one.type in (*CHOICES, FieldType.CHECKLIST, FieldType.DATE)
    return f"请选择“{one.label}”" if chosen else f"请填写“{one.label}”"


def _check_text(one: Field, value: str) -> str | None:
    longest = one.max_length or MAX_LENGTH
    if one.min_length and len(value) < one.min_length:
        return f"“{one.label}”至少{one.min_length}个字"
    if len(value) > longest:
        return f"“{one.label}”不能超过{longest}个字"
    if one.pattern and (sentence := _check_pattern(one, one.pattern, value)):
        return sentence
    if one.type is FieldType.TEXTAREA and ID_NUMBER.search(value):
        return f"“{one.label}”中疑似有身份证件号码，请删去"
    return None


def _check_pattern(one: Field, pattern: str, value: str) -> str | None:
    """The whole text is compared, here and nowhere else: the browser is not told the pattern."""
    try:
        fits = fits_whole(pattern, value)
    except (FeelLimit, PatternError):
        return f"“{one.label}”的格式无法核对，请写短些；仍不行的，请告知流程设计者"
    return None if fits else one.pattern_message or f"“{one.label}”格式不正确"


def _check_signature(one: Field, value: str, scope: Scope) -> str | None:
    signed = one.key == SIGNATURE and one.type is FieldType.TEXTFIELD
    if not signed or not scope.signer or BLANKS.sub("", value) == BLANKS.sub("", scope.signer):
        return None
    return f"“{one.label}”须与登录人姓名一致"


def _check_number(one: Field, value: Decimal) -> str | None:
    if one.minimum is not None and value < one.minimum:
        return f"“{one.label}”不能小于{one.minimum}"
    if one.maximum is not None and value > one.maximum:
        return f"“{one.label}”不能大于{one.maximum}"
    return None


def _check_date(one: Field, value: dt.date, scope: Scope, seen: Mapping[str, object]) -> str | None:
    if one.not_future and value > scope.today:
        return f"“{one.label}”不能晚于今天"
    floor = scope.evaluate(one.not_before, seen) if one.not_before else None
    if isinstance(floor, dt.date) and value < floor:
        return f"“{one.label}”不能早于{floor.year}年{floor.month}月{floor.day}日"
    return None


def _check_choice(one: Field, value: object) -> str | None:
    known = {option.value for option in one.options}
    if not known or one.options_from:
        return None
    chosen = set(value) if isinstance(value, list) else {value}
    return None if chosen <= known else f"“{one.label}”的选项无效，请重新选择"
