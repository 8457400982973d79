"""A letter inquiry to a head: no copy to the own unit; a notice that comes back twice starts nothing by itself."""

from __future__ import annotations

import pytest

from tests.usecases.due import rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.passages import FIVE, approve, case_of, to_inquiry
from tests.usecases.robot import do, look_at, open_steps, posted_for, task_at
from tests.usecases.stand import Stand
from webapp.domain.ids import CaseId
from webapp.store import deadlines, letters
from webapp.store.tables import case, told
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import submit
from webapp.usecases.daily import daily
from webapp.usecases.portal import portal

pytestmark = pytest.mark.story

M08, AT = "m08_talk_letter_inquiry", "hear/issue_inquiry"
COPY = {"copies.0.copy_to": ["县供销合作社党组"]}


def planned(house: House) -> None:
    """Five questions to a head are agreed to; the letter is to be drafted."""
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which a letter to a head is to be drafted."""
    return stand.played(planned)


def draft(house: House) -> None:
    """Draft the letter, with a copy for the unit posted past the form."""
    step = task_at(house, f"{AT}/draft_letter")
    posted = house.view(posted_for, "zhou", task_id=step, given={})
    house.run(submit, "zhou", task_id=step, token=house.token(), posted=posted | COPY)


def sealed(house: House) -> None:
    """Let the letter be checked, signed and sealed."""
    do(house, "sun", f"{AT}/check_letter", good=True)
    do(house, "chen", f"{AT}/sign_by_secretary", decision="agree")
    do(house, "sun", f"{AT}/seal_letter")


def test_the_notice_to_a_head_has_no_copy_for_the_own_unit(house: House) -> None:
    shown = look_at(house, "zhou", f"{AT}/draft_letter").form_state
    draft(house)
    sealed(house)

    with house.office.database.read() as tx:
        (notice,) = letters.of_case(tx, CaseId(case_of(house, M08).id))
    assert shown is not None
    assert "copies" in shown.hidden
    assert (notice.recipient_id, notice.recipient_unit_id) == ("ma", None)
    assert "县供销合作社党组" not in notice.record + notice.text


@pytest.mark.parametrize("by", ["checker", "signer"])
def test_a_letter_that_is_returned_opens_with_its_text(house: House, by: str) -> None:
    do(house, "zhou", f"{AT}/draft_letter", body="请一并附上原始凭证。")
    do(house, "sun", f"{AT}/check_letter", good=by == "signer")
    if by == "signer":
        do(house, "chen", f"{AT}/sign_by_secretary", decision="return", opinion="请核对答复日期。")

    shown = look_at(house, "zhou", f"{AT}/draft_letter").form_state
    assert shown is not None
    assert (shown.again, shown.values["body"]) == (True, "请一并附上原始凭证。")


def test_a_notice_that_came_back_twice_starts_no_clock_and_is_the_secretarys_to_decide(house: House) -> None:
    do(house, "zhou", f"{AT}/draft_letter")
    sealed(house)

    do(house, "sun", f"{AT}/deliver", way="post", result="returned")
    assert {path for path, _, _ in open_steps(house)} == {f"{AT}/hand_over"}
    do(house, "sun", f"{AT}/hand_over", second_officer="yu", result="returned")
    do(house, "yu", f"{AT}/confirm_hand_over", confirmed="yes")
    house.clock.shift(days=60)
    daily(house.office)
    house.drain()

    inquiry = CaseId(case_of(house, M08).id)
    with house.office.database.read() as tx:
        running = deadlines.due_days(tx, inquiry)
        (notice,) = letters.of_case(tx, inquiry)
    mine = [(path, who) for path, who, _ in open_steps(house) if path.startswith("hear")]
    assert mine == [(f"{AT}/decide_undelivered", "chen")]
    assert "letter.reply" not in running
    assert notice.received_on is None
    record = [
        f"{row.detail}：{'、'.join(map(str, row.result))}" for row in house.view(case_page, "he", case_id=inquiry).log
    ]
    assert [one for one in record if one.startswith("送达：") and "退回" in one]
    assert [one for one in record if one.startswith("两人当面送达：") and "未能送达" in one]
    assert house.view(portal, "ma").letters == house.view(portal, "ma").tasks == ()
    assert {row.person_id for row in rows(house, told)} & {"ma"} == set()
    assert {row.status for row in rows(house, case) if row.process == M08} == {"open"}
    everything_holds(house)
