"""What was sent can be taken back while nobody has opened the next step."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat
from tests.browser.desk import Desk
from tests.browser.screen import follow
from tests.browser.stages import to_approval
from tests.usecases.office import House
from tests.usecases.robot import open_steps


def agreed(house: House, page: Page) -> Page:
    """The head of the room agrees to the plan and looks at what is done."""
    to_approval(house)
    house.clock.shift(minutes=5)
    Desk(page).does("室主任审核")
    page.goto("/tasks/done")
    expect(page.locator("tbody tr").first).to_contain_text("审批方案")
    return page


def test_a_leader_takes_back_what_the_next_one_has_not_opened(house: House, seat: Seat) -> None:
    page = agreed(house, seat("he"))

    page.locator("details.ask summary").filter(has_text="撤回").first.click()
    page.get_by_role("button", name="确认撤回").click()

    expect(page.locator("button[name=decision]")).to_have_count(3)
    assert [step for step, _, _ in open_steps(house)] == ["approve_plan/by_room"]


def test_what_the_next_one_has_opened_cannot_be_taken_back(house: House, seat: Seat) -> None:
    page, wang = agreed(house, seat("he")), seat("wang")

    wang.goto("/tasks")
    follow(wang.locator(".say.first a"))
    page.reload()

    expect(page.get_by_text("确认撤回")).to_have_count(0)
