from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.http import twin
from tests.http.pages import faults
from webapp.domain import errors
from webapp.domain.typed import Typed
from webapp.http import create_app
from webapp.http.door import COOKIE, LANGUAGE_COOKIE, is_public
from webapp.settings import Settings

TASK = "a" * 32
OPEN = {
    "/sign-in",
    "/sign-in/second",
    "/sign-in/provider",
    "/sign-in/provider/back",
    "/language",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/letter.css",
}


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


def test_only_these_pages_open_without_signing_in(app: Flask):
    with app.app_context():
        found = {rule.rule for rule in app.url_map.iter_rules() if is_public(rule.endpoint)}

    assert found - {"/static/<path:filename>"} == OPEN


def test_every_path_is_kebab_case_with_typed_parts(app: Flask):
    for rule in app.url_map.iter_rules():
        parts = [part for part in rule.rule.split("/") if part and rule.endpoint != "static"]
        for part in parts:
            plain = part.split("<")[0]
            assert plain == plain.lower().replace("_", "-"), rule.rule
            assert "<" not in part or ":" in part, rule.rule


def test_whoever_is_not_signed_in_is_asked_first_and_led_back(stranger: FlaskClient):
    answer = stranger.get(f"/tasks/{TASK}?x=1")

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in?next=/tasks/{TASK}?x%3D1"


def test_signing_in_sets_a_cookie_that_scripts_can_not_read(stranger: FlaskClient, sign_in_works: None):
    answer = stranger.post("/sign-in", data={"login": "zhou", "password": "right", "next": f"/tasks/{TASK}"})

    cookie = next(text for text in answer.headers.getlist("Set-Cookie") if text.startswith(COOKIE))
    assert answer.headers["Location"] == f"/tasks/{TASK}"
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_signing_in_never_leads_to_another_site(elsewhere: str, stranger: FlaskClient, sign_in_works: None):
    answer = stranger.post("/sign-in", data={"login": "zhou", "password": "right", "next": elsewhere})

    assert answer.headers["Location"] == "/"


def focused(page: str) -> list[str]:
    """Give the names of the fields that a page begins in."""
    return re.findall(r'<input[^>]* name="(\w+)"[^>]* autofocus>', page)


def test_signing_in_begins_where_something_is_to_be_typed(stranger: FlaskClient, office: twin.Office):
    office.answers["account_of"] = None
    office.answers["note_sign_in"] = None

    first = stranger.get("/sign-in")
    again = stranger.post("/sign-in", data={"login": "zhou", "password": "wrong"})

    assert (focused(first.text), focused(again.text)) == (["login"], ["password"])


def test_a_wrong_password_is_told_in_words_and_keeps_the_login(stranger: FlaskClient, office: twin.Office):
    office.answers["account_of"] = None
    office.answers["note_sign_in"] = None

    answer = stranger.post("/sign-in", data={"login": "zhou", "password": "wrong"})

    assert answer.status_code == 403
    assert "账号或者口令不正确" in answer.text
    assert 'value="zhou"' in answer.text
    assert not any(text.startswith(COOKIE) for text in answer.headers.getlist("Set-Cookie"))


def test_a_form_of_which_nobody_knows_whose_it_was_is_carried_by_the_page_and_kept_after_signing_in(
    stranger: FlaskClient, office: twin.Office, sign_in_works: None
):
    office.answers["keep_for_session"] = lambda token, **_: "k1" if token else None
    own = {"Sec-Fetch-Site": "same-origin"}
    over = stranger.post(f"/tasks/{TASK}", data={"conclusion": "写了很久", "_token": "t"}, headers=own)

    assert over.status_code == 401
    assert not faults(over.data.replace(b'name="csrf_token" value=""', b'name="csrf_token" value="x"'))
    assert "登录已过期，草稿已保留" in over.text
    assert 'name="kept.conclusion" value="写了很久"' in over.text

    back = stranger.post(
        "/sign-in",
        data={"login": "zhou", "password": "right", "next": f"/tasks/{TASK}", "kept.conclusion": "写了很久"},
    )

    assert back.headers["Location"] == "/kept/k1"
    assert office.named("keep_for_session")["typed"] == Typed(
        path=f"/tasks/{TASK}", fields=(("conclusion", "写了很久"),)
    )


def test_a_foreign_form_lays_nothing_into_a_draft(app: Flask):
    app.config["WTF_CSRF_ENABLED"] = True

    answer = app.test_client().post(f"/tasks/{TASK}", data={"conclusion": "不是本人写的"})

    assert answer.status_code == 401
    assert "不是本人写的" not in answer.text


def test_signing_out_ends_the_session_here_and_in_the_office(client: FlaskClient, office: twin.Office):
    answer = client.post("/sign-out")

    assert office.named("sign_out") == {"token": "officer"}
    assert any(text.startswith(f"{COOKIE}=;") for text in answer.headers.getlist("Set-Cookie"))


def test_whoever_signs_in_where_somebody_was_signed_in_ends_that_session(
    client: FlaskClient, office: twin.Office, sign_in_works: None
):
    client.post("/sign-in", data={"login": "zhou", "password": "right"})

    assert office.named("sign_out") == {"token": "officer"}


def test_a_wrong_password_ends_no_session(client: FlaskClient, office: twin.Office, sign_in_works: None):
    office.answers["note_sign_in"] = lambda *_, **__: None

    client.post("/sign-in", data={"login": "zhou", "password": "wrong"})

    assert "sign_out" not in dict(office.asked)


def test_the_language_can_be_changed_before_and_after_signing_in(stranger: FlaskClient, client: FlaskClient):
    for browser in (stranger, client):
        answer = browser.post("/language", data={"language": "en", "next": "/sign-in"})

        assert answer.headers["Location"] == "/sign-in"
        assert any(text.startswith(f"{LANGUAGE_COOKIE}=en") for text in answer.headers.getlist("Set-Cookie"))


def test_each_begins_at_the_own_page(client: FlaskClient, concerned: FlaskClient):
    assert client.get("/").headers["Location"] == "/tasks"
    assert concerned.get("/").headers["Location"] == "/portal"
    client.set_cookie(COOKIE, "designer")
    assert client.get("/").headers["Location"] == "/deployments"


@pytest.mark.parametrize("path", ["/", "/tasks", f"/tasks/{TASK}", "/sign-out"])
def test_every_act_needs_the_form_token(path: str, app: Flask):
    app.config["WTF_CSRF_ENABLED"] = True
    browser = app.test_client()
    browser.set_cookie(COOKIE, "officer")

    assert browser.post(path, data={"conclusion": "写了很久"}).status_code in (400, 405)


def test_a_form_from_another_site_is_refused(client: FlaskClient):
    assert client.post(f"/tasks/{TASK}/claim", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400


def test_a_living_session_is_prolonged_once_a_minute(client: FlaskClient, office: twin.Office):
    client.get("/tasks")
    client.get("/tasks")

    assert [name for name, _ in office.asked].count("keep_alive") == 1


def test_reading_goes_on_when_nothing_can_be_written(client: FlaskClient, office: twin.Office):
    office.answers["keep_alive"] = errors.Unavailable()

    assert client.get("/tasks").status_code == 200


def test_own_phrases_are_added_and_removed(client: FlaskClient, office: twin.Office):
    client.post("/own/phrases", data={"text": " 同意。 "})
    client.post("/own/phrases", data={"remove": "p1"})

    assert office.named("add_phrase") == {"text": "同意。"}
    assert office.named("remove_phrase") == {"phrase_id": "p1"}


def test_behind_tls_cookies_are_bound_to_the_host_and_unreadable_for_scripts(office: twin.Office, sign_in_works: None):
    app = create_app(office, Settings(secret="s" * 40))  # type: ignore[arg-type]
    browser = app.test_client()

    page = browser.get("/sign-in", base_url="https://office.example")
    token = re.search('name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    named = {"login": "zhou", "password": "right", "csrf_token": token[1]}
    answer = browser.post(
        "/sign-in", data=named, base_url="https://office.example", headers={"Referer": "https://office.example/"}
    )

    cookies = page.headers.getlist("Set-Cookie") + answer.headers.getlist("Set-Cookie")
    assert {one.partition("=")[0] for one in cookies} == {
        f"__Host-{COOKIE}",
        "__Host-shibiyan_form",
        "__Host-shibiyan_device",
    }
    for one in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(one.split("; "))
        assert "Domain" not in one
