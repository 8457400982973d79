"""Headers, cookies and form tokens: what a page may load, who may frame it, and that a form is our own."""

from __future__ import annotations

import secrets

from flask import Flask, abort, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from webapp.domain.forms.bounds import MAX_ANSWER, MAX_PARTS
from webapp.http.cookies import named
from webapp.settings import MEGABYTE, Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
FILES_AT_ONCE = 25
"""So many of the largest files may come with one form; each is measured by itself while it is read."""


def largest_form(settings: Settings) -> int:
    """This function will give how many bytes one form may have."""
    return settings.upload_limit_mb * FILES_AT_ONCE * MEGABYTE


def add_to(app: Flask, settings: Settings) -> None:
    """This function will set cookies, limits, form tokens and the headers of every answer."""
    app.config.update(
        SECRET_KEY=settings.secret or secrets.token_hex(32),
        SESSION_COOKIE_NAME=named("shibiyan_form", secure=settings.secure_cookies),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=largest_form(settings),
        MAX_FORM_MEMORY_SIZE=MAX_ANSWER,
        MAX_FORM_PARTS=MAX_PARTS,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, which our pages do not send; Sec-Fetch-Site is checked instead
    )
    CSRFProtect(app)
    app.before_request(_refuse_foreign_forms)
    app.after_request(_with_headers)
    if settings.secure_cookies:
        app.after_request(_only_encrypted)


def _refuse_foreign_forms() -> None:
    """A second lock beside the form token; browsers that do not say where a form comes from pass it."""
    if request.method not in SAFE_METHODS and request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site":
        abort(400)


def _with_headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers["Cache-Control"] = KEPT_FOR_GOOD if _never_changes(answer) else "no-store"
    answer.headers.pop("Server", None)
    return answer


def _only_encrypted(answer: Response) -> Response:
    answer.headers["Strict-Transport-Security"] = "max-age=31536000"
    return answer


def _never_changes(answer: Response) -> bool:
    """Static files are asked for with a mark of their contents: in the name, or as `v`."""
    named = request.endpoint == "static" and answer.status_code in (200, 304)
    return named and ("v" in request.args or request.path.startswith("/static/dist/"))
