"""Attacks on every route there is: forged forms, other sites, other methods, extra fields, addresses that lead away."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.http import twin
from tests.http.attacks.every_route import addresses
from webapp.domain import errors
from webapp.http.door import COOKIE, own_path
from webapp.http.security import HEADERS, SAFE_METHODS

EVIL = ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example")
OTHERS = {"assignee_id": "li", "actor": "chen", "secrecy": "public", "id": "x",
          "rev": "99", "permissions": "system", "role_code": "secretary", "_admin": "1", "__class__": "x"}  # fmt: skip
"""What nobody asked for."""
ALIVE = "keep_alive"
TYPED = {"reason": "写明理由。", "text": "写明理由。", "number": "云线索〔2026〕1号"}
KEPT = {"tasks.complete", "tasks.draft", "portal.reply", "portal.draft", "scan.register"}
"""Forms of steps: their names are the form's own; what is not declared is dropped where they are read."""


def browser(app: Flask, who: str) -> FlaskClient:
    made = app.test_client()
    made.set_cookie(COOKIE, who)
    return made


def test_only_forms_and_pages_are_answered(app: Flask) -> None:
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or ()}

    assert methods == {*SAFE_METHODS, "POST"}


def test_no_unsafe_route_takes_a_form_without_its_token(app: Flask, office: twin.Office) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    signed_in, taken = browser(app, "officer"), []
    for forged in ({}, {"csrf_token": "x"}, {"csrf_token": "ImEi.aaaaaa.bbbb"}):
        for endpoint, path in addresses(app, "POST"):
            status = signed_in.post(path, data={**TYPED, **forged}).status_code
            taken += [] if status == 400 else [(endpoint, status)]

    assert len(addresses(app, "POST")) > 70
    assert taken == []
    assert {name for name, _ in office.asked} <= {"keep_alive", "typed_words"}  # what was typed is not lost


def test_no_unsafe_route_takes_a_form_that_a_browser_calls_foreign(app: Flask, office: twin.Office) -> None:
    signed_in = browser(app, "officer")

    taken = [
        endpoint
        for endpoint, path in addresses(app, "POST")
        if signed_in.post(path, data=TYPED, headers={"Sec-Fetch-Site": "cross-site"}).status_code != 400
    ]

    assert taken == []
    assert {name for name, _ in office.asked} <= {"keep_alive"}


@pytest.mark.parametrize("who", ["officer", "concerned", "nobody"])
@pytest.mark.parametrize("outcome", ["as it is", "absent", "refused", "broken", "away"])
def test_every_answer_of_every_route_bears_the_headers(who: str, outcome: str, app: Flask, office: twin.Office) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    fault = {
        "absent": errors.NotFound(),
        "refused": errors.Refused(why="x"),
        "broken": RuntimeError("x"),
        "away": errors.Unavailable(),
    }.get(outcome)
    if fault is not None:
        office.answers = dict.fromkeys([*office.answers, "keep_alive"], fault) | {"keep_alive": None}
    signed_in, wrong = browser(app, who), []
    for method in ("GET", "POST"):
        for endpoint, path in addresses(app, method):
            answer = signed_in.open(path, method=method)
            bare = [name for name, text in HEADERS.items() if answer.headers.get(name) != text]
            kept = "no-store" not in answer.headers["Cache-Control"] and endpoint != "static"
            wrong += (
                [(endpoint, method, answer.status_code, bare)] if bare or kept or "Server" in answer.headers else []
            )

    assert wrong == []


ELSEWHERE = ("//[", "//℀", "/\\[", "//evil.example", "///evil.example", "/\\evil.example", "https://evil.example/a")
NOWHERE = (
    "",
    "evil.example",
    "javascript:alert(1)",
    " /cases",
    "\t//evil.example",
    "/\t/evil.example",
    "/a\nb",
    "/\u202ea",
)


@pytest.mark.parametrize("target", [*ELSEWHERE, *NOWHERE])
def test_an_address_elsewhere_or_that_cannot_be_read_is_no_place_to_go_to(target: str) -> None:
    assert own_path(target) == ""


@pytest.mark.parametrize("target", ["/", "/cases/1?tab=files#last", "/search?q=水务局"])
def test_an_address_of_the_house_is(target: str) -> None:
    assert own_path(target) == target


def test_a_text_with_a_nul_is_refused_at_the_door(app: Flask, office: twin.Office) -> None:
    client = browser(app, "nobody")

    assert client.get("/sign-in?next=/a%00b").status_code == 400
    assert client.post("/sign-in", data={"login": "a\0b", "password": "right"}).status_code == 400


def test_no_route_leads_to_another_site(app: Flask, office: twin.Office, sign_in_works: None) -> None:
    away = []
    for who in ("officer", "concerned", "nobody"):
        signed_in = browser(app, who)
        for elsewhere in EVIL:
            given = {"next": elsewhere, "back": elsewhere, "url": elsewhere, "login": "zhou", "password": "right"}
            for method in ("GET", "POST"):
                for endpoint, path in addresses(app, method):
                    more = {"query_string": given} if method == "GET" else {"data": given}
                    headers = {"Host": "localhost", "Referer": elsewhere, "X-Forwarded-Host": "evil.example"}
                    answer = signed_in.open(path, method=method, headers=headers, **more)
                    to = urlsplit(answer.headers.get("Location", "/"))
                    away += [(endpoint, elsewhere, to)] if to.netloc not in ("", "localhost") or to.scheme else []
                    away += [(endpoint, "refresh")] if "evil" in answer.headers.get("Refresh", "") else []

    assert away == []


def test_what_nobody_asked_for_reaches_no_use_case(app: Flask, office: twin.Office) -> None:
    signed_in, told = browser(app, "officer"), []
    for endpoint, path in addresses(app, "POST"):
        if endpoint in KEPT or endpoint == "session.sign_out":  # afterwards there is nobody to ask twice
            continue
        office.asked.clear()
        signed_in.post(path, data=TYPED)
        plain = list(office.asked)
        office.asked.clear()
        signed_in.post(path, data={**OTHERS, **TYPED})
        more = [name for name in OTHERS if _differs(plain, office.asked)]
        told += [(endpoint, more)] if more else []

    assert told == []


def _differs(one: list[tuple[str, dict[str, object]]], other: list[tuple[str, dict[str, object]]]) -> bool:
    tokens = {"token", "password_hash", "person", "person_id"}
    plain = [
        [
            (name, {key: text for key, text in given.items() if key not in tokens})
            for name, given in each
            if name != ALIVE
        ]
        for each in (one, other)
    ]
    return plain[0] != plain[1]


# ---------------------------------------------------------------- sessions, headers, logs


def test_a_session_that_was_laid_into_the_browser_is_not_the_one_that_opens(
    app: Flask, office: twin.Office, sign_in_works: None
) -> None:
    victim = app.test_client()
    victim.set_cookie(COOKIE, "laid-in-by-somebody")

    answer = victim.post("/sign-in", data={"login": "zhou", "password": "right"})

    given = next(text for text in answer.headers.getlist("Set-Cookie") if text.startswith(f"{COOKIE}="))
    assert "laid-in-by-somebody" not in given
    assert browser(app, "laid-in-by-somebody").get("/tasks").status_code == 302


@pytest.mark.parametrize(
    "name", ["答复.pdf\r\nSet-Cookie: forged=1", "a\nX-Forged: 1.pdf", 'a";forged="1.pdf', "a\x00.pdf"]
)
def test_a_name_of_a_file_breaks_no_header(name: str, app: Flask, office: twin.Office) -> None:
    office.answers |= dict.fromkeys(("letter_file", "attachment_file", "minutes_file"), (name, b"%PDF-1.7"))

    for who, path in (
        ("officer", f"/letters/{'a' * 32}.pdf"),
        ("officer", f"/attachments/{'a' * 32}"),
        ("concerned", f"/portal/letters/{'a' * 32}.pdf"),
        ("concerned", f"/portal/attachments/{'a' * 32}"),
        ("officer", f"/meetings/{'a' * 32}/minutes.pdf"),
    ):
        answer = browser(app, who).get(path)
        assert answer.status_code < 500, path
        assert "X-Forged" not in answer.headers
        assert not [text for text in answer.headers.getlist("Set-Cookie") if "forged" in text]
        assert not [text for _, text in answer.headers if "\n" in text or "\r" in text or "\x00" in text]


def test_what_is_typed_writes_no_line_into_the_log(
    app: Flask, office: twin.Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    forged = "zhou\nact=forged actor=chen"
    office.answers |= {"account_of": None, "note_sign_in": None}

    app.test_client().post("/sign-in", data={"login": forged, "password": forged, "next": f"/{forged}"})
    signed_in = browser(app, "officer")
    for _, path in addresses(app, "GET"):
        signed_in.get(
            path, query_string={"q": forged, "code": forged, "cursor": forged}, headers={"User-Agent": "forged"}
        )

    assert not [record for record in caplog.records if "forged" in record.getMessage()]
