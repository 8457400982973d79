"""What earlier steps wrote, in words: labels and values of a form for reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from webapp.domain.forms import Field, FieldType, Form
from webapp.domain.ids import TaskId
from webapp.domain.records import Submission
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.engine import Definition
from webapp.usecases.task_scope import form_at
from webapp.usecases.views.tasks import Earlier, Line, WrittenRow

PLAIN = ("是否同意", "是否签发", "意见", "批注", "修改意见")
"""Labels whose words speak for themselves in a sentence."""


def in_words(form: Form, content: Mapping[str, object], names: Directory) -> tuple[Line, ...]:
    """This function will give label and value of every field that has one, in the form's order; a row is one value."""
    return lines_of(form.fields, content, names)


def lines_of(fields: Sequence[Field], content: Mapping[str, object], names: Directory) -> tuple[Line, ...]:
    """This function will give label and value of those of the fields that have one."""
    return tuple(_lines(fields, content, names))


def plainly(lines: Sequence[Line]) -> tuple[object, ...]:
    """This function will give lines as parts of one sentence: what speaks for itself goes without its label."""
    return tuple(
        text if label in PLAIN else Said("{label}：{text}", label=Said(label), text=text) for label, text in lines
    )


def _lines(fields: Sequence[Field], content: Mapping[str, object], names: Directory) -> Iterator[Line]:
    for one in fields:
        if one.type is FieldType.GROUP:
            yield from _lines(one.fields, content, names)
        elif one.type is FieldType.ROWS:
            yield from _rows(one, content.get(one.key), names)
        elif one.holds_value and content.get(one.key) not in (None, "", [], False):
            yield one.label, _value(one, content[one.key], names)


def _rows(one: Field, rows: object, names: Directory) -> Iterator[Line]:
    for number, row in enumerate(rows_of(one, rows, names), start=1):
        yield Said("{label}第{number}项", label=Said(one.label), number=number), row


def rows_of(one: Field, rows: object, names: Directory) -> tuple[WrittenRow, ...]:
    """This function will give each row of a repeating group as label and value of its fields."""
    found = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
    return tuple(WrittenRow(tuple(_lines(one.fields, row, names))) for row in found)


def _value(one: Field, value: object, names: Directory) -> object:
    """A value as an officer reads it: the option's words, a person's name; days, numbers and yes or no stay."""
    if isinstance(value, list):
        return tuple(_value(one, item, names) for item in value)
    if one.type is FieldType.FILES:
        return Said("附件")
    return _word(one, value, names) if isinstance(value, str) else value


def typed_in_words(one: Field, text: str, names: Directory) -> object:
    """This function will give a text as it was posted in the words of its box: option, name, day, yes."""
    if one.type is FieldType.CHECKBOX:
        return True
    if one.type is FieldType.DATE:
        with suppress(ValueError):
            return dt.date.fromisoformat(text)
    return _value(one, text, names)


def _word(one: Field, value: str, names: Directory) -> str:
    options = {option.value: option.label for option in one.options}
    return Said(options[value]) if value in options else _name(one, value, names)


def _name(one: Field, value: str, names: Directory) -> str:
    if one.picker in ("person", "subject", "officer", "leader"):
        return names.label(value) if value in names.persons else value  # type: ignore[arg-type]
    if one.picker == "unit":
        return names.unit_name(value) or value  # type: ignore[arg-type]
    if one.picker == "room":
        return names.rooms[value].name if value in names.rooms else value  # type: ignore[index]
    return value


def named(fields: Sequence[Field], content: Mapping[str, object], names: Directory) -> dict[str, object]:
    """This function will give a form's values with names in place of the ids that pickers hold; the rest stays."""
    known = {one.key: one for one in _flat(fields)}
    return {key: _named(known[key], value, names) if key in known else value for key, value in content.items()}


def _flat(fields: Sequence[Field]) -> Iterator[Field]:
    for one in fields:
        yield from _flat(one.fields) if one.type is FieldType.GROUP else (one,)


def _named(one: Field, value: object, names: Directory) -> object:
    if one.type is FieldType.ROWS and isinstance(value, list):
        return [named(one.fields, row, names) if isinstance(row, Mapping) else row for row in value]
    if not one.picker:
        return value
    if isinstance(value, list):
        return [_name(one, str(item), names) for item in value]
    return _name(one, value, names) if isinstance(value, str) else value


def earlier_of(
    definition: Definition,
    submissions: Sequence[Submission],
    names: Directory,
    *,
    hidden: frozenset[TaskId] = frozenset(),
    notes: Mapping[TaskId, tuple[str, ...]] | None = None,
) -> tuple[Earlier, ...]:
    """This function will give the contents of a case's finished steps, oldest first; of `hidden` ones the name only.

    `notes` are what stands beside a step.
    """
    out, beside = [], notes or {}
    for one in submissions:
        found = form_at(definition, one.path, one.element)
        if found is not None and one.content:
            step, form = found
            held = one.task_id in hidden
            lines = () if held else in_words(form, one.content, names)
            out.append(
                Earlier(
                    task_id=one.task_id,
                    path=one.path,
                    step=step,
                    by=names.name(one.person_id),
                    at=one.at,
                    lines=lines,
                    held_back=held,
                    notes=beside.get(one.task_id, ()),
                )
            )
    return tuple(out)
