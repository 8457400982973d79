"""One contradicted answer leads to verification, a decision and an appeal: those who decide and review at browsers."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.desk import Desk
from tests.browser.stages import to_review
from tests.usecases.office import House
from tests.usecases.passages import ALL_TRUE, INVESTIGATION, ONE_FALSE, approve, enter, issue, meet
from tests.usecases.robot import do
from tests.usecases.test_first_line import FACTS, REVIEWERS, TEAM, execute, file_and_investigate, try_and_decide

LADDER = ("室主任审核", "分管领导审批", "书记审批", "党委负责人审批")


def test_an_untruthful_reply_ends_in_a_decision_that_the_head_appeals(house: House, seat: Seat) -> None:
    to_review(house, subject="lin")
    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)
    wu, qin, lin, gu = Desk(seat("wu")), Desk(seat("qin")), Desk(seat("lin")), Desk(seat("gu"))

    wu.take("协办人核查答复").write(checks=ONE_FALSE)
    expect(wu.page.locator("[id='f-result']")).to_contain_text("不如实")
    wu.send()
    house.drain()
    enter(house, "archive_verify", "zhou")

    qin.does("拟定核实方案", members=TEAM)
    for who, step in zip(INVESTIGATION, LADDER, strict=True):
        Desk(seat(who)).does(step)
        house.drain()
    qin.does("开展核实取证", next="report")
    qin.does("形成核实报告", **{"class": "discipline"}, facts=FACTS, handling="accountable")
    for who in ("qin", "meng"):
        Desk(seat(who)).does("逐人签名确认", decision="sign")
    house.drain()
    do(house, "han", "dispose/second_reading")
    meet(house, "dispose/study", "file")
    approve(house, "dispose/approve_outcome", *INVESTIGATION[:3])
    file_and_investigate(house)
    try_and_decide(house)
    execute(house, None)
    enter(house, "conclude/archive", "zhou")

    lin.page.goto("/portal")
    lin.page.get_by_role("button", name="填写 本人提出申诉").click()
    lin.write(served_on=lin.today).send()
    expect(lin.page.locator("section[aria-labelledby=receipts]")).to_contain_text("填写申诉")
    house.drain()
    gu.does("审查是否受理", answer="accept")
    gu.does("组成复查组", members=REVIEWERS)
    house.drain()
    do(house, "gu", "talk_appellant", second_officer="jiang")
    do(house, "jiang", "confirm_record", confirmed="yes")
    do(house, "lin", "confirm_talk", right="yes")
    gu.does("形成复查报告", proposal="revoke")
    for who in ("gu", "jiang"):
        Desk(seat(who)).does("逐人签名确认", decision="sign")
    house.drain()
    meet(house, "study", "revoke")
    issue(house, "issue_notice", "gu", to="lin")

    lin.page.goto("/portal")
    lin.page.locator("section[aria-labelledby=letters]").get_by_role("link", name="复查").click()
    expect(lin.page.locator(".letter")).to_contain_text("撤销原决定")
