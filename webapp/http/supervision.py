"""The supervisors' list (督办台): numbers, steps, holders, days; for three measures no name and no text."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.ids import TaskId
from webapp.http.door import run, view
from webapp.http.texts import t
from webapp.usecases import cases, glass, monitor

pages = Blueprint("supervision", __name__, url_prefix="/supervision")


@pages.get("")
def desk() -> str:
    """This function will list open cases, the latest due first."""
    asked = request.args
    found = view(
        monitor.monitor,
        measure=asked.get("measure", ""),
        only_overdue=asked.get("overdue") == "1",
        cursor=asked.get("cursor", ""),
    )
    params = {name: text for name, text in asked.items() if name != "cursor"}
    return render_template("supervision.html", found=found, params=params, late_reviews=view(glass.late_reviews))


@pages.post("/urge")
def urge() -> Response:
    """This function will remind the holder of a task."""
    run(cases.urge, task_id=TaskId(request.form.get("task_id", "")))
    flash(t("已催办，对方打开后留有回执。"))
    return redirect(url_for("supervision.desk"))
