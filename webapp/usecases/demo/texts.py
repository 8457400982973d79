"""Readable words for the text fields of made-up cases, in place of the samples of a trial run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from webapp.domain.forms import Field, FieldType
from webapp.usecases.scenarios.filling import SAMPLE

MARK = SAMPLE[:4]
SENTENCES: Mapping[str, str] = {
    "reason": "反映的问题具体，有时间、地点和经手人，可以向本人了解，宜先行函询。",
    "plan": "拟发函请本人逐项书面说明，答复后由两人分别核对有关材料，必要时抽查核实。",
    "opinion": "材料齐全，理由充分，同意所提意见。",
    "when": "2025年3月至2025年9月。",
    "where": "本单位机关及下属项目工地。",
    "who": "本人，涉及本单位办公室经办人员二人。",
    "thing": "反映以会议费名义列支与公务无关的接待费用。",
    "what": "会议费报销凭证三份，接待清单一份。",
    "how": "由经办人员拆分金额，以会议名义报销。",
    "why": "据反映是为了规避公务接待标准。",
    "related": "与以往反映的问题没有重复。",
}
FILLERS = ("有关情况已按规定核对。", "材料齐全，已经附卷。", "两名工作人员在场。", "需要时可以调阅原件。")


def readable(fields: Sequence[Field], values: Mapping[str, object]) -> dict[str, object]:
    """This function will replace sample texts by sentences that fit the field; everything else stays."""
    known = {one.key: one for one in flat(fields)}
    return {key: _value(known.get(key), value) for key, value in values.items()}


def flat(fields: Iterable[Field]) -> Iterable[Field]:
    """This function will give the fields with those of groups, rows as one."""
    for one in fields:
        if one.type is FieldType.GROUP:
            yield from flat(one.fields)
        else:
            yield one


def _value(one: Field | None, value: object) -> object:
    if one is not None and one.type is FieldType.ROWS and isinstance(value, list | tuple):
        return [readable(one.fields, row) for row in value]
    if one is not None and isinstance(value, str) and value.startswith(MARK):
        return sentence(one)
    return value


def sentence(one: Field) -> str:
    """This function will give a sentence for a field, as long as it asks for and no longer than it takes."""
    text = SENTENCES.get(one.key, f"{one.label}：经核对，情况属实。")
    for filler in FILLERS * 4:
        if len(text) >= (one.min_length or 0):
            break
        text += filler
    return text[: one.max_length] if one.max_length else text
