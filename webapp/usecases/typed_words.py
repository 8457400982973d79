"""What somebody typed into a form that was refused, under the form's own labels and words, to read and to copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.actor import Permission
from webapp.domain.forms import Field, FieldType
from webapp.domain.ids import TaskId
from webapp.domain.roster import Directory
from webapp.store import people, tasks
from webapp.usecases.act import Act, reads
from webapp.usecases.reading import typed_in_words
from webapp.usecases.task_scope import form_of
from webapp.usecases.viewing import viewer_of

FREE = (FieldType.TEXTFIELD, FieldType.TEXTAREA)


@dataclass(frozen=True, kw_only=True)
class TypedBox:
    """A box of the form: its posted name, its label, and in words what was chosen; `free` text is given as typed."""

    name: str
    label: str
    words: tuple[object, ...]
    free: bool = False


@reads(Permission.SIGNED_IN)
def typed_words(act: Act, *, task_id: TaskId, posted: Mapping[str, Sequence[str]]) -> tuple[TypedBox, ...]:
    """This function will give what was posted for a step in the form's order; raises NotFound where it is not seen.

    A person concerned hears no name that the own page does not offer: what a picker holds is left out there.
    """
    seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    form = form_of(act.office.library.definition(act.tx, seen.case.deployment_id), seen.task)
    if form is None:
        return ()
    names, fields = people.directory(act.tx), {one.key: one for one in form.walk() if one.holds_value}
    boxes = [(name, fields.get(name.rpartition(".")[2]), texts) for name, texts in posted.items()]
    return tuple(_box(one, name, texts, names) for name, one, texts in boxes if one is not None and _tells(act, one))


def _tells(act: Act, one: Field) -> bool:
    return not (one.readonly or (one.picker and act.actor.is_concerned))


def _box(one: Field, name: str, texts: Sequence[str], names: Directory) -> TypedBox:
    typed = tuple(text for text in texts if text)
    free = one.type in FREE and not one.picker
    words = typed if free else tuple(typed_in_words(one, text, names) for text in typed)
    return TypedBox(name=name, label=one.label, words=words, free=free)
