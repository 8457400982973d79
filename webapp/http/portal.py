"""The page of the person concerned (来函与答复): own tasks and letters only, no menu, no colour, no shape."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.ids import TaskId
from webapp.http import answering, letters
from webapp.http.acting import act, typed
from webapp.http.cases import APPLICATION_STATES
from webapp.http.door import run, view
from webapp.http.downloads import download
from webapp.http.form_rendering import Posted
from webapp.http.register import given_up
from webapp.http.tasks import day_of
from webapp.http.texts import t
from webapp.usecases import applications, asking_recusal
from webapp.usecases import letters as letter_verbs
from webapp.usecases import portal as verbs
from webapp.usecases.answer_sheets import own_sheet
from webapp.usecases.own_archive import own_archive
from webapp.usecases.views.portal import PortalTaskView

pages = Blueprint("portal", __name__, url_prefix="/portal")


@pages.get("")
def home() -> str:
    """This function will show own open tasks and letters, rights, and whom to call."""
    found = view(verbs.portal)
    return render_template("portal.html", found=found, token=secrets.token_hex(16))


@pages.get("/archive")
def archive() -> str:
    """This function will show what the own archive holds and what the person may read of it."""
    return render_template("portal_archive.html", found=view(own_archive), token=secrets.token_hex(16))


@pages.get("/tasks/<key:task_id>")
def task(task_id: str) -> str:
    """This function will show what is asked and the boxes to answer, or all of them blank on paper."""
    if request.args.get("paper"):
        found = view(own_sheet, task_id=TaskId(task_id))
        return render_template("answer_sheet.html", found=found, controls=answering.on_sheet(found), own_page=task_id)
    return _drawn(task_id, {}, ())


@pages.post("/tasks/<key:task_id>")
def reply(task_id: str) -> Response | tuple[str, int]:
    """This function will take the reply."""
    return answering.answer(
        task_id,
        page="portal.task",
        home="portal.home",
        redraw=lambda posted, faults: _drawn(task_id, posted, faults),
    )


@pages.post("/tasks/<key:task_id>/draft")
def draft(task_id: str) -> Response:
    """This function will keep what is typed; only the person sees it."""
    return answering.draft(task_id, lambda: _fields(task_id))


@pages.post("/tasks/<key:task_id>/extension")
def extension(task_id: str) -> Response:
    """This function will ask for more time."""
    until = day_of(request.form.get("until", ""))
    run(applications.apply_extension, task_id=TaskId(task_id), reason=request.form.get("reason", ""), until=until)
    flash(t("延期申请已送出，批准之前原时限不变。"))
    return redirect(url_for("portal.task", task_id=task_id))


@pages.post("/tasks/<key:task_id>/recusal")
def recusal(task_id: str) -> Response:
    """This function will ask that an officer step back."""
    back = url_for("portal.task", task_id=task_id)
    done = "回避申请已送出，决定之前照常办理。"
    return act(asking_recusal.ask_recusal, back, done, task_id=TaskId(task_id), reason=typed("reason"))


@pages.post("/tasks/<key:task_id>/give-up")
def give_up(task_id: str) -> Response:
    """This function will give up what the person began and has not handed in."""
    given_up(task_id)
    return redirect(url_for("portal.home"))


@pages.get("/replies/<key:task_id>")
def handed_in(task_id: str) -> str:
    """This function will show what the person handed in, with the receipt."""
    return render_template("portal_reply.html", reply=view(verbs.portal_reply, task_id=TaskId(task_id)))


@pages.get("/letters/<key:letter_id>")
def letter(letter_id: str) -> str:
    """This function will show a letter to the person."""
    found = view(verbs.portal_letter, letter_id=letter_id)
    return render_template("portal_letter.html", letter=found)


@pages.get("/letters/<key:letter_id>.pdf")
def pdf(letter_id: str) -> Response:
    """This function will give a letter to the person as PDF."""
    name, content = view(letter_verbs.letter_file, letter_id=letter_id, kind="pdf")
    return download(name, content, letters.KINDS["pdf"])


@pages.get("/attachments/<key:attachment_id>")
def attachment(attachment_id: str) -> Response:
    """This function will give a file that the person added."""
    name, content = view(letter_verbs.attachment_file, attachment_id=attachment_id)
    return download(name, content, "application/octet-stream")


def _drawn(task_id: str, posted: Posted, faults: tuple[object, ...]) -> str:
    found = view(verbs.portal_task, task_id=TaskId(task_id))
    return render_template(
        "portal_task.html",
        task=found,
        faults=faults or found.form_state.faults,
        controls=_controls(found, posted, faults),
        application_states=APPLICATION_STATES,
    )


def _fields(task_id: str) -> str:
    found = view(verbs.portal_task, task_id=TaskId(task_id))
    return render_template("task_fields.html", controls=_controls(found, {}, ()))


def _controls(found: PortalTaskView, posted: Posted, faults: tuple[object, ...]) -> tuple[object, ...]:
    state = answering.with_faults(found.form_state, faults)
    return answering.drawn(state, found.attachments, posted, frozenset())
