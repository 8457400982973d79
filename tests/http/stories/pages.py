"""A page as a browser gets it: parsed strictly, and found without the faults that no page may have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any  # lxml elements

import html5lib
from html5lib import treebuilders
from lxml import html
from lxml.etree import tostring
from werkzeug.test import TestResponse

from webapp.http.security import HEADERS

HIDDEN = ("hidden", "submit", "button", "image", "reset")
TECHNICAL = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
LATIN = re.compile(r"[A-Za-z]{2,}")
KNOWN = {
    "PDF",
    "DOCX",
    "XLSX",
    "CSV",
    "Ctrl",
    "Enter",
    "Esc",
    "kB",
    "MB",
    "English",
    "txt",
    "pdf",
    "docx",
    "xlsx",
    "csv",
}
WORDS = re.compile(r'"[^"]*"|(?<=>)[^<]+')
_valid: set[int] = set()
UNREAD = ("script", "style", "textarea", "option", "kbd", "code")


@dataclass(frozen=True)
class Page:
    """One answer: its path, status, headers and tree. `faults` is empty for every page of the house."""

    path: str
    status: int
    text: str
    headers: Any
    root: Any

    def one(self, xpath: str) -> Any:
        """Give the one element of that path."""
        found = self.root.xpath(xpath)
        assert len(found) == 1, f"{self.path}: {xpath} is there {len(found)} times\n{self.words()[:1500]}"
        return found[0]

    def all(self, xpath: str) -> list[Any]:
        """Give every element, or text, of that path."""
        return list(self.root.xpath(xpath))

    def words(self, xpath: str = "//main") -> str:
        """Give what stands on the page, without the blanks of its source."""
        return " ".join("".join(part.itertext()) for part in self.root.xpath(xpath)).replace("\n", " ")


def read(answer: TestResponse, *, strictly: bool = True) -> Page:
    """Parse an answer; a page that is read strictly is checked (once for each database would be once too many)."""
    text = answer.get_data(as_text=True)
    root = tree_of(text) if strictly else html.document_fromstring(text)
    page = Page(answer.request.path, answer.status_code, text, answer.headers, root)
    found = [*faults_of(page), *missing_headers(page)] if strictly else missing_headers(page)
    assert not found, f"{page.path}: {found}"
    return page


def tree_of(text: str) -> Any:
    """Give the tree of a page; markup that differs from an earlier page's in its words alone is not judged again."""
    markup = hash(WORDS.sub("", text))
    if markup in _valid:
        return html.document_fromstring(text)
    root = parsed(text)
    _valid.add(markup)
    return root


def parsed(text: str) -> Any:
    """Give the tree of valid HTML; raises html5lib's ParseError for any other."""
    builder = treebuilders.getTreeBuilder("lxml")
    tree = html5lib.HTMLParser(tree=builder, strict=True, namespaceHTMLElements=False).parse(text)
    return tree.getroot()


def faults_of(page: Page) -> list[str]:
    """Name every fault of a page."""
    checks = (_head, _controls, _names, _inline, _ids, _forms, _tables, _words)
    return [fault for check in checks for fault in check(page.root)]


def missing_headers(page: Page) -> list[str]:
    """Name every security header that the answer lacks."""
    wrong = [name for name, text in HEADERS.items() if page.headers.get(name) != text]
    return wrong if page.headers.get("Cache-Control") == "no-store" else [*wrong, "Cache-Control"]


def _head(root: Any) -> Iterator[str]:
    if not root.findtext(".//title", "").strip(" ·"):
        yield "no title"
    if not root.get("lang"):
        yield "no language"
    if len(root.findall(".//h1")) != 1:
        yield f"{len(root.findall('.//h1'))} first headings"
    levels = [int(one.tag[1]) for one in root.iter("h1", "h2", "h3", "h4")]
    yield from (f"heading of level {to} after {of}" for of, to in pairwise(levels) if to > of + 1)


def _controls(root: Any) -> Iterator[str]:
    labelled = set(root.xpath("//label/@for"))
    for one in root.iter("input", "select", "textarea"):
        if one.get("type") in HIDDEN:
            continue
        inside = next(one.iterancestors("label"), None)
        if one.get("id") not in labelled and inside is None and not one.get("aria-label"):
            yield f"no label: {one.tag} {one.get('name')}"
    ids = set(root.xpath("//@id"))
    yield from (f"label for nothing: {name}" for name in labelled - ids)
    for one in root.xpath("//@aria-describedby | //@aria-labelledby"):
        yield from (f"described by nothing: {name}" for name in one.split() if name not in ids)


def _names(root: Any) -> Iterator[str]:
    for one in root.iter("a", "button", "summary", "legend", "th", "caption"):
        if not "".join(one.itertext()).strip() and not one.get("aria-label"):
            yield f"{one.tag} without words: {tostring(one, encoding='unicode')[:120]}"
    yield from (f"image without alt: {one.get('src')}" for one in root.iter("img") if one.get("alt") is None)


def _inline(root: Any) -> Iterator[str]:
    yield from ("inline script" for one in root.iter("script") if not one.get("src") or (one.text or "").strip())
    yield from ("inline style" for _ in root.iter("style"))
    for one in root.iter("*"):
        yield from (f"{name} on {one.tag}" for name in one.attrib if name == "style" or name.startswith("on"))
    yield from (f"link {to}" for to in root.xpath("//@href | //@action") if to.startswith("javascript:"))


def _ids(root: Any) -> Iterator[str]:
    counted = Counter(root.xpath("//@id"))
    yield from (f"id {name} {count} times" for name, count in counted.items() if count > 1)
    for to in root.xpath("//a/@href[starts-with(., '#')]"):
        if to[1:] not in counted:
            yield f"link to nothing: {to}"


def _forms(root: Any) -> Iterator[str]:
    for one in root.iter("form"):
        if one.get("method") == "post" and not one.xpath(".//input[@name='csrf_token']"):
            yield f"form without token: {one.get('action')}"


def _tables(root: Any) -> Iterator[str]:
    yield from ("table without caption" for one in root.iter("table") if one.find("caption") is None)
    yield from ("heading cell without scope" for one in root.iter("th") if not one.get("scope"))


def _words(root: Any) -> Iterator[str]:
    """No technical name on a page, and on a Chinese page no English that was left over."""
    shown = " ".join(_shown(root.find("body")))
    yield from (f"technical name: {name}" for name in TECHNICAL.findall(shown))
    if root.get("lang", "").startswith("zh"):
        yield from (f"left in English: {word}" for word in LATIN.findall(shown) if word not in KNOWN)


def _shown(one: Any) -> Iterator[str]:
    if not isinstance(one.tag, str) or one.tag in UNREAD:
        return
    yield one.text or ""
    for part in one:
        yield from _shown(part)
        yield part.tail or ""
