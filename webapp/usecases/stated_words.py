"""A head's own data (本人情况) as its form words it: part by part, a row for each thing stated."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.errors import NotFound
from webapp.domain.forms import FieldType, Form
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.usecases.act import Act
from webapp.usecases.reading import rows_of
from webapp.usecases.task_scope import form_at
from webapp.usecases.views.archives import Stated

UPDATE, STEP = "m09a_archive_update", "state_own/state_data"
"""Where the form is: the yearly update of the archive, as it is in force."""


def stated_parts(act: Act, content: Mapping[str, object], names: Directory) -> Stated:
    """This function will give own data by part with the form's labels; a part without rows says so by having none."""
    form = _form(act)
    parts = [one for one in form.fields if one.type is FieldType.ROWS] if form else []
    return tuple((Said(one.label), rows_of(one, content.get(one.key), names)) for one in parts)


def _form(act: Act) -> Form | None:
    try:
        _, definition = act.office.library.current(act.tx, UPDATE)
    except NotFound:
        return None
    found = form_at(definition, STEP, STEP.rpartition("/")[2])
    return found[1] if found else None
