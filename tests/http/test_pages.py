from __future__ import annotations

import dataclasses

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.http import samples, twin
from tests.http.pages import chinese_outside_contents, faults
from webapp.domain import errors
from webapp.http.door import COOKIE, LANGUAGE_COOKIE

TASK, CASE, LETTER = "a" * 32, samples.CASE, "l" * 32
VIEWS = {
    "inbox": ("officer", "/tasks", {}),
    "back from an absence": ("officer", "/tasks", {"just_back": (samples.HAND_BACK,)}),
    "handed back": ("officer", f"/absences/{LETTER}", {"hand_back_list": samples.HAND_BACK}),
    "done for the absent": (
        "officer",
        f"/absences/{LETTER}",
        {"hand_back_list": dataclasses.replace(samples.HAND_BACK, over=False, done=(), open=())},
    ),
    "case with a start beside": (
        "officer",
        f"/cases/{CASE}",
        {
            "case_page": dataclasses.replace(
                samples.CASE_VIEW, starts=(("m04b_clue_urgent", "clue_seen", "发现问题线索"),)
            )
        },
    ),
    "inbox with a digest": ("officer", "/tasks", {"own_digest": samples.DIGEST}),
    "pool": ("officer", "/tasks/pool", {"inbox": dataclasses.replace(samples.INBOX, filters=samples.POOL)}),
    "empty inbox": ("officer", "/tasks", {"inbox": samples.EMPTY}),
    "nothing found": ("officer", "/tasks?q=none", {"inbox": samples.NOTHING_FOUND}),
    "done": ("officer", "/tasks/done", {}),
    "nothing done": ("officer", "/tasks/done", {"done_tasks": ()}),
    "task": ("officer", f"/tasks/{TASK}", {}),
    "task with rows": ("officer", f"/tasks/{TASK}", {"open_task": samples.PLAN_VIEW}),
    "declaration": ("officer", f"/tasks/{TASK}", {"open_task": samples.UNDECLARED}),
    "task to claim": ("officer", f"/tasks/{TASK}", {"open_task": samples.TO_CLAIM}),
    "task of another": ("officer", f"/tasks/{TASK}", {"open_task": samples.NOT_MINE}),
    "task done": ("officer", f"/tasks/{TASK}", {"open_task": samples.TASK_DONE}),
    "task to give up": ("officer", f"/tasks/{TASK}", {"open_task": samples.TO_GIVE_UP}),
    "task given up": ("officer", f"/tasks/{TASK}", {"open_task": samples.GIVEN_UP}),
    "leader": ("officer", f"/tasks/{TASK}", {"open_task": samples.LEADER}),
    "approvals": ("officer", "/approvals", {}),
    "no approvals": ("officer", "/approvals", {"approval_list": dataclasses.replace(samples.APPROVALS, rows=())}),
    "cases": ("officer", "/cases", {}),
    "case": ("officer", f"/cases/{CASE}", {}),
    "register": ("officer", "/register", {}),
    "register with what is begun": ("officer", "/register", {"startable": samples.BEGUN}),
    "case to give up": (
        "officer",
        f"/cases/{CASE}",
        {"case_page": dataclasses.replace(samples.CASE_VIEW, can_give_up_task=samples.TASK)},
    ),
    "custody": ("officer", "/custody", {}),
    "archives": ("officer", "/archives", {}),
    "own few archives": (
        "officer",
        "/archives?q=x",
        {"archive_list": dataclasses.replace(samples.ARCHIVES, rows=(), missing=(), keeps_all=False)},
    ),
    "archive": ("officer", "/archives/luo", {}),
    "archive before the declaration": (
        "officer",
        "/archives/luo",
        {"archive_page": dataclasses.replace(samples.ARCHIVE, needs_declaration=True)},
    ),
    "requests for archives": ("officer", "/archive-requests?q=x", {}),
    "no request for archives": (
        "officer",
        "/archive-requests?q=x",
        {
            "requests_page": dataclasses.replace(
                samples.REQUESTS, found=(), mine=(), to_check=(), to_decide=(), reads_some=False
            )
        },
    ),
    "archive on paper": ("officer", "/archives/luo/print?as_of=2026-11-24", {}),
    "empty archive": (
        "officer",
        "/archives/luo",
        {
            "archive_page": dataclasses.replace(
                samples.ARCHIVE, is_today=True, dimensions=(), stated_year=None, pictures=(), readers=(), opened_on=None
            )
        },
    ),
    "own archive": ("concerned", "/portal/archive", {}),
    "empty own archive": (
        "concerned",
        "/portal/archive",
        {"own_archive": dataclasses.replace(samples.OWN_ARCHIVE, entries=(), stated_year=None, can_correct=False)},
    ),
    "key watches": ("officer", "/key-watches", {}),
    "no key watches": ("officer", "/key-watches", {"key_watch_list": ()}),
    "supervision": ("officer", "/supervision", {}),
    "search": ("officer", "/search?q=x", {}),
    "letter": ("officer", f"/letters/{LETTER}", {}),
    "own": ("officer", "/own", {}),
    "own sessions": ("officer", "/own/sessions", {}),
    "own sessions of the concerned": ("concerned", "/own/sessions", {}),
    "keys": ("officer", "/help-keys", {}),
    "portal": ("concerned", "/portal", {}),
    "portal task": ("concerned", f"/portal/tasks/{TASK}", {}),
    "portal task to give up": (
        "concerned",
        f"/portal/tasks/{TASK}",
        {"portal_task": dataclasses.replace(samples.PORTAL_TASK, can_give_up=True)},
    ),
    "portal reply": ("concerned", f"/portal/replies/{TASK}", {}),
    "portal letter": ("concerned", f"/portal/letters/{LETTER}", {}),
    "sign-in": ("", "/sign-in", {}),
    "404": ("officer", "/nothing", {}),
    "403": ("officer", f"/tasks/{TASK}", {"open_task": errors.FourEyes()}),
    "409": ("officer", f"/tasks/{TASK}", {"open_task": errors.Overtaken(who="吴某", when="11月24日")}),
    "429": ("officer", "/search?q=x", {"search": errors.TooOften(until=samples.NOW, when="11月24日14:15")}),
    "500": ("officer", f"/tasks/{TASK}", {"open_task": errors.Incident()}),
    "503": ("officer", f"/tasks/{TASK}", {"open_task": errors.Unavailable()}),
    "fault": ("officer", f"/tasks/{TASK}", {"open_task": KeyError("x")}),
}


@pytest.fixture(params=VIEWS, ids=str)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shown(name: str, app: Flask, office: twin.Office) -> tuple[FlaskClient, str]:
    who, path, answers = VIEWS[name]
    office.answers.update(answers)
    app.config["WTF_CSRF_ENABLED"] = True
    browser = app.test_client()
    if who:
        browser.set_cookie(COOKIE, who)
    return browser, path


def test_every_page_is_valid_labelled_and_free_of_inline_code(shown: tuple[FlaskClient, str], name: str):
    browser, path = shown

    answer = browser.get(path)

    assert answer.status_code == (int(name) if name.isdigit() else 500 if name == "fault" else 200)
    assert not faults(answer.data)


def test_an_english_page_has_no_chinese_but_its_contents(shown: tuple[FlaskClient, str]):
    browser, path = shown
    browser.set_cookie(LANGUAGE_COOKIE, "en")

    answer = browser.get(path)

    assert not faults(answer.data)
    assert not chinese_outside_contents(answer.data)


def test_every_answer_has_the_headers(shown: tuple[FlaskClient, str]):
    browser, path = shown

    headers = browser.get(path).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", [f"/tasks/{TASK}", "/tasks/done"])
def test_who_reads_no_cases_is_led_to_none(path: str, app: Flask):
    browser = app.test_client()
    browser.set_cookie(COOKIE, "reader of nothing")

    assert "/cases/" not in browser.get(path).text


@pytest.mark.parametrize("of", ["portal", "portal task", "portal reply", "portal letter"])
def test_the_person_concerned_sees_no_menu_no_state_and_not_the_name_of_the_system(of: str, app: Flask):
    who, path, _ = VIEWS[of]
    browser = app.test_client()
    browser.set_cookie(COOKIE, who)

    page = browser.get(path).text

    assert "来函与答复" in page
    for word in ("主菜单", "监督流程系统", "被反映人", "被函询人", "超期", "mark late", "mark soon", "data-find"):
        assert word not in page
