"""The door to the office: who asks, and the one way to its use cases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from webapp.domain.actor import SYSTEM, Actor
from webapp.domain.errors import NotFound, OfficeError, Unavailable
from webapp.http.cookies import cookie
from webapp.http.house import house
from webapp.http.words import CHINESE, LANGUAGES
from webapp.usecases import let_in, sessions
from webapp.usecases.act import Course, UseCase
from webapp.usecases.sessions import SignedIn

COOKIE = "shibiyan_session"
LANGUAGE_COOKIE = "shibiyan_language"
OWN_PAGES, OWN_ACTS = (
    ("portal", "session", "passwords", "own_sessions", "factors", "keeping", "proofs"),
    ("register.start", "letter_style"),
)
ALIVE, ALIVE_SECONDS = "alive", 60
P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound=Callable[..., object])
_public: set[str] = set()


def view(use_case: UseCase[P, R], /, *arguments: P.args, **named: P.kwargs) -> R:
    """This function will read through a use case, as the person who is signed in."""
    return house().office.view(use_case, actor(), *arguments, **named)


def run(use_case: UseCase[P, R] | Course[P, R], /, *arguments: P.args, **named: P.kwargs) -> R:
    """This function will act through a use case, or a course of several, as the person who is signed in."""
    if isinstance(use_case, Course):
        return use_case(house().office, actor(), *arguments, **named)
    return house().office.run(use_case, actor(), *arguments, **named)


def signed_in() -> SignedIn | None:
    """This function will give who is signed in, None for nobody."""
    found: SignedIn | None = g.get("signed_in")
    return found


def actor() -> Actor:
    """This function will give the actor of the request; before signing in an act is the system's own."""
    found = signed_in()
    return found.actor if found else SYSTEM


def is_concerned() -> bool:
    """This function will tell whether a person concerned looks: neutral pages, no menu."""
    found = signed_in()
    return bool(found and found.actor.is_concerned)


def public(page: F) -> F:
    """This function will mark a page that may be seen without signing in."""
    _public.add(f"{page.__module__}.{page.__name__}")
    return page


def is_public(endpoint: str | None) -> bool:
    """This function will tell whether an endpoint is open to everybody: static files, the sign-in page."""
    if endpoint is None or endpoint == "static":
        return True
    page = current_app.view_functions[endpoint]
    return f"{page.__module__}.{page.__name__}" in _public


def add_to(app: Flask) -> None:
    """This function will ask for a session before every page that is not public."""
    app.before_request(_let_in)


def _let_in() -> Response | None:
    g.language = _chosen(cookie(LANGUAGE_COOKIE))
    if "\0" in request.path or any("\0" in text for text in (*request.values.keys(), *request.values.values())):
        abort(400)  # no text that a person types has one, and PostgreSQL keeps none
    if request.endpoint == "static":
        return None
    token = cookie(COOKIE)
    g.signed_in = who_is(token) if token else None
    if g.signed_in is not None:
        g.language = _chosen(g.signed_in.language or g.language)
        _keep_alive(token)
        if is_concerned() and not _is_own(request.endpoint):
            abort(404)
        return None
    return None if is_public(request.endpoint) else _to_sign_in()


def _is_own(endpoint: str | None) -> bool:
    """Of the office's pages none is there for the person concerned (demand C10)."""
    return endpoint is None or endpoint in OWN_ACTS or endpoint.partition(".")[0] in OWN_PAGES


def who_is(token: str) -> SignedIn | None:
    """This function will give the person of a living session, None for any other token."""
    try:
        return house().office.view(sessions.actor_of_session, SYSTEM, token=token)
    except Unavailable:
        raise
    except (let_in.SessionUnfit, let_in.PowerUnfit) as unfit:
        _tell(unfit)
        return None
    except OfficeError:
        return None


def _tell(unfit: NotFound) -> None:
    """Where nothing can be written the session is no session all the same."""
    with suppress(OfficeError):
        house().office.run(let_in.note_unfit, SYSTEM, unfit=unfit)


def _keep_alive(token: str) -> None:
    """Once a minute is enough; where nothing can be written, reading goes on until the session ends."""
    now = int(house().office.clock().timestamp())
    if now - int(session.get(ALIVE, 0)) < ALIVE_SECONDS:
        return
    session[ALIVE] = now
    try:
        run(sessions.keep_alive, token=token)
    except OfficeError:
        return


def own_path(text: str) -> str:
    """This function will give a path of this site, nothing for any other: no host, no backslash, no control mark.

    What begins with one slash names no scheme, and no host either.
    """
    own = text.startswith("/") and not text.startswith("//")
    return text if own and "\\" not in text and text.isprintable() else ""


def _chosen(language: str | None) -> str:
    return language if language and language in LANGUAGES else CHINESE


def _to_sign_in() -> Response:
    """What was typed goes along: the sign-in page keeps it and lays it down as a draft."""
    if request.method == "POST":
        from webapp.http.session import session_over

        return session_over()
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("session.sign_in", next=wanted if wanted != "/" else None))
