"""两人办理: asking, confirming and withdrawing, for the administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import AlreadyThere, NotOpen, Refused
from webapp.http.acting import LATE, act, typed
from webapp.http.door import run, view
from webapp.http.texts import say, t
from webapp.usecases import jointly

pages = Blueprint("jointly", __name__, url_prefix="/jointly")
STATES = {"open": ("soon", "待确认"), "done": ("done", "已确认"), "withdrawn": ("off", "已撤回")}
SEPARATOR = ":"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a kind of request is called, and what the second one reads before confirming."""

    name: str
    ask: str


KINDS: Mapping[str, Words] = {
    "factors": Words(
        name="找回登录", ask="请先当面核对本人身份。确认后原有第二重验证停用，各处登录结束，本人下次登录时重新登记。"
    ),
    "subject": Words(name="设定统一登录标识", ask="请先当面核对本人身份。确认后以该标识登录的即为本人，各处登录结束。"),
    "password": Words(
        name="重置口令",
        ask="请先当面核对本人身份。确认后原口令作废，各处登录结束；新口令只显示一次，由您当面交给本人。",
    ),
    "give": Words(
        name="授予岗位",
        ask="请先当面核对：确有其人，由本人担任，管理员不兼其他岗位；请本人说出自己的账号，与此处一致。确认后立即生效。",
    ),
    "take": Words(name="撤销管理员岗位", ask="请先核对理由，听取本人意见。确认后立即生效，各处登录结束。"),
}
ASKED = ("factors", "password", "take")
"""What is asked for by the name of the person alone; to give a duty also says which."""


@pages.get("")
def listed() -> str:
    """This function will list the requests and offer a new one."""
    return _drawn(what=request.args.get("what", ""), login=request.args.get("login", "")[:40])


def _drawn(*, given: str = "", what: str = "", login: str = "", reason: str = "") -> str:
    return render_template(
        "jointly.html",
        rows=view(jointly.joint_list),
        roles=view(jointly.duties_by_two),
        states=STATES,
        kinds=KINDS,
        asked=ASKED,
        given=given,
        what=what,
        login=login,
        reason=reason,
    )


@pages.post("")
def ask() -> Response | str:
    """This function will ask for what two administrators do to a person; a refusal keeps what was typed."""
    what, given = typed("what"), {"login": typed("login"), "reason": typed("reason")}
    kind, _, role = what.partition(SEPARATOR)
    try:
        run(jointly.ask_jointly, kind=kind, role=role, **given)
    except (Refused, AlreadyThere) as refused:
        flash(say(refused.message), LATE)
        return _drawn(what=what, **given)
    flash(t("申请已提出，须由另一名管理员确认。"))
    return redirect(_page())


@pages.post("/<key:request_id>/confirm")
def confirm(request_id: str) -> Response | str:
    """This function will confirm another administrator's request.

    A first password is shown on this answer only: in no cookie, no log, no later page.
    """
    try:
        given = run(jointly.confirm_jointly, request_id=request_id)
    except (Refused, NotOpen) as refused:
        flash(say(refused.message), LATE)
        return redirect(_page())
    if given:
        return _drawn(given=given)
    flash(t("已确认，各处登录已经结束。"))
    return redirect(_page())


@pages.post("/<key:request_id>/withdraw")
def withdraw(request_id: str) -> Response:
    """This function will withdraw a request."""
    return act(jointly.withdraw_request, _page(), "申请已撤回。", request_id=request_id)


def _page() -> str:
    return url_for("jointly.listed")
