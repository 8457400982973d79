"""What every page must be: valid, titled, labelled, free of inline script and style, and in one language at a time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.html5parser import ParseError

HAN = re.compile(r"[\u3400-\u9fff]")
NEEDS_LABEL = ("input", "select", "textarea")
NO_LABEL = ("hidden", "submit", "button")
KEPT_VALUES = ("hidden", "radio", "checkbox")
SHOWN = ("aria-label", "alt", "title", "placeholder", "value")


def read(page: bytes) -> Element:
    """Read a page strictly; raises AssertionError with the place of the first fault."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        return parser.parse(page.decode())  # type: ignore[no-any-return]
    except ParseError as error:
        line, column = parser.errors[0][0] if parser.errors else (0, 0)
        lines = page.decode().splitlines()
        near = lines[line - 1][max(0, column - 60) : column + 20]
        raise AssertionError(f"{error} at {line}:{column}: {near}") from None


def faults(page: bytes) -> list[str]:
    """Say what is wrong with a page, one line for each fault."""
    tree = read(page)
    everything = list(tree.iter())
    ids = Counter(one.get("id") for one in everything if one.get("id"))
    found = [f"id {name} is there {count} times" for name, count in ids.items() if count > 1]
    found += [f"no title: {one}" for one in everything if one.tag == "title" and not (one.text or "").strip()]
    found += [f"inline style on {one.tag}" for one in everything if one.get("style") is not None or one.tag == "style"]
    found += [f"inline script: {one.tag}" for one in everything if _inline(one)]
    found += [f"{label} names nothing" for label in _dangling(everything, set(ids))]
    found += [f"no label: {one.get('name')} {one.get('id')}" for one in _unlabelled(tree, everything)]
    found += [f"post form without token: {one.get('action')}" for one in everything if _unguarded(one)]
    return found


def _inline(one: Element) -> bool:
    return (one.tag == "script" and not one.get("src")) or any(name.startswith("on") for name in one.attrib)


def _dangling(everything: list[Element], ids: set[str | None]) -> Iterator[str]:
    for one in everything:
        for name in ("for", "aria-describedby", "aria-labelledby"):
            yield from (f"{name}={part}" for part in (one.get(name) or "").split() if part not in ids)


def _unlabelled(tree: Element, everything: list[Element]) -> Iterator[Element]:
    named = {one.get("for") for one in everything if one.tag == "label"}
    inside = {inner for label in everything if label.tag == "label" for inner in label.iter()}
    for one in everything:
        quiet = one.get("type") in NO_LABEL and one.tag == "input"
        bare = one not in inside and not one.get("aria-label") and one.get("id") not in named
        if one.tag in NEEDS_LABEL and not quiet and bare:
            yield one


def _unguarded(one: Element) -> bool:
    if one.tag != "form" or one.get("method") != "post":
        return False
    return not any(inner.get("name") == "csrf_token" for inner in one.iter("input"))


def chinese_outside_contents(page: bytes) -> list[str]:
    """Give the Chinese texts of an English page that are not marked as contents."""
    return list(_chinese(read(page)))


def _chinese(one: Element) -> Iterator[str]:
    if one.get("lang") == "zh-CN":
        return
    kept = one.get("type") in KEPT_VALUES
    marks = [one.get(name) or "" for name in SHOWN if not (kept and name == "value")]
    texts = [one.text or "", *marks] if isinstance(one.tag, str) else []
    yield from (text.strip() for text in texts if HAN.search(text))
    for inner in one:
        yield from _chinese(inner)
        if HAN.search(inner.tail or ""):
            yield (inner.tail or "").strip()
