"""A person of the office before a browser without scripts: signs in, takes a task, fills in, submits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any  # a story's answers
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.http.stories.pages import Page, read
from tests.http.stories.sheets import Asked, Sheet, flat, rows_wanted, sample, sheet_of
from tests.usecases.office import PASSWORD
from webapp.usecases.demo.roster import people_of_yunling

ROUNDS = 6
LEADER = "decision"
LETTERS = "//a/@href[starts-with(., '/letters/') and not(contains(., '.'))]"
"""Pages of letters, not their files."""
CLAIM = "//form[.//button[@data-claim-here]]"
DECLARE = "//form[.//input[@name='answer'][@value='none']]"
FAULTS = "//div[contains(@class, 'errors')]"


@dataclass
class Person:
    """One person at one browser. `after` runs after each act: the work that the house does by itself."""

    app: Flask
    login: str
    today: Callable[[], dt.date]
    after: Callable[[], object] = lambda: None
    strictly: bool = True
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.sign_in()

    def sign_in(self, password: str = PASSWORD) -> Page:
        """Sign in at the door."""
        self.client.delete_cookie("shibiyan_session")
        page = self.get("/sign-in")
        sheet = sheet_of(page.root, "//form[.//input[@type='password']]")
        sheet.asked["login"].values, sheet.asked["password"].values = [self.login], [password]
        return self.follow(self.send("/sign-in", sheet.posted()))

    def get(self, path: str, status: int = 200) -> Page:
        """Open a page."""
        page = self.follow(self.client.get(path), status=status)
        self.seen.append(page.path)
        return page

    def send(self, path: str, posted: dict[str, list[Any]]) -> TestResponse:
        """Post what a form holds."""
        files = any(isinstance(one, tuple) for texts in posted.values() for one in texts)
        kind = {"content_type": "multipart/form-data"} if files else {}
        return self.client.post(path, data=posted, **kind)

    def follow(self, answer: TestResponse, status: int = 200) -> Page:
        """Go where the answer leads."""
        while answer.status_code in (302, 303):
            parts = urlsplit(answer.headers["Location"])
            answer = self.client.get(f"{parts.path}?{parts.query}")
        page = read(answer, strictly=self.strictly)
        assert page.status == status, f"{self.login}: {page.path} answers {page.status}: {page.words()[:600]}"
        return page

    def press(self, page: Page, xpath: str, status: int = 200, **typed: Any) -> Page:
        """Send one of the small forms of a page, with what is typed into it."""
        sheet = sheet_of(page.root, xpath)
        for name, texts in flat(typed).items():
            sheet.asked[name].values = texts
        return self.follow(self.send(sheet.action or page.path, sheet.posted()), status)

    def starts(self, words: str) -> Page:
        """Register a case by its name in the list of what may be started."""
        page = self.get("/register")
        row = f"//form[.//button[contains(., '{words}')]]"
        button = page.one(f"{row}//button")
        sheet = sheet_of(page.root, row)
        return self.follow(self.send(sheet.action, sheet.posted(start=button.get("value"))))

    def rows(self, tab: str = "/tasks") -> dict[str, str]:
        """Give the tasks of a list: name and address."""
        found = self.get(tab).all("//table//a[contains(@class, 't')] | //section//a[contains(@class, 'go')]")
        return {"".join(one.xpath("text() | span[@lang]/text()")).strip(): one.get("href") for one in found}

    def look_round(self) -> dict[str, Page]:
        """Open every list, and every case and letter that the lists lead to; each page is checked on the way."""
        found = {path: self.get(path) for path in ("/tasks", "/tasks/done", "/cases?status=all", "/own")}
        for case in found["/cases?status=all"].all("//table//a[contains(@class, 't')]/@href"):
            found[case] = self.get(case)
            found |= {letter: self.get(letter) for letter in found[case].all(LETTERS)}
        return found

    def open(self, step: str) -> Page:
        """Open the task of that name, from the own list, or from the pool, which takes it."""
        for tab in ("/tasks", "/tasks/pool"):
            found = self.rows(tab).get(step)
            if found is None:
                continue
            page = self.declare(self.get(found))
            return self.press(page, CLAIM) if page.all(CLAIM) else page
        raise AssertionError(f"{self.login} has no “{step}”: {list(self.rows())} {list(self.rows('/tasks/pool'))}")

    def declare(self, page: Page) -> Page:
        """Say that there is no reason to step back, where a page asks."""
        return self.press(page, DECLARE) if page.all(DECLARE) else page

    def does(self, step: str, **given: Any) -> Page:
        """Open a task, fill it in and submit; what is not given and must be filled in is filled in."""
        return self.submit(self.open(step), **given)

    def submit(self, page: Page, **given: Any) -> Page:
        """Fill in the form of a page and submit it."""
        address = page.path
        page = self.fill(page, given)
        sheet = sheet_of(page.root)
        self.write(sheet, given)
        pressed = {LEADER: str(given[LEADER])} if (LEADER, str(given.get(LEADER))) in sheet.buttons else {}
        answer = self.send(address, sheet.posted(**pressed))
        if answer.status_code == 422:
            answer = self.once_more(answer, given, pressed)
        done = self.follow(answer)
        self.after()
        return done

    def fill(self, page: Page, given: dict[str, Any]) -> Page:
        """Write what is given and what is required; fields that depend on others come with the next save."""
        for group, count in rows_wanted(given):
            page = self.add_rows(page, group, count)
        for _ in range(ROUNDS):
            sheet = sheet_of(page.root)
            self.write(sheet, given)
            if not sheet.decides:
                return page
            names = set(sheet.asked)
            page = self.follow(self.send(page.path, sheet.posted(_save="1")))
            if set(sheet_of(page.root).asked) == names:
                return page
        raise AssertionError(f"{self.login}: the fields of {page.path} do not come to rest")

    def add_rows(self, page: Page, group: str, count: int) -> Page:
        """Press “增加一项” until the group has as many rows as are given."""
        for _ in range(count):
            sheet = sheet_of(page.root)
            if len([name for name, _ in sheet.hidden if name.rpartition(".")[0].rpartition(".")[0] == group]) >= count:
                break
            if ("_add", group) not in sheet.buttons:
                break
            page = self.follow(self.send(page.path, sheet.posted(_add=group)))
        return page

    def write(self, sheet: Sheet, given: dict[str, Any]) -> None:
        """Write the answers into the form, then sample content where something is required."""
        for name, texts in flat(given).items():
            if name in sheet.asked and sheet.asked[name].kind != "file":
                self.choose(sheet, name, texts)
        for one in sheet.missing():
            one.values = self.sample(one)

    def choose(self, sheet: Sheet, name: str, texts: list[str]) -> None:
        """Write one answer; what cannot be chosen is a fault of the page, or of the story."""
        asked = sheet.asked[name]
        wrong = [text for text in texts if asked.options and text and text not in asked.options]
        assert not wrong, f"{asked.label}: {wrong} cannot be chosen, only {asked.options}"
        asked.values = [text for text in texts if text]

    def sample(self, one: Asked) -> list[str]:
        """Give content that a control accepts; a signature is the own name."""
        own = people_of_yunling()["heads"].get(self.login, {}).get("name")
        return [own] if own and one.name == "sign" else sample(one, self.today())

    def once_more(self, answer: TestResponse, given: dict[str, Any], pressed: dict[str, str]) -> TestResponse:
        """A rule across fields wants one of the texts that may otherwise be left empty."""
        page = read(answer, strictly=self.strictly)
        sheet = sheet_of(page.root)
        self.write(sheet, given)
        texts = [one for one in sheet.asked.values() if one.kind in ("text", "textarea", "file") and not one.values]
        for one in texts:
            one.values = self.sample(one)
        again = self.send(page.path, sheet.posted(**pressed))
        assert again.status_code != 422, f"{self.login}: {read(again).words(FAULTS)}"
        return again


class Concerned(Person):
    """The person concerned at the own page: no menu, no lists of the office."""

    def rows(self, tab: str = "/portal") -> dict[str, str]:
        """Give what the person is asked to do: name and address."""
        found = self.get("/portal").all("//section[@aria-labelledby='open']//div[a]")
        return {"".join(one.find("p/b").itertext()).strip(): one.find("a").get("href") for one in found}
