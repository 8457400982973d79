"""Starting a case by hand, and what is begun and not handed in."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.ids import TaskId
from webapp.http.door import is_concerned, run, view
from webapp.http.texts import t
from webapp.usecases import cases, tasks

pages = Blueprint("register", __name__, url_prefix="/register")


@pages.get("")
def starts() -> str:
    """This function will list what the officer may start, and what is begun and not handed in."""
    found = view(cases.startable)
    return render_template("register.html", found=found, token=secrets.token_hex(16))


@pages.post("")
def start() -> Response:
    """This function will start a case and open its first task."""
    process, _, event = request.form.get("start", "").partition(":")
    task_id = run(cases.start_case, process=process, start_event=event, token=request.form.get("_token", "")[:64])
    if task_id is None:
        return redirect(url_for("session.home"))
    return redirect(url_for("portal.task" if is_concerned() else "tasks.task", task_id=task_id))


@pages.post("/<key:task_id>/give-up")
def give_up(task_id: str) -> Response:
    """This function will give up a registration that is begun and not handed in."""
    given_up(task_id)
    return redirect(url_for("register.starts"))


def given_up(task_id: str) -> None:
    """This function will give a registration up and say so on the next page."""
    run(tasks.give_up, task_id=TaskId(task_id))
    flash(t("已放弃登记，所填内容已经清除。"))
