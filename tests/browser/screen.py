"""What a test sees and does at the screen: clicks counted, axe asked, sideways scrolling found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any  # what axe answers

from playwright.sync_api import Locator, Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
TABLET = {"width": 1024, "height": 768}


@dataclass
class Hand:
    """A hand that counts: every click, tap and choice is one."""

    page: Page
    count: int = 0

    def click(self, what: Locator) -> None:
        """Click once."""
        what.click()
        self.count += 1

    def follow(self, what: Locator) -> None:
        """Click once, and wait for the page that comes."""
        follow(what)
        self.count += 1


def follow(what: Locator) -> None:
    """Click, and wait for the page that comes: a click is over while the old page is still there to be looked at."""
    with what.page.expect_navigation(wait_until="domcontentloaded"):
        what.click()


def axe_faults(page: Page) -> list[str]:
    """Give what axe finds against WCAG 2.2 AA: rule, element, and what is wrong."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}}).then(found => found.violations)", RULES
    )
    return [f"{one['id']} at {node['target']}: {node['failureSummary']}" for one in found for node in one["nodes"]]


def sideways(page: Page) -> list[str]:
    """Give the elements that reach beyond the right edge when the page scrolls sideways."""
    page.wait_for_load_state()
    return page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          return [...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > wide + 1)
            .map(one => one.tagName + '.' + one.className).slice(0, 8);
        }"""
    )
