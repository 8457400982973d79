"""Signing in by an outside provider: out with state, nonce and verifier in the signed cookie, back once."""

from __future__ import annotations

import hmac

from flask import Blueprint, redirect, request, session, url_for
from werkzeug.wrappers import Response

from webapp.domain.errors import Refused, TooOften
from webapp.http.browsers import browser_of_request
from webapp.http.cookies import cookie, set_cookie
from webapp.http.device import DEVICE_COOKIE, remember
from webapp.http.door import COOKIE, own_path, public, run
from webapp.http.errors import status_of
from webapp.http.house import house
from webapp.http.session import end_the_one_before, sign_in_page
from webapp.usecases import provider_sign_in as verbs

pages = Blueprint("oidc", __name__, url_prefix="/sign-in/provider")
UNDER_WAY = "provider"
SECONDS = 600


@pages.get("")
@public
def begin() -> Response | tuple[str, int]:
    """This function will send the browser to the provider."""
    try:
        begun = run(verbs.begin_at_provider, remote=request.remote_addr or "", devices=cookie(DEVICE_COOKIE))
    except TooOften as refused:
        return sign_in_page(fault=refused.message), status_of(refused)
    session[UNDER_WAY] = {
        "state": begun.state,
        "nonce": begun.nonce,
        "verifier": begun.verifier,
        "next": own_path(request.args.get("next", "")),
        "at": _now(),
    }
    return redirect(begun.address)


@pages.get("/back")
@public
def back() -> Response | tuple[str, int]:
    """This function will open a session for whom the provider vouches; what was not begun here, or is used, is not."""
    begun, code = session.pop(UNDER_WAY, None), request.args.get("code", "")
    if begun is None or not code or not _is_its_answer(begun):
        return sign_in_page(fault="统一登录未完成，请重新登录。"), 403
    try:
        token = run(
            verbs.finish_at_provider,
            code=code,
            verifier=begun["verifier"],
            nonce=begun["nonce"],
            remote=request.remote_addr or "",
            browser=browser_of_request(),
            devices=cookie(DEVICE_COOKIE),
        )
    except (Refused, TooOften) as refused:
        return sign_in_page(fault=refused.message, next_page=begun["next"]), status_of(refused)
    end_the_one_before()
    session.clear()
    answer = redirect(begun["next"] or url_for("session.home"))
    set_cookie(answer, COOKIE, token)
    remember(answer, token)
    return answer


def _is_its_answer(begun: dict[str, str]) -> bool:
    in_time = _now() - int(begun["at"]) <= SECONDS
    return in_time and hmac.compare_digest(begun["state"].encode(), request.args.get("state", "").encode())


def _now() -> int:
    return int(house().office.clock().timestamp())
