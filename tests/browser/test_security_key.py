"""A security key in the browser: enrolled on the own page, asked for at the door, with Chromium's own software key."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.usecases.office import PASSWORD, House

KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}


def test_an_officer_enrols_a_key_and_signs_in_with_it(house: House, seat: Seat, address: str) -> None:
    page = seat("", base_url=address.replace("127.0.0.1", "localhost"))
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

    def give_password() -> None:
        page.context.clear_cookies()
        page.goto("/sign-in")
        page.get_by_label("账号").fill("zhou")
        page.get_by_label("口令").fill(PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    give_password()
    page.goto("/own/factors")
    page.get_by_role("button", name="增加安全密钥").click()
    page.get_by_label("名称").fill("抽屉里的密钥")
    page.get_by_role("button", name="使用安全密钥").press("Enter")
    expect(page.locator("table")).to_contain_text("抽屉里的密钥")

    give_password()
    expect(page).to_have_url(f"{address.replace('127.0.0.1', 'localhost')}/sign-in/second")
    page.get_by_role("button", name="使用安全密钥").press("Enter")

    expect(page.get_by_role("heading", name="待办事项")).to_be_visible()
