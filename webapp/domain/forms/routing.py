"""What of a form may reach the diagram: fields of closed types that say so (`routing`), nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webapp.domain.forms.model import Field, FieldType, Form

MARK = "mark"
CLOSED_TYPES = frozenset(
    {
        FieldType.CHECKBOX,
        FieldType.RADIO,
        FieldType.SELECT,
        FieldType.NUMBER,
        FieldType.DATE,
        FieldType.CHECKLIST,
        FieldType.COMPUTED,
        FieldType.ROWS,
    }
)


def may_route(one: Field) -> bool:
    """This function will tell whether a field's type is closed: its value can be no free text."""
    return one.type in CLOSED_TYPES or one.picker is not None


def routing(form: Form, values: Mapping[str, object]) -> dict[str, object]:
    """This function will give the context that goes into case data under the task's id; absent values are null."""
    return _routed(form.fields, values)


def marked(form: Form, routed: Mapping[str, object]) -> str | None:
    """This function will give the keys of the fields with property `mark` that are yes, to be kept beside the step.

    They stand in the clear, so that figures can count what otherwise only sealed contents know.
    """
    keys = [one.key for one in form.fields if one.properties.get(MARK) == "true" and routed.get(one.key) is True]
    return " ".join(keys) or None


def may_mark(one: Field) -> bool:
    """This function will tell whether a field may be kept in the clear: it routes, and is yes or no."""
    return one.routing and one.type in (FieldType.CHECKBOX, FieldType.COMPUTED)


def _routed(fields: Sequence[Field], values: Mapping[str, object]) -> dict[str, object]:
    out: dict[str, object] = {}
    for one in fields:
        if one.type is FieldType.GROUP:
            out |= _routed(one.fields, values)
        elif one.type is FieldType.ROWS:
            if any(inner.routing for inner in one.fields):
                out[one.key] = [_routed(one.fields, row) for row in _mappings(values.get(one.key))]
        elif one.routing:
            out[one.key] = values.get(one.key)
    return out


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
