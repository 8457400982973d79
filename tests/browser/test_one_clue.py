"""One clue from registration to a letter that clears: each person at a browser of one's own."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.desk import Desk
from tests.browser.stages import FIVE
from tests.usecases.office import House
from tests.usecases.passages import WEIGHED, approve, enter, issue, meet
from tests.usecases.robot import do

AGREES = {"complete": "yes", "consistent": "yes", "personal_matters": "match", "contradicted_by": "none"}


def test_a_clue_becomes_an_inquiry_is_answered_and_clears_the_head(house: House, seat: Seat) -> None:
    ding, zhou, ma = Desk(seat("ding")), Desk(seat("zhou")), Desk(seat("ma"))

    ding.page.goto("/register")
    ding.page.get_by_role("button", name="登记 收到检举控告").click()
    ding.write(channel="letter", persons=[{"management_level": "own", "subject": "ma"}]).send()
    house.drain()
    ding.does("摘录线索要点", discipline_class=["integrity"], tags=["project"])
    Desk(seat("fang")).does("复核摘要", verdict="good")
    Desk(seat("han")).does("受理分办", verdict="separate", room="third_room")
    house.drain()
    zhou.does("分析研判线索", **WEIGHED)
    zhou.does("提出处置建议", suggested="inquiry")
    house.drain()
    meet(house, "disposal/study", "inquiry")
    for who, step in (("he", "室主任审核"), ("wang", "分管领导审批"), ("chen", "书记审批")):
        Desk(seat(who)).does(step)
        house.drain()
    zhou.does("拟定谈话函询方案", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to="ma")

    ma.page.goto("/")
    ma.page.get_by_role("link", name="打开 书面答复").click()
    ma.write(answers=[{"exists": "no"}] * 5).send()
    expect(ma.page.get_by_role("status")).to_be_visible()

    zhou.does("承办人核查答复", checks=[AGREES] * 5)
    Desk(seat("wu")).does("协办人核查答复", checks=[AGREES] * 5)
    house.drain()
    do(house, "zhou", "dispose/write_report", sufficiency="complete", not_true=True)
    meet(house, "dispose/study", "not_true")
    approve(house, "dispose/approve_outcome")
    issue(house, "dispose/close_inquiry/issue_closing", "zhou", signer="wang", to="ma")
    enter(house, "archive_outcome", "zhou")
    do(house, "zhou", "assess_impact", impact=["unit"])
    do(house, "ma", "seek_wish/ask_wish", wish="written")
    do(house, "hua", "seek_wish/unit_view")
    do(house, "zhou", "plan_clarification", chosen="written", clean=True)
    approve(house, "approve_plan")
    issue(house, "carry_out/issue_written", "zhou", to="ma")

    ma.page.goto("/portal")
    letters = ma.page.locator("section[aria-labelledby=letters]")
    expect(letters.get_by_role("link")).to_have_count(3)
    letters.get_by_role("link").first.click()
    expect(ma.page.locator(".letter")).to_contain_text("马远帆同志")
