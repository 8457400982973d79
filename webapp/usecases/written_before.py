"""What a step opens with that comes back to whoever did it (退回修改): what was handed in last, to be mended.

A form says when (`again`); one that judges anew (an opinion, a vote, a check) opens blank. Only what is shown comes
from there: answers are read, and advice is compared, as for any other form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.forms import SIGNATURE, Cut, Field, FieldType, First
from webapp.domain.records import Task
from webapp.usecases.desk import Desk
from webapp.usecases.task_scope import TaskForm

NEVER = frozenset({FieldType.COMPUTED, FieldType.FILES})
SIGNED = frozenset({SIGNATURE, "signed_on"})
"""A signature and its day."""
WORDS = frozenset({FieldType.TEXTFIELD, FieldType.TEXTAREA})
Values = Mapping[str, object]
Pairs = list[tuple[Values, Values]]
"""Rows of the file, each with what was handed in of it."""


def written_before(desk: Desk, task: Task, found: TaskForm, first: First) -> First | None:
    """This function will give a form's first values with what the same person handed in last at this step over them.

    None where nothing was handed in there, by somebody else, or where the form does not ask for it.
    """
    if not found.form.again or found.scope.evaluate(found.form.again) is not True:
        return None
    last = desk.latest(desk.case.id, frozenset({task.element})).get(task.path)
    mine = last is not None and last.person_id == desk.act.actor.person_id
    return laid(found.form.fields, first, last.content) if last and mine else None


def laid(fields: Sequence[Field], first: First, before: Values) -> First:
    """This function will lay earlier answers over first values; signatures and statements are given anew.

    Of a list that is full with what was handed in the page tells how much more the file has.
    """
    laying = _Laying({one.name: one for one in first.cut})
    values = laying.fields(fields, first.values, before, "")
    return First(values=values, cut=tuple(laying.cut.values()))


@dataclass
class _Laying:
    """One pass over the form; `cut` are the lists that found no room, by their posted names."""

    cut: dict[str, Cut]

    def fields(self, fields: Sequence[Field], first: Values, before: Values, prefix: str) -> dict[str, object]:
        out = dict(first)
        reasons = {one.reason_when_changed for one in fields}
        for one in fields:
            if one.type is FieldType.GROUP:
                out |= self.fields(one.fields, out, before, prefix)
            elif one.type is FieldType.ROWS:
                name = f"{prefix}{one.key}"
                out[one.key] = self.rows(one, _mappings(first.get(one.key)), _mappings(before.get(one.key)), name)
            elif _is_kept(one) and one.key not in reasons and before.get(one.key) not in (None, ""):
                out[one.key] = before[one.key]
        return out

    def rows(self, one: Field, ready: list[Values], before: list[Values], name: str) -> list[dict[str, object]]:
        """Rows that the file gives keep their places, as what is read only is told by its place; others come after."""
        fixed = [inner.key for inner in one.fields if inner.readonly and inner.holds_value]
        if fixed or not one.add_remove:
            pairs, left = _paired(ready, before, fixed)
            pairs += [({}, old) for old in left] if one.add_remove else []
        elif before:
            pairs = [({}, old) for old in before] + [(row, {}) for row in _fresh(one, ready, before)]
            pairs = self.that_find_room(one, pairs, name)
        else:
            pairs = [(row, {}) for row in ready]
        return [self.fields(one.fields, row, old, f"{name}.{n}.") for n, (row, old) in enumerate(pairs)]

    def that_find_room(self, one: Field, pairs: Pairs, name: str) -> Pairs:
        cut = self.cut.pop(name, None)
        found = len(pairs) + (cut.found - cut.taken if cut else 0)
        if found > one.max_rows:
            self.cut[name] = Cut(name=name, found=found, taken=one.max_rows)
        return pairs[: one.max_rows]


def _is_kept(one: Field) -> bool:
    """A statement is a box that must be ticked; advice is shown as it is now, and left for a reason of now."""
    stated = one.type is FieldType.CHECKBOX and one.required
    fresh = stated or one.key in SIGNED or one.reason_when_changed is not None
    return one.holds_value and one.type not in NEVER and not one.readonly and not fresh


def _paired(ready: list[Values], before: list[Values], fixed: list[str]) -> tuple[Pairs, list[Values]]:
    """Each row of the file with the earlier one of the same thing, none of them twice, and the earlier ones left."""
    pairs, left, still = Pairs(), list(before), len(ready) == len(before)
    for place, row in enumerate(ready):
        old = _same(row, left, fixed, otherwise=before[place] if still else None)
        pairs.append((row, old or {}))
        left = [each for each in left if each is not old]
    return pairs, left


def _same(row: Values, before: list[Values], fixed: list[str], *, otherwise: Values | None) -> Values | None:
    """The earlier row of the same thing; rows that nothing names are told by their place, while none came or went."""
    named = [key for key in fixed if row.get(key) not in (None, "")]
    if not named:
        return otherwise
    return next((old for old in before if all(old.get(key) == row[key] for key in named)), None)


def _fresh(one: Field, ready: list[Values], before: list[Values]) -> list[Values]:
    """The rows of the file that were not there before: no earlier row has a text of theirs, but such as another's is.

    The most alike find each other first: rows of one source have that in common, and are not the same. Without a text
    a row tells nothing.
    """
    new, old = ([_texts(one, row) for row in rows] for rows in (ready, before))
    alike = sorted((-len(mine & theirs), n, m) for n, mine in enumerate(new) for m, theirs in enumerate(old))
    known, taken = set[int](), set[int]()
    for shared, n, m in alike:
        if shared and n not in known and m not in taken:
            known.add(n)
            taken.add(m)
    return [row for n, row in enumerate(ready) if new[n] and n not in known]


def _texts(one: Field, row: Values) -> set[tuple[str, object]]:
    return {(inner.key, row[inner.key]) for inner in one.fields if inner.type in WORDS and row.get(inner.key)}


def _mappings(found: object) -> list[Values]:
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list | tuple) else []
