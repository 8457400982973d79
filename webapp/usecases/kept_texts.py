"""What a draft keeps besides what a page sent: what a condition hid from that page, and what it hides from the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from webapp.domain.forms import Form, answer, first_values
from webapp.domain.sights import Hold
from webapp.store import submissions
from webapp.usecases.act import Act
from webapp.usecases.desk import desk_of
from webapp.usecases.draft_values import shown_values
from webapp.usecases.task_scope import task_form
from webapp.usecases.written_before import written_before

Posted = Mapping[str, Sequence[str]]
Texts = dict[str, list[str]]


def texts_to_keep(act: Act, hold: Hold, form: Form | None, posted: Posted) -> Texts:
    """This function will give what was typed, with what the page could not send: a condition hides it or did until now.

    A text that goes with a choice is there again when the choice is made again; what comes into view for the first time
    comes with what the file knows. What stays hidden when the form is handed in counts for nothing.
    """
    typed = {key: list(texts) for key, texts in posted.items() if not key.startswith("_")}
    if form is None or not hold.task.is_open or not any(one.hide for one in form.walk()):
        return typed
    desk = desk_of(act, hold.case)
    if (found := task_form(desk, hold.task)) is None:
        return typed
    first = first_values(found.form, found.scope)
    draft = submissions.draft(act.tx, hold.task.id, person_id=act.actor.person_id)
    before = None if draft else written_before(desk, hold.task, found, first)
    shown = shown_values(found.form, draft, (before or first).values).posted
    away = (answer(found.form, texts, found.scope, first.values).hidden for texts in (shown, typed))
    return typed | _unsent(frozenset().union(*away), shown, typed)


def _unsent(away: Iterable[str], shown: Posted, typed: Posted) -> Texts:
    """A field of a row stays with its row: where rows were taken out since, nobody knows any more which that was."""
    names = tuple(name for name in away if not _row_is_gone(name, shown, typed))
    starts = tuple(f"{name}." for name in names)
    held = {key: list(texts) for key, texts in shown.items() if key in names or key.startswith(starts)}
    return {key: texts for key, texts in held.items() if key not in typed}


def _row_is_gone(name: str, shown: Posted, typed: Posted) -> bool:
    group, _, number = name.rpartition(".")[0].rpartition(".")
    return bool(number) and _rows_of(group, typed) < _rows_of(group, shown)


def _rows_of(group: str, texts: Posted) -> frozenset[str]:
    return frozenset(key[len(group) + 1 :].partition(".")[0] for key in texts if key.startswith(f"{group}."))
