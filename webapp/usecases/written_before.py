"""What a step opens with that comes back to whoever did it (退回修改): what was handed in last, to be mended.

A form says when (`again`); one that judges anew (an opinion, a vote, a check) opens blank. Only what is shown comes
from there: answers are read, and advice is compared, as for any other form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webapp.domain.forms import SIGNATURE, Field, FieldType
from webapp.domain.records import Task
from webapp.usecases.desk import Desk
from webapp.usecases.task_scope import TaskForm

NEVER = frozenset({FieldType.COMPUTED, FieldType.FILES})
SIGNED = frozenset({SIGNATURE, "signed_on"})
"""A signature and its day."""
WORDS = frozenset({FieldType.TEXTFIELD, FieldType.TEXTAREA})
Values = Mapping[str, object]


def written_before(desk: Desk, task: Task, found: TaskForm, first: Values) -> Values | None:
    """This function will give a form's first values with what the same person handed in last at this step over them.

    None where nothing was handed in there, by somebody else, or where the form does not ask for it.
    """
    if not found.form.again or found.scope.evaluate(found.form.again) is not True:
        return None
    last = desk.latest(desk.case.id, frozenset({task.element})).get(task.path)
    mine = last is not None and last.person_id == desk.act.actor.person_id
    return laid(found.form.fields, first, last.content) if last and mine else None


def laid(fields: Sequence[Field], first: Values, before: Values) -> dict[str, object]:
    """This function will lay earlier answers over first values; signatures and statements are given anew."""
    out = dict(first)
    reasons = {one.reason_when_changed for one in fields}
    for one in fields:
        if one.type is FieldType.GROUP:
            out |= laid(one.fields, out, before)
        elif one.type is FieldType.ROWS:
            out[one.key] = _rows(one, _mappings(first.get(one.key)), _mappings(before.get(one.key)))
        elif _is_kept(one) and one.key not in reasons and before.get(one.key) not in (None, ""):
            out[one.key] = before[one.key]
    return out


def _is_kept(one: Field) -> bool:
    """A statement is a box that must be ticked; advice is shown as it is now, and left for a reason of now."""
    stated = one.type is FieldType.CHECKBOX and one.required
    fresh = stated or one.key in SIGNED or one.reason_when_changed is not None
    return one.holds_value and one.type not in NEVER and not one.readonly and not fresh


def _rows(one: Field, ready: list[Values], before: list[Values]) -> list[dict[str, object]]:
    """Rows that the file gives keep their places, as what is read only is told by its place; others come after."""
    fixed = [inner.key for inner in one.fields if inner.readonly and inner.holds_value]
    if fixed or not one.add_remove:
        pairs, left = _paired(ready, before, fixed)
        more = [laid(one.fields, {}, old) for old in left] if one.add_remove else []
        return [laid(one.fields, row, old or {}) for row, old in pairs] + more
    if not before:
        return [dict(row) for row in ready]
    fresh = [dict(row) for row in ready if not _is_known(one, row, before)]
    return ([laid(one.fields, {}, old) for old in before] + fresh)[: one.max_rows]


def _paired(
    ready: list[Values], before: list[Values], fixed: list[str]
) -> tuple[list[tuple[Values, Values | None]], list[Values]]:
    """Each row of the file with the earlier one of the same thing, none of them twice, and the earlier ones left."""
    pairs, left, still = list[tuple[Values, Values | None]](), list(before), len(ready) == len(before)
    for place, row in enumerate(ready):
        old = _same(row, left, fixed, otherwise=before[place] if still else None)
        pairs.append((row, old))
        left = [each for each in left if each is not old]
    return pairs, left


def _same(row: Values, before: list[Values], fixed: list[str], *, otherwise: Values | None) -> Values | None:
    """The earlier row of the same thing; rows that nothing names are told by their place, while none came or went."""
    named = [key for key in fixed if row.get(key) not in (None, "")]
    if not named:
        return otherwise
    return next((old for old in before if all(old.get(key) == row[key] for key in named)), None)


def _is_known(one: Field, row: Values, before: list[Values]) -> bool:
    """Whether a row that the file gives was there before: one of its texts stands in an earlier one, or it has none."""
    texts = [inner.key for inner in one.fields if inner.type in WORDS and row.get(inner.key)]
    return not texts or any(old.get(key) == row[key] for old in before for key in texts)


def _mappings(found: object) -> list[Values]:
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list | tuple) else []
