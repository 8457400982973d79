"""Measure 2: shirked duty goes to accountability at once (GATE 2.5); no report unread reaches a meeting (GATE 2.9)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from webapp.domain.bundle import Bundle
from webapp.domain.forms import Scope, answer, prefill, read_form
from webapp.engine import check, collect
from webapp.engine.decision_files import decisions_in
from webapp.feel import from_python, to_python

PROCESSES = Path(__file__).parents[2] / "processes"
HOME = PROCESSES / "m02_main_responsibility"
BUNDLE = collect(PROCESSES, "m02_main_responsibility")
REPORT = collect(PROCESSES, "m02b_duty_report")
DRAWN = "m02_main_responsibility/m02_main_responsibility.bpmn"
TODAY = dt.date(2026, 3, 2)
WORLD = {"today": lambda: from_python(TODAY)}
LONG = "已经逐项核对，依据充分，事实清楚。"
EMPTY_FILE: dict[str, Any] = {"posts": [], "entries": [], "instructions": [], "personal_matters": [], "self": None}


def form_of(form_id: str, **values: Any) -> tuple[Any, Any, Any]:
    """A form of the measure, what it sees, and what it holds at first."""
    form = read_form(json.loads((HOME / "forms" / f"{form_id}.form").read_text(encoding="utf-8")))
    case = {"subject": "lin", "level": "head", "period": "2026"}
    seen: dict[str, Any] = {"me": {"id": "su"}, "case": case, "form": {}, "file": EMPTY_FILE}
    scope = Scope({**seen, **values}, TODAY, WORLD)
    return form, scope, prefill(form, scope)


def refused(form_id: str, posted: dict[str, str], **values: Any) -> list[str]:
    """What a form refuses of these fields."""
    form, scope, first = form_of(form_id, **values)
    return [fault.sentence for fault in answer(form, {key: [one] for key, one in posted.items()}, scope, first).faults]


def lost(before: str, after: str, path: str = DRAWN, *, bundle: Bundle = BUNDLE, row: str = "2.5") -> list[str]:
    """What a version with that text changed has lost of a demand against the one in force."""
    text = bundle.files[path].decode()
    assert before in text
    soft = replace(bundle, files={**bundle.files, path: text.replace(before, after).encode()}, checksum="")
    return [one.reason for one in check(soft, {}, in_force=bundle) if row in one.reason]


# ---------------------------------------------------------------- GATE 2.5


def test_the_gate_of_shirked_duty_cannot_be_drawn_away() -> None:
    assert lost('name="mandatory" value="2.5"', 'name="mandatory" value="2.4"')
    assert lost('find.no_duty = "no"', "find.no_duty != null")
    assert lost('find.no_duty = "yes"', 'find.no_duty = "yes" and conclude != null')


def test_the_question_of_the_gate_cannot_be_taken_out_of_its_form() -> None:
    assert lost(
        '"rule.gate_2_5": "no_duty != null"', '"rule.gate_2_5": "true"', "m02_main_responsibility/forms/find.form"
    )


def test_the_findings_say_whether_the_duty_was_shirked_and_by_which_facts() -> None:
    said = {"conclusion": LONG, "clue": "no"}
    assert refused("find", said) == ["请选择“是否存在不担当、不作为”"]
    assert refused("find", said | {"no_duty": "yes"}) == ["请填写“不担当、不作为的事实”"]
    assert refused("find", said | {"no_duty": "no"}) == []
    assert refused("find", said | {"no_duty": "no", "clue": "yes"}) == ["请填写“线索内容”"]


# ---------------------------------------------------------------- GATE 2.9


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('name="mandatory" value="2.9"', 'name="mandatory" value="2.8"'),
        ("review.passed = true", "review != null"),
        ('targetRef="issue_not_on_agenda"', 'targetRef="note_agenda"'),
    ],
)
def test_a_report_that_was_not_passed_in_time_always_brings_the_proposal(before: str, after: str) -> None:
    assert lost(before, after, "m02_main_responsibility/m02b_duty_report.bpmn", bundle=REPORT, row="2.9")


def test_the_rule_of_what_may_pass_cannot_be_taken_out_of_its_form() -> None:
    path = "m02_main_responsibility/forms/pre_review.form"

    assert lost('truthful = \\"yes\\"', "truthful != null", path, bundle=REPORT, row="2.9")


@pytest.mark.parametrize(
    ("changed", "fine"),
    [
        ({}, True),
        ({"must_mention.1.mentioned": "no"}, False),
        ({"responsibility": "inadequate"}, False),
        ({"own_integrity": "inadequate"}, False),
        ({"truthful": "no"}, False),
    ],
)
def test_both_parts_and_every_matter_are_answered_before_a_report_passes(changed: dict[str, str], fine: bool) -> None:
    matters = [{"kind": kind, "text": LONG, "source": "档1"} for kind in ("inquiry", "personal")]
    around = {"file": {**EMPTY_FILE, "to_mention": matters}, "meeting_on": dt.date(2026, 3, 31)}
    posted = {
        "received_on": "2026-03-02",
        "must_mention.0.mentioned": "yes",
        "must_mention.1.mentioned": "yes",
        "responsibility": "adequate",
        "own_integrity": "adequate",
        "truthful": "yes",
        "comments": LONG,
        "conclusion": "pass",
    }

    said = refused("pre_review", posted | changed, **around)

    assert (said == []) is fine
    assert len(refused("pre_review", {**posted, "must_mention.0.mentioned": ""}, **around)) >= 1


# ---------------------------------------------------------------- findings and recommendations


def test_a_meeting_without_report_this_year_is_a_finding() -> None:
    entry = {"kind": "duty_report.failed", "number": "云档〔2026〕7号", "summary": "会前未提交报告。"}
    entries = [{**entry, "on": dt.date(2026, 2, 5)}, {**entry, "on": dt.date(2025, 12, 5), "number": "云档〔2025〕9号"}]

    _, _, first = form_of("find", form={"check_items": {"items": []}}, file={**EMPTY_FILE, "entries": entries})

    assert [(one["category"], one["basis"]) for one in first["problems"]] == [("report", "廉政档案云档〔2026〕7号")]


def test_what_is_checked_is_each_clause_for_each_post() -> None:
    posts = [{"unit": "交通运输局", "title": "局长"}, {"unit": "公路中心", "title": "书记"}]
    clauses = [{"list": "main_responsibility", "text": LONG, "source": "第五条（领导班子责任）"}]
    others = [{"list": "instructions", "text": LONG, "source": "批示"}]

    _, _, first = form_of("check_items", file={**EMPTY_FILE, "posts": posts, "instructions": clauses + others})

    rows = [(one["post"], one["source"], one["category"]) for one in first["items"]]
    assert rows == [
        ("交通运输局局长", "第五条（领导班子责任）", "collective"),
        ("公路中心书记", "第五条（领导班子责任）", "collective"),
    ]


def test_each_problem_upheld_has_its_number_recommendation_and_day() -> None:
    problems = [{"text": f"第{n}个问题，情况已经查明。", "suggestion": "", "due": "2026-06-30"} for n in (1, 2, 3)]
    stands = [{"text": one["text"], "stands": "no" if place == 1 else "yes"} for place, one in enumerate(problems)]
    around = {"find": {"problems": problems}, "conclude": {"problems": stands}}
    given = {"kind": "joint", "items.0.suggestion": LONG, "items.0.due": "2026-06-30", "items.1.due": "2026-06-30"}

    _, _, first = form_of("list_items", form=around)

    assert [(one["item_no"], one["text"]) for one in first["items"]] == [
        (1, problems[0]["text"]),
        (2, problems[2]["text"]),
    ]
    assert "请填写“建议”" in " ".join(refused("list_items", given, form=around))
    assert refused("list_items", {**given, "items.1.suggestion": LONG}, form=around) == []


@pytest.mark.parametrize(
    ("results", "grade"),
    [
        ([("first", "bad"), ("carrying_out", "good")], "bad"),
        ([("collective", "bad")], "bad"),
        ([("members", "bad"), ("first", "good")], "basic"),
        ([("first", "basic")] * 3, "basic"),
        ([("first", "basic")] * 2 + [("carrying_out", "na")], "good"),
        ([], "good"),
    ],
)
def test_weight_and_number_of_failed_clauses_suggest_the_grade(results: list[tuple[str, str]], grade: str) -> None:
    table = decisions_in({"check_grade.dmn": (HOME / "check_grade.dmn").read_bytes()})["check_grade"]
    rows = [{"category": category, "result": result} for category, result in results]

    assert to_python(table(from_python({"check": {"results": rows}}), {})) == grade


def test_another_grade_than_the_suggested_needs_a_reason() -> None:
    posted = {"grade": "good", "summary": LONG}

    said = refused("conclude", posted, proposed_grade="bad", form={"find": {"problems": []}})

    assert "请填写“与建议等次不同的理由”" in said
