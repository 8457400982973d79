"""The year at the screen: a round opened, approved, followed; coverage by day, by night, on a phone, printed."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Seat
from tests.browser.desk import Desk
from tests.browser.screen import DESK, PHONE, axe_faults, follow, sideways
from tests.faults.drawn import deploy
from tests.usecases.office import House
from tests.usecases.test_importing import FORESTRY, NEW_HEAD, book
from tests.usecases.test_rounds import TALK, TALKS

SHOTS = os.environ.get("SHIBIYAN_SHOTS", "")
ROUND = "/cycles/m05_integrity_talk/yearly/2026"


def looked_at(page: Page, name: str) -> list[str]:
    """Look at a page by day, by night and on a phone; with SHIBIYAN_SHOTS set, keep the pictures there."""
    found = axe_faults(page)
    shot(page, name)
    page.emulate_media(color_scheme="dark")
    found += axe_faults(page)
    shot(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    found += sideways(page)
    shot(page, f"{name}-phone")
    page.set_viewport_size(DESK)
    return found


def shot(page: Page, name: str) -> None:
    """Keep a picture."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def test_the_year_is_opened_approved_and_seen_in_the_coverage(house: House, seat: Seat) -> None:
    style = seat("su")
    style.goto("/cycles")
    follow(style.locator(f"a[href='{ROUND}']"))
    expect(style.get_by_text("马远帆").first).to_be_visible()
    faults = looked_at(style, "round-before")
    style.get_by_text("开启", exact=True).click()
    style.get_by_text("确认开启").click()
    expect(style.locator("main .head")).to_contain_text("名单待批准")

    Desk(style).take("核对年度名单").write(units_each_week="3", checked=["true"]).send()
    expect(style.get_by_role("status")).to_be_visible()
    leader = seat("chen")
    Desk(leader).take("审批年度名单").decide()
    expect(leader.get_by_role("status")).to_be_visible()
    house.drain()

    style.goto(ROUND)
    expect(style.locator("main .head")).to_contain_text("正在办理")
    faults += looked_at(style, "round-running")
    row = style.locator("tr", has_text="待开启").last
    row.locator("summary").click()
    row.locator("[name=text]").fill("手术后休养至年底")
    follow(row.get_by_text("写入理由"))
    leader.goto("/coverage?year=2026")
    expect(leader.get_by_text("长期病休：手术后休养至年底（苏景和，3月2日）")).to_be_visible()
    faults += looked_at(leader, "coverage")
    follow(leader.locator("table a", has_text="在办").first)
    expect(leader.locator("h1")).to_contain_text("廉政谈话")

    assert faults == []


def test_the_coverage_is_printed_on_one_sheet_across(house: House, seat: Seat) -> None:
    deploy(house, TALKS.format(month=4, who="heads"))
    page = seat("chen")
    page.goto("/coverage?year=2026")

    page.emulate_media(media="print")
    shot(page, "coverage-print")
    if SHOTS:
        page.pdf(prefer_css_page_size=True, path=Path(SHOTS) / "coverage.pdf")
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))

    assert len(printed.pages) == 1
    assert printed.pages[0].mediabox.width > printed.pages[0].mediabox.height
    text = "".join(normalize("NFKC", printed.pages[0].extract_text()).split())
    assert "陈守纪" in text
    assert all(name in text for name in ("沈望舒", "朱承平", "廉政档案更新"))
    expect(page.locator(".filters").first).to_be_hidden()
    assert TALK["process"] not in text


def test_a_roster_is_brought_looked_through_and_written(house: House, seat: Seat) -> None:
    keeper = seat("jin")
    keeper.goto("/people")
    keeper.get_by_text("从表格导入人员、单位、科室").click()
    faulty = {**NEW_HEAD, "姓名": "安若素", "任职日期": "1970-01-01"}
    rows = book(单位=[FORESTRY], 任职=[NEW_HEAD, faulty])
    keeper.locator("input[type=file]").set_input_files(
        {"name": "花名册.xlsx", "mimeType": "application/octet-stream", "buffer": rows}
    )
    keeper.get_by_text("读入并预览").click()
    expect(keeper.get_by_text("任职日期早于出生日期")).to_be_visible()
    faults = looked_at(keeper, "roster")

    keeper.get_by_text("只写入无误的2行", exact=True).click()
    keeper.locator("details[open] button.go").click()
    expect(keeper.get_by_role("status")).to_contain_text("已写入")
    keeper.goto("/people?q=温如玉")

    expect(keeper.locator("table")).to_contain_text("县林业局局长")
    assert faults == []
