"""Step-up: before an act that harms most in wrong hands the person proves again who it is, then goes on with it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import Refused, TooOften
from webapp.http.acting import typed
from webapp.http.cookies import cookie, set_cookie
from webapp.http.device import DEVICE_COOKIE
from webapp.http.door import COOKIE, own_path, run, view
from webapp.http.errors import status_of
from webapp.http.factors import given as what_was_given
from webapp.http.keeping import typed_now
from webapp.http.origins import host, keys_work
from webapp.usecases import kept_forms, proving, security_keys

pages = Blueprint("proofs", __name__)


@pages.get("/confirm")
def asked() -> str:
    """This function will ask for password or second factor."""
    return _drawn(own_path(request.args.get("next", "")))


@pages.post("/confirm")
def given() -> Response | tuple[str, int]:
    """This function will take the proof, under a new token, and lead back to the act."""
    next_page = own_path(typed("next"))
    try:
        token = run(proving.prove_again, token=cookie(COOKIE), given=what_was_given(), devices=cookie(DEVICE_COOKIE))
    except (Refused, TooOften) as refused:
        return _drawn(next_page, refused.message), status_of(refused)
    answer = redirect(next_page or url_for("session.home"))
    set_cookie(answer, COOKIE, token)
    return answer


def _drawn(next_page: str, fault: str = "") -> str:
    kinds = view(proving.kinds)
    key = "key" in kinds and keys_work()
    options = run(security_keys.ask_key_again, token=cookie(COOKIE), host=host()) if key else ""
    return render_template("confirm.html", kinds=kinds, options=options, next_page=next_page, fault=fault)


def to_proof() -> Response:
    """This function will lead from an act that wants a fresh proof to the question, and keep what was typed."""
    wanted = request.full_path.rstrip("?")
    if request.method == "POST":
        form = typed_now()
        kept = run(kept_forms.keep_own, typed=form) if form else None
        wanted = url_for("keeping.back", kept_id=kept) if kept else _listed()
    return redirect(url_for("proofs.asked", next=wanted))


def _listed() -> str:
    return own_path(request.form.get("_from", "")) or url_for("session.home")
