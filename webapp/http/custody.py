"""Reporters' identities: asking, agreeing, and the one look, for the two custodians together."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import Refused
from webapp.http.acting import LATE, act, typed
from webapp.http.door import run, view
from webapp.http.texts import say
from webapp.usecases import custody

pages = Blueprint("custody", __name__, url_prefix="/custody")


@pages.get("")
def listed() -> str:
    """This function will list the requests and offer a new one."""
    return render_template("custody.html", rows=view(custody.openings))


@pages.post("")
def ask() -> Response:
    """This function will ask that an identity be opened."""
    done = "申请已送另一名保管人，对方同意之前不能开启。"
    return act(custody.ask_identity, url_for("custody.listed"), done, number=typed("number"), reason=typed("reason"))


@pages.post("/<key:opening_id>/agree")
def agree(opening_id: str) -> Response:
    """This function will agree as the second custodian."""
    done = "已同意。请两人在场，三十分钟内开启，只显示一次。"
    return act(custody.agree_identity, url_for("custody.listed"), done, opening_id=opening_id)


@pages.post("/<key:opening_id>/open")
def show(opening_id: str) -> Response | str:
    """This function will show an identity, once."""
    try:
        found = run(custody.show_identity, opening_id=opening_id)
    except Refused as refused:
        flash(say(refused.message), LATE)
        return redirect(url_for("custody.listed"))
    return render_template("identity.html", found=found)
