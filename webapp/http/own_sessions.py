"""Where one is signed in: the list, ending one session, ending all others."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.http.door import run, signed_in, view
from webapp.http.house import house
from webapp.http.texts import t
from webapp.usecases import own_sessions as verbs

pages = Blueprint("own_sessions", __name__, url_prefix="/own/sessions")


@pages.get("")
def listed() -> str:
    """This function will list the sessions that are alive."""
    kept = house().settings
    limits = {"idle_minutes": kept.idle_minutes, "session_hours": kept.session_hours}
    return render_template("own_sessions.html", rows=view(verbs.own_sessions), **limits)


@pages.post("/<key:session_id>/end")
def end(session_id: str) -> Response:
    """This function will end one session; whoever ends the one in use signs in again."""
    run(verbs.end_session, session_id=session_id)
    flash(t("该处登录已经结束。"))
    return redirect(url_for("own_sessions.listed"))


@pages.post("/end-others")
def end_others() -> Response:
    """This function will end all sessions but the one in use."""
    found = signed_in()
    count = run(verbs.end_others, but=found.session_id if found else "")
    flash(t("已结束其他{count}处登录。", count=count))
    return redirect(url_for("own_sessions.listed"))
