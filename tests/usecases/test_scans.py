"""Paper is equal to the portal: a code finds the step, the scan is kept, what was signed outside counts as signed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.usecases.office import House
from tests.usecases.passages import FIVE, approve, case_of, issue, sign_and_seal, to_inquiry, today
from tests.usecases.robot import do, open_steps, posted_for, task_at
from tests.usecases.written import recuse
from webapp.domain.errors import FormRejected, NotFound, NotOpen, Refused
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.store import audit, letters, people, submissions
from webapp.usecases.case_pages import case_page
from webapp.usecases.scan_codes import code_of, prefix_of
from webapp.usecases.scans import paper_page, register_paper, scan_back, scan_lookup
from webapp.usecases.task_pages import open_task

pytestmark = pytest.mark.story

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
REGISTRAR = "yu"
M08 = "m08_talk_letter_inquiry"


@pytest.fixture
def reply(house: House) -> TaskId:
    """Bring an inquiry to the day on which the person's answer is due, the letter received by post."""
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou")
    return task_at(house, "hear/reply")


def answered(house: House, task: TaskId) -> dict[str, list[str]]:
    return house.view(posted_for, "ma", task_id=task, given={})


def registered(house: House, task: TaskId, who: str = REGISTRAR, **changed: Any) -> None:
    named: dict[str, Any] = {
        "task_id": task,
        "token": house.token(),
        "posted": answered(house, task),
        "signed_on": today(house),
        "original_at": "办公室文件柜第3格",
    }
    house.run(register_paper, who, **named | changed)


def test_the_code_of_a_step_leads_to_it_and_shows_no_name_of_the_case(house: House, reply: TaskId) -> None:
    found = house.view(scan_lookup, REGISTRAR, code=f" {code_of(reply)[:6]}-{code_of(reply)[6:].lower()} ")

    assert (found.step, found.open, found.signers) == ("书面答复", True, (("ma", "马远帆"),))
    assert found.task_id == reply


def test_a_signed_answer_counts_as_the_persons_own_with_the_registrar_beside(house: House, reply: TaskId) -> None:
    house.run(scan_back, REGISTRAR, code=code_of(reply), name="答复（签字）.pdf", content=PDF)

    registered(house, reply)

    case_id = CaseId(case_of(house, M08).id)
    with house.office.database.read() as tx:
        kept = submissions.of_task(tx, reply)
        entry = audit.entries(tx, audit.stream_of(case_id), opened=True)[-1].entry
    assert kept is not None
    assert kept.person_id == "ma"
    assert (entry.act, entry.actor_id, entry.facts["signer"]) == ("paper.registered", "yu", "ma")
    assert (entry.sealed or {})["original_at"] == "办公室文件柜第3格"
    assert {path for path, _, _ in open_steps(house)} >= {"review_reply_a", "review_reply_b"}


def test_without_the_scan_nothing_is_registered(house: House, reply: TaskId) -> None:
    with pytest.raises(Refused, match="先上传"):
        registered(house, reply)


@pytest.mark.parametrize("who", ["zhou", "wu"])
def test_whoever_may_judge_the_answer_does_not_register_it(house: House, reply: TaskId, who: str) -> None:
    house.run(scan_back, REGISTRAR, code=code_of(reply), name="答复.pdf", content=PDF)

    with pytest.raises(Refused, match="不能登记书面件"):
        registered(house, reply, who)


def test_reviewers_and_the_case_page_show_who_registered_it_and_where_the_original_is(
    house: House, reply: TaskId
) -> None:
    house.run(scan_back, REGISTRAR, code=code_of(reply), name="答复.pdf", content=PDF)
    registered(house, reply)

    task = house.view(open_task, "zhou", task_id=task_at(house, "review_reply_a"))
    page = house.view(case_page, "he", case_id=CaseId(case_of(house, M08).id))

    name = people_named(house, REGISTRAR)
    for earlier in (task.earlier, page.contents):
        (note,) = next(one.notes for one in earlier if one.task_id == reply)
        assert name in note
        assert "办公室文件柜第3格" in note


def people_named(house: House, who: str) -> str:
    """Give a person's name."""
    with house.office.database.read() as tx:
        return people.directory(tx).name(PersonId(who))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"signed_on": dt.date(2026, 12, 1)}, "签名日期"),
        ({"signed_on": dt.date(2026, 1, 1)}, "签名日期"),
        ({"original_at": " "}, "原件存放处"),
    ],
)
def test_day_and_place_of_the_original_are_asked_for(
    house: House, reply: TaskId, changed: dict[str, Any], why: str
) -> None:
    house.run(scan_back, REGISTRAR, code=code_of(reply), name="答复.pdf", content=PDF)

    with pytest.raises(Refused, match=why):
        registered(house, reply, **changed)


def test_the_form_is_checked_as_in_the_portal(house: House, reply: TaskId) -> None:
    house.run(scan_back, REGISTRAR, code=code_of(reply), name="答复.pdf", content=PDF)

    with pytest.raises(FormRejected):
        registered(house, reply, posted={})


def test_the_registrar_sees_the_form_as_its_signer_would_and_nobody_who_did_not_put_the_paper_there(
    house: House, reply: TaskId
) -> None:
    with pytest.raises(NotFound):
        house.view(paper_page, REGISTRAR, task_id=reply)
    for who in (REGISTRAR, "zhou"):
        house.run(scan_back, who, code=code_of(reply), name="答复.pdf", content=PDF)
    for who, refusal in (("sun", NotFound), ("zhou", Refused)):
        with pytest.raises(refusal):
            house.view(paper_page, who, task_id=reply)
    assert house.view(scan_lookup, REGISTRAR, code=code_of(reply)).has_scanned
    assert not house.view(scan_lookup, "sun", code=code_of(reply)).has_scanned

    page = house.view(paper_page, REGISTRAR, task_id=reply)

    assert (page.title, page.signer, page.code) == ("书面答复", "马远帆", code_of(reply))
    assert len(page.form_state.values["answers"]) == len(FIVE)  # type: ignore[arg-type]


def test_what_was_registered_once_is_not_registered_again(house: House, reply: TaskId) -> None:
    house.run(scan_back, REGISTRAR, code=code_of(reply), name="答复.pdf", content=PDF)
    posted = answered(house, reply)
    registered(house, reply, posted=posted)

    with pytest.raises(NotOpen):
        registered(house, reply, posted=posted)


def test_a_letters_code_leads_to_the_step_of_its_delivery(house: House) -> None:
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    sign_and_seal(house, "hear/issue_inquiry", "zhou")
    with house.office.database.read() as tx:
        letter = letters.of_case(tx, CaseId(case_of(house, M08).id))[0]

    found = house.view(scan_lookup, "sun", code=letter.print_code)
    house.run(scan_back, "sun", code=letter.print_code, name="回执.pdf", content=PDF)

    assert (found.title, found.number, found.step) == (letter.title, letter.number, "送达")
    assert found.mine
    assert not found.signers
    page = house.view(open_task, "sun", task_id=found.task_id or TaskId(""))
    assert [(one.name, one.kind) for one in page.attachments] == [("回执.pdf", "scan")]


@pytest.mark.parametrize(
    "code", ["", "0000000000000", "9999999999999", "ABCDEFGHJK", "%", "113377030451%", "²²²²²²²²²²²²²"]
)
def test_a_code_that_leads_nowhere_is_not_found(house: House, code: str) -> None:
    with pytest.raises(NotFound):
        house.view(scan_lookup, REGISTRAR, code=code)


def test_who_is_recused_finds_no_step(house: House, reply: TaskId) -> None:
    recuse(house, "yu")

    with pytest.raises(NotFound):
        house.view(scan_lookup, REGISTRAR, code=code_of(reply))
    with pytest.raises(NotFound):
        house.view(paper_page, REGISTRAR, task_id=reply)


def test_only_steps_that_may_come_on_paper_are_registered_for_others(house: House) -> None:
    to_inquiry(house)
    plan = task_at(house, "plan_inquiry")

    assert not house.view(scan_lookup, REGISTRAR, code=code_of(plan)).signers
    with pytest.raises(NotFound):
        house.view(paper_page, REGISTRAR, task_id=plan)


@pytest.mark.parametrize("who", ["cui", "mo", "ma", "chen"])
def test_others_scan_nothing(house: House, who: str) -> None:
    with pytest.raises(NotFound):
        house.view(scan_lookup, who, code="ABCDEFGHJK")


def test_a_code_is_read_back() -> None:
    assert prefix_of(code_of(TaskId("1a61f29130ce42c0a4640c4ece8347e7"))) == "1a61f29130"
    assert prefix_of("ABCDEFGHJK") is None
