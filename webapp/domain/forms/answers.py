"""From posted fields to values: declared fields only, hidden ones dropped, computed ones computed, faults in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.forms.checks import check
from webapp.domain.forms.coerce import NotReadableError, coerce
from webapp.domain.forms.model import Field, FieldType, Form
from webapp.domain.forms.scope import Scope
from webapp.domain.sights import whole_number

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What must be put right: the field's posted name (`answers.0.reason`), its label and a sentence."""

    field: str
    label: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Values as far as they could be read, the faults, and the posted names of hidden fields."""

    values: Mapping[str, object]
    faults: tuple[Fault, ...]
    hidden: frozenset[str]


class _Reading:
    """One pass over the form; collects faults and hidden names."""

    def __init__(self, posted: Posted, scope: Scope, first: Mapping[str, object]) -> None:
        self.posted, self.scope, self.first = posted, scope, first
        self.faults: list[Fault] = []
        self.hidden: set[str] = set()

    def fault(self, name: str, one: Field, sentence: str) -> None:
        self.faults.append(Fault(field=name, label=one.label, sentence=sentence))


def answer(form: Form, posted: Posted, scope: Scope, first: Mapping[str, object] | None = None) -> Answer:
    """This function will read and validate posted fields against the form.

    `posted` maps field names (`key`, `rows.0.key`) to lists of texts; `first` are the prefilled values, from which
    read-only fields are taken. Names that the form does not declare are ignored: nothing undeclared is ever kept.
    """
    reading = _Reading(posted, scope, first or {})
    values = _collect(form.fields, "", reading, reading.first)
    kept = _keep(form.fields, "", values, reading, {})
    if not reading.faults:
        _rules(form, kept, reading)
    return Answer(values=kept, faults=tuple(reading.faults), hidden=frozenset(reading.hidden))


def _name(prefix: str, key: str) -> str:
    return f"{prefix}.{key}" if prefix else key


def _collect(fields: Sequence[Field], prefix: str, reading: _Reading, first: Mapping[str, object]) -> dict[str, object]:
    """Read every declared field, hidden or not: conditions may look at fields further down."""
    out: dict[str, object] = {}
    for one in fields:
        if one.type is FieldType.GROUP:
            out |= _collect(one.fields, prefix, reading, first)
        elif one.type is FieldType.ROWS:
            out[one.key] = _rows(one, prefix, reading, first)
        elif one.type is not FieldType.TEXT and one.type is not FieldType.COMPUTED:
            out[one.key] = _one(one, prefix, reading, first)
    return out


def _one(one: Field, prefix: str, reading: _Reading, first: Mapping[str, object]) -> object:
    if one.readonly:
        return first.get(one.key)
    name = _name(prefix, one.key)
    try:
        return coerce(one, reading.posted.get(name, ()))
    except NotReadableError as error:
        reading.fault(name, one, error.sentence)
        return None


def row_numbers(one: Field, prefix: str, posted: Posted) -> list[int]:
    """This function will give the row indices that were posted for a repeating group, in order."""
    start = f"{_name(prefix, one.key)}."
    found = {key[len(start) :].split(".")[0] for key in posted if key.startswith(start)}
    return sorted(number for part in found if (number := whole_number(part, 9)) is not None)


def _rows(one: Field, prefix: str, reading: _Reading, first: Mapping[str, object]) -> list[dict[str, object]]:
    ready = first.get(one.key)
    begun = [row for row in ready if isinstance(row, Mapping)] if isinstance(ready, list | tuple) else []
    numbers = row_numbers(one, prefix, reading.posted) if one.add_remove else list(range(len(begun)))
    if len(numbers) > one.max_rows:
        reading.fault(_name(prefix, one.key), one, f"“{one.label}”最多填写{one.max_rows}项")
    blank: Mapping[str, object] = {}
    return [
        _collect(one.fields, f"{_name(prefix, one.key)}.{n}", reading, begun[n] if n < len(begun) else blank)
        for n in numbers[: one.max_rows]
    ]


def _keep(
    fields: Sequence[Field], prefix: str, values: Mapping[str, object], reading: _Reading, outer: Mapping[str, object]
) -> dict[str, object]:
    """Drop hidden fields, compute computed ones, check the rest, in the form's order."""
    kept: dict[str, object] = {}
    seen: dict[str, object] = {**outer, **values}
    if outer:
        seen["this"] = dict(values)
    for one in fields:
        if one.hide and reading.scope.evaluate(one.hide, {**seen, **_this(outer, seen, kept)}) is True:
            reading.hidden.add(_name(prefix, one.key))
            gone = _emptied(one)
            seen |= gone
            if outer:
                seen["this"] = {**_row(seen), **gone}
        else:
            _keep_one(one, prefix, values, reading, kept=kept, seen=seen)
    return kept


def _this(outer: Mapping[str, object], seen: Mapping[str, object], kept: Mapping[str, object]) -> dict[str, object]:
    return {"this": {**_row(seen), **kept}} if outer else {}


def _row(seen: Mapping[str, object]) -> Mapping[str, object]:
    row = seen.get("this")
    return row if isinstance(row, Mapping) else {}


def _emptied(one: Field) -> dict[str, object]:
    """What is hidden has no value for the conditions below it, whatever was typed before it went."""
    return {each.key: None for each in (one, *one.fields) if each.holds_value}


def _keep_one(
    one: Field,
    prefix: str,
    values: Mapping[str, object],
    reading: _Reading,
    *,
    kept: dict[str, object],
    seen: dict[str, object],
) -> None:
    name = _name(prefix, one.key)
    if one.type is FieldType.GROUP:
        kept |= _keep(one.fields, prefix, values, reading, {} if "this" not in seen else seen)
        seen |= kept
    elif one.type is FieldType.ROWS:
        kept[one.key] = _keep_rows(one, name, values, reading, seen)
        seen[one.key] = kept[one.key]
    elif one.type is FieldType.COMPUTED:
        kept[one.key] = reading.scope.evaluate(one.expression or "null", seen)
        seen[one.key] = kept[one.key]
    elif one.type is not FieldType.TEXT:
        kept[one.key] = values.get(one.key)
        _check_one(one, name, kept[one.key], reading, {**seen, **kept})


def _keep_rows(
    one: Field, name: str, values: Mapping[str, object], reading: _Reading, seen: Mapping[str, object]
) -> list[dict[str, object]]:
    rows = values.get(one.key)
    found = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    if len(found) < one.min_rows:
        reading.fault(name, one, f"“{one.label}”至少填写{one.min_rows}项")
    outer = {"outer_form": True, **seen}
    return [_keep(one.fields, f"{name}.{n}", row, reading, outer) for n, row in enumerate(found)]


def _check_one(one: Field, name: str, value: object, reading: _Reading, seen: Mapping[str, object]) -> None:
    if one.readonly or any(fault.field == name for fault in reading.faults):
        return
    sentence = check(one, value, reading.scope, seen) or _reason_missing(one, value, reading, seen)
    if sentence:
        reading.fault(name, one, sentence)


def _reason_missing(one: Field, value: object, reading: _Reading, seen: Mapping[str, object]) -> str | None:
    """A prefilled proposal may be changed only with a reason (property `reason_when_changed`)."""
    key = one.reason_when_changed
    if not key or one.key not in reading.first or reading.first[one.key] in (None, value):
        return None
    return None if seen.get(key) else f"改动了建议的“{one.label}”，请说明理由"


def _rules(form: Form, values: Mapping[str, object], reading: _Reading) -> None:
    for rule in form.rules:
        if reading.scope.evaluate(rule.test, values) is not True:
            label = next((one.label for one in form.walk() if one.key == rule.field), "")
            first = next(form.plain_fields(), None)
            where = rule.field or (first.key if first else "")
            reading.faults.append(Fault(field=where, label=label, sentence=rule.message))
