"""Filling in a task's form: submit, keep a draft, rows, files; the same for officers and the person concerned."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from flask import flash, jsonify, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from webapp.domain.errors import FormRejected, GivenUp
from webapp.domain.forms import Fault
from webapp.domain.ids import TaskId
from webapp.domain.sights import whole_number
from webapp.http.door import run, view
from webapp.http.form_rendering import Control, Posted, Sheet, controls, on_paper
from webapp.http.posting import PostedForm, read_posted, with_row, without_row, without_text
from webapp.http.texts import clock, plain, say, t
from webapp.usecases import inbox, tasks
from webapp.usecases.completing import NewerDraft
from webapp.usecases.file_kinds import ActiveContent, WrongKind
from webapp.usecases.files import NoFilesHere, TooLarge, TooMany
from webapp.usecases.views.papers import AnswerSheetView
from webapp.usecases.views.tasks import AttachmentRow, FormState, KeptDraft

Fields = Mapping[str, Sequence[str]]
Redraw = Callable[[Posted, tuple[object, ...]], str]
"""Draws the page again over what was posted, with the faults."""
VERSION = "Draft-Version"
"""Header of the answer to a script that kept a draft: the page sends it with the next one."""
KEEPING = ("_add", "_remove", "_drop", "_save", "_attach")
BESIDES = "_besides"
"""Files that belong to the task, not to a field of its form."""


def answer(task_id: str, *, page: str, home: str, redraw: Redraw) -> Response | tuple[str, int]:
    """This function will act on a posted form: keep a draft or submit; faults redraw the page with status 422."""
    return hand_in(task_id, read_posted(request.form), page=page, home=home, redraw=redraw)


def hand_in(task_id: str, posted: PostedForm, *, page: str, home: str, redraw: Redraw) -> Response | tuple[str, int]:
    """This function will put the files that came along on the task, then keep a draft or submit."""
    fields, refused = _with_files(task_id, posted.fields)
    sent = dataclasses.replace(posted, fields=fields)
    if refused:
        _save(task_id, sent)
        return redraw(fields, refused), 422
    if any(name in request.form for name in KEEPING):
        return _keep(task_id, sent, page)
    if any(file.filename for file in request.files.values()):
        _save(task_id, sent)
    return submit(task_id, sent, home=home, page=page, redraw=redraw)


def submit(task_id: str, posted: PostedForm, *, page: str, home: str, redraw: Redraw) -> Response | tuple[str, int]:
    """This function will complete the task and open the next one."""
    try:
        done = run(
            tasks.complete_task, task_id=TaskId(task_id), token=posted.token, posted=posted.fields, rev=posted.rev
        )
    except FormRejected as rejected:
        return redraw(posted.fields, tuple(rejected.faults)), 422  # type: ignore[arg-type]
    flash(say(view(tasks.what_next, task_id=TaskId(task_id)) or done.sentence))
    if page == "portal.task":
        return redirect(url_for(home))
    following = done.next_task_id or view(inbox.next_task, after=TaskId(task_id))
    return redirect(url_for(page, task_id=following) if following else url_for(home))


def draft(task_id: str, fragment: Callable[[], str]) -> Response:
    """This function will keep a draft while somebody types: JSON with the time, or the fields drawn again."""
    posted = read_posted(request.form)
    try:
        kept = _save(task_id, posted)
    except GivenUp as over:
        return Response(plain(over.message), status=410, mimetype="text/plain")
    except NewerDraft as newer:
        return Response(plain(newer.message), status=409, mimetype="text/plain")
    if "_render" in request.form:
        return Response(fragment(), mimetype="text/html", headers={VERSION: str(kept.version)})
    answer = jsonify(saved=str(t("草稿已于{time}自动保存", time=clock(kept.at))))
    answer.headers[VERSION] = str(kept.version)
    return answer


def drawn(
    state: FormState, attachments: Sequence[AttachmentRow] | None, posted: Posted, without: frozenset[str]
) -> tuple[Control, ...]:
    """This function will give the controls of a form with its files; None where the page takes none."""
    files = None if attachments is None else {one.id: one for one in attachments}
    return controls(Sheet(state=state, posted=posted, files=files, without=without))


def on_sheet(found: AnswerSheetView) -> tuple[Control, ...]:
    """This function will give the controls of an answer sheet, to be filled in by hand."""
    return on_paper(drawn(found.form_state, None, {}, frozenset()))


def with_faults(state: FormState, faults: tuple[object, ...]) -> FormState:
    """This function will lay the faults of a refused form over its state."""
    return dataclasses.replace(state, faults=faults) if faults else state  # type: ignore[arg-type]


def place_of(field: str) -> str:
    """This function will say in which row of a repeating group a fault lies, nothing for other fields."""
    numbers = [number for part in field.split(".") if (number := whole_number(part)) is not None]
    return str(t("第{number}项：", number=numbers[-1] + 1)) if numbers else ""


def _keep(task_id: str, posted: PostedForm, page: str) -> Response:
    fields, anchor = posted.fields, None
    if group := request.form.get("_add"):
        fields, anchor = with_row(fields, group), f"f-{group}"
    elif row := request.form.get("_remove"):
        fields, anchor = without_row(fields, row), f"f-{row.rpartition('.')[0]}"
    elif dropped := request.form.get("_drop"):
        run(tasks.drop_attachment, attachment_id=dropped)
        fields = without_text(fields, dropped)
    kept = _save(task_id, dataclasses.replace(posted, fields=fields))
    if "_save" in request.form:
        flash(t("草稿已于{time}保存。", time=clock(kept.at)))
    return redirect(url_for(page, task_id=task_id, _anchor=anchor))


def _save(task_id: str, posted: PostedForm) -> KeptDraft:
    return run(tasks.save_draft, task_id=TaskId(task_id), posted=posted.fields, version=posted.draft)


def _with_files(task_id: str, fields: Fields) -> tuple[Fields, tuple[Fault, ...]]:
    """Each file is an act of its own; the field keeps their ids. One that is refused loses nothing of the rest."""
    out, refused = dict(fields), list[Fault]()
    for name, file in request.files.items(multi=True):
        if not file.filename:
            continue
        try:
            kept = attach(task_id, "" if name == BESIDES else name, file)
        except (WrongKind, ActiveContent, TooLarge, TooMany, NoFilesHere) as fault:
            refused.append(Fault(field=name, label=file.filename, sentence=fault.message))
            continue
        if name != BESIDES and kept not in out.get(name, ()):
            out[name] = [*out.get(name, ()), kept]
    return out, tuple(refused)


def attach(task_id: str, field: str, file: FileStorage) -> str:
    """This function will put one file on the task and give its id."""
    row = run(tasks.attach, task_id=TaskId(task_id), field=field, name=file.filename or "", content=file.read())
    return row.id
