"""A form of a page: what it asks, what a browser would send, and how a person fills it in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any  # lxml elements, and answers as a story gives them

SENTENCE = "经核对卷内材料，情况属实，依照规定办理。"
FILE = (b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", "材料.pdf")


@dataclass(kw_only=True)
class Asked:
    """One thing that the form asks: its kind, what may be chosen, what stands there now."""

    name: str
    kind: str
    label: str
    required: bool
    options: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    longest: int | None = None


@dataclass(kw_only=True)
class Sheet:
    """A form as it stands on a page."""

    action: str
    hidden: list[tuple[str, str]]
    asked: dict[str, Asked]
    buttons: list[tuple[str, str]]
    decides: bool

    def posted(self, **pressed: str) -> dict[str, list[Any]]:
        """Give what a browser sends when a button is pressed."""
        out: dict[str, list[Any]] = {}
        for name, text in self.hidden:
            out.setdefault(name, []).append(text)
        for one in self.asked.values():
            if one.kind == "file":
                out.setdefault(one.name, []).extend((BytesIO(FILE[0]), FILE[1]) for _ in one.values)
            elif one.values:
                out.setdefault(one.name, []).extend(one.values)
        return {**out, **{name: [text] for name, text in pressed.items()}}

    def missing(self) -> Iterator[Asked]:
        """Give what must be filled in and is empty."""
        return (one for one in self.asked.values() if one.required and not any(one.values))


def sheet_of(root: Any, xpath: str = "//form[@data-draft]") -> Sheet:
    """Read the form of a page."""
    found = root.xpath(xpath)
    assert len(found) == 1, f"{xpath}: {len(found)} forms; on the page: {' '.join(root.xpath('//main//text()'))[:800]}"
    form = found[0]
    asked: dict[str, Asked] = {}
    for one in form.iter("input", "select", "textarea"):
        if one.get("type") != "hidden" and one.get("name"):
            _take(asked, one)
    return Sheet(
        action=form.get("action") or "",
        hidden=[(one.get("name"), one.get("value", "")) for one in form.xpath(".//input[@type='hidden']")],
        asked=asked,
        buttons=[(one.get("name", ""), one.get("value", "")) for one in form.iter("button")],
        decides=bool(form.xpath(".//*[@data-decides]")),
    )


def _take(asked: dict[str, Asked], one: Any) -> None:
    name, kind = one.get("name"), one.get("type", "text") if one.tag == "input" else one.tag
    if kind in ("radio", "checkbox") and one.get("value") is not None:
        held = asked.setdefault(name, Asked(name=name, kind=kind, label=_legend(one), required=_must(one)))
        held.options.append(one.get("value"))
        held.values += [one.get("value")] if one.get("checked") is not None else []
        return
    asked[name] = Asked(name=name, kind=kind, label=_label(one), required=_must(one), longest=_number(one, "maxlength"))
    if one.tag == "select":
        asked[name].options = [option.get("value") for option in one.iter("option") if option.get("value")]
        asked[name].values = [option.get("value") for option in one.xpath(".//option[@selected]")]
    elif kind == "checkbox":
        asked[name].options, asked[name].values = ["on"], ["on"] if one.get("checked") is not None else []
    elif kind != "file":
        text = (one.text or "").removeprefix("\n") if one.tag == "textarea" else one.get("value", "")
        asked[name].values = [text] if text else []


def _legend(one: Any) -> str:
    holder = next(one.iterancestors("fieldset"), None)
    return "".join(holder.find("legend").itertext()) if holder is not None else _label(one)


def _label(one: Any) -> str:
    root = one.getroottree().getroot()
    found = root.xpath("//label[@for=$id]", id=one.get("id") or "") or list(one.iterancestors("label"))
    return "".join(found[0].itertext()) if found else one.get("aria-label", "")


def _must(one: Any) -> bool:
    if one.get("type") == "radio" or (one.get("type") == "checkbox" and one.get("value") is not None):
        return "选填" not in _legend(one)
    return one.get("required") is not None


def _number(one: Any, name: str) -> int | None:
    return int(one.get(name)) if one.get(name) else None


def flat(given: Mapping[str, Any], prefix: str = "") -> dict[str, list[str]]:
    """Write a story's answers as a form names them: rows by number, days and yes as a browser writes them."""
    out: dict[str, list[str]] = {}
    for key, value in given.items():
        name = f"{prefix}{key}"
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                out |= flat(row, f"{name}.{number}.")
        else:
            out[name] = [_text(one) for one in (value if isinstance(value, list) else [value])]
    return out


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def rows_wanted(given: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, int]]:
    """Say how many rows each repeating group must have, outer groups first."""
    for key, value in given.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{prefix}{key}", len(value)
            for number, row in enumerate(value):
                yield from rows_wanted(row, f"{prefix}{key}.{number}.")


def sample(one: Asked, today: dt.date) -> list[str]:
    """Give content that a control accepts: the first option, the day, a sentence, a file."""
    if one.options:
        return [one.options[0]]
    if one.kind == "date":
        return [today.isoformat()]
    if one.kind == "file":
        return ["one"]
    if "numeric" in one.kind:
        return ["1"]
    return [SENTENCE[: one.longest]]
