"""Every page of the day: WCAG 2.2 AA in light and dark, no sideways scroll on a phone or tablet, and in print."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from unicodedata import normalize

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Seat
from tests.browser.screen import DESK, PHONE, TABLET, axe_faults, follow, sideways
from tests.browser.stages import to_approval, to_review, to_study
from tests.usecases.filing import HEARD, file
from tests.usecases.office import House
from tests.usecases.robot import task_at
from webapp.usecases.importing import bring_roster
from webapp.usecases.yearly_lists import add_line

OFFICER = ("/tasks", "/tasks/pool", "/tasks/done", "/cases", "/search?q=马远帆", "/own", "/help-keys", "/nowhere")

HOUSEKEEPING = {
    "sun": ("/meetings", "/scan", "/outside-words"),
    "jin": ("/people", "/people/zhou", "/people/import", "/people/units/county_coop", "/people/units/rooms"),
    "su": ("/cycles", "/cycles/m05_integrity_talk/yearly/2026", "/lists"),
    "qian": ("/archives", "/archives/zhu", "/key-watches"),
    "chen": ("/coverage", "/statistics/figures/covered"),
    "cui": ("/holidays",),
    "hu": ("/deployments", "/deployments/m08_talk_letter_inquiry"),
    "mo": ("/audit", "/audit/draws", "/audit/roots"),
    "he": ("/applications", "/absences", "/statistics", "/statistics/figures/open_steps"),
}


@pytest.fixture
def full(house: House) -> House:
    """An office with an inquiry whose answer is to be checked and another whose plan is to be approved."""
    to_review(house, subject="ma")
    to_approval(house, subject="liu")
    file(house, "未按规定时限报告，责令作出书面检查。", kind="decision", result="sanction", subject="zhu", **HEARD)
    house.run(add_line, "su", of="instructions", year=2026, text="抓好安全生产。", source="省委办公厅通知")
    row = "姓名,类别,单位,职务,任职日期\n马远帆,“一把手”,县水务局,党组书记,2026-01-05\n"
    house.run(bring_roster, "jin", name="人员.csv", content=row.encode(), sheet="任职")
    return house


def pages(full: House, seat: Seat) -> Iterator[Page]:
    """Give every kind of page in turn, each as its person sees it."""
    nobody = seat("")
    nobody.goto("/sign-in")
    yield nobody
    zhou = seat("zhou")
    for path in OFFICER:
        zhou.goto(path)
        yield zhou
    zhou.goto(f"/tasks/{task_at(full, 'review_reply_a')}")
    yield zhou
    follow(zhou.locator("[data-submit]"))
    expect(zhou.locator(".errors")).to_be_visible()
    yield zhou
    zhou.goto("/cases?measure=m08&q=马远帆")
    follow(zhou.locator("table a.t").first)
    zhou.wait_for_selector("[data-diagram=shown]")
    yield zhou
    follow(zhou.locator("section[aria-labelledby=messages] a").first)
    yield zhou
    zhou.go_back()
    follow(zhou.locator("section[aria-labelledby=letters] a").first)
    yield zhou
    he = seat("he")
    for path in (f"/tasks/{task_at(full, 'approve_plan/by_room')}", "/approvals"):
        he.goto(path)
        yield he
    han = seat("han")
    for path in ("/supervision", "/messages", "/register"):
        han.goto(path)
        yield han
    for who, paths in HOUSEKEEPING.items():
        keeper = seat(who)
        for path in paths:
            keeper.goto(path)
            yield keeper
    jin = seat("jin")
    jin.goto("/people/import")
    follow(jin.locator("main a", has_text="人员.csv"))
    yield jin
    gao = seat("gao")
    gao.goto(to_study(full, subject="shen"))
    yield gao
    follow(gao.locator("main form button.go").first)
    expect(gao.locator("h1.asked")).to_be_visible()
    yield gao
    ma = seat("ma")
    ma.goto("/portal")
    yield ma
    follow(ma.locator("section[aria-labelledby=letters] a").first)
    yield ma
    ma.goto("/portal/archive")
    yield ma


def faults_of(page: Page) -> list[str]:
    """Look at a page by day and by night, on a wide screen, a tablet and a phone."""
    found = axe_faults(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in axe_faults(page)]
    page.emulate_media(color_scheme="light")
    for screen in (TABLET, PHONE):
        page.set_viewport_size(screen)
        found += [f"{screen['width']}: {one}" for one in sideways(page)]
    page.set_viewport_size(DESK)
    return found


def test_every_page_passes_wcag_by_day_and_by_night_and_fits_a_tablet_and_a_phone(
    full: House, seat: Seat, faultless_pages: list[str]
) -> None:
    found = {(page.url, page.title()): faults_of(page) for page in pages(full, seat)}

    assert {page: faults for page, faults in found.items() if faults} == {}
    assert len(found) > 40
    expected(faultless_pages)


def test_what_is_printed_bears_name_time_and_code_and_no_buttons(full: House, seat: Seat) -> None:
    page = seat("zhou")
    page.goto(f"/tasks/{task_at(full, 'review_reply_a')}")

    page.emulate_media(media="print")
    printed = PdfReader(BytesIO(page.pdf(format="A4")))
    text = normalize("NFKC", "".join(one.extract_text() for one in printed.pages))

    expect(page.locator(".sheet-mark")).to_be_visible()
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".bar")).to_be_hidden()
    assert "工作秘密" in text
    assert "周正言" in text
    assert "承办人核查答复" in text
    assert len(printed.pages) <= 6


def expected(faults: list[str]) -> None:
    """Allow the answers that the tour asks for: a page that is not there, a form that is refused."""
    asked = [one for one in faults if "404" in one or "422" in one]
    assert len(asked) == 2
    for one in asked:
        faults.remove(one)
