"""What the diagrams file into the archive has a word in both languages, and a place in the portrait if it may weigh."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from tests.rules.test_processes import BPMN, DIAGRAMS, HOME
from webapp.engine.decision_files import DecisionFile, decisions_in
from webapp.feel import from_python, to_python
from webapp.http.words import TRANSLATIONS, read_catalog
from webapp.store.signs import DEVIATING, POOR
from webapp.usecases.archive_words import DIMENSIONS, KINDS

TABLES = HOME / "shared" / "decisions"
ADMISSION, PLACE = "archive_admission", "archive_dimension"
FILES = ("archive_entry", "archive_record")
"""The diagrams that the others call to file; one that asks the table of admission itself files itself."""
SAID = re.compile(r'(?:^|\bthen|\belse)\s*"(\w+)"')
"""A kind as a call hands it over: a text, or one of two."""
WRITTEN = re.compile(r'^kind = "(\w+)"', re.MULTILINE)


def values(part: etree._Element, name: str) -> Iterator[str]:
    """The values that a part of a diagram has under a name."""
    return (one.get("value", "") for one in part.iterfind(".//{*}property") if one.get("name") == name)


def handed_over(drawn: etree._ElementTree, name: str) -> Iterator[str]:
    """What a diagram hands to the filing under a name (`in.kind`, `in.result`)."""
    for call in drawn.iter(f"{BPMN}callActivity"):
        yield from values(call, name) if call.get("calledElement") in FILES else ()


def said(path: Path, text: str) -> list[str]:
    """The kinds that a call hands over: written there, or the answers of a question (`form.field`)."""
    step, dot, field = text.partition(".")
    form = path.parent / "forms" / f"{step}.form"
    if not dot or not form.exists():
        return SAID.findall(text)
    asked = json.loads(form.read_text(encoding="utf-8"))["components"]
    return [option["value"] for one in asked if one.get("key") == field for option in one["values"]]


def filed_by(path: Path) -> set[str]:
    """The kinds of entries that a diagram files, through the shared part or by itself."""
    drawn = etree.parse(str(path))
    kinds = {kind for text in handed_over(drawn, "in.kind") for kind in said(path, text)}
    asks = ADMISSION in {one.text for one in drawn.iter("{*}calledDecisionId")}
    if not asks or path.stem in FILES:
        return kinds
    own = {kind for one in drawn.iter(f"{BPMN}script") for kind in WRITTEN.findall(one.text or "")}
    assert own, f"{path.name} asks {ADMISSION}: let a script write its kind (`kind = ...`)"
    return kinds | own


@cache
def filed() -> dict[str, str]:
    """Every kind that is filed, with a diagram that files it."""
    return {kind: path.stem for path in DIAGRAMS for kind in sorted(filed_by(path))}


@cache
def table_of(name: str) -> DecisionFile:
    return decisions_in({f"{name}.dmn": (TABLES / f"{name}.dmn").read_bytes()})[name]


def decide(table: str, **given: str) -> object:
    return to_python(table_of(table)(from_python(given), {}))


def results() -> set[str]:
    """The results that the table of admission knows."""
    return set(re.findall(r'"(\w+)"', (TABLES / f"{ADMISSION}.dmn").read_text(encoding="utf-8")))


def may_weigh(kind: str) -> bool:
    """Whether an entry of a kind counts in the portrait with any result."""
    found = (decide(ADMISSION, kind=kind, result=result) for result in sorted(results()))
    return any(isinstance(one, dict) and one["weighs"] for one in found)


def test_every_call_that_files_says_its_kind_so_that_it_can_be_read():
    mute = [path.stem for path in DIAGRAMS for text in handed_over(etree.parse(str(path)), "in.kind")
            if not said(path, text)]  # fmt: skip

    assert len(filed()) > 15
    assert mute == []


def test_every_kind_that_is_filed_has_its_word_in_both_languages():
    english = read_catalog(TRANSLATIONS / "en.po")

    nameless = sorted(f"{kind} ({where})" for kind, where in filed().items() if KINDS.get(kind) not in english)

    assert nameless == [], "write the word into archive_words.KINDS and its English into en.po"


def test_every_kind_that_may_weigh_has_its_place_in_the_portrait():
    homeless = sorted(
        f"{kind} ({where})"
        for kind, where in filed().items()
        if may_weigh(kind) and decide(PLACE, kind=kind) not in DIMENSIONS
    )

    assert homeless == [], f"add the kind to a row of {PLACE}"


def test_the_portrait_has_places_for_what_diagrams_file_and_may_weigh_only():
    placed = {kind for text in re.findall(r"c1\"><text>(.*?)</text>", (TABLES / f"{PLACE}.dmn").read_text("utf-8"))
              for kind in re.findall(r'"(\w+)"', text)}  # fmt: skip

    idle = sorted(kind for kind in placed if kind not in filed() or not may_weigh(kind))

    assert len(placed) > 10
    assert idle == [], "let a diagram file the kind, or take it out of the table"


def test_a_mere_notice_or_a_talk_that_was_asked_for_is_no_good_result():
    for kind in ("upper_notice", "entrusted_talk", "recommendation", "criticism", "examination"):
        found = decide(ADMISSION, kind=kind, result="done")

        assert isinstance(found, dict)
        assert (kind in filed(), found["register"], found["weighs"]) == (True, "archive", False), kind


def test_a_middling_result_stands_in_the_portrait_without_speaking_for_anybody():
    for kind, result in (("check", "neutral"), ("power", "neutral"), ("evaluation", "grade_average")):
        found = decide(ADMISSION, kind=kind, result=result)

        assert isinstance(found, dict)
        assert (found["weighs"], found["adverse"], found["good"]) == (True, False, False), (kind, result)


@pytest.mark.parametrize("word", [DEVIATING, POOR])
def test_what_the_monthly_look_searches_for_is_filed_and_verified(word: str):
    kind, _, result = word.partition(".")
    found = decide(ADMISSION, kind=kind, result=result)

    assert kind in filed()
    assert isinstance(found, dict)
    assert (found["status"], found["register"], found["adverse"]) == ("verified", "archive", True)
