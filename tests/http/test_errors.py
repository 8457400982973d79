from __future__ import annotations

import dataclasses
import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.http import twin
from tests.http.pages import faults
from webapp.domain import errors
from webapp.domain.said import Said
from webapp.http.house import KEY
from webapp.usecases.typed_words import TypedBox

TASK = "a" * 32
HERE = f"/tasks/{TASK}"
TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')
"""A form's token tells the second at which the page was made."""


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound(), 404),
        (errors.Refused(why="x"), 403),
        (errors.MandatoryGate(), 403),
        (errors.StaleRevision(), 409),
        (errors.NotOpen(), 409),
        (errors.AlreadySubmitted(), 409),
        (errors.Incident(), 500),
        (errors.Unavailable(), 503),
        (errors.OfficeError(), 400),
    ],
)
def test_each_error_has_its_status_and_says_its_sentence(
    error: errors.OfficeError, status: int, client: FlaskClient, office: twin.Office
):
    office.answers["open_task"] = error

    answer = client.get(HERE)

    assert answer.status_code == status
    assert error.message.rstrip("。") in answer.text


def test_absent_hidden_and_unknown_are_the_same_page(client: FlaskClient, office: twin.Office):
    office.answers["open_task"] = errors.NotFound()
    office.answers["case_page"] = errors.NotFound()

    bodies = {TOKEN.sub("", client.get(path).text) for path in (HERE, "/cases/x", "/nowhere", "/letters/<b>")}

    assert len(bodies) == 1


def test_when_the_office_is_away_a_page_comes_back_by_itself(client: FlaskClient, office: twin.Office):
    office.answers["inbox"] = errors.Unavailable()

    answer = client.get("/tasks")

    assert answer.headers["Retry-After"] == "10"
    assert '<meta http-equiv="refresh" content="10">' in answer.text
    office.answers["inbox"] = twin.ANSWERS["inbox"]
    assert client.get("/tasks").status_code == 200


def test_when_the_office_is_away_what_was_typed_stays_and_can_be_sent_again(client: FlaskClient, office: twin.Office):
    office.answers["complete_task"] = errors.Unavailable()

    answer = client.post(HERE, data={"conclusion": "写了很久\n第二行", "_token": "t1", "_rev": "7", "kind": "a"})

    assert answer.status_code == 503
    assert not faults(answer.data.replace(b'name="csrf_token" value=""', b'name="csrf_token" value="x"'))
    assert "写了很久\n第二行</textarea>" in answer.text
    assert 'type="hidden" name="_token" value="t1"' in answer.text
    assert 'type="hidden" name="kind" value="a"' in answer.text


def test_who_came_too_late_sees_what_was_typed(client: FlaskClient, office: twin.Office):
    office.answers["complete_task"] = errors.Overtaken(who="吴某", when="09:41")

    answer = client.post(HERE, data={"conclusion": "写了很久的话"})

    assert answer.status_code == 409
    assert "该事项已由吴某于09:41办理" in answer.text
    assert "写了很久的话" in answer.text


def test_a_fault_logs_its_place_and_never_its_words(
    client: FlaskClient, office: twin.Office, caplog: pytest.LogCaptureFixture
):
    office.answers["open_task"] = RuntimeError("林某的答复")

    with caplog.at_level(logging.ERROR):
        answer = client.get(HERE)

    assert answer.status_code == 500
    assert "RuntimeError" in caplog.text
    assert "林某" not in caplog.text + answer.text


def test_an_expired_form_gives_back_what_was_typed(client: FlaskClient):
    client.application.config["WTF_CSRF_ENABLED"] = True

    answer = client.post(HERE, data={"conclusion": "写了很久的话"})

    assert answer.status_code == 400
    assert "写了很久的话" in answer.text


@pytest.mark.parametrize(
    ("secure", "scheme", "named"), [(True, "http", True), (True, "https", False), (False, "http", False)]
)
def test_who_comes_without_tls_to_an_office_that_asks_for_it_learns_why_nobody_gets_in(
    app: Flask, secure: bool, scheme: str, named: bool
):
    made = app.extensions[KEY]
    app.extensions[KEY] = dataclasses.replace(made, settings=dataclasses.replace(made.settings, secure_cookies=secure))
    app.config["WTF_CSRF_ENABLED"] = True

    answer = app.test_client().post("/sign-in", data={"login": "zhou"}, base_url=f"{scheme}://office.example")
    app.extensions[KEY] = made

    assert answer.status_code == 400
    assert ("请用https打开" in answer.text) == named


def test_what_is_too_much_to_read_at_all_is_refused_in_words_that_are_true(client: FlaskClient):
    client.application.config["MAX_CONTENT_LENGTH"] = 10

    answer = client.post(HERE, data={"conclusion": "x" * 100})

    assert answer.status_code == 413
    assert not faults(answer.data)
    assert "一次提交的内容太多，没有收下。" in answer.text
    assert "每个文件不能超过20MB，一次提交合计不能超过500MB" in answer.text
    assert "上次保存的草稿仍在；此后填写的文字没有收到" in answer.text
    assert f'href="{HERE}"' in answer.text


def test_what_was_chosen_is_read_in_the_words_of_the_form_and_goes_along(client: FlaskClient, office: twin.Office):
    office.answers["complete_task"] = errors.Overtaken(who="吴某", when="09:41")
    office.answers["typed_words"] = (
        TypedBox(name="kind", label="处理方式", words=(Said("责令作出书面检查"),)),
        TypedBox(name="items.1.text", label="问题", words=("写了很久的话",), free=True),
    )

    posted = {"kind": "examination_written", "items.1.text": "写了很久的话", "_token": "t1"}
    answer = client.post(HERE, data=posted)

    assert "<dt>处理方式</dt><dd>责令作出书面检查</dd>" in answer.text
    assert "examination_written" not in answer.text.replace('value="examination_written"', "")
    assert "第2项：问题</label>" in answer.text
    assert "写了很久的话</textarea>" in answer.text


def test_a_code_of_a_form_that_is_gone_is_carried_and_not_shown(client: FlaskClient, office: twin.Office):
    office.answers["complete_task"] = errors.Overtaken(who="吴某", when="09:41")
    office.answers["typed_words"] = errors.NotFound()

    answer = client.post(HERE, data={"kind": "examination_written", "text": "写了很久的话"})

    assert 'type="hidden" name="kind" value="examination_written"' in answer.text
    assert "examination_written</textarea>" not in answer.text
    assert "写了很久的话</textarea>" in answer.text


def test_a_reason_that_is_too_long_is_given_back_whole_and_not_cut(client: FlaskClient, office: twin.Office):
    words = "字" * 4001

    answer = client.post("/custody", data={"number": "线索〔2026〕1号", "reason": words})

    assert answer.status_code == 403
    assert "这一项最多4000个字，您填写了4001个字" in answer.text
    assert words in answer.text
    assert "ask_identity" not in dict(office.asked)


def test_what_the_office_finds_too_long_is_given_back_as_well(client: FlaskClient, office: twin.Office):
    office.answers["ask_identity"] = errors.TextTooLong(longest=500, count=600)

    answer = client.post("/custody", data={"number": "线索〔2026〕1号", "reason": "字" * 600})

    assert answer.status_code == 403
    assert "字" * 600 in answer.text
