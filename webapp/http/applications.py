"""Applications that wait for a decision: a later day, an early ending; and how many recusals are to be lifted."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from webapp.http.acting import act, ticked, typed
from webapp.http.door import view
from webapp.usecases import application_pages, applications, archive_requests, asking_recusal, recusal_pages
from webapp.usecases.declaring import KINDS

pages = Blueprint("applications", __name__, url_prefix="/applications")


@pages.get("")
def waiting() -> str:
    """This function will list the applications on which the viewer decides."""
    rows, liftings = view(application_pages.waiting), view(recusal_pages.liftings_waiting)
    requests = view(archive_requests.requests_waiting)
    return render_template("applications.html", rows=rows, liftings=liftings, requests=requests)


@pages.get("/<key:application_id>")
def application(application_id: str) -> str:
    """This function will show what is decided on: about whom, what and why, who asks, what was said so far."""
    found = view(application_pages.application_page, application_id=application_id)
    return render_template("application.html", found=found, recusals=tuple(KINDS.items()))


@pages.post("/<key:application_id>")
def decide(application_id: str) -> Response:
    """This function will grant or refuse an application."""
    agree = ticked("agree")
    done = "已同意。" if agree else "已答复不同意。"
    back = url_for("applications.waiting")
    return act(applications.decide, back, done, application_id=application_id, agree=agree, text=typed("reason"))


@pages.post("/<key:application_id>/recusal")
def step_back(application_id: str) -> Response:
    """This function will agree that an officer steps back, as the person concerned has asked."""
    given = {"application_id": application_id, "person": typed("person"), "text": typed("reason")}
    done = "已决定回避，有关环节另行指定他人办理。"
    return act(asking_recusal.grant_recusal, url_for("applications.waiting"), done, **given)
