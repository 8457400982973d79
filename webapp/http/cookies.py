"""Cookies: unreadable for scripts, sent to this site alone; behind TLS bound to the host by their name."""

from __future__ import annotations

import datetime as dt

from flask import request
from werkzeug.wrappers import Response

from webapp.http.house import house

HOST = "__Host-"
"""A browser takes a cookie of such a name only over TLS, for the whole host, and from no other host (RFC 6265bis)."""


def named(name: str, *, secure: bool) -> str:
    """This function will give the name under which a cookie is kept."""
    return f"{HOST}{name}" if secure else name


def cookie(name: str) -> str:
    """This function will give a cookie of the request, nothing where there is none."""
    return request.cookies.get(named(name, secure=house().settings.secure_cookies), "")


def set_cookie(answer: Response, name: str, text: str, *, lives: dt.timedelta | None = None) -> None:
    """This function will set a cookie of this site, gone with the browser unless it lives for a time."""
    secure = house().settings.secure_cookies
    kept = named(name, secure=secure)
    answer.set_cookie(kept, text, max_age=lives, httponly=True, secure=secure, samesite="Lax", path="/")


def drop_cookie(answer: Response, name: str) -> None:
    """This function will let the browser forget a cookie."""
    secure = house().settings.secure_cookies
    answer.delete_cookie(named(name, secure=secure), httponly=True, secure=secure, samesite="Lax", path="/")
