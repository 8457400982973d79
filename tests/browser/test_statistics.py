"""The statistics page as it looks: a figure, its definition beside it, and the cases behind it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.screen import PHONE, axe_faults, follow, sideways
from tests.browser.test_messages import keep
from tests.usecases.office import House
from tests.usecases.passages import case_of, to_inquiry


def test_a_leader_reads_a_figure_and_goes_down_to_its_cases(house: House, seat: Seat) -> None:
    to_inquiry(house)
    page = seat("he")
    page.goto("/statistics")

    expect(page.get_by_role("row", name="待办环节")).to_contain_text("此刻等人办理的环节")
    assert axe_faults(page) == []
    keep(page, "statistics")

    follow(page.get_by_role("link", name="待办环节"))
    expect(page.get_by_role("link", name=case_of(house, "m08_talk_letter_inquiry").number)).to_be_visible()
    assert axe_faults(page) == []
    keep(page, "figure")
    page.set_viewport_size(PHONE)
    assert sideways(page) == []
