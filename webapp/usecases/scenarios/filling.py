"""A form filled in as a scenario says.

What it gives, what is prefilled, and sample content for the rest that is required.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any  # YAML as it came

from webapp.domain.errors import FormRejected
from webapp.domain.forms import SIGNATURE, Answer, Field, FieldType, Form, Scope, answer, prefill, routing

SAMPLE = "示例内容，供试运行时填写必填的文字栏目使用。"
WRITTEN = (FieldType.TEXTFIELD, FieldType.TEXTAREA, FieldType.FILES)
CHOICES = (FieldType.RADIO, FieldType.SELECT)
ROUNDS = 12
"""How often a form is filled up again: conditions may show further required fields."""


class UnknownField(ValueError):
    """A scenario gives a field that the form does not have."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form that was accepted: all values, and those that go to the diagram."""

    values: Mapping[str, object]
    routing: Mapping[str, object]


def fill(form: Form, given: Mapping[str, Any], scope: Scope) -> Filled:
    """This function will fill in and validate a form. Raises UnknownField, and FormRejected with the faults."""
    _check_names(form.fields, given)
    first = prefill(form, scope)
    posted = {**_posted(form.fields, first), **_posted(form.fields, given)}
    _clear_replaced_rows(form.fields, given, posted)
    result = answer(form, posted, scope, first)
    for _ in range(ROUNDS):
        samples = _samples(form, result, posted, scope)
        if not result.faults or not samples:
            break
        posted.update(samples)
        result = answer(form, posted, scope, first)
    if result.faults:
        raise FormRejected(result.faults, "；".join(fault.sentence for fault in result.faults))
    return Filled(values=result.values, routing=routing(form, result.values))


def _check_names(fields: Iterable[Field], given: Mapping[str, Any]) -> None:
    known = {one.key: one for one in _flat(fields)}
    for key, value in given.items():
        if key not in known:
            raise UnknownField(f"表单没有栏目“{key}”，有：{'、'.join(sorted(known))}")
        if known[key].type is FieldType.ROWS and isinstance(value, list):
            for row in value:
                _check_names(known[key].fields, row)


def _flat(fields: Iterable[Field]) -> Iterable[Field]:
    for one in fields:
        if one.type is FieldType.GROUP:
            yield from _flat(one.fields)
        else:
            yield one


def _posted(fields: Iterable[Field], values: Mapping[str, Any], prefix: str = "") -> dict[str, list[str]]:
    """Values as a browser would post them."""
    out: dict[str, list[str]] = {}
    for one in _flat(fields):
        if one.key not in values or values[one.key] is None:
            continue
        value = values[one.key]
        if one.type is FieldType.ROWS:
            for number, row in enumerate(value if isinstance(value, list | tuple) else []):
                out |= _posted(one.fields, row, f"{prefix}{one.key}.{number}.")
                out.setdefault(f"{prefix}{one.key}.{number}.", [""])
        else:
            out[f"{prefix}{one.key}"] = [
                _text(item) for item in (value if isinstance(value, list | tuple) else [value])
            ]
    return out


def _clear_replaced_rows(fields: Iterable[Field], given: Mapping[str, Any], posted: dict[str, list[str]]) -> None:
    """Rows that the scenario gives replace prefilled ones, they are not mixed with them."""
    for one in _flat(fields):
        if one.type is FieldType.ROWS and one.key in given:
            mine = _posted([one], {one.key: given[one.key]})
            for name in [name for name in posted if name.startswith(f"{one.key}.") and name not in mine]:
                del posted[name]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _samples(form: Form, result: Answer, posted: Mapping[str, Sequence[str]], scope: Scope) -> dict[str, list[str]]:
    """Sample content for what is faulty and was not given."""
    out: dict[str, list[str]] = {}
    for fault in result.faults:
        one = _field(form.fields, fault.field.split("."))
        if one is None or any(text for text in posted.get(fault.field, ())):
            continue
        if one.type is FieldType.ROWS:
            out |= {f"{fault.field}.{number}.": [""] for number in range(max(one.min_rows, 1))}
        elif fault.field not in posted:
            out[fault.field] = _of(one, scope)
    return out or _texts(form, result, posted, scope)


def _texts(form: Form, result: Answer, posted: Mapping[str, Sequence[str]], scope: Scope) -> dict[str, list[str]]:
    """A rule across fields is not met: perhaps it wants one of the texts that are not required by themselves."""
    empty = [one for one in form.plain_fields() if one.type in WRITTEN and not one.readonly and one.key not in posted]
    shown = [one for one in empty if one.key not in result.hidden]
    return {one.key: _of(one, scope) for one in shown} if result.faults else {}


def _of(one: Field, scope: Scope) -> list[str]:
    """Sample content; a signature is the signer's name, where one is known."""
    signs = one.key == SIGNATURE and scope.signer
    return [scope.signer] if signs else sample(one, scope.today)


def _field(fields: Iterable[Field], parts: Sequence[str]) -> Field | None:
    """The field of a posted name such as `answers.0.reason`."""
    one = next((found for found in _flat(fields) if found.key == parts[0]), None)
    if one is None or len(parts) == 1:
        return one
    return _field(one.fields, parts[2:]) if len(parts) > 2 else one


def sample(one: Field, today: dt.date) -> list[str]:
    """This function will give content that a field accepts, as posted texts."""
    if one.type is FieldType.CHECKBOX:
        return ["true"]
    if one.type is FieldType.DATE:
        return [today.isoformat()]
    if one.type is FieldType.NUMBER:
        return [str(max(one.minimum or Decimal(0), min(one.maximum or Decimal(1), Decimal(1))))]
    if one.options:
        return [one.options[0].value]
    if one.picker or one.type in (FieldType.FILES, *CHOICES, FieldType.CHECKLIST):
        return [f"sample_{one.picker or 'file'}"]
    return [_words(one)]


def _words(one: Field) -> str:
    text = SAMPLE * (1 + (one.min_length or 0) // len(SAMPLE))
    return text[: one.max_length] if one.max_length else text
