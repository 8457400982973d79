"""First values of a form: what the file already knows is not typed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webapp.domain.forms.model import Field, FieldType, Form
from webapp.domain.forms.scope import Scope


def prefill(form: Form, scope: Scope) -> dict[str, object]:
    """This function will evaluate every `prefill` of the form; null leaves the field empty."""
    return _first(form.fields, scope, {})


def _first(fields: Sequence[Field], scope: Scope, given: Mapping[str, object]) -> dict[str, object]:
    out: dict[str, object] = {}
    for one in fields:
        if one.type is FieldType.GROUP:
            out |= _first(one.fields, scope, given)
        elif one.type is FieldType.ROWS:
            out[one.key] = _rows(one, scope, given)
        elif one.holds_value:
            value = _value(one, scope, given)
            if value is not None:
                out[one.key] = value
    return out


def _value(one: Field, scope: Scope, given: Mapping[str, object]) -> object:
    if one.prefill:
        return scope.evaluate(one.prefill, given)
    return given.get(one.key)


def _rows(one: Field, scope: Scope, given: Mapping[str, object]) -> list[dict[str, object]]:
    """Rows come from the list that `prefill` names: a context by key, anything else into the first field."""
    source = scope.evaluate(one.prefill, given) if one.prefill else None
    if not isinstance(source, list):
        return [_first(one.fields, scope, {}) for _ in range(one.first_rows if one.add_remove else 0)]
    return [_row(one, scope, item) for item in source[: one.max_rows]]


def _row(one: Field, scope: Scope, item: object) -> dict[str, object]:
    if isinstance(item, Mapping):
        return _first(one.fields, scope, {**item, "item": item})
    first = next((inner.key for inner in one.fields if inner.holds_value), "")
    return _first(one.fields, scope, {first: item, "item": item})
