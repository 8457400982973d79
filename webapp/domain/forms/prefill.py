"""First values of a form: what the file already knows is not typed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from webapp.domain.forms.model import Field, FieldType, Form
from webapp.domain.forms.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A list that is longer than its repeating group: the group's posted name, how many there are and were taken."""

    name: str
    found: int
    taken: int


@dataclass(frozen=True, kw_only=True)
class First:
    """The first values of a form, and the lists of which only the first rows found room."""

    values: dict[str, object]
    cut: tuple[Cut, ...]


def prefill(form: Form, scope: Scope) -> dict[str, object]:
    """This function will evaluate every `prefill` of the form; null leaves the field empty."""
    return first_values(form, scope).values


def first_values(form: Form, scope: Scope) -> First:
    """This function will evaluate every `prefill` of the form, and tell what a page has to say: which lists were cut.

    No row is dropped that nobody hears of: where the length is known from the forms alone, publishing is refused
    (`engine.rules.prefills`); of a list that the file or the case's data hold, the page tells how many there are.
    """
    filling = _Filling(scope)
    values = filling.fields(form.fields, {}, "")
    return First(values=values, cut=tuple(filling.cut))


@dataclass
class _Filling:
    """One pass over the form."""

    scope: Scope
    cut: list[Cut] = field(default_factory=list)

    def fields(self, fields: Sequence[Field], given: Mapping[str, object], prefix: str) -> dict[str, object]:
        out: dict[str, object] = {}
        for one in fields:
            if one.type is FieldType.GROUP:
                out |= self.fields(one.fields, given, prefix)
            elif one.type is FieldType.ROWS:
                out[one.key] = self.rows(one, given, f"{prefix}{one.key}")
            elif one.holds_value:
                value = self.value(one, given)
                if value is not None:
                    out[one.key] = value
        return out

    def value(self, one: Field, given: Mapping[str, object]) -> object:
        if one.prefill:
            return self.scope.evaluate(one.prefill, given)
        return given.get(one.key)

    def rows(self, one: Field, given: Mapping[str, object], name: str) -> list[dict[str, object]]:
        """Rows come from the list that `prefill` names: a context by key, anything else into the first field."""
        source = self.scope.evaluate(one.prefill, given) if one.prefill else None
        if not isinstance(source, list):
            return [self.fields(one.fields, {}, f"{name}.{n}.") for n in range(one.first_rows if one.add_remove else 0)]
        if len(source) > one.max_rows:
            self.cut.append(Cut(name=name, found=len(source), taken=one.max_rows))
        taken = enumerate(source[: one.max_rows])
        return [self.fields(one.fields, _seen(one, item), f"{name}.{n}.") for n, item in taken]


def _seen(one: Field, item: object) -> Mapping[str, object]:
    """What the fields of a row see of the item that it is made from."""
    if isinstance(item, Mapping):
        return {**item, "item": item}
    first = next((inner.key for inner in one.fields if inner.holds_value), "")
    return {first: item, "item": item}
