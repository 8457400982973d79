"""A meeting of forty in the browser: listed with one button, exceptions one by one, one vote for the rest, signed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat
from tests.browser.screen import follow
from tests.usecases.office import House
from tests.usecases.opinions import FORTY, forty, the_meeting
from tests.usecases.robot import open_steps

SPEAKERS = ("王慎独", "邓思勉", "高景行", "夏知止", "陈守纪")


def speak(page: Page, item: int, result: str) -> None:
    """Let every member speak on an item, the chair last, and record the result."""
    for name in SPEAKERS:
        article = page.get_by_role("article", name=f"第{item}项", exact=True)
        article.get_by_label("发言人").select_option(label=name)
        article.get_by_label("赞成的结果").select_option(label=result)
        article.get_by_label("意见").fill("应当说明事实。")
        follow(article.get_by_role("button", name="登记意见"))
    article = page.get_by_role("article", name=f"第{item}项", exact=True)
    article.get_by_label("会议结果").select_option(label=result)
    article.get_by_label("理由").first.fill("会议认为应当说明事实。")
    follow(article.get_by_role("button", name="登记结果"))


def test_forty_are_decided_in_one_meeting_signed_once(house: House, seat: Seat) -> None:
    forty(house)
    page = seat("sun")
    page.goto(f"/meetings/{the_meeting(house)}")

    page.get_by_role("button", name="全部列入：").click()
    expect(page.locator("h2#agenda")).to_have_text(f"议题{FORTY}项")
    expect(page.get_by_role("article")).to_have_count(10)
    follow(page.get_by_role("navigation", name="议题分页").get_by_role("link", name="第2页"))
    speak(page, 12, "可以考虑，说明事实")
    expect(page.get_by_role("article", name="第12项", exact=True)).to_contain_text("可以考虑，说明事实")

    page.locator("summary", has_text=f"其余{FORTY - 1}项一致同意").click()
    page.get_by_role("button", name="确认一致同意").click()
    expect(page.locator("main")).to_contain_text(f"已登记{FORTY - 1}项一致同意")
    expect(page.locator("table tbody tr", has_text="暂未发现影响").filter(has_text="拟任")).to_have_count(FORTY)

    chair = seat("chen")
    chair.goto(page.url)
    chair.locator("summary", has_text="签发纪要").click()
    chair.get_by_role("button", name="确认签发").click()
    expect(chair.locator("main")).to_contain_text(f"{FORTY}项结果已送达事项")
    assert [path for path, _, _ in open_steps(house)] == ["form_opinion/reply/draft_letter"]
