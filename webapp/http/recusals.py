"""Recusals: the own ones, asking that one be lifted, and deciding for who is set above."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from webapp.http.acting import act, typed
from webapp.http.door import view
from webapp.usecases import lifting, recusal_pages

pages = Blueprint("recusals", __name__, url_prefix="/recusals")


@pages.get("")
def listed() -> str:
    """This function will list the own recusals and those on which the viewer decides."""
    return render_template("recusals.html", found=view(recusal_pages.recusals_page))


@pages.post("/<key:recusal_id>/ask")
def ask(recusal_id: str) -> Response:
    """This function will ask that an own recusal be lifted."""
    done = "请求已送出，决定之前照旧回避。"
    return act(lifting.ask_lifting, url_for("recusals.listed"), done, recusal_id=recusal_id, reason=typed("reason"))


@pages.post("/<key:recusal_id>/lift")
def lift(recusal_id: str) -> Response:
    """This function will lift a recusal."""
    given = {"reason": typed("reason"), "applicant_word": typed("applicant_word")}
    done = "回避已解除，记入该对象的全部事项。"
    return act(lifting.lift_recusal, url_for("recusals.listed"), done, recusal_id=recusal_id, **given)


@pages.post("/<key:recusal_id>/keep")
def keep(recusal_id: str) -> Response:
    """This function will refuse a request: the recusal stays."""
    done = "已答复不解除，照旧回避。"
    return act(lifting.keep_recusal, url_for("recusals.listed"), done, recusal_id=recusal_id, reason=typed("reason"))
