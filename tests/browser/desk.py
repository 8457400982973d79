"""A person at a desk with a browser: takes a task, writes, waits for what the page asks next, sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any  # a test's answers, and what a page tells

from playwright.sync_api import Locator, Page, expect

from tests.browser.screen import follow
from tests.http.stories.sheets import SENTENCE, flat, rows_wanted

FORM = "form[data-draft]"
EMPTY = """form => {
  const must = one => one.required || (one.type === 'radio' || (one.type === 'checkbox' && one.hasAttribute('value')))
    && !one.closest('fieldset').querySelector('legend').textContent.includes('选填');
  const asked = [...form.elements].filter(one => one.name && !one.name.startsWith('_') && one.type !== 'hidden'
    && one.tagName !== 'BUTTON' && !one.closest('details:not([open])'));
  const out = {};
  for (const one of asked) {
    const box = ['radio', 'checkbox'].includes(one.type);
    const filled = box ? asked.some(other => other.name === one.name && other.checked) : one.value !== '';
    if (must(one) && !filled) out[one.name] ??= {kind: box ? 'box' : one.tagName === 'SELECT' ? 'select' : one.type,
      value: one.tagName === 'SELECT' ? one.options[1]?.value : one.value, longest: one.maxLength};
  }
  return out;
}"""
ROUNDS = 6


@dataclass
class Desk:
    """A person's page and the few things that a hand does on it."""

    page: Page
    today: str = "2026-03-02"

    def take(self, step: str) -> Desk:
        """Open a task by its name from the own list, or take it from the pool; declare when asked."""
        self.page.goto("/tasks")
        if not self.named(step).count():
            self.page.goto("/tasks/pool")
        self.go(self.named(step))
        self.declare()
        claim = self.page.locator("[data-claim-here]")
        if claim.count():
            self.go(claim)
        return self

    def go(self, what: Locator) -> None:
        """Click, and wait for the page that comes: what is counted next must not be the old page's."""
        follow(what)

    def named(self, step: str) -> Locator:
        """Give the link of a task in a list."""
        return self.page.locator("table a.t").get_by_text(step, exact=True).first

    def declare(self) -> None:
        """Say that there is no reason to step back, where the page asks."""
        button = self.page.get_by_role("button", name="没有应当回避的情形")
        if button.count():
            self.go(button)

    def write(self, **given: Any) -> Desk:
        """Write what is given, then something into what is required; what depends on an answer comes by itself."""
        self.page.locator(FORM).wait_for()
        for group, count in rows_wanted(given):
            self.add_rows(group, count)
        for name, texts in flat(given).items():
            self.put(name, texts)
        for _ in range(ROUNDS):
            empty: dict[str, Any] = self.page.locator(FORM).evaluate(EMPTY)
            if not empty:
                return self
            for name, one in empty.items():
                self.put(name, [self.own_name() if name == "sign" else self.sample(one)])
        raise AssertionError(f"still empty: {empty}")

    def add_rows(self, group: str, count: int) -> None:
        """Press “增加一项” until there are enough rows."""
        rows = self.page.locator(f"[id^='r-{group}.']")
        while rows.count() < count:
            before = rows.count()
            self.page.locator(f"button[name=_add][value='{group}']").click()
            expect(rows).to_have_count(before + 1)

    def put(self, name: str, texts: list[str]) -> None:
        """Put one answer into its control, and wait when other fields depend on it."""
        found = self.page.locator(f"{FORM} [name='{name}']:not([type=hidden])")
        found.first.wait_for()
        self.set(found, texts)
        if found.first.get_attribute("data-decides") is not None:
            found.first.blur()
            self.page.locator("[data-fields]:not([aria-busy])").wait_for()

    def set(self, found: Locator, texts: list[str]) -> None:
        """Set a control as a hand would."""
        kind = found.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind == "select":
            found.first.select_option(texts[0])
        elif kind == "checkbox" and found.first.get_attribute("value") is None:
            found.first.set_checked(bool(texts[0]))
        elif kind in ("radio", "checkbox"):
            for text in texts:
                found.and_(self.page.locator(f"[value='{text}']")).check()
        else:
            found.first.fill(texts[0])

    def own_name(self) -> str:
        """Read whose page it is."""
        return self.page.locator(".who summary b").inner_text()

    def sample(self, one: dict[str, Any]) -> str:
        """Give content that a control accepts."""
        if one["kind"] in ("box", "select"):
            return str(one["value"] or "on")
        if one["kind"] == "date":
            return self.today
        return SENTENCE[: one["longest"]] if one["longest"] > 0 else SENTENCE

    def send(self) -> Desk:
        """Press the page's own button, and see that it was taken."""
        self.go(self.page.locator(f"{FORM} [data-submit]"))
        errors = self.page.locator(".errors")
        assert not errors.count(), errors.inner_text()
        return self

    def decide(self, word: str = "同意") -> Desk:
        """Press one of a leader's buttons."""
        self.go(self.page.locator("button[name=decision]").get_by_text(word).first)
        errors = self.page.locator(".errors")
        assert not errors.count(), errors.inner_text()
        return self

    def does(self, step: str, **given: Any) -> Desk:
        """Take a task, write and send."""
        self.take(step)
        if self.page.locator("button[name=decision]").count():
            return self.decide()
        return self.write(**given).send()
