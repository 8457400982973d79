"""Emergency looks: the own ones and a new one, and the review for who is set above."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import Refused
from webapp.http.acting import LATE, act, ticked, typed
from webapp.http.door import run, view
from webapp.http.texts import say, t
from webapp.usecases import glass

pages = Blueprint("glass", __name__, url_prefix="/glass")


@pages.get("")
def own() -> str:
    """This function will list the own emergency looks and offer a new one."""
    return render_template("glass.html", rows=view(glass.own_openings))


@pages.post("")
def open_case() -> Response:
    """This function will open a case to be read for a while, and lead to it."""
    try:
        case_id = run(glass.open_glass, number=typed("number"), reason=typed("reason"))
    except Refused as refused:
        flash(say(refused.message), LATE)
        return redirect(url_for("glass.own"))
    flash(t("已开启应急查阅，已告知书记和安全审计员。与对象有回避情形的，请立即停止查阅并声明。"))
    return redirect(url_for("cases.case", case_id=case_id))


@pages.get("/reviews")
def reviews() -> str:
    """This function will list the emergency looks that wait for the viewer's review."""
    return render_template("glass_reviews.html", rows=view(glass.to_review))


@pages.post("/reviews/<key:opening_id>")
def review(opening_id: str) -> Response:
    """This function will keep what a review came to."""
    given = {"justified": ticked("justified"), "words": typed("words")}
    return act(glass.review, url_for("glass.reviews"), "审核意见已留存。", opening_id=opening_id, **given)  # type: ignore[arg-type]
