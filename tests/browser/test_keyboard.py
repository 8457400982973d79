"""An officer's day without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat
from tests.browser.screen import follow
from tests.browser.stages import to_approval, to_plan, to_review
from tests.usecases.office import House
from tests.usecases.robot import task_at
from webapp.usecases.tasks import claim_task

FOCUSED = "() => document.activeElement.name || document.activeElement.textContent.trim()"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_the_day_of_an_officer_needs_no_mouse(house: House, seat: Seat) -> None:
    to_review(house, subject="ma")
    to_plan(house, subject="liu")
    house.run(claim_task, "zhou", task_id=task_at(house, "plan_inquiry"))
    page = seat("zhou")
    page.goto("/")

    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == "拟定谈话函询方案"
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == "承办人核查答复"
    page.keyboard.press("k")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("拟定谈话函询方案")
    tab_to(page, "kind")
    page.keyboard.press("Space")
    page.locator("[data-fields]:not([aria-busy])").wait_for()
    tab_to(page, "questions.0.text")
    page.keyboard.type("2025年仓库维修项目由谁选定施工单位？")
    tab_to(page, "safety_plan")
    page.keyboard.type("函询方式进行，送达时两人同往，注意情绪。")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("承办人核查答复")

    with page.expect_navigation():
        page.keyboard.press("?")
    expect(page.get_by_role("heading", level=1)).to_have_text("快捷键")
    page.keyboard.press("/")
    page.keyboard.type("马远帆")
    page.keyboard.press("Enter")
    expect(page.locator(".hits")).to_contain_text("谈话函询核查")


def test_a_skip_link_leads_to_the_page_and_escape_closes_what_is_open(house: House, seat: Seat) -> None:
    to_review(house)
    page = seat("zhou")
    page.goto("/tasks")

    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "跳到正文"
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks#main")
    tip = page.locator(".sum").first
    page.locator(".when button").first.focus()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_the_keys_are_dead_where_somebody_types_and_on_the_page_of_the_person_concerned(
    house: House, seat: Seat
) -> None:
    to_review(house)
    page, portal = seat("zhou"), seat("ma")
    page.goto("/tasks")
    portal.goto("/portal")

    page.locator("input[name=q]").last.click()
    page.keyboard.type("?/j")
    portal.keyboard.press("?")

    assert page.locator("input[name=q]").last.input_value() == "?/j"
    assert portal.url.endswith("/portal")


def test_a_leader_comes_to_the_decision_by_one_key_and_takes_it_by_another(house: House, seat: Seat) -> None:
    to_approval(house, subject="liu")
    page = seat("he")
    page.goto("/tasks")
    follow(page.locator("table a.t").first)
    expect(page.locator("[data-decide]")).to_be_visible()
    here = page.url

    page.locator("#f-opinion").focus()
    for _ in range(3):  # held down, too
        page.keyboard.press("Control+Enter")
    assert page.evaluate("() => document.activeElement.value") == "agree"
    assert page.evaluate("() => document.activeElement.matches(':focus-visible')")
    page.keyboard.press("Tab")
    second = page.evaluate("() => document.activeElement.value")
    page.keyboard.press("Control+Enter")
    assert page.evaluate("() => document.activeElement.value") == second != "agree"
    assert page.url == here

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    page.goto("/help-keys")
    expect(page.locator("main")).to_contain_text("再按 Enter 才作出决定")


def test_a_list_is_agreed_to_by_a_key_of_its_own_after_it_was_counted(house: House, seat: Seat) -> None:
    to_approval(house, subject="liu")
    to_approval(house, subject="ma")
    page = seat("he")
    page.goto("/tasks")
    follow(page.get_by_role("link", name="呈批表"))

    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="确认", exact=True)).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    assert page.evaluate(FOCUSED) == "confirm"
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("已同意2件")
