"""Measure 6: one answer for each matter (GATE 6.7), urging, quorum, and what must be explained."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from webapp import engine
from webapp.domain.forms import Form, Scope, answer, prefill, read_form
from webapp.engine.building import reached
from webapp.engine.decision_files import decisions_in
from webapp.engine.rules.gate_forms import gate_rules
from webapp.feel import from_python, to_python

PROCESSES = Path(__file__).parents[2] / "processes"
HOME = PROCESSES / "m06_life_meeting"
TABLES = decisions_in({path.name: path.read_bytes() for path in HOME.glob("*.dmn")})
TODAY = dt.date(2026, 3, 20)
TRUE = {"explained": ["yes"], "truth": ["yes"], "against": ["none"], "proof": ["对照函询答复和会议记录，内容一致。"]}


def form(name: str) -> Form:
    return read_form(json.loads((HOME / "forms" / f"{name}.form").read_text(encoding="utf-8")))


def at_meeting(*matters: str) -> Scope:
    """What the record of the meeting starts from: these matters, one colleague."""
    rows = [{"source": "inquiry", "matter": text} for text in matters]
    return Scope({"form": {"write_material": {"matters": rows}}, "file": {"members": [{"name": "班子成员甲"}]}}, TODAY)


def recorded(scope: Scope, rows: list[dict[str, list[str]]], **more: list[str]) -> Any:
    """Fill in the record with an answer for each of these rows."""
    posted = {f"matters.{number}.{key}": texts for number, row in enumerate(rows) for key, texts in row.items()}
    posted |= {
        "held_on": [str(TODAY)],
        "attendance": ["attended"],
        "officers.0.officer": ["li"],
        "due": ["9"],
        "present": ["8"],
        "head_order": ["first"],
        "self_grade": ["good"],
        "self_criticism": ["查摆了工程管理方面的问题，态度诚恳。"],
        "criticisms.0.member": ["班子成员甲"],
        "criticisms.0.said": ["yes"],
        "criticisms.0.words": ["指出其调查研究不够深入。"],
        "quality": ["good"],
        "quality_reason": ["批评和自我批评有质量。"],
        "breach": ["no"],
        "new_breach": ["no"],
    }
    read = form("attend")
    return answer(read, posted | more, scope, prefill(read, scope))


def test_each_matter_has_its_own_answer_and_one_answer_is_not_enough_for_two() -> None:
    scope = at_meeting("函询的工程事项", "约谈的接待事项")

    assert recorded(scope, [TRUE, TRUE]).faults == ()
    assert {one.field for one in recorded(scope, [TRUE]).faults} >= {"matters.1.explained"}
    assert recorded(scope, [TRUE, {}]).faults != ()


@pytest.mark.parametrize(
    ("truth", "against", "refused"), [("yes", "file", True), ("no", "none", True), ("no", "file", False)]
)
def test_an_answer_is_true_or_false_against_the_file(truth: str, against: str, refused: bool) -> None:
    row = TRUE | {"truth": [truth], "against": [against]}

    assert bool(recorded(at_meeting("函询的工程事项"), [row]).faults) is refused


def test_the_form_bears_the_rule_that_no_version_may_lose() -> None:
    definition = engine.read(engine.collect(PROCESSES, "m06_life_meeting"))

    marks = gate_rules(definition)["m06_life_meeting", "attend"]

    assert marks["mandatory"] == "6.7"
    assert set(marks) >= {"rule.gate_6_7", "rule.gate_6_7_consistent"}


def test_no_way_to_the_end_avoids_the_record_with_its_answers() -> None:
    process = engine.read(engine.collect(PROCESSES, "m06_life_meeting")).main
    ends = reached(process, ["to_plan"], without=frozenset({"attend"}))

    assert "closed" not in ends


def test_who_has_no_criticism_is_urged_on_the_spot_and_answers_again() -> None:
    scope = at_meeting("函询的工程事项")
    silent = {"criticisms.0.said": ["none"], "criticisms.0.words": [""]}

    assert recorded(scope, [TRUE], **silent, **{"criticisms.0.urged": ["no"], "criticisms.0.second": ["none"]}).faults
    urged = recorded(scope, [TRUE], **silent, **{"criticisms.0.urged": ["yes"], "criticisms.0.second": ["none"]})

    assert urged.faults == ()
    assert urged.values["no_criticism"] == 1


@pytest.mark.parametrize(
    ("given", "again"),
    [
        ({}, False),
        ({"present": ["6"]}, False),
        ({"present": ["5"]}, True),
        ({"quality": ["bad"]}, True),
        ({"attendance": ["papers_only"]}, True),
    ],
)
def test_too_few_poor_or_on_paper_only_is_held_again(given: dict[str, list[str]], again: bool) -> None:
    found = recorded(at_meeting("函询的工程事项"), [TRUE], **given)

    assert found.values["again"] is again


def test_attending_officers_are_named() -> None:
    nobody = {"officers.0.officer": [""]}

    assert recorded(at_meeting("函询的工程事项"), [TRUE], **nobody).faults


def test_no_member_on_the_roster_is_left_out_of_the_record() -> None:
    scope = at_meeting("函询的工程事项")
    scope.values["file"]["members"].append({"name": "班子成员乙"})  # type: ignore[index]
    away = {"criticisms.1.member": ["班子成员乙"], "criticisms.1.said": ["absent"]}

    assert recorded(scope, [TRUE], **away).faults == ()
    assert recorded(scope, [TRUE], **away).values["no_criticism"] == 0
    assert [one.sentence for one in recorded(scope, [TRUE]).faults if one.field == "criticisms"] == [
        "班子成员每人一行，不能缺少；没有到会的，选“没有到会”"
    ]


def listed(*filed: dict[str, object]) -> list[tuple[str, str]]:
    """Source and matter of the list for these entries of the file."""
    rows = to_python(TABLES["must_explain"](from_python({"case": {"unit": "unit_a"}}), {}))
    scope = Scope({"must_explain": rows, "file": {"explain": list(filed)}}, TODAY)
    return [(row["source"], row["matter"]) for row in prefill(form("list_matters"), scope)["matters"]]


def entry(kind: str, age: int) -> dict[str, object]:
    return {"kind": kind, "age": age, "text": f"{kind}{age}", "entry": "档1"}


def test_the_list_holds_the_sources_of_the_rule_within_their_years() -> None:
    found = listed(
        *[entry(kind, 0) for kind in ("tour", "decision", "talk", "inquiry", "personal_matters", "opinion", "power")],
        entry("talk", 1),
        entry("talk", 2),
        entry("inquiry", 2),
        entry("tour", 3),
    )

    assert sorted(found) == sorted(
        [
            ("tour", "tour0"),
            ("tour", "tour3"),
            ("measure", "decision0"),
            ("talk", "talk0"),
            ("talk", "talk1"),
            ("inquiry", "inquiry0"),
            ("personal_matters", "personal_matters0"),
        ]
    )


def test_public_concern_is_listed_only_in_a_wording_that_hides_the_reporter() -> None:
    read = form("approve_concern")
    scope = Scope({"form": {"list_matters": {"concerns": [{"matter": "反映公务接待的问题"}]}}}, TODAY)
    agreed = {"concerns.0.decision": ["agree"], "concerns.0.wording": ["反映公务接待不够规范的问题"]}

    assert answer(read, agreed, scope, prefill(read, scope)).faults
    hidden = agreed | {"concerns.0.unrecognisable": ["true"]}
    assert answer(read, hidden, scope, prefill(read, scope)).faults == ()


def test_the_examination_blocks_the_end_until_it_is_accepted() -> None:
    process = engine.read(engine.collect(PROCESSES, "m06b_examination")).main

    assert "examined" not in reached(process, ["examination_wanted"], without=frozenset({"check_examination"}))
    assert process.flows["accepted__examined"].condition == 'check_examination.verdict = "accepted"'
