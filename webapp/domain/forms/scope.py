"""What the expressions of a form see: case data, header, earlier submissions, the person who fills it in, the world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from webapp.domain.errors import FormTooHeavy
from webapp.domain.forms.bounds import MAX_FORM_STEPS
from webapp.feel import (
    FeelError,
    FeelLimit,
    FeelValue,
    Functions,
    compile_expression,
    from_python,
    steps_taken,
    to_python,
)

TOO_MANY = "整张表单的条件和算式合计的步骤过多"
DECLARED = {"deadline": "key:string", "workdays": "n:number", "days": "n:number", "months": "n:number"}
"""Functions of the world that a form may call besides today() and now()."""


@dataclass(frozen=True)
class Scope:
    """A context of plain values and the functions of the world; `today` is the office's day."""

    values: Mapping[str, object]
    today: dt.date
    functions: Functions = field(default_factory=dict)
    _feel: dict[str, object] = field(default_factory=dict, repr=False, compare=False)
    _feel_steps: list[int] = field(default_factory=lambda: [0], repr=False, compare=False)

    @property
    def signer(self) -> str:
        """This function will give the name with which the form is to be signed, nothing where none is known."""
        me = self.values.get("me")
        return str(me.get("name") or "") if isinstance(me, Mapping) else ""

    def evaluate(self, text: str, extra: Mapping[str, object] | None = None) -> object:
        """This function will evaluate FEEL over the scope and what was typed; a mistake gives null (DMN 10.3.2)."""
        own, more = self._converted(), extra or {}
        try:
            compiled = compile_expression(text, frozenset({*own, *more}), functions=DECLARED)
            read = {key: from_python(more[key]) for key in compiled.names if key in more}
            size = sum(map(_size, read.values()))
            return self._charged(text, size, lambda: to_python(compiled({**own, **read}, self.functions)))
        except FeelError:
            return None

    def _charged(self, text: str, size: int, work: Callable[[], object]) -> object:
        """What one form asks for is added up; beyond the bound, its own or FEEL's, it is refused in words."""
        try:
            value = work()
        except FeelLimit as limit:
            raise FormTooHeavy(expression=text, why=str(limit)) from None
        self._feel_steps.append(self._feel_steps.pop() + size + steps_taken())
        if self._feel_steps[0] > MAX_FORM_STEPS:
            raise FormTooHeavy(expression=text, why=TOO_MANY)
        return value

    def _converted(self) -> dict[str, object]:
        if not self._feel and self.values:
            self._feel.update({key: from_python(value) for key, value in self.values.items()})
        return self._feel


def _size(value: FeelValue) -> int:
    """How many values lie in one that an expression reads: each was turned into FEEL's."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_size, inner))
