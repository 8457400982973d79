"""Reading the cases of the DMN Technology Compatibility Kit."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from webapp.feel import FeelValue
from webapp.feel.compare import eq
from webapp.feel.temporal_text import at_literal

Element = etree._Element
KIT = "{http://www.omg.org/spec/DMN/20160719/testcase}"
SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}"
NUMBERS = frozenset(["decimal", "double", "integer", "float", "int", "long"])
TEMPORAL = frozenset(["date", "time", "dateTime", "duration", "dayTimeDuration", "yearMonthDuration"])
TOLERANCE = Decimal("0.00000001")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One result node: what to ask with which inputs, and the answer; `output` names one of a service's outputs."""

    id: str
    model: pathlib.Path
    asked: str
    output: str
    inputs: dict[str | tuple[str, str], FeelValue]
    want: FeelValue


def cases(file: pathlib.Path) -> Iterator[Case]:
    root = etree.parse(str(file)).getroot()
    model = file.parent / (root.findtext(f"{KIT}modelName") or "")
    for case in root.iter(f"{KIT}testCase"):
        invocable = case.get("invocableName") if case.get("type") in ("decisionService", "bkm") else None
        for result in case.iterfind(f"{KIT}resultNode"):
            expected = result.find(f"{KIT}expected")
            name = result.get("name") or ""
            yield Case(
                id=case.get("id") or "",
                model=model,
                asked=invocable or name,
                output=name if invocable and name != invocable else "",
                inputs=inputs(case),
                want=None if expected is None else value(expected),
            )


def inputs(case: Element) -> dict[str | tuple[str, str], FeelValue]:
    given: dict[str | tuple[str, str], FeelValue] = {}
    for node in case.iterfind(f"{KIT}inputNode"):
        space, name = node.get("namespace"), node.get("name") or ""
        given[(space, name) if space else name] = value(node)
    return given


def value(element: Element) -> FeelValue:
    children = [child for child in element if isinstance(child.tag, str)]
    parts = [child for child in children if child.tag == f"{KIT}component"]
    if parts:
        return {part.get("name"): value(part) for part in parts}
    for child in children:
        if child.tag == f"{KIT}list":
            items = [value(item) for item in child if isinstance(item.tag, str)]
            return None if child.get(f"{SCHEMA}nil") == "true" else items
        if child.tag == f"{KIT}value":
            return simple(child)
    return None


def simple(element: Element) -> FeelValue:
    if element.get(f"{SCHEMA}nil") == "true":
        return None
    kind, text = (element.get(f"{SCHEMA}type") or "string").split(":")[-1], element.text or ""
    if kind in NUMBERS:
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    return at_literal(text.strip()) if kind in TEMPORAL else text


def same(want: FeelValue, got: FeelValue) -> bool:
    """Equal; numbers to 8 digits, as the kit says."""
    if isinstance(want, Decimal) and isinstance(got, Decimal):
        return abs(want - got) < TOLERANCE
    if isinstance(want, list) and isinstance(got, list):
        return len(want) == len(got) and all(map(same, want, got))
    if isinstance(want, dict) and isinstance(got, dict):
        return want.keys() == got.keys() and all(same(want[key], got[key]) for key in want)
    return (want is None and got is None) or eq(want, got) is True
