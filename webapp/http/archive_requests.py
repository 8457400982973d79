"""申请查阅档案: ask to read a head's archive, check and decide on requests."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.ids import PersonId
from webapp.http.acting import act, ticked, typed, typed_day
from webapp.http.door import view
from webapp.usecases import archive_requests as verbs

pages = Blueprint("archive_requests", __name__, url_prefix="/archive-requests")
LONGEST = 60


@pages.get("")
def listed() -> str:
    """This function will list the own requests and those that wait for the viewer, and find whom to ask about."""
    words = request.args.get("q", "").strip()[:LONGEST]
    return render_template("archive_requests.html", page=view(verbs.requests_page, words=words))


@pages.post("")
def ask() -> Response:
    """This function will ask to read a person's archive."""
    given = {"person_id": PersonId(typed("person")), "reason": typed("reason")}
    return act(verbs.ask_reading, url_for("archive_requests.listed"), "申请已送出，先由档案管理员核对。", **given)  # type: ignore[arg-type]


@pages.post("/<key:request_id>/check")
def check(request_id: str) -> Response:
    """This function will let the keeper pass a request on, or refuse it."""
    agree = ticked("agree")
    done = "已送书记审批。" if agree else "已答复不同意。"
    back = url_for("archive_requests.listed")
    return act(verbs.check_request, back, done, request_id=request_id, agree=agree, text=typed("reason"))


@pages.post("/<key:request_id>/decide")
def decide(request_id: str) -> Response:
    """This function will open the archive until a day, or refuse."""
    agree = ticked("agree")
    done = "已同意查阅，到期自动收回。" if agree else "已答复不同意。"
    given = {"request_id": request_id, "agree": agree, "until_on": typed_day("until_on"), "text": typed("reason")}
    return act(verbs.decide_request, url_for("archive_requests.listed"), done, **given)  # type: ignore[arg-type]
