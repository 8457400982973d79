"""A walk through the pages of one person, and what on an English page may be Chinese: what somebody wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any  # lxml elements
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from lxml import html

from tests.http.pages import HAN, KEPT_VALUES, SHOWN
from tests.usecases.office import FACTS, YEARS, House
from webapp.http.leader import HOUSE_PHRASES
from webapp.store import agenda, attachments, calendar, ledgers, letters, meetings, people, submissions
from webapp.store.db import Tx
from webapp.store.tables import case

NUMBER = re.compile(r"\w*〔\d{4}〕\d+号")
ID = re.compile(r"[0-9a-f]{32}|\d+")
FEW = 2
"""Pages of one kind that one person looks at."""
MOST = 10_000
CONTACT = ("name", "address", "phone")
ALWAYS = {"严", "中文"}
"""The seal in the corner, and the button to the other language."""
FILES = (".pdf", ".docx", "/diagram.xml")
FIRST = "//form[.//input[@name='answer'][@value='none'] or .//button[@data-claim-here]]"
"""What a page asks before it shows its form: to declare, or to claim."""


@dataclass(frozen=True)
class Contents:
    """What the people of an office wrote, and what they and their units, rooms, posts and letters are called."""

    names: frozenset[str]
    texts: frozenset[str]

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self.names, key=len, reverse=True))))

    def have(self, text: str) -> bool:
        """Tell whether a text of a page is somebody's: typed as it stands, or made of names and numbers alone."""
        shown = text.strip()
        if shown in self.texts | ALWAYS or (shown.endswith("…") and self._cut(shown[:-1])):
            return True
        return not HAN.search(self._names.sub("", NUMBER.sub("", shown)))

    def _cut(self, begin: str) -> bool:
        return any(" ".join(one.split()).startswith(begin) for one in self.texts)


def contents_of(house: House) -> Contents:
    """Collect the contents of an office, past all visibility."""
    with house.office.database.read() as tx:
        known = people.directory(tx)
        names = {one.name for group in (known.persons, known.units, known.rooms) for one in group.values()}
        names |= {one.title for one in known.posts}
        names |= {name for year in YEARS for _, _, name in calendar.of_year(tx, year)}
        texts = {*_typed(tx), *HOUSE_PHRASES, *FACTS.values(), "\n".join(FACTS[one] for one in CONTACT)}
    return Contents(names=frozenset(filter(None, names)), texts=frozenset(text.strip() for text in texts if text))


def _typed(tx: Tx) -> Iterator[str]:
    for row in tx.execute(case.select()).all():
        for one in submissions.of_case(tx, row.id):
            yield from _leaves(one.content)
        yield from (one.name for one in attachments.of_case(tx, row.id))
        yield from (one.title for one in letters.of_case(tx, row.id))
    for who in people.directory(tx).persons:
        for one in ledgers.all_matters(tx, who):
            yield from _leaves(one.content)
    for served in ledgers.served_by(tx, *people.directory(tx).units, size=MOST):
        yield from _leaves(served.content)
    for lines in ledgers.lists(tx, year=YEARS[-1]).values():
        yield from (word for line in lines for word in (line.text, line.source or ""))
    for one in meetings.every(tx):
        items = agenda.of_meeting(tx, one.id)
        yield from (one.place, *(item.reason for item in items))
        yield from (said.text for said in agenda.opinions(tx, [item.id for item in items]))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in _leaves(one))
    elif isinstance(value, Iterable):
        yield from (text for one in value for text in _leaves(one))


@dataclass
class Walk:
    """One person at a browser who opens a few pages of every kind, and sends each form back empty."""

    client: FlaskClient
    pages: dict[str, Any] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)

    def go(self, *begin: str) -> dict[str, Any]:
        """Open these pages and what they lead to; give the tree of every page by its address."""
        todo = list(begin)
        while todo:
            path = todo.pop(0)
            kind = ID.sub("#", path)
            if path in self.pages or self.kinds[kind] >= FEW or urlsplit(path).path.endswith(FILES):
                continue
            self.kinds[kind] += 1
            todo += self._open(path)
        return self.pages

    def _open(self, path: str) -> Iterator[str]:
        page = self._get(path)
        if page is None:
            return
        if asks := page.xpath(FIRST):
            self.pages[f"{path} before"] = page
            self.client.post(asks[0].get("action") or path, data={**_hidden(asks[0]), "answer": "none"})
            page = self._get(path)
        self.pages[path] = page
        for form in page.xpath("//form[@data-draft]"):
            answer = self.client.post(path, data=_hidden(form), follow_redirects=True)
            self.pages[f"{path} sent back"] = html.document_fromstring(answer.text)
        for link in page.xpath("//a/@href"):
            to = urlsplit(link)
            here = to.path or urlsplit(path).path
            yield f"{here}?{to.query}" if to.query else here

    def _get(self, path: str) -> Any:
        page = self.client.get(path, follow_redirects=True)
        return html.document_fromstring(page.text) if "html" in page.content_type else None


def _hidden(form: Any) -> dict[str, str]:
    return {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='hidden']")}


def chinese_on(page: Any) -> Iterator[tuple[str, bool]]:
    """Give every Chinese text of a page, and whether it is marked as contents.

    Letters are Chinese papers, and what stands in `code` is written as in its file.
    """
    yield from _chinese(page, marked=False)


def _chinese(one: Any, *, marked: bool) -> Iterator[tuple[str, bool]]:
    if not isinstance(one.tag, str) or one.tag == "code" or "letter" in one.get("class", "").split():
        return
    marked = marked or one.get("lang") == "zh-CN"
    unread = one.get("type") in KEPT_VALUES or one.tag in ("option", "button")
    shown = [one.get(name) or "" for name in SHOWN if not (unread and name == "value")]
    yield from ((text.strip(), marked) for text in (one.text or "", *shown) if HAN.search(text))
    for inner in one:
        yield from _chinese(inner, marked=marked)
        if HAN.search(inner.tail or ""):
            yield (inner.tail or "").strip(), marked
