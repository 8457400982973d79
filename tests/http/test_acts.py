from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.http import samples, twin
from tests.http.pages import faults
from webapp.domain import errors, forms
from webapp.domain.forms import bounds
from webapp.http.door import LANGUAGE_COOKIE
from webapp.usecases.completing import NewerDraft
from webapp.usecases.file_kinds import WrongKind
from webapp.usecases.views.tasks import Completed

TASK = "a" * 32
HERE = f"/tasks/{TASK}"
NEXT = samples.TaskId("b" * 32)


def test_a_submitted_form_opens_the_next_task(client: FlaskClient, office: twin.Office):
    office.answers["complete_task"] = Completed(sentence="已提交", next_task_id=NEXT)

    answer = client.post(HERE, data={"_token": "t1", "_rev": "7", "conclusion": "属实", "checks.0._row": "1"})

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/tasks/{NEXT}"
    assert office.named("complete_task") == {
        "task_id": TASK,
        "token": "t1",
        "rev": 7,
        "posted": {"conclusion": ["属实"], "checks.0._row": ["1"]},
    }


def test_without_a_next_task_the_inbox_opens_and_says_what_happened(client: FlaskClient, office: twin.Office):
    office.answers["complete_task"] = Completed(sentence="已提交")

    answer = client.post(HERE, data={}, follow_redirects=True)

    assert answer.request.path == "/tasks"
    assert "已提交" in answer.text


def test_a_refused_form_comes_back_with_its_faults_and_what_was_typed(client: FlaskClient, office: twin.Office):
    office.answers["complete_task"] = errors.FormRejected(samples.FAULTS)

    answer = client.post(HERE, data={"conclusion": "太短", "checks.0._row": "1"})

    assert answer.status_code == 422
    assert not faults(answer.data)
    assert "有2处需要补正，内容已保存" in answer.text
    assert 'href="#f-checks.0.proof">第1项：请填写“矛盾的依据”' in answer.text
    assert 'id="f-checks.0.proof-error"' in answer.text
    assert "太短" in answer.text


@pytest.mark.parametrize(
    ("pressed", "kept"),
    [
        ({"_add": "questions"}, {"questions.0.question": ["一"], "questions.1._row": ["1"]}),
        ({"_remove": "questions.0"}, {}),
        ({"_save": "1"}, {"questions.0.question": ["一"]}),
    ],
)
def test_rows_and_drafts_need_no_script(
    pressed: dict[str, str], kept: dict[str, list[str]], client: FlaskClient, office: twin.Office
):
    answer = client.post(HERE, data={"questions.0.question": "一", **pressed})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(HERE)
    assert office.named("save_draft") == {"task_id": TASK, "posted": kept, "version": None}


def test_a_file_is_put_on_the_task_and_its_field_keeps_the_id(client: FlaskClient, office: twin.Office):
    scan = (io.BytesIO(b"%PDF-1.7"), "书面答复.pdf")

    client.post(HERE, data={"_save": "1", "spot_files": scan}, content_type="multipart/form-data")

    assert office.named("attach")["content"] == b"%PDF-1.7"
    assert office.named("save_draft")["posted"] == {"spot_files": [samples.FILE]}


def test_a_file_that_is_not_taken_is_its_fields_fault_and_the_rest_is_kept(client: FlaskClient, office: twin.Office):
    office.answers["attach"] = WrongKind(name="程序.exe")
    sent = {"_submit": "1", "_draft": "3", "conclusion": "写了很久", "spot_files": (io.BytesIO(b"MZ"), "程序.exe")}

    answer = client.post(HERE, data=sent, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert not faults(answer.data)
    assert 'href="#f-spot_files">“程序.exe”没有上传：只能上传PDF' in answer.text
    assert "写了很久" in answer.text
    assert office.named("save_draft") == {"task_id": TASK, "posted": {"conclusion": ["写了很久"]}, "version": 3}
    assert "complete_task" not in [name for name, _ in office.asked]


def test_a_file_that_is_too_large_is_let_go_while_it_is_read(client: FlaskClient, office: twin.Office):
    office.largest_file = 10_000
    sent = {"conclusion": "写了很久", "spot_files": (io.BytesIO(b"%PDF-1.7" + b"x" * 300_000), "卷宗.pdf")}

    client.post(HERE, data=sent, content_type="multipart/form-data")

    content = office.named("attach")["content"]
    assert isinstance(content, bytes)
    assert len(content) == office.largest_file + 1, "one more than is allowed: the office refuses it by its length"


def test_the_page_knows_the_largest_file_before_anything_is_sent(client: FlaskClient):
    page = client.get(HERE).text

    assert 'data-largest="20971520"' in page
    assert "“{name}”超过20MB，没有上传" in page


def in_parts(fields: dict[str, str]) -> dict[str, object]:
    """Send a form as a browser sends that of a page with files."""
    head = '--part\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = "".join(head.format(name, text) for name, text in fields.items()) + "--part--\r\n"
    return {"data": body.encode(), "content_type": "multipart/form-data; boundary=part"}


def test_a_form_as_full_as_its_bounds_allow_is_taken(client: FlaskClient, office: twin.Office):
    office.answers["complete_task"] = Completed(sentence="已提交")
    boxes = {f"r.{number}.text": "属实" for number in range(bounds.MAX_BOXES)}

    answer = client.post(HERE, **in_parts({"_token": "t1", "_rev": "7", "_submit": "1", **boxes}))

    assert answer.status_code == 302
    assert office.named("complete_task")["posted"] == {name: [text] for name, text in boxes.items()}


def test_a_list_that_was_cut_is_told_at_its_place_and_in_the_reader_s_language(
    client: FlaskClient, office: twin.Office
):
    state = dataclasses.replace(samples.REVIEW, cut=(forms.Cut(name="checks", found=45, taken=40),))
    office.answers["open_task"] = dataclasses.replace(samples.TASK_VIEW, form_state=state)

    page = client.get(HERE)
    assert not faults(page.data)
    assert "已有材料共45项，这里最多列40项：已带出前40项，其余5项没有带出" in page.text
    assert 'aria-describedby="f-checks-note"' in page.text
    client.set_cookie(LANGUAGE_COOKIE, "en")
    assert "The file holds 45 items and this list shows at most 40" in client.get(HERE).text


@pytest.mark.parametrize(
    ("most", "fields"),
    [
        (bounds.MAX_PARTS, lambda most: {f"n{number}": "" for number in range(most)}),
        (bounds.MAX_ANSWER, lambda most: {"conclusion": "x" * most}),
    ],
)
def test_an_answer_may_have_so_many_parts_and_so_much_text(
    client: FlaskClient, office: twin.Office, most: int, fields: Callable[[int], dict[str, str]]
):
    office.answers["complete_task"] = Completed(sentence="已提交")

    assert client.post(HERE, **in_parts(fields(most))).status_code == 302
    beyond = client.post(HERE, **in_parts(fields(most + 1)))
    assert beyond.status_code == 413
    assert "一次提交的内容太多，没有收下。" in beyond.text
    assert "所填文字合计不能超过133万字。" in beyond.text


def test_a_scan_that_a_leader_adds_comes_along_with_the_decision(client: FlaskClient, office: twin.Office):
    sent = {"decision": "agree", "_words": "同意。", "on_paper": "1", "scan": (io.BytesIO(b"%PDF-1.7"), "批示件.pdf")}

    client.post(HERE, data=sent, content_type="multipart/form-data")

    assert office.named("attach")["name"] == "批示件.pdf"
    posted = office.named("complete_task")["posted"]
    assert posted == {"decision": ["agree"], "on_paper": ["1"], "remark": ["同意。"], "scan": [samples.FILE]}


def test_a_page_over_an_older_draft_is_told_so_and_shows_what_was_typed(client: FlaskClient, office: twin.Office):
    office.answers["save_draft"] = NewerDraft()

    answer = client.post(HERE, data={"_save": "1", "_draft": "1", "conclusion": "写了很久的字"})

    assert answer.status_code == 409
    assert "另一处已保存较新的草稿" in answer.text
    assert "写了很久的字" in answer.text


def test_a_dropped_file_leaves_task_and_field(client: FlaskClient, office: twin.Office):
    client.post(HERE, data={"_drop": samples.FILE, "spot_files": samples.FILE})

    assert office.named("drop_attachment") == {"attachment_id": samples.FILE}
    assert office.named("save_draft")["posted"] == {"spot_files": []}


def test_a_script_keeps_a_draft_and_may_ask_for_the_fields(client: FlaskClient, office: twin.Office):
    saved = client.post(f"{HERE}/draft", data={"conclusion": "一"})
    drawn = client.post(f"{HERE}/draft", data={"conclusion": "一", "_render": "1"})

    assert saved.json == {"saved": "草稿已于09:42自动保存"}
    assert [saved.headers["Draft-Version"], drawn.headers["Draft-Version"]] == ["4", "4"]
    assert drawn.text.lstrip().startswith("<div")
    assert "<html" not in drawn.text


@pytest.mark.parametrize(
    ("path", "data", "verb", "named"),
    [
        ("/claim", {}, "claim_task", {}),
        ("/release", {}, "release_task", {}),
        ("/reassign", {"to": "wu", "reason": "休假"}, "reassign_task", {"to": "wu", "reason": "休假"}),
        ("/follow-up", {"on": "2026-12-01"}, "set_follow_up", {"on": samples.dt.date(2026, 12, 1)}),
        ("/follow-up", {"on": ""}, "set_follow_up", {"on": None}),
        ("/recusal", {"answer": "none"}, "declare_recusal", {"answer": "none"}),
        ("/recall", {}, "recall_task", {}),
        (
            "/extension",
            {"reason": "路远", "limit": "letter.reply"},
            "apply_extension",
            {"reason": "路远", "until": None, "limit": "letter.reply"},
        ),
    ],
)
def test_each_verb_around_a_task_is_one_act(
    path: str, data: dict[str, str], verb: str, named: dict[str, object], client: FlaskClient, office: twin.Office
):
    answer = client.post(HERE + path, data=data)

    assert answer.status_code == 302
    assert office.named(verb) == {"task_id": TASK, **named}


def test_who_steps_back_leaves_the_case(client: FlaskClient, office: twin.Office):
    office.answers["declare_recusal"] = True

    answer = client.post(f"{HERE}/recusal", data={"answer": "relative"})

    assert answer.headers["Location"] == "/tasks"


def test_ticked_rows_are_acts_of_their_own_and_failures_are_told(client: FlaskClient, office: twin.Office):
    def claim(task_id: str) -> None:
        if task_id == "b":
            raise errors.Overtaken(who="吴某", when="09:41")

    office.answers["claim_task"] = claim

    answer = client.post("/tasks/ticked", data={"act": "claim", "t": ["a", "b", "c"]}, follow_redirects=True)

    assert "已办理2件。" in answer.text
    assert "该事项已由吴某于09:41办理" in answer.text


@pytest.mark.parametrize(("decision", "place"), [("agree", "remark"), ("return", "opinion"), ("refuse", "opinion")])
def test_a_leader_decides_with_a_phrase_and_a_button(
    decision: str, place: str, client: FlaskClient, office: twin.Office
):
    office.answers["complete_task"] = Completed(sentence="已提交", next_task_id=NEXT)

    client.post(HERE, data={"decision": decision, "_phrase": "注意方式方法。", "_words": "", "_token": "t"})

    assert office.named("complete_task")["posted"] == {"decision": [decision], place: ["注意方式方法。"]}


@pytest.mark.parametrize(
    ("decision", "phrase"),
    [("agree", "依据不足，不同意所提意见。"), ("agree", "请补充材料后再报。"), ("refuse", "同意，按程序办理。")],
)
def test_a_phrase_that_says_another_decision_than_the_button_is_asked_about(
    decision: str, phrase: str, client: FlaskClient, office: twin.Office
):
    office.answers["open_task"] = samples.LEADER

    answer = client.post(HERE, data={"decision": decision, "_phrase": phrase, "_words": "请抓紧。", "_token": "t"})

    assert answer.status_code == 422
    assert f"常用语“{phrase}”与所选的办理意见不一致" in answer.text
    assert "请抓紧。</textarea>" in answer.text
    assert "complete_task" not in [name for name, _ in office.asked]


def test_a_leaders_page_asks_and_offers_no_read_mark(client: FlaskClient, office: twin.Office):
    office.answers["open_task"] = samples.LEADER

    page = client.get(HERE).text

    assert "审批方案（林某，县交通运输局党组书记、局长），是否同意？" in page
    assert [page.count(f'name="decision" value="{word}"') for word in ("agree", "return", "refuse")] == [1, 1, 1]
    assert 'type="radio" id="f-decision' not in page


def test_a_list_is_counted_by_the_server_before_it_is_agreed_to(client: FlaskClient, office: twin.Office):
    single = samples.APPROVALS.rows[0].task_id
    office.answers["complete_task"] = Completed(sentence="已提交")

    asked = client.post("/approvals/all", data={f"single.{single}": "1", "_token": "t"})
    done = client.post("/approvals/all", data={f"single.{single}": "1", "_token": "t", "confirm": "2"})

    assert "确认同意2件？" in asked.text
    assert done.status_code == 302
    agreed = [named for name, named in office.asked if name == "complete_task"]
    assert [named["task_id"] for named in agreed] == [row.task_id for row in samples.APPROVALS.rows[1:3]]
    assert {str(named["posted"]) for named in agreed} == {"{'decision': ['agree']}"}


def test_a_list_that_changed_meanwhile_is_counted_again(client: FlaskClient, office: twin.Office):
    fewer = dataclasses.replace(samples.APPROVALS, rows=samples.APPROVALS.rows[:1])
    office.answers["approval_list"] = fewer

    answer = client.post("/approvals/all", data={"confirm": "3", "_token": "t"})

    assert "确认同意1件？" in answer.text
    assert "complete_task" not in [name for name, _ in office.asked]


def test_a_case_is_ended_urged_and_decided_upon_by_its_verbs(client: FlaskClient, office: twin.Office):
    case = f"/cases/{samples.CASE}"

    client.post(f"{case}/end", data={"end_reason": "merged_with", "reason": "并案"})
    client.post(f"{case}/urge", data={"task_id": TASK})
    client.post(f"{case}/retry", data={"incident_id": "i"})
    client.post(f"{case}/applications/p", data={"agree": "1", "reason": ""})

    assert office.named("apply_early_ending") == {"case_id": samples.CASE, "reason": "merged_with", "text": "并案"}
    assert office.named("urge") == {"task_id": TASK}
    assert office.named("retry") == {"incident_id": "i"}
    assert office.named("decide") == {"application_id": "p", "agree": True, "text": ""}


def test_a_case_is_started_once_and_opens_its_first_task(client: FlaskClient, office: twin.Office):
    answer = client.post("/register", data={"start": "m07_clue_disposal:intake", "_token": "t"})

    assert answer.headers["Location"] == f"/tasks/{samples.TASK}"
    assert office.named("start_case") == {"process": "m07_clue_disposal", "start_event": "intake", "token": "t"}


def test_a_diagram_is_given_as_it_is_stored(client: FlaskClient):
    answer = client.get(f"/cases/{samples.CASE}/diagram.xml?process=x")

    assert answer.mimetype == "application/xml"
    assert answer.data == samples.DIAGRAM.xml


@pytest.mark.parametrize("path", ["/letters/l.pdf", "/attachments/f"])
def test_files_are_downloads_and_never_shown_by_the_browser(path: str, client: FlaskClient):
    answer = client.get(path)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_person_concerned_replies_and_comes_back_to_the_own_page(concerned: FlaskClient, office: twin.Office):
    office.answers["complete_task"] = Completed(sentence="已提交", next_task_id=NEXT)

    answer = concerned.post(f"/portal/tasks/{TASK}", data={"sign": "罗某"})

    assert answer.headers["Location"] == "/portal"
