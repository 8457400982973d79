"""What a form shows: typed texts of a draft over the values that the file knows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from webapp.domain.forms import Field, FieldType, Form
from webapp.domain.forms.answers import row_numbers
from webapp.domain.records import Submission
from webapp.domain.said import Said

Posted = Mapping[str, Sequence[str]]
CHOICES = (FieldType.RADIO, FieldType.SELECT)
WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Shown:
    """Values to render, and the same as posted texts."""

    values: Mapping[str, object]
    posted: Posted


def shown_values(form: Form, draft: Submission | None, first: Mapping[str, object]) -> Shown:
    """This function will give what to show: the draft as it was typed, faults and all, else the prefilled values."""
    posted = _posted_of(draft) if draft is not None else as_posted(form.fields, first, "")
    return Shown(_values(form.fields, posted, "", first), posted)


def differences(form: Form | None, posted: Posted, draft: Submission | None) -> str:
    """This function will name the boxes in which what was typed differs from a draft; nothing where none does."""
    kept = _posted_of(draft) if draft is not None else {}
    names = {
        name for name in {*posted, *kept} if not name.startswith("_") and _typed(posted, name) != _typed(kept, name)
    }
    keys = {name.rpartition(".")[2] for name in names}
    labels = dict.fromkeys(one.label for one in form.walk() if one.key in keys and one.label) if form else {}
    return Said("（内容不同的栏目：{fields}）", fields=tuple(Said(label) for label in labels)) if labels else ""


def _typed(posted: Posted, name: str) -> list[str]:
    return [text for text in posted.get(name, ()) if text]


def with_computed(form: Form, shown: Mapping[str, object], answered: Mapping[str, object]) -> dict[str, object]:
    """This function will lay computed values over what is shown, once every choice that they read has been made.

    Before that a conclusion would be drawn from blanks: nothing chosen is not “none”.
    """
    made = {one.key for one in form.walk() if one.type is FieldType.COMPUTED and _is_ready(form, one, answered)}
    return _laid(form.fields, shown, answered, made)


def _is_ready(form: Form, computed: Field, answered: Mapping[str, object]) -> bool:
    words = frozenset(WORD.findall(computed.expression or ""))
    read = {one.key for one in form.walk() if one.key in words and one.type in CHOICES}
    return all(value not in (None, "") for key, value in _every(answered) if key in read)


def _every(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in values.items():
        yield key, value
        for row in value if isinstance(value, list) else ():
            if isinstance(row, Mapping):
                yield from _every(row)


def _laid(
    fields: Sequence[Field], shown: Mapping[str, object], answered: Mapping[str, object], made: Set[str]
) -> dict[str, object]:
    out = dict(shown)
    for one in fields:
        if one.type is FieldType.GROUP:
            out |= _laid(one.fields, out, answered, made)
        elif one.type is FieldType.COMPUTED:
            out[one.key] = answered.get(one.key) if one.key in made else None
        elif one.type is FieldType.ROWS:
            out[one.key] = _laid_rows(one, shown.get(one.key), answered.get(one.key), made)
    return out


def _laid_rows(one: Field, shown: object, answered: object, made: Set[str]) -> object:
    if not isinstance(shown, list) or not isinstance(answered, list):
        return shown
    read = [_laid(one.fields, row, given, made) for row, given in zip(shown, answered, strict=False)]
    return read + shown[len(read) :]


def _posted_of(draft: Submission) -> Posted:
    posted = draft.content.get("posted")
    return {str(key): list(texts) for key, texts in posted.items()} if isinstance(posted, dict) else {}


def as_posted(fields: Sequence[Field], values: Mapping[str, object], prefix: str) -> dict[str, list[str]]:
    """This function will give values as a browser would post them."""
    out: dict[str, list[str]] = {}
    for one in fields:
        name = f"{prefix}{one.key}"
        if one.type is FieldType.GROUP:
            out |= as_posted(one.fields, values, prefix)
        elif one.type is FieldType.ROWS:
            rows = values.get(one.key)
            for number, row in enumerate(rows if isinstance(rows, list) else []):
                out |= as_posted(one.fields, row, f"{name}.{number}.") or {f"{name}.{number}._": [""]}
        elif one.holds_value and values.get(one.key) is not None:
            out[name] = texts_of(values[one.key])
    return out


def texts_of(value: object) -> list[str]:
    """This function will give a value as the texts that an input holds."""
    if isinstance(value, list | tuple):
        return [text for item in value for text in texts_of(item)]
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, dt.date):
        return [value.isoformat()]
    if isinstance(value, Decimal):
        return [f"{value.normalize():f}"]
    return [str(value)]


def _values(fields: Sequence[Field], posted: Posted, prefix: str, first: Mapping[str, object]) -> dict[str, object]:
    out: dict[str, object] = {}
    for one in fields:
        name = f"{prefix}{one.key}"
        if one.type is FieldType.GROUP:
            out |= _values(one.fields, posted, prefix, first)
        elif one.type is FieldType.ROWS:
            out[one.key] = _rows(one, posted, prefix, first)
        elif one.readonly or one.type is FieldType.COMPUTED:
            out[one.key] = first.get(one.key)
        elif one.holds_value:
            texts = list(posted.get(name, ()))
            many = one.multiple or one.type in (FieldType.CHECKLIST, FieldType.FILES)
            out[one.key] = texts if many else (texts[-1] if texts else "")
    return out


def _rows(one: Field, posted: Posted, prefix: str, first: Mapping[str, object]) -> list[dict[str, object]]:
    ready = first.get(one.key)
    begun = [row for row in ready if isinstance(row, Mapping)] if isinstance(ready, list) else []
    numbers = row_numbers(one, prefix.rstrip("."), posted)
    if not one.add_remove:
        numbers = list(range(len(begun)))
    elif not numbers:
        numbers = list(range(max(one.min_rows, one.first_rows)))
    blank: Mapping[str, object] = {}
    return [
        _values(one.fields, posted, f"{prefix}{one.key}.{n}.", begun[n] if n < len(begun) else blank) for n in numbers
    ]
