"""The budgets of four days, counted at the screen."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.desk import FORM, Desk
from tests.browser.screen import TABLET, Hand, follow
from tests.browser.stages import to_approval, to_plan, to_reply, to_review
from tests.usecases.office import House
from tests.usecases.robot import task_at
from webapp.usecases.asking_recusal import ask_recusal
from webapp.usecases.phrases import add_phrase
from webapp.usecases.tasks import claim_task


def test_an_officer_goes_from_the_inbox_to_the_next_task_in_three_clicks(house: House, seat: Seat) -> None:
    to_review(house, subject="ma")
    to_plan(house, subject="liu")
    house.run(claim_task, "zhou", task_id=task_at(house, "plan_inquiry"))
    page = seat("zhou")
    page.goto("/")
    hand = Hand(page)

    hand.follow(page.locator(".say.first a"))
    first = page.url
    Desk(page).write(kind="letter")
    hand.follow(page.locator(f"{FORM} [data-submit]"))
    expect(page.locator(FORM)).to_be_visible()

    assert "/tasks/" in page.url
    assert page.url != first
    assert hand.count <= 3


def test_a_leader_decides_an_item_in_two_taps(house: House, seat: Seat) -> None:
    to_approval(house, subject="liu")
    to_approval(house, subject="ma")
    house.run(add_phrase, "he", text="同意，注意方式方法。")
    page = seat("he", viewport=TABLET, has_touch=True)
    page.goto("/")
    follow(page.locator(".say.first a"))
    first, hand = page.url, Hand(page)

    hand.click(page.get_by_text("同意，注意方式方法。"))
    hand.click(page.locator("button[name=decision][value=agree]"))
    expect(page.get_by_role("status")).to_be_visible()

    assert page.url != first
    expect(page.locator("button[name=decision]")).to_have_count(3)
    assert hand.count <= 2


def test_the_secretary_decides_with_the_mouse_who_steps_back_as_the_person_has_asked(house: House, seat: Seat) -> None:
    to_reply(house)
    house.run(ask_recusal, "ma", task_id=task_at(house, "reply"), reason="周正言与我有过节。")
    page = seat("chen")
    page.goto("/applications")

    follow(page.locator("table a.t"))
    page.locator("main .ask > summary").first.click()
    page.locator("select[name=person]").select_option("zhou")
    page.get_by_role("button", name="决定回避").click()

    expect(page.get_by_role("status")).to_contain_text("已决定回避")


def test_a_leader_agrees_to_a_list_in_three_taps(house: House, seat: Seat) -> None:
    to_approval(house, subject="liu")
    to_approval(house, subject="ma")
    page = seat("he", viewport=TABLET, has_touch=True)
    page.goto("/")
    hand = Hand(page)

    hand.follow(page.get_by_role("link", name="呈批表"))
    hand.click(page.get_by_role("button", name="同意所列事项"))
    hand.click(page.get_by_role("button", name="确认", exact=True))

    expect(page.get_by_role("status")).to_contain_text("已同意2件")
    assert hand.count <= 3


def test_the_person_concerned_reads_the_questions_after_two_clicks(house: House, seat: Seat) -> None:
    to_reply(house)
    page = seat("ma")
    page.goto("/")
    hand = Hand(page)

    hand.click(page.get_by_role("link", name="打开 书面答复"))

    expect(page.get_by_text("群众反映仓库漏雨至今未修好")).to_be_visible()
    assert hand.count <= 2
    expect(page.locator("nav")).to_have_count(0)


def test_a_supervisor_urges_in_two_clicks(house: House, seat: Seat) -> None:
    to_reply(house)
    page = seat("han")
    page.goto("/supervision")
    hand = Hand(page)

    hand.click(page.locator("details.ask summary").filter(has_text="催办").first)
    hand.click(page.get_by_role("button", name="确认催办"))

    expect(page.get_by_role("status")).to_contain_text("已催办")
    assert hand.count <= 2
