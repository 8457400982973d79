"""What somebody typed is not lost: on another machine, after the session ended, when somebody else was first."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat
from tests.browser.desk import Desk
from tests.browser.screen import follow
from tests.browser.stages import to_plan, to_reply
from tests.usecases.office import PASSWORD, House
from tests.usecases.robot import task_at
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.tasks import claim_task

TRIES = 5
WORDS = "由县供销合作社理事会集体研究确定施工单位。"


def test_a_draft_is_found_again_on_another_machine(house: House, seat: Seat) -> None:
    to_reply(house)
    task = f"/portal/tasks/{task_at(house, 'hear/reply')}"
    here, there = seat("ma"), seat("ma")

    here.goto(task)
    with here.expect_response("**/draft"):
        here.locator("[name='answers.0.course']").fill(WORDS)
    expect(here.locator("[data-draft-note]")).to_contain_text("自动保存")
    there.goto("/portal")
    follow(there.get_by_role("link", name="打开 书面答复"))

    expect(there.locator("[name='answers.0.course']")).to_have_value(WORDS)


def test_leaving_a_page_keeps_what_was_just_typed(house: House, seat: Seat) -> None:
    to_reply(house)
    task = f"/portal/tasks/{task_at(house, 'hear/reply')}"
    page = seat("ma")
    page.goto(task)

    page.locator("[name='answers.1.reason']").fill(WORDS)
    page.goto("/portal")
    kept = [again(page, task) for _ in range(TRIES)]
    assert WORDS in kept


def again(page: Page, task: str) -> str:
    """Open the page again; the words are sent while the browser is already leaving."""
    page.wait_for_timeout(200)
    page.goto(task)
    return page.locator("[name='answers.1.reason']").input_value()


def test_a_session_that_ends_keeps_what_was_typed(house: House, seat: Seat, faultless_pages: list[str]) -> None:
    to_plan(house)
    task = task_at(house, "plan_inquiry")
    page = seat("zhou")
    page.goto(f"/tasks/{task}")
    Desk(page).write(kind="letter", questions=[{"text": WORDS}])
    page.context.clear_cookies(name="shibiyan_session")

    page.get_by_role("button", name="保存草稿").last.click()
    expect(page.get_by_text("登录已过期，草稿已保留")).to_be_visible()
    page.get_by_label("账号").fill("zhou")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()

    expect(page).to_have_url(re.compile(rf"/tasks/{task}\?kept=\w+$"))
    expect(page.get_by_text("您填写的内容已放回表单")).to_be_visible()
    expect(page.locator("[name='questions.0.text']")).to_have_value(WORDS)
    assert {*faultless_pages} == {"Failed to load resource: the server responded with a status of 401 (UNAUTHORIZED)"}
    faultless_pages.clear()


def test_whoever_comes_late_is_told_who_was_first_and_keeps_the_words(
    house: House, seat: Seat, faultless_pages: list[str]
) -> None:
    to_plan(house)
    task = task_at(house, "plan_inquiry")
    house.run(declare_recusal, "wu", task_id=task, answer="none")
    late = seat("wu")
    late.goto(f"/tasks/{task}")
    Desk(late).write(kind="letter", questions=[{"text": WORDS}])
    house.run(claim_task, "zhou", task_id=task)

    late.locator("[data-submit]").click()

    expect(late.get_by_role("heading", level=1)).to_contain_text("周正言")
    expect(late.get_by_text(WORDS)).to_be_visible()
    assert "409" in faultless_pages.pop()


def test_a_page_without_a_connection_says_that_the_draft_was_not_kept(
    house: House, seat: Seat, faultless_pages: list[str]
) -> None:
    to_reply(house)
    page = seat("ma")
    page.goto(f"/portal/tasks/{task_at(house, 'hear/reply')}")
    page.context.set_offline(True)

    page.locator("[name='answers.0.course']").fill(WORDS)

    expect(page.locator("[data-draft-note]")).to_contain_text("请不要关闭本页")
    page.context.set_offline(False)
    faultless_pages.clear()
