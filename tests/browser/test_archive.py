"""An archive at the screen: portrait with its reasons, from a sentence to its entry, an earlier day, print, phone."""

from __future__ import annotations

import re
from io import BytesIO
from unicodedata import normalize

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import Seat
from tests.browser.screen import PHONE, axe_faults, follow, sideways
from tests.usecases.filing import HEARD, file
from tests.usecases.office import House

BAD = "违反议事规则，受到党内警告处分。"


def test_an_archive_is_read_from_sentence_to_entry_and_as_of_an_earlier_day(house: House, seat: Seat) -> None:
    number = file(house, BAD, kind="decision", result="sanction", subject_remark="已经改正。", **HEARD)
    page = seat("qian")
    page.goto("/archives")
    follow(page.get_by_role("link", name=re.compile("马远帆")))

    portrait = page.locator("section[aria-labelledby=portrait]")
    expect(portrait).to_contain_text("提醒：黄")
    expect(portrait).to_contain_text("近二十四个月有不利结论")
    portrait.get_by_role("link", name=number).first.click()
    expect(page.locator(":target")).to_contain_text(BAD)
    faults = axe_faults(page)
    page.emulate_media(color_scheme="dark")
    faults += axe_faults(page)
    page.set_viewport_size(PHONE)
    faults += sideways(page)
    page.get_by_label("看某一日的情况").fill("2026-02-20")
    page.get_by_role("button", name="查看").click()
    expect(page.locator("main")).to_contain_text("没有可以列入画像的记载")
    expect(page.locator("main")).not_to_contain_text(BAD)
    assert faults == []


def test_the_printed_archive_says_who_printed_it_and_when(house: House, seat: Seat) -> None:
    file(house, BAD, kind="decision", result="sanction", **HEARD)
    page = seat("qian")
    page.goto("/archives/ma")
    follow(page.get_by_role("link", name="打印稿"))

    pdf = PdfReader(BytesIO(page.pdf()))
    text = normalize("NFKC", "".join(one.extract_text() for one in pdf.pages)).replace("\n", "")

    assert "钱守一" in text
    assert BAD[:6] in text
    assert "打印稿" not in text
