"""The task page: what is asked, what the file already knows, the form, and the verbs around it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import NotDeclared
from webapp.domain.forms import LEADER
from webapp.domain.ids import PersonId, TaskId
from webapp.http import answering, leader
from webapp.http.door import run, view
from webapp.http.form_rendering import Posted
from webapp.http.register import given_up
from webapp.http.texts import t
from webapp.usecases import applications
from webapp.usecases import tasks as verbs
from webapp.usecases.declaring import KINDS
from webapp.usecases.views.tasks import TaskView

pages = Blueprint("tasks", __name__, url_prefix="/tasks/<key:task_id>")


@pages.get("")
def task(task_id: str) -> str:
    """This function will show a task."""
    return _drawn(view(verbs.open_task, task_id=TaskId(task_id)), {}, ())


@pages.post("")
def complete(task_id: str) -> Response | tuple[str, int]:
    """This function will take the form: submit, save, add or remove a row."""
    if leader.is_led(request.form):
        return leader.decide(task_id, redraw=lambda posted, faults: _redraw(task_id, posted, faults))
    return answering.answer(
        task_id, page="tasks.task", home="inbox.tasks", redraw=lambda posted, faults: _redraw(task_id, posted, faults)
    )


@pages.post("/draft")
def draft(task_id: str) -> Response:
    """This function will keep what is typed, and draw the fields again when one of them decides about others."""
    return answering.draft(task_id, lambda: _fields(task_id))


@pages.post("/claim")
def claim(task_id: str) -> Response:
    """This function will take a task from the pool and open it; its page asks for the declaration first."""
    with suppress(NotDeclared):
        run(verbs.claim_task, task_id=TaskId(task_id))
    return _back(task_id)


@pages.post("/release")
def release(task_id: str) -> Response:
    """This function will put a task back into the pool."""
    run(verbs.release_task, task_id=TaskId(task_id))
    flash(t("已退回待领。"))
    return redirect(url_for("inbox.tasks"))


@pages.post("/reassign")
def reassign(task_id: str) -> Response:
    """This function will give a task to another officer, with the reason."""
    to, reason = PersonId(request.form.get("to", "")), request.form.get("reason", "")
    run(verbs.reassign_task, task_id=TaskId(task_id), to=to, reason=reason)
    flash(t("已改派。"))
    return redirect(url_for("inbox.tasks"))


@pages.post("/follow-up")
def follow_up(task_id: str) -> Response:
    """This function will set or clear the follow-up date."""
    run(verbs.set_follow_up, task_id=TaskId(task_id), on=day_of(request.form.get("on", "")))
    return _back(task_id)


@pages.post("/recusal")
def recusal(task_id: str) -> Response:
    """This function will answer the question of recusal; who steps back goes to the inbox."""
    answer = request.form.get("answer", "")
    if not run(verbs.declare_recusal, task_id=TaskId(task_id), answer=answer):
        return _back(task_id)
    flash(t("已登记回避，本事项不再由您办理。"))
    return redirect(url_for("inbox.tasks"))


@pages.post("/recall")
def recall(task_id: str) -> Response:
    """This function will take back what was sent while nobody has opened the next step."""
    run(verbs.recall_task, task_id=TaskId(task_id))
    flash(t("已撤回，可以修改后重新提交。"))
    return _back(task_id)


@pages.post("/give-up")
def give_up(task_id: str) -> Response:
    """This function will give up the registration that the task belongs to."""
    given_up(task_id)
    return redirect(url_for("inbox.tasks"))


@pages.post("/extension")
def extension(task_id: str) -> Response:
    """This function will ask for a later due day of the step's limit, or of one of the whole matter."""
    asked = {"reason": request.form.get("reason", ""), "limit": request.form.get("limit", "")}
    run(applications.apply_extension, task_id=TaskId(task_id), until=day_of(request.form.get("until", "")), **asked)
    flash(t("延期申请已送出，批准之前原时限不变。"))
    return _back(task_id)


def day_of(text: str) -> dt.date | None:
    """This function will read a posted day, None when it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _back(task_id: str) -> Response:
    return redirect(url_for("tasks.task", task_id=task_id))


def _redraw(task_id: str, posted: Posted, faults: tuple[object, ...]) -> str:
    return _drawn(view(verbs.open_task, task_id=TaskId(task_id)), posted, faults)


def _fields(task_id: str) -> str:
    found = view(verbs.open_task, task_id=TaskId(task_id))
    return render_template("leader_fields.html" if _is_led(found) else "task_fields.html", **_fields_of(found, {}, ()))


def _drawn(found: TaskView, posted: Posted, faults: tuple[object, ...]) -> str:
    state, led = found.form_state, _is_led(found)
    return render_template(
        "leader.html" if led and found.may_act and not found.needs_declaration else "task.html",
        task=found,
        faults=faults or (state.faults if state else ()),
        **_fields_of(found, posted, faults),
        words=leader.words_of(found, posted) if led else "",
        decisions=leader.decisions(state.form) if led and state else (),
        asked=found.asked,
        phrases=found.phrases or leader.HOUSE_PHRASES,
        recusals=tuple(KINDS.items()),
    )


def _is_led(found: TaskView) -> bool:
    return found.form_state is not None and found.form_state.form.layout == LEADER


def _fields_of(found: TaskView, posted: Posted, faults: tuple[object, ...]) -> dict[str, object]:
    """The controls of the form; on a leader's page what is registered from paper stands apart."""
    state = found.form_state
    if state is None:
        return {"controls": (), "paper": ()}
    without = leader.drawn_by_page(state.form) if _is_led(found) else frozenset()
    drawn = answering.drawn(answering.with_faults(state, faults), found.attachments, posted, without)
    if not _is_led(found):
        return {"controls": drawn, "paper": ()}
    return {
        "controls": tuple(one for one in drawn if one.name not in leader.PAPER_KEYS),
        "paper": tuple(one for one in drawn if one.name in leader.PAPER_KEYS),
    }
