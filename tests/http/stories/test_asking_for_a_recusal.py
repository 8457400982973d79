"""The person concerned is told of the rights, asks that an officer step back, reads the answer where it was asked."""

from __future__ import annotations

import pytest

from tests.http.stories.passages import Sit
from tests.usecases.office import House
from tests.usecases.passages import FIVE, approve, case_of, issue, to_inquiry
from tests.usecases.robot import do, task_at
from tests.usecases.stand import Stand
from webapp.domain.errors import NotFound, OfficeError
from webapp.domain.ids import CaseId, PersonId
from webapp.store import applications, recusals
from webapp.usecases.application_pages import waiting
from webapp.usecases.applications import apply_extension, decide
from webapp.usecases.asking_recusal import ask_recusal, grant_recusal
from webapp.usecases.case_pages import case_page
from webapp.usecases.portal import portal_task

pytestmark = pytest.mark.story

M08 = "m08_talk_letter_inquiry"
ASK = "//form[contains(@action, '/recusal')]"
TOLD = "//aside//section[.//h2[.='您的权利']]//li"
RECEIPT = "//section[@aria-labelledby='receipts']//a[contains(., '书面答复')]"
RIGHTS = ("陈述和申辩", "回避", "延期", "书面签名", "更正", "申诉", "澄清", "干部监督室", "不会加重处理")
WHY = "承办人周正言与我有过节，请求由他人核查。"


def asked_by_letter(house: House) -> None:
    """An inquiry letter that was signed for and waits for the answer."""
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to="ma")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which a head has five questions to answer."""
    return stand.played(asked_by_letter)


def asked(house: House, kind: str = "recusal") -> str:
    """Give the id of what the head asked for."""
    with house.office.database.read() as tx:
        found = applications.of_case(tx, CaseId(case_of(house, M08).id))
    return next(one.id for one in found if one.kind == kind)


def test_the_own_page_the_form_and_the_answer_each_tell_every_right(sit: Sit, house: House) -> None:
    ma = sit("ma")
    own, form = ma.get("/portal"), ma.open("书面答复")
    do(house, "ma", "hear/reply")
    answer = ma.get(ma.get("/portal").one(RECEIPT).get("href"))

    for page in (own, form, answer):
        told = ["".join(one.itertext()) for one in page.all(TOLD)]
        assert [right for right in RIGHTS if not any(right in one for one in told)] == [], page.path


def test_whom_the_head_asks_to_step_back_handles_and_sees_nothing_more(sit: Sit, house: House) -> None:
    ma, chen = sit("ma"), sit("chen")
    page = ma.press(ma.open("书面答复"), ASK, reason=WHY)
    assert "待批准" in page.words()
    assert page.all(ASK) == []

    case_id = CaseId(case_of(house, M08).id)
    found = chen.declare(chen.get(f"/applications/{asked(house)}"))
    assert WHY in found.words()
    chen.press(found, ASK, person="zhou", reason="准予回避。")

    assert "已同意" in ma.open("书面答复").words()
    with pytest.raises(NotFound):
        house.view(case_page, "zhou", case_id=case_id)
    page = house.view(case_page, "he", case_id=case_id)
    assert any("周正言" in str(one.sentence) for one in page.incidents)
    with house.office.database.read() as tx:
        one = recusals.of_pair(tx, PersonId("zhou"), subject_id=PersonId("ma"))
    assert one is not None
    assert (one.recused, one.source, one.asked_by, one.decided_by) == (True, "requested", "ma", "chen")


def test_a_request_that_is_refused_says_why_and_may_be_made_again(house: House) -> None:
    step = task_at(house, "reply")
    house.run(ask_recusal, "ma", task_id=step, reason=WHY)
    house.run(apply_extension, "ma", task_id=step, reason="材料在外地，需要时间。")

    house.run(decide, "chen", application_id=asked(house), agree=False, text="经查，没有应当回避的情形。")
    house.run(decide, "chen", application_id=asked(house, "extension"), agree=False, text="材料可以分批提交。")
    house.clock.shift(days=1)

    page = house.view(portal_task, "ma", task_id=step)
    assert (page.recusal_state, page.recusal_answer) == ("refused", "经查，没有应当回避的情形。")
    assert (page.extension_state, page.extension_answer) == ("refused", "材料可以分批提交。")
    house.run(ask_recusal, "ma", task_id=step, reason="另有新的情况，再次申请。")
    assert house.view(portal_task, "ma", task_id=step).recusal_state == "open"


def code_of(house: House, who: str, **given: str) -> str:
    """Try to let somebody step back and give the code of the refusal."""
    with pytest.raises(OfficeError) as refusal:
        house.run(grant_recusal, who, application_id=asked(house), **given)
    return refusal.value.code


def test_only_the_secretary_decides_and_only_on_officers_other_than_the_secretary(house: House) -> None:
    step = task_at(house, "reply")
    with pytest.raises(NotFound):
        house.run(ask_recusal, "liu", task_id=step, reason=WHY)
    house.run(ask_recusal, "ma", task_id=step, reason=WHY)

    (row,) = house.view(case_page, "zhou", case_id=CaseId(case_of(house, M08).id)).applications
    assert (row.kind_name, row.reason, row.can_decide) == ("回避", "", False)
    assert house.view(waiting, "he") == house.view(waiting, "wang") == ()
    assert code_of(house, "wang", person="zhou") == "not_found"
    assert code_of(house, "chen", person="chen") == "decided_above"
    assert code_of(house, "chen", person="ma") == "who_steps_back"
    with pytest.raises(OfficeError):
        house.run(decide, "chen", application_id=asked(house), agree=True)
    assert [row.officers != () for row in house.view(waiting, "chen")] == [True]
