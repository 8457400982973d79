"""The messages of a case and the supervisors' list, as they look: both ends, what waits, no sideways scroll."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.screen import DESK, PHONE, axe_faults, follow, sideways
from tests.usecases.office import House
from tests.usecases.passages import case_of, post, to_inquiry
from webapp.domain.ids import CaseId

PICTURES = os.environ.get("SHIBIYAN_LOOK_AT")
"""A folder for pictures to look at; without it none are kept."""


def test_where_messages_came_from_and_went_reads_well_on_desk_and_phone(house: House, seat: Seat) -> None:
    to_inquiry(house)
    clue = CaseId(case_of(house, "m07_clue_disposal").id)
    post(house, "superior_word", target=clue, payload={})
    house.drain()
    page = seat("zhou")
    page.goto(f"/cases/{clue}")
    follow(page.locator("section[aria-labelledby=messages] a"))

    expect(page.locator("h1")).to_have_text("消息往来")
    expect(page.locator(".mark.run", has_text="对方事项尚未等待此消息")).to_have_count(1)
    assert axe_faults(page) == []
    keep(page, "case_messages")
    page.set_viewport_size(PHONE)
    assert sideways(page) == []
    page.set_viewport_size(DESK)

    desk = seat("han")
    desk.goto("/supervision")
    follow(desk.get_by_role("link", name="消息往来").first)
    expect(desk.locator("nav[aria-label='消息状态'] a[aria-current]")).to_contain_text("全部")
    assert axe_faults(desk) == []
    keep(desk, "messages")


def keep(page: object, name: str) -> None:
    """Keep a picture where somebody asked for it."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))  # type: ignore[attr-defined]
