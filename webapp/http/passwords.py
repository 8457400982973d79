"""The own password; one that somebody else gave must be changed before anything else."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import Refused
from webapp.http.acting import LATE
from webapp.http.cookies import cookie
from webapp.http.device import DEVICE_COOKIE
from webapp.http.door import run, signed_in
from webapp.http.texts import plain, t
from webapp.usecases import passwords

pages = Blueprint("passwords", __name__)
ALWAYS = ("passwords.own", "passwords.change", "session.sign_out", "session.language", "static")


def add_to(app: Flask) -> None:
    """This function will lead whoever has a given password to the page that changes it."""
    app.before_request(_change_first)


def _change_first() -> Response | None:
    found = signed_in()
    if found is None or not found.must_change or request.endpoint in ALWAYS:
        return None
    return redirect(url_for("passwords.own"))


@pages.get("/own/password")
def own() -> str:
    """This function will ask for the old and the new password."""
    return render_template("password.html", fault="")


@pages.post("/own/password")
def change() -> Response | tuple[str, int]:
    """This function will change the password and ask to sign in again."""
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    if new != again:
        return render_template("password.html", fault="两次填写的新口令不一致。"), 422
    try:
        run(passwords.change_password, old=old, new=new, devices=cookie(DEVICE_COOKIE))
    except Refused as refused:
        return render_template("password.html", fault=plain(refused.message)), 422
    flash(t("口令已修改，请重新登录。"), LATE)
    return redirect(url_for("session.sign_in"))
