"""Laying what was typed back into the form of a page: the boxes are filled, the form is opened, nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any  # elements of a page
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml import html

from webapp.domain.typed import Typed

KEPT = "_kept"
PLAIN = ("text", "search", "tel", "url", "email", "number", "date", "time", "datetime-local", "month", "color", "range")
Texts = dict[str, list[str]]


def without(address: str, name: str = "kept") -> str:
    """This function will give an address without one of its arguments."""
    parts = urlsplit(address)
    kept = [(key, text) for key, text in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path


def refilled(page: str, typed: Typed, *, kept_id: str, here: str, notice: str) -> str | None:
    """This function will give the page with the form filled, None where it has no form that holds all that was typed.

    `notice` stands before the form: HTML that the house wrote.
    """
    root: Any = html.document_fromstring(page)
    texts: Texts = {}
    for name, text in typed.fields:
        texts.setdefault(name, []).append(text)
    found = [one for one in root.forms if _takes(one, typed.path, here) and _fits(one, texts)]
    if not found:
        return None
    form = max(found, key=lambda one: len(texts.keys() & {box.get("name") for box in _boxes(one)}))
    for box in _boxes(form):
        _fill(box, texts)
    for outer in form.iterancestors("details"):
        outer.set("open", "")
    form.append(html.Element("input", type="hidden", name=KEPT, value=kept_id))
    form.addprevious(
        html.fragment_fromstring(f'<div class="say done first" role="status" tabindex="-1">{notice}</div>')
    )
    return str(html.tostring(root, encoding="unicode", doctype="<!doctype html>"))


def _takes(form: Any, path: str, here: str) -> bool:
    return form.get("method", "").lower() == "post" and urlsplit(form.get("action") or here).path == path


def _boxes(form: Any) -> Iterator[Any]:
    """Boxes and buttons of a form, those outside of it that name it as well."""
    inside = form.iter("input", "textarea", "select", "button")
    yield from (box for box in inside if box.get("name"))
    if form.get("id"):
        yield from form.getroottree().xpath("//*[@form=$id and @name]", id=form.get("id"))


def _fits(form: Any, texts: Texts) -> bool:
    """What the page itself says (whom it is about) is the same, and every text has its box."""
    boxes = list(_boxes(form))
    hidden = [box for box in boxes if box.get("type") == "hidden" and not _of_page(box.get("name"))]
    same = all(box.get("value", "") in texts.get(box.get("name"), ()) for box in hidden)
    names = {box.get("name") for box in boxes}
    return same and all(name in names for name, said in texts.items() if any(said))


def _of_page(name: str) -> bool:
    return name == "csrf_token" or name.startswith("_")


def _fill(box: Any, texts: Texts) -> None:
    name, kind = box.get("name"), box.get("type", "text")
    said: Sequence[str] = texts.get(name, ())
    if box.tag == "select":
        for option in box.iter("option"):
            _mark(option, "selected", option.get("value", option.text or "") in said)
    elif kind in ("checkbox", "radio"):
        _mark(box, "checked", box.get("value", "on") in said)
    elif box.tag == "textarea" and said:
        box.text = texts[name].pop(0)
    elif box.tag == "input" and kind in PLAIN and said:
        box.set("value", texts[name].pop(0))
    elif box.tag == "button" and box.get("value", "") in said:
        box.set("autofocus", "")


def _mark(box: Any, mark: str, on: bool) -> None:
    if on:
        box.set(mark, "")
    elif mark in box.attrib:
        del box.attrib[mark]
