"""找回登录: asking, confirming and withdrawing, for the administrators."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.http.acting import act, typed
from webapp.http.door import view
from webapp.usecases import recovering

pages = Blueprint("recoveries", __name__, url_prefix="/recoveries")
STATES = {"open": ("soon", "待确认"), "done": ("done", "已确认"), "withdrawn": ("off", "已撤回")}


@pages.get("")
def listed() -> str:
    """This function will list the requests and offer a new one."""
    login = request.args.get("login", "")[:40]
    return render_template("recoveries.html", rows=view(recovering.recovery_list), states=STATES, login=login)


@pages.post("")
def ask() -> Response:
    """This function will ask that a person's second factors be taken away."""
    done = "申请已提出，须由另一名管理员确认。"
    return act(recovering.ask_recovery, _page(), done, login=typed("login"), reason=typed("reason"))


@pages.post("/<key:recovery_id>/confirm")
def confirm(recovery_id: str) -> Response:
    """This function will confirm another administrator's request."""
    done = "已确认，各处登录已经结束；停用第二重验证的，本人下次登录时重新登记。"
    return act(recovering.confirm_recovery, _page(), done, recovery_id=recovery_id)


@pages.post("/<key:recovery_id>/withdraw")
def withdraw(recovery_id: str) -> Response:
    """This function will withdraw a request."""
    return act(recovering.withdraw_recovery, _page(), "申请已撤回。", recovery_id=recovery_id)


def _page() -> str:
    return url_for("recoveries.listed")
