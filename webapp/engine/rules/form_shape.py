"""What a form's file must be before it is read: the kind of each entry, and nothing beyond the bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any  # JSON as it came

from webapp.domain.forms import FieldType, bounds
from webapp.feel import PatternError, read_whole

KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TEXTS = {
    **dict.fromkeys(("type", "id", "key", "path"), bounds.MAX_KEY),
    **dict.fromkeys(("label", "dateLabel", "accept"), bounds.MAX_LABEL),
    **dict.fromkeys(("description", "text"), bounds.MAX_WORDING),
    "expression": bounds.MAX_FORM_BYTES,
}
"""Entries that are texts, with the most characters; FEEL has a bound of its own."""
CHECK_TEXTS = {"pattern": bounds.MAX_FORM_PATTERN, "patternErrorMessage": bounds.MAX_WORDING}
KINDS = {
    bool: ("true 或 false", ("readonly", "disabled", "multiple", "allowAddRemove")),
    list: ("清单", ("components", "values")),
    dict: ("对象", ("validate", "properties", "conditional")),
}
SHOWN = 20
"""Characters of a label that a sentence shows."""
Part = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """What is wrong with a part of a form: its key ("" for the form itself), a reason and what to do."""

    key: str
    reason: str
    remedy: str


def flaws(schema: Part) -> tuple[Flaw, ...]:
    """This function will list what keeps a form from being read: wrong kinds, and what is beyond the bounds."""
    found = tuple(_outer(schema)) or tuple(_too_many(schema))
    if found:
        return found
    parts = tuple(part for _, part in _walk(schema))
    found = tuple(flaw for part in parts for flaw in _part(part))
    return found or tuple(_too_wide(schema))


def _outer(schema: Part) -> Iterator[Flaw]:
    if not isinstance(schema.get("components", []), list | None):
        yield Flaw(key="", reason="表单的 components 不是清单", remedy="请改为栏目的清单")
    yield from _marks(schema, "表单", "")


def _walk(schema: Part) -> Iterator[tuple[int, Any]]:
    """Give each component with its depth, by levels: a form may be deeper than Python can follow."""
    level = list(schema.get("components") or [])
    depth = 1
    while level:
        yield from ((depth, part) for part in level)
        holders = [part["components"] for part in level if isinstance(part, dict) and "components" in part]
        level = [part for held in holders if isinstance(held, list) for part in held]
        depth += 1


def _too_many(schema: Part) -> Iterator[Flaw]:
    for number, (depth, part) in enumerate(_walk(schema), start=1):
        if number > bounds.MAX_FIELDS:
            reason = f"表单的栏目超过 {bounds.MAX_FIELDS} 个"
            yield Flaw(key="", reason=reason, remedy="请分成几个环节，各用一张表单")
            return
        if not isinstance(part, dict):
            yield Flaw(key="", reason=f"表单的第 {number} 个栏目不是对象", remedy="请删去，或者用编辑器重画这一栏")
            return
        if depth > bounds.MAX_FORM_NESTING:
            reason = f"{_where(part)}套得太深，超过 {bounds.MAX_FORM_NESTING} 层"
            yield Flaw(key=_key(part), reason=reason, remedy="请把栏目移到外层")
            return


def _part(part: Part) -> Iterator[Flaw]:
    where, key = _where(part), _key(part)
    wrong = [*_texts(part, where, TEXTS), *_kinds(part, where)]
    yield from (Flaw(key=key, reason=reason, remedy=remedy) for reason, remedy in wrong)
    if wrong:
        return
    if key and part.get("type") not in (FieldType.TEXT, FieldType.GROUP) and not KEY.fullmatch(key):
        remedy = "键以字母或下划线开头，只用字母、数字和下划线"
        yield Flaw(key=key, reason=f"{where}的键不能这样写", remedy=remedy)
    found = [*_checks(part.get("validate") or {}, where), *_options(part.get("values") or [], where)]
    found += [*_condition(part, where), *_rows(part, where)]
    yield from (Flaw(key=key, reason=reason, remedy=remedy) for reason, remedy in found)
    yield from _marks(part, where, key)


Wrong = Iterator[tuple[str, str]]


def _texts(part: Part, where: str, known: Mapping[str, int]) -> Wrong:
    for name, most in known.items():
        value = part.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            yield f"{where}的 {name} 不是文字", "请改为文字"
        elif len(value) > most:
            yield f"{where}的 {name} 有 {len(value)} 个字，最多 {most} 个", "请写短些"


def _kinds(part: Part, where: str) -> Wrong:
    for kind, (word, names) in KINDS.items():
        for name in names:
            if part.get(name) is not None and type(part[name]) is not kind:
                yield f"{where}的 {name} 不是{word}", f"请改为{word}，或者删去"


def _checks(check: Part, where: str) -> Wrong:
    yield from _texts(check, where, CHECK_TEXTS)
    if check.get("required") is not None and type(check["required"]) is not bool:
        yield f"{where}的 required 不是 true 或 false", "请改为 true 或 false"
    yield from _counts(check, where, ("minLength", "maxLength"), bounds.MAX_LENGTH)
    for name in ("min", "max"):
        value = check.get(name)
        if value is not None and (type(value) not in (int, float) or not abs(value) < 10**bounds.MAX_DIGITS):
            yield f"{where}的 {name} 不是数，或者超过 {bounds.MAX_DIGITS} 位", "请改为合适的数"
    pattern = check.get("pattern")
    if isinstance(pattern, str) and len(pattern) <= bounds.MAX_FORM_PATTERN and not _is_readable(pattern):
        remedy = r"请按 XPath 的正则表达式写，须与全文相符；不能用 \1、(?=…)、\b 这类写法"
        yield f"{where}的格式 pattern 读不懂", remedy


def _is_readable(pattern: str) -> bool:
    try:
        read_whole(pattern)
    except PatternError:
        return False
    return True


def _rows(part: Part, where: str) -> Wrong:
    marks = part.get("properties") or {}
    yield from _counts(marks, where, ("minRepetitions", "maxRepetitions"), bounds.MAX_ROWS)
    yield from _counts(part, where, ("defaultRepetitions",), bounds.MAX_ROWS)


def _counts(part: Part, where: str, names: tuple[str, ...], most: int) -> Wrong:
    """Whole numbers from 0; of two the first is the least and the second the most."""
    given = [(name, _count(part[name])) for name in names if part.get(name) is not None]
    for name, value in given:
        if value is None or value > most:
            yield f"{where}的 {name} 不是 0 到 {most} 之间的整数", "请改为这个范围内的整数"
    values = [value for _, value in given if value is not None]
    if len(values) == 2 and values[0] > values[1]:
        yield f"{where}的 {names[0]} 大于 {names[1]}", "请改正其中一个"


def _count(value: object) -> int | None:
    """A whole number, also as text: form-js keeps its properties as texts."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
        return int(value)
    return value if type(value) is int and value >= 0 else None


def _options(options: list[Any], where: str) -> Wrong:
    if len(options) > bounds.MAX_OPTIONS:
        yield f"{where}有 {len(options)} 个选项，最多 {bounds.MAX_OPTIONS} 个", "请分成几栏，或者改用选择器"
        return
    for number, option in enumerate(options, start=1):
        entries = [option.get(name) for name in ("value", "label")] if isinstance(option, dict) else [None]
        if not all(type(entry) in (str, int, bool) for entry in entries):
            yield f"{where}的第 {number} 个选项没有值（value）和名称（label）", "请写上选项的值和名称"
        elif any(len(str(entry)) > bounds.MAX_LABEL for entry in entries):
            yield f"{where}的第 {number} 个选项太长，最多 {bounds.MAX_LABEL} 个字", "请写短些"


def _condition(part: Part, where: str) -> Wrong:
    hide = (part.get("conditional") or {}).get("hide")
    if hide is not None and not isinstance(hide, str):
        yield f"{where}的隐藏条件不是文字", "请按表达式语言 FEEL 写"


def _marks(part: Part, where: str, key: str) -> Iterator[Flaw]:
    marks = part.get("properties")
    if marks is not None and not isinstance(marks, dict):
        yield Flaw(key=key, reason=f"{where}的 properties 不是对象", remedy="请改为对象，或者删去")
        return
    for name, value in (marks or {}).items():
        if type(value) not in (str, int, float, bool):
            reason = f"{where}的属性“{name[:SHOWN]}”不是文字"
            yield Flaw(key=key, reason=reason, remedy="请改为文字")


def _too_wide(schema: Part) -> Iterator[Flaw]:
    boxes = _boxes(schema)
    if boxes > bounds.MAX_BOXES:
        reason = f"清单填满时表单有 {boxes} 个栏目和选项，最多 {bounds.MAX_BOXES} 个"
        yield Flaw(key="", reason=reason, remedy="请减少清单的行数（maxRepetitions）或者每行的栏目")


def _boxes(holder: Part) -> int:
    return sum(map(_boxes_of, holder.get("components") or []))


def _boxes_of(part: Part) -> int:
    if part.get("type") == FieldType.ROWS:
        rows = _count((part.get("properties") or {}).get("maxRepetitions"))
        return (bounds.USUAL_ROWS if rows is None else rows) * (1 + _boxes(part))
    is_read = part.get("readonly") or part.get("disabled")  # no options are drawn then
    return 1 + (0 if is_read else len(part.get("values") or [])) + _boxes(part)


def _key(part: Part) -> str:
    """The key of a component as a finding names it, cut where it is too long."""
    return str(next((part[name] for name in ("key", "path", "id") if part.get(name)), ""))[: bounds.MAX_KEY]


def _where(part: Part) -> str:
    """A component as a sentence names it: its label, else its key."""
    label = part.get("label") or part.get("dateLabel") or _key(part) or part.get("type") or ""
    text = str(label)
    return f"“{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}”"
