"""A letter as the person gets it: on the screen, as PDF that can be read, and as a page that looks like one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Seat
from tests.browser.screen import follow
from tests.browser.stages import FIVE, to_reply
from tests.usecases.office import House

A4 = (595, 842)


def download(page: Page, name: str) -> tuple[str, bytes]:
    """Press a download and give its name and content."""
    with page.expect_download() as got:
        page.get_by_role("link", name=name).click()
    return got.value.suggested_filename, Path(got.value.path()).read_bytes()


def test_a_letter_is_read_on_the_screen_and_taken_home_as_pdf(house: House, seat: Seat) -> None:
    to_reply(house)
    page = seat("ma")
    page.goto("/portal")
    follow(page.locator("section[aria-labelledby=letters] a").first)

    expect(page.locator(".letter")).to_contain_text(FIVE[4]["text"])
    name, content = download(page, "下载打印件（PDF）")
    pdf = PdfReader(BytesIO(content))
    text = "".join(one.extract_text() for one in pdf.pages).replace("\n", "")

    assert name.startswith("函询通知书")
    assert name.endswith(".pdf")
    assert tuple(round(float(side)) for side in pdf.pages[0].mediabox[2:]) == A4
    assert "马远帆同志" in text
    assert all(one["text"][:12] in text for one in FIVE)
    assert not [word for word in ("举报", "检举", "信访") if word in text]


def test_an_officer_takes_the_same_letter_as_a_document(house: House, seat: Seat) -> None:
    to_reply(house)
    page = seat("zhou")
    page.goto("/cases?measure=m08")
    follow(page.locator("table a.t").first)
    follow(page.locator("section[aria-labelledby=letters] a").first)

    name, content = download(page, "下载文档（DOCX）")

    assert name.endswith(".docx")
    assert content.startswith(b"PK")


def test_the_screen_shows_the_paper(house: House, seat: Seat) -> None:
    """Paper is white, its head is red, and the text fills a good part of it, in the dark as well."""
    to_reply(house)
    page = seat("ma", color_scheme="dark")
    page.goto("/portal")
    follow(page.locator("section[aria-labelledby=letters] a").first)

    picture = Image.open(BytesIO(page.locator(".letter").screenshot())).convert("RGB")
    colours = picture.getcolors(picture.width * picture.height) or []
    share = {colour: count / (picture.width * picture.height) for count, colour in colours}

    assert share[(255, 255, 255)] > 0.7
    assert sum(part for (red, green, blue), part in share.items() if red > 180 and green < 60 and blue < 60) > 0.001
