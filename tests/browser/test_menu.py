"""The menu: few entries beside each other, the rarer ones folded, nothing cut, for everybody and on every screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat, token_of
from tests.browser.screen import DESK, PHONE, TABLET, axe_faults, sideways
from tests.usecases.office import House
from webapp.http.door import COOKIE, LANGUAGE_COOKIE
from webapp.http.menu import WIDTH
from webapp.usecases.demo.roster import people_of_yunling

PEOPLE = tuple(key for kind in ("officers", "heads") for key in people_of_yunling()[kind])
LONGEST = ("he", "wang", "chen", "su", "han", "fang", "hu", "sun", "shi", "li")
CUT = """() => {
  const wide = document.documentElement.clientWidth;
  const parts = [...document.querySelectorAll('.top a, .top summary')].filter(one => one.checkVisibility());
  const boxes = parts.map(one => [one.textContent.trim(), one.getBoundingClientRect(), one]);
  const folded = one => one.closest('details > div');
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const seen = (box, one) => {
    const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    return top && (one.contains(top) || top.contains(one));
  };
  return [
    ...boxes.filter(([, box, one]) => box.left < 0 || box.right > wide || one.scrollWidth > one.clientWidth + 1)
      .map(([word]) => 'cut: ' + word),
    ...boxes.filter(([, box, one]) => !seen(box, one)).map(([word]) => 'covered: ' + word),
    ...boxes.flatMap(([word, box, one], at) => boxes.slice(at + 1)
      .filter(([, other, two]) => folded(one) === folded(two) && over(box, other))
      .map(([two]) => word + ' over ' + two)),
  ];
}"""
"""What of the header lies outside the screen, is cut by its own box, covered, or drawn over its neighbour."""

SMALL_DESK = {"width": 1280, "height": 800}
LINES = "() => new Set([...document.querySelectorAll('.nav > *')].map(one => one.getBoundingClientRect().top)).size"


def faults_of(page: Page) -> list[str]:
    """Look at the header on desks, a tablet and a phone, with the folded entries open."""
    found = []
    for screen in (DESK, SMALL_DESK, TABLET, PHONE):
        page.set_viewport_size(screen)
        if screen is not PHONE and page.evaluate(LINES) > 1:
            found.append(f"{screen['width']}: the menu takes two lines")
        found += [f"{screen['width']}: {one}" for one in (*page.evaluate(CUT), *sideways(page))]
        fold = page.locator(".nav details summary")
        if fold.count():
            fold.click()
            found += [f"{screen['width']} open: {one}" for one in (*page.evaluate(CUT), *sideways(page))]
            fold.click()
    if page.locator(".nav > *").count() > WIDTH:
        found.append("too many beside each other")
    return found


@pytest.mark.parametrize(("language", "people"), [("zh", PEOPLE), ("en", LONGEST)], ids=["zh", "en"])
def test_no_entry_is_cut_for_anybody_on_a_desk_a_tablet_and_a_phone(
    house: House, seat: Seat, language: str, people: tuple[str, ...]
) -> None:
    page = seat("")
    page.goto("/sign-in")
    found, menus = {}, set()
    for login in people:
        cookies = {COOKIE: token_of(house, login), LANGUAGE_COOKIE: language}
        page.context.add_cookies([{"name": name, "value": value, "url": page.url} for name, value in cookies.items()])
        page.goto("/own")
        menu = tuple(page.locator(".nav a").all_text_contents())
        if menu not in menus:  # who has the same entries sees the same header
            found[login] = faults_of(page)
        menus.add(menu)

    assert {login: faults for login, faults in found.items() if faults} == {}
    assert max(map(len, menus)) > WIDTH


def test_the_rarer_entries_open_by_keyboard_without_javascript_and_say_which_is_open(house: House, seat: Seat) -> None:
    page = seat("he", java_script_enabled=False)
    page.goto("/tasks")
    fold = page.locator(".nav summary")
    entry = page.get_by_role("link", name="统计", exact=True)
    expect(entry).to_be_hidden()

    fold.focus()
    page.keyboard.press("Enter")
    expect(entry).to_be_visible()
    entry.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/statistics")
    expect(fold).to_have_class("here")
    expect(page.locator(".nav details [aria-current=page]")).to_have_text("统计")


def test_the_open_menu_passes_wcag_by_day_and_by_night_and_closes_with_escape(house: House, seat: Seat) -> None:
    page = seat("he")
    page.goto("/statistics")
    page.locator(".nav summary").click()
    faults = axe_faults(page)
    page.emulate_media(color_scheme="dark")
    faults += axe_faults(page)

    page.keyboard.press("Escape")

    expect(page.locator(".nav summary")).to_be_focused()
    expect(page.get_by_role("link", name="统计", exact=True)).to_be_hidden()
    assert faults == []
