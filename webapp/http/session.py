"""Signing in and out, the language, the own page with own phrases, the keys, and where a person begins."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response
from wtforms import ValidationError  # type: ignore[import-untyped]

from webapp.domain.errors import Refused, TooOften
from webapp.domain.typed import Typed
from webapp.http.browsers import browser_of_request
from webapp.http.cookies import cookie, drop_cookie, set_cookie
from webapp.http.device import DEVICE_COOKIE, remember
from webapp.http.door import COOKIE, LANGUAGE_COOKIE, is_concerned, own_path, public, run, signed_in, view
from webapp.http.errors import status_of
from webapp.http.factors import waits_at_the_door
from webapp.http.house import house
from webapp.http.keeping import lost_files, typed_now
from webapp.http.menu import home_of
from webapp.http.texts import t
from webapp.http.words import LANGUAGES
from webapp.usecases import kept_forms, sessions
from webapp.usecases import phrases as verbs
from webapp.usecases.archive_requests import may_ask
from webapp.usecases.demo import identities

pages = Blueprint("session", __name__)
CARRIED = "kept."
KEYS = (
    ("j k", "在清单中上下选行"),
    ("Enter", "打开所选一行"),
    ("c", "领办所选一行"),
    ("x", "勾选所选一行"),
    ("/", "查找"),
    ("Ctrl Enter", "提交本页表单，打开下一件；批阅时只把光标移到第一项意见，再按 Enter 才作出决定"),
    ("Esc", "收起弹出的内容"),
    ("?", "本页"),
)


@pages.get("/")
def home() -> Response:
    """This function will lead a person to the page where the day begins."""
    found = signed_in()
    return redirect(url_for(home_of(found.actor) if found else "session.sign_in"))


@pages.get("/sign-in")
@public
def sign_in() -> Response | str:
    """This function will ask for login and password."""
    next_page = own_path(request.args.get("next", ""))
    if signed_in():
        return redirect(url_for("session.home"))
    if waits_at_the_door() and "again" not in request.args:
        return redirect(url_for("factors.second", next=next_page or None))
    return sign_in_page(next_page=next_page)


@pages.post("/sign-in")
@public
def enter() -> Response | tuple[str, int]:
    """This function will open a session with a new token, and keep for its person what an expired one was typing."""
    login, next_page = request.form.get("login", ""), own_path(request.form.get("next", ""))
    try:
        token = run(
            sessions.sign_in,
            login=login,
            password=request.form.get("password", ""),
            remote=request.remote_addr or "",
            browser=browser_of_request(),
            devices=cookie(DEVICE_COOKIE),
        )
    except (Refused, TooOften) as refused:
        page = sign_in_page(next_page=next_page, fault=refused.message, login=login, kept=list(_carried()))
        return page, status_of(refused)
    end_the_one_before()
    session.clear()
    kept = _carried()
    if kept:
        form = Typed(path=next_page, fields=kept)
        kept_id = run(kept_forms.keep_for_session, token=token, typed=form)
        next_page = url_for("keeping.back", kept_id=kept_id) if kept_id else next_page
    answer = redirect(next_page or url_for("session.home"))
    set_cookie(answer, COOKIE, token)
    remember(answer, token)
    return answer


def end_the_one_before() -> None:
    """This function will end the session of whoever was signed in here: it would live on where nobody sees it."""
    if signed_in():
        run(sessions.sign_out, token=cookie(COOKIE))


def _carried() -> tuple[tuple[str, str], ...]:
    """What the sign-in page carried along: a form of which nobody knew any more whose it was."""
    pairs = request.form.items(multi=True)
    return tuple((name.removeprefix(CARRIED), text) for name, text in pairs if name.startswith(CARRIED))


@pages.post("/sign-out")
def sign_out() -> Response:
    """This function will end the session on the server and forget it here."""
    run(sessions.sign_out, token=cookie(COOKIE))
    session.clear()
    answer = redirect(url_for("session.sign_in"))
    drop_cookie(answer, COOKIE)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@pages.post("/language")
@public
def language() -> Response:
    """This function will change the language, for the person or, before signing in, for this browser."""
    chosen = request.form.get("language", "")
    answer = redirect(own_path(request.form.get("next", "")) or url_for("session.home"))
    if chosen in LANGUAGES:
        set_cookie(answer, LANGUAGE_COOKIE, chosen)
        if signed_in():
            run(verbs.set_language, language=chosen)
    return answer


@pages.get("/own")
def own_page() -> str:
    """This function will show name, room, language and own phrases."""
    phrases = () if is_concerned() else view(verbs.phrases)
    return render_template("own.html", phrases=phrases, asks_archives=view(may_ask))


@pages.post("/own/phrases")
def change_phrases() -> Response:
    """This function will add or remove a phrase of one's own."""
    if "remove" in request.form:
        run(verbs.remove_phrase, phrase_id=request.form["remove"])
    else:
        run(verbs.add_phrase, text=request.form.get("text", "").strip())
        flash(t("常用语已保存。"))
    return redirect(url_for("session.own_page"))


@pages.get("/help-keys")
def help_keys() -> str:
    """This function will list the keys."""
    return render_template("help_keys.html", keys=KEYS)


def session_over() -> Response:
    """This function will answer a form of an expired session: sign in again, what was typed waits for its person."""
    form = typed_now() if _is_own_form() else None
    kept_id = run(kept_forms.keep_for_session, token=cookie(COOKIE), typed=form) if form else None
    page = sign_in_page(
        next_page=url_for("keeping.back", kept_id=kept_id) if kept_id else request.path if form else "",
        kept=list(form.fields) if form and not kept_id else None,
        over=True,
        lost_files=lost_files(form if kept_id else None),
    )
    return make_response(page, 401)


def _is_own_form() -> bool:
    """A foreign page must not lay words into a draft by way of the sign-in page."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    try:
        validate_csrf(request.form.get("csrf_token", ""))
    except ValidationError:
        return False
    return True


def sign_in_page(
    *,
    next_page: str = "",
    fault: str = "",
    login: str = "",
    kept: list[tuple[str, str]] | None = None,
    over: bool = False,
    lost_files: bool = False,
) -> str:
    """This function will draw the page that asks for login and password."""
    people = identities() if house().settings.demo else ()
    provider = house().office.provider
    return render_template(
        "sign_in.html",
        next_page=next_page,
        fault=fault,
        login=login,
        kept=kept or (),
        over=over,
        lost_files=lost_files,
        identities=people,
        provider=provider.name if provider else "",
    )
