"""A form that was refused, laid before its writer again: nothing of it is lost, nothing of it is a code to read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import request
from markupsafe import Markup

from webapp.domain.errors import OfficeError
from webapp.domain.ids import TaskId
from webapp.http.answering import place_of
from webapp.http.door import signed_in, view
from webapp.http.texts import say, written
from webapp.usecases import tasks
from webapp.usecases.typed_words import TypedBox

CODE = re.compile(r"[A-Za-z0-9_.:+-]+")
"""Words that a page carries for its choices; nobody typed them."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One text that a refused form carried: shown to be read and sent again, or carried along in `words` or unseen."""

    name: str
    text: str
    label: object = ""
    words: object = ""
    free: bool = False


def what_was_typed() -> list[Kept]:
    """This function will give what was posted: texts in boxes, choices in the form's words, the rest unseen."""
    pairs = [(name, text) for name in request.form if name != "csrf_token" for text in request.form.getlist(name)]
    boxes = {one.name: one for one in _boxes()}
    return [_kept(name, text, boxes.get(name)) for name, text in pairs]


def _kept(name: str, text: str, box: TypedBox | None) -> Kept:
    if box is None:
        return Kept(name=name, text=text, free=not name.startswith("_") and len(text) > 4 and not CODE.fullmatch(text))
    label = Markup("{}{}").format(place_of(name), say(box.label))
    if box.free:
        return Kept(name=name, text=text, label=label, free=bool(text))
    at = request.form.getlist(name).index(text)
    known = box.words[at] if text and at < len(box.words) else ""
    return Kept(name=name, text=text, label=label, words=written(known))


def _boxes() -> tuple[TypedBox, ...]:
    """The boxes of the step's form, where the address is a step's and its form is still there to be read."""
    task_id, signed = (request.view_args or {}).get("task_id"), signed_in()
    if not task_id or signed is None:
        return ()
    posted = {name: request.form.getlist(name) for name in request.form if not name.startswith("_")}
    try:
        return view(tasks.typed_words, task_id=TaskId(task_id), posted=posted) or ()
    except OfficeError:
        return ()
