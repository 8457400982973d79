"""What the expressions of a form see: case data, header, earlier submissions, the person who fills it in, the world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.feel import FeelError, Functions, compile_expression, from_python, to_python

DECLARED = {"deadline": "key:string", "workdays": "n:number", "days": "n:number", "months": "n:number"}
"""Functions of the world that a form may call besides today() and now()."""


@dataclass(frozen=True)
class Scope:
    """A context of plain values and the functions of the world; `today` is the office's day."""

    values: Mapping[str, object]
    today: dt.date
    functions: Functions = field(default_factory=dict)
    _feel: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    @property
    def signer(self) -> str:
        """This function will give the name with which the form is to be signed, nothing where none is known."""
        me = self.values.get("me")
        return str(me.get("name") or "") if isinstance(me, Mapping) else ""

    def evaluate(self, text: str, extra: Mapping[str, object] | None = None) -> object:
        """This function will evaluate FEEL over the scope and what was typed; a mistake gives null (DMN 10.3.2)."""
        context = {**self._converted(), **{key: from_python(value) for key, value in (extra or {}).items()}}
        try:
            compiled = compile_expression(text, frozenset(context), functions=DECLARED)
            return to_python(compiled(context, self.functions))
        except FeelError:
            return None

    def _converted(self) -> dict[str, object]:
        if not self._feel and self.values:
            self._feel.update({key: from_python(value) for key, value in self.values.items()})
        return self._feel
