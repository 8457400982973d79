"""Measure 1: the grade's table, what the draft refuses, and the two gates attacked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from webapp.domain.bundle import Bundle
from webapp.domain.findings import Finding, Severity
from webapp.domain.forms import Scope, answer, prefill, read_form
from webapp.engine import check, collect, read
from webapp.engine.building import reached
from webapp.engine.decision_files import decisions_in
from webapp.engine.gates import avoids, sure_after
from webapp.feel import from_python, to_python

PROCESSES = Path(__file__).parents[2] / "processes"
HOME = PROCESSES / "m01_political_evaluation"
TABLES = decisions_in({path.name: path.read_bytes() for path in HOME.glob("*.dmn")})
TODAY = dt.date(2026, 9, 1)
B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
MAIN = "m01_political_evaluation/m01_political_evaluation.bpmn"
FORM = "m01_political_evaluation/forms/draft_evaluation.form"
LONG = "按期完成年度目标，检查属实，有记录。"
NO_GRADE = "每个方面须有至少一件经核实、有日期的事实，才能评定等次"


@pytest.mark.parametrize(
    ("sanction", "poor", "average", "good", "grade"),
    [
        ("yes", 0, 0, 5, "grade_poor"),
        ("no", 2, 0, 3, "grade_poor"),
        ("no", 1, 0, 4, "grade_average"),
        ("no", 0, 2, 3, "grade_average"),
        ("no", 0, 0, 3, "grade_good"),
        ("no", 0, 1, 4, "grade_fair"),
        ("no", 0, 0, 2, "grade_fair"),
    ],
)
def test_the_table_of_grades(sanction: str, poor: int, average: int, good: int, grade: str) -> None:
    counts = {"poor_count": poor, "average_count": average, "good_count": good}
    draft = {"draft_evaluation": {"political_sanction": sanction} | counts}

    assert to_python(TABLES["evaluation_grade"](from_python(draft), {})) == grade


# ---------------------------------------------------------------- the draft (rows 1.2, 1.3, 1.5, 1.6, 1.8)

FILE = {
    "posts": [{"unit": "县水务局", "title": "局长", "from_on": None, "until_on": None}],
    "instructions": [
        {"list": "instructions", "text": "抓好防汛责任落实。", "source": "县委办发1号"},
        {"list": "provincial", "text": "完成水库除险加固。", "source": "省委发2号"},
    ],
    "self": None,
    "year_entries": [],
    "last_measures": [],
    "last_weaknesses": [],
}


def whole() -> dict[str, str]:
    """A draft with nothing left out, as a browser posts it."""
    fact = {"duty": LONG, "fact": LONG, "source": "验收记录", "observed_on": "2026-06-01", "verified": "yes"}
    section = fact | {"gap": LONG, "level": "good", "comment": LONG}
    posted = {f"dimensions.{n}.{key}": text for n in range(5) for key, text in section.items()}
    posted |= {
        f"deviations.{n}.{key}": text for n in range(3) for key, text in {"found": "no", "looked_at": LONG}.items()
    }
    posted |= {f"abilities.{n}.{key}": text for n in range(3) for key, text in {"weak": "no", "reason": LONG}.items()}
    posted |= {f"{of}.0.{key}": LONG for of in ("instructions", "provincial") for key in ("result", "result_source")}
    posted |= {
        "overview": LONG,
        "chapters.0.served": LONG,
        "unfiled_sanction": "no",
        "breach_sign": "no",
        "early_sign": "no",
    }
    return posted


def said(change: Mapping[str, str | None], *, file: Mapping[str, Any] = FILE) -> list[str]:
    """What the form says to a draft in which these fields are other, or missing."""
    form = read_form(json.loads((HOME / "forms/draft_evaluation.form").read_text(encoding="utf-8")))
    scope = Scope({"file": dict(file), "case": {"period": "2026"}, "form": {}}, TODAY)
    posted = {name: text for name, text in (whole() | change).items() if text is not None}
    texts = {name: [text] for name, text in posted.items()}
    return [fault.sentence for fault in answer(form, texts, scope, prefill(form, scope)).faults]


def test_a_whole_draft_is_taken() -> None:
    assert said({}) == []


@pytest.mark.parametrize(
    "lacking",
    [
        {"dimensions.1.verified": "no"},
        {"dimensions.2.observed_on": None},
        {"dimensions.3.fact": None},
        {
            f"dimensions.4.{key}": None
            for key in ("duty", "fact", "source", "observed_on", "verified", "gap", "level", "comment")
        },
    ],
)
def test_no_grade_without_a_verified_and_dated_fact(lacking: dict[str, str | None]) -> None:
    assert said(lacking)


def test_an_unverified_fact_is_refused_by_the_gate_itself() -> None:
    assert said({"dimensions.0.verified": "no"}) == [NO_GRADE]


@pytest.mark.parametrize("section", ["duty", "fact", "source", "gap"])
def test_the_section_on_central_decisions_is_never_empty(section: str) -> None:
    assert said({f"dimensions.0.{section}": None})


@pytest.mark.parametrize("of", ["instructions", "provincial"])
def test_an_item_of_the_lists_without_a_result_blocks(of: str) -> None:
    assert said({f"{of}.0.result": None})
    assert said({f"{of}.0.result": None, f"{of}.0.result_source": None})


@pytest.mark.parametrize("lacking", ["deviations.1.found", "deviations.1.looked_at"])
def test_a_deviation_left_blank_or_denied_without_basis_is_refused(lacking: str) -> None:
    assert said({lacking: None})


def test_two_posts_are_two_chapters() -> None:
    two = FILE | {"posts": [*FILE["posts"], {"unit": "县防汛办", "title": "主任", "from_on": None, "until_on": None}]}  # type: ignore[misc]

    assert said({}, file=two)
    assert said({"chapters.1.served": LONG}, file=two) == []


# ---------------------------------------------------------------- the gates (1.6, 1.10)


@cache
def in_force() -> Bundle:
    return collect(PROCESSES, "m01_political_evaluation")


def lost(files: Mapping[str, bytes]) -> list[Finding]:
    new = replace(in_force(), files={**in_force().files, **files}, checksum="")
    found = check(new, {}, in_force=in_force())
    return [one for one in found if one.rule in ("gates", "structure") and one.severity is Severity.ERROR]


def node(root: etree._Element, key: str) -> etree._Element:
    return next(one for one in root.iter() if one.get("id") == key)


def drop(root: etree._Element, key: str) -> None:
    gone = node(root, key)
    gone.getparent().remove(gone)  # type: ignore[union-attr]


def both_officers(root: etree._Element) -> None:
    condition = node(root, "breach_sign__send_clue").find(f"{B}conditionExpression")
    condition.text = 'draft_evaluation.breach_sign = "yes" and check_evaluation.breach_sign = "yes"'  # type: ignore[union-attr]


ATTEMPTS: dict[str, Callable[[etree._Element], None]] = {
    "the marked flow dropped": lambda root: drop(root, "breach_sign__send_clue"),
    "both officers must see it": both_officers,
    "the check leads past the gate": lambda root: node(root, "check_evaluation__breach_sign").set(
        "targetRef", "sign_settled"
    ),
    "no wait for the number": lambda root: node(root, "send_clue__clue_number").set("targetRef", "sign_settled"),
    "the draft leads past the gate": lambda root: node(root, "set_grade__check_evaluation").set(
        "targetRef", "sign_settled"
    ),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_version_that_loses_the_gate_on_signs_is_refused(attempt: str) -> None:
    root = etree.fromstring(in_force().files[MAIN])
    ATTEMPTS[attempt](root)

    assert lost({MAIN: etree.tostring(root)})


@pytest.mark.parametrize("change", ["drop", "weaken"])
def test_a_version_whose_draft_asks_for_no_verified_fact_is_refused(change: str) -> None:
    schema = json.loads(in_force().files[FORM])
    marks = schema["properties"]
    if change == "drop":
        del marks["rule.gate_1_6"]
    else:
        marks["rule.gate_1_6"] = marks["rule.gate_1_6"].replace(' and x.verified = "yes"', "")

    assert lost({FORM: json.dumps(schema).encode()})


def test_every_way_after_a_sign_waits_for_the_number() -> None:
    process = read(in_force()).processes["m01_political_evaluation"]

    assert {"send_clue", "clue_number"} <= set(sure_after(process, process.flows["breach_sign__send_clue"]))
    for step in ("breach_sign", "check_evaluation"):
        assert not avoids(process, "draft_evaluation", step)


def test_nothing_is_approved_or_studied_before_the_person_could_read_the_facts() -> None:
    process = read(in_force()).processes["m01_political_evaluation"]
    unread = reached(process, ["yearly"], without=frozenset({"read_facts", "remark_overdue"}))

    assert "check_evaluation" in unread
    assert not {"approve_grade", "study", "evaluated"} & set(unread)
