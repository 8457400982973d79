"""The second factor: at the door after the password, and the own page where it is enrolled and ended."""

from __future__ import annotations

import segno
from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import NotFound, Refused, TooOften
from webapp.http.acting import LATE, act, typed
from webapp.http.cookies import cookie, set_cookie
from webapp.http.device import DEVICE_COOKIE, remember
from webapp.http.door import COOKIE, own_path, public, run, signed_in, view
from webapp.http.errors import status_of
from webapp.http.origins import host, keys_work, origin
from webapp.http.texts import t
from webapp.usecases import enrolling, proving, security_keys
from webapp.usecases.proving import AtTheDoor, Given

pages = Blueprint("factors", __name__)
KINDS = {"codes": "动态验证码", "key": "安全密钥"}
TOLD = {
    "factors": "您的登录已于{time}找回，原有第二重验证已停用。",
    "subject": "您的统一登录标识已于{time}变更。",
    "password": "您的口令已于{time}重置。",
    "give": "您已于{time}由两名管理员授予岗位。",
    "take": "您的管理员岗位已于{time}撤销。",
}
"""What a person reads of what two administrators did."""
LATELY = (
    "两名管理员近日办理了您的登录或者岗位，由谁、何时、为何，见“第二重验证”；"
    "您不知情的，请立即报告纪检监察机关主要负责人。"
)
TOLD_ONCE = "told"
PROOF = ("proofs.asked", "proofs.given", "keeping.back")
FIRST = (
    "factors.listed",
    "factors.offer",
    "factors.offered",
    "factors.confirm",
    "factors.offer_key",
    "factors.confirm_key",
    "session.sign_out",
    "session.language",
    *PROOF,
)
"""What is open to whoever must enrol a second factor before anything else."""


def add_to(app: Flask) -> None:
    """This function will lead whoever lacks a second factor to its page, and tell of what two administrators did."""
    app.before_request(_enrol_first)
    app.before_request(_tell_once)


def _enrol_first() -> Response | None:
    found = signed_in()
    if found is None or not found.must_enrol or found.must_change or request.endpoint in (*FIRST, "static"):
        return None
    return redirect(url_for("factors.listed"))


def _tell_once() -> None:
    """On the first page after signing in: nobody looks for what nobody asked for."""
    found, seen = signed_in(), TOLD_ONCE in session or request.endpoint in ("static", "factors.listed")
    if found is None or found.must_change or found.must_enrol or request.method != "GET" or seen:
        return
    session[TOLD_ONCE] = True
    if view(enrolling.was_told_lately):
        flash(t(LATELY), LATE)


@pages.get("/sign-in/second")
@public
def second() -> Response | str:
    """This function will ask for the second factor of whoever gave the right password."""
    waiting = waits_at_the_door()
    if waiting is None:
        return redirect(url_for("session.sign_in", next=request.args.get("next")))
    return _second(waiting)


@pages.post("/sign-in/second")
@public
def enter() -> Response | tuple[str, int]:
    """This function will open the session under a new token."""
    waiting, next_page = waits_at_the_door(), own_path(typed("next"))
    if waiting is None:
        flash(t("登录等待时间已过，请重新登录。"), LATE)
        return redirect(url_for("session.sign_in", next=next_page or None))
    try:
        token = run(proving.pass_door, token=cookie(COOKIE), given=given(), devices=cookie(DEVICE_COOKIE))
    except (Refused, TooOften) as refused:
        return _second(waiting, next_page, fault=refused.message), status_of(refused)
    answer = redirect(next_page or url_for("session.home"))
    set_cookie(answer, COOKIE, token)
    remember(answer, token, passed=True)
    return answer


def waits_at_the_door() -> AtTheDoor | None:
    """This function will give who has given the right password and not yet the second factor."""
    token = cookie(COOKIE)
    try:
        return view(proving.at_the_door, token=token) if token and signed_in() is None else None
    except NotFound:
        return None


def given() -> Given:
    """This function will read a code, a password or a key's answer from a form."""
    answer = request.form.get("answer", "")
    return Given(
        code=typed("code"), password=request.form.get("password", ""), answer=answer, origin=origin() if answer else ""
    )


def _second(waiting: AtTheDoor, next_page: str = "", fault: str = "") -> str:
    wanted = next_page or own_path(request.args.get("next", ""))
    key = "key" in waiting.kinds and keys_work()
    options = run(security_keys.ask_key_at_the_door, token=cookie(COOKIE), host=host()) if key else ""
    return render_template("second.html", kinds=waiting.kinds, options=options, next_page=wanted, fault=fault)


@pages.get("/own/factors")
def listed() -> str:
    """This function will list the own second factors and offer to add one."""
    found = view(enrolling.own_factors)
    return render_template("factors.html", found=found, kinds=KINDS, told=TOLD, keys_work=keys_work())


@pages.post("/own/factors/codes")
def offer() -> Response:
    """This function will make a secret for an authenticator and show it."""
    run(enrolling.offer_codes, token=cookie(COOKIE))
    return redirect(url_for("factors.offered"))


@pages.get("/own/factors/codes")
def offered() -> Response | str:
    """This function will show the secret that waits for its first code, as a picture and as text."""
    return _offered()


def _offered(fault: str = "") -> Response | str:
    try:
        found = view(enrolling.offered_codes, token=cookie(COOKIE))
    except NotFound:
        return redirect(url_for("factors.listed"))
    picture = segno.make(found.address, error="m").svg_data_uri(scale=4, border=4, light="#fff", dark="#000")
    return render_template("codes.html", found=found, picture=picture, fault=fault)


@pages.post("/own/factors/codes/confirm")
def confirm() -> Response | tuple[Response | str, int]:
    """This function will take the secret once a first code proves that the authenticator has it."""
    first = signed_in()
    try:
        token = run(enrolling.confirm_codes, token=cookie(COOKIE), code=typed("code"), name=typed("name"))
    except Refused as refused:
        return _offered(refused.message), 422
    return _enrolled(token, first=bool(first and first.must_enrol))


def _enrolled(token: str, *, first: bool) -> Response:
    flash(t("第二重验证已登记，下次登录时在口令之后使用。"))
    answer = redirect(url_for("session.home" if first else "factors.listed"))
    set_cookie(answer, COOKIE, token)
    remember(answer, token, passed=True)
    return answer


@pages.post("/own/factors/keys")
def offer_key() -> str:
    """This function will ask for a new key: the browser does it on this page, which is gone with its challenge."""
    return _key_page()


def _key_page(fault: str = "") -> str:
    options = run(security_keys.offer_key, token=cookie(COOKIE), host=host())
    return render_template("key.html", options=options, fault=fault)


@pages.post("/own/factors/keys/confirm")
def confirm_key() -> Response | tuple[str, int]:
    """This function will take a key that answered."""
    first, answer = signed_in(), request.form.get("answer", "")
    try:
        token = run(security_keys.confirm_key, token=cookie(COOKIE), answer=answer, origin=origin(), name=typed("name"))
    except Refused as refused:
        return _key_page(refused.message), 422
    return _enrolled(token, first=bool(first and first.must_enrol))


@pages.post("/own/factors/<key:factor_id>/end")
def end(factor_id: str) -> Response:
    """This function will end one of the own second factors."""
    return act(enrolling.end_factor, url_for("factors.listed"), "已停用。", factor_id=factor_id)
