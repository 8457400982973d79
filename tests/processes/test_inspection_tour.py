"""Measure 4: no chapter, no report; only the head signs; no way leads from a refusal or a failure past its outcome."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from webapp.domain.bundle import Bundle
from webapp.domain.findings import Severity
from webapp.domain.forms import Form, Scope, answer, prefill, read_form
from webapp.engine import Kind, check, collect, read
from webapp.engine.gates import avoids, sure_after
from webapp.feel import from_python

PROCESSES = Path(__file__).parents[2] / "processes"
HOME = PROCESSES / "m04_inspection_tour"
BUNDLE = collect(PROCESSES, "m04_inspection_tour")
DEFINITION = read(BUNDLE)
TODAY = dt.date(2026, 3, 2)
LONG = "已经逐项核对，依据充分，事实清楚，材料另附。"
B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def form_of(form_id: str) -> Form:
    """A form of the measure."""
    return read_form(json.loads((HOME / "forms" / f"{form_id}.form").read_text(encoding="utf-8")))


def accepted(form_id: str, posted: dict[str, str | list[str]], values: dict[str, Any]) -> tuple[Any, list[str]]:
    """What a form keeps of these fields, and what it refuses."""
    form = form_of(form_id)
    header = {"me": {"id": "li"}, "case": {"subject": "lin", "level": "head"}}
    scope = Scope({**header, **values}, TODAY, {"today": lambda: from_python(TODAY)})
    texts = {key: [value] if isinstance(value, str) else value for key, value in posted.items()}
    found = answer(form, texts, scope, prefill(form, scope))
    return found.values, [fault.sentence for fault in found.faults]


# ---------------------------------------------------------------- 4.1, 4.2 the chapter

POSTS = [{"unit": "云岭镇党委", "title": "书记"}, {"unit": "云岭镇政府", "title": "党组书记"}]
ONE_POST = {"file": {"posts": POSTS[:1], "tour_clues": []}}
TWO_POSTS = {"file": {"posts": POSTS, "tour_clues": []}}


def chapter(*posts: str, **changed: str) -> dict[str, str | list[str]]:
    posted: dict[str, str | list[str]] = {"clue_reported": "none", "second_officer": "zhao"}
    for number, post in enumerate(posts):
        parts = {"post": post, "political": LONG, "duty": LONG, "integrity": LONG, "life": LONG} | changed
        posted |= {f"chapters.{number}.{key}": text for key, text in parts.items()}
    return posted


def test_a_chapter_is_prefilled_for_each_post_and_passes_when_its_four_parts_are_written() -> None:
    values, faults = accepted("write_chapter", chapter("云岭镇党委书记"), ONE_POST)

    assert faults == []
    assert [row["post"] for row in values["chapters"]] == ["云岭镇党委书记"]


@pytest.mark.parametrize(
    ("part", "label"),
    [("political", "政治表现"), ("duty", "履职状态"), ("integrity", "廉洁自律"), ("life", "生活情况")],
)
def test_one_empty_part_of_the_four_is_refused(part: str, label: str) -> None:
    _, faults = accepted("write_chapter", chapter("云岭镇党委书记", **{part: ""}), ONE_POST)

    assert faults == [f"请填写“{label}”"]


def test_without_a_chapter_of_its_own_for_each_post_nothing_is_handed_in() -> None:
    _, faults = accepted("write_chapter", chapter("云岭镇党委书记", post="综合情况"), ONE_POST)
    _, one_missing = accepted("write_chapter", chapter("云岭镇党委书记", "云岭镇党委书记"), TWO_POSTS)

    assert faults == one_missing == ["每名“一把手”的每个职务都要有单列的一章，不能并入其他章节。"]


def test_a_clue_is_called_reported_only_when_its_number_came_back() -> None:
    posted = chapter("云岭镇党委书记") | {"clue_reported": "yes"}
    numbered = {"file": {"posts": POSTS[:1], "tour_clues": [{"number": "云线索〔2026〕3号"}]}}

    assert accepted("write_chapter", posted, ONE_POST)[1] == ["没有查到已报告的线索编号，请先报告线索。"]
    assert accepted("write_chapter", posted, numbered)[1] == []


def test_whoever_goes_along_or_evaluates_along_is_picked_and_is_another_officer() -> None:
    clear = {"rectify": {"failed_numbers": []}, **PLANNED}
    second = [one for name in ("write_chapter", "evaluate") for one in form_of(name).walk() if one.picker]

    assert [(one.key, one.picker) for one in second] == [("second_officer", "officer"), ("second_officer", "officer")]
    assert accepted("write_chapter", chapter("云岭镇党委书记") | {"second_officer": "li"}, ONE_POST)[1] == [
        "专章由两人形成，同行人不得是您本人。"
    ]
    assert accepted("evaluate", evaluation("good", "good") | {"second_officer": "li"}, clear)[1] == [
        "评估须有两人，同行评估人不得是您本人。"
    ]


# ---------------------------------------------------------------- 4.6, 4.7 the plan

PROBLEMS = [
    {"item_no": 1, "problem": LONG, "own": "own"},
    {"item_no": 2, "problem": LONG, "own": "unit"},
]
BY_HEAD = {"by_unit": False, "form": {"give_feedback": {"problems": PROBLEMS}}}
BY_UNIT = {"by_unit": True, "form": {"give_feedback": {"problems": PROBLEMS}}}
NONE_OWN = {"by_unit": False, "form": {"give_feedback": {"problems": [PROBLEMS[1] | {"item_no": 1}]}}}


def plan(*rows: tuple[str, str], **more: str) -> dict[str, str | list[str]]:
    posted: dict[str, str | list[str]] = {"answer": "sign", "sign": "林清越", "signed_on": "2026-03-02"}
    for number, (own, due) in enumerate(rows):
        kept = {"own": own, "measure": LONG, "owner": "本人", "due": due}
        posted |= {f"items.{number}.{key}": text for key, text in kept.items()}
    return {**posted, **more}


def test_a_signed_plan_has_measure_owner_and_day_for_each_problem() -> None:
    values, faults = accepted("write_plan", plan(("on", "2026-04-10"), ("", "2026-04-30")), BY_HEAD)

    assert faults == []
    assert [row["item_no"] for row in values["items"]] == [1, 2]


def test_a_plan_without_signature_is_refused() -> None:
    _, faults = accepted("write_plan", plan(("on", "2026-04-10"), ("", "2026-04-30"), sign=""), BY_HEAD)

    assert "请填写“签名”" in faults


def test_the_heads_own_problems_come_first() -> None:
    _, faults = accepted("write_plan", plan(("on", "2026-05-10"), ("", "2026-04-30")), BY_HEAD)

    assert faults == ["本人问题应当带头整改，完成日期不能晚于单位问题。"]


def test_an_own_problem_cannot_be_turned_into_one_of_the_unit() -> None:
    reason = {"why_none": LONG}
    _, faults = accepted("write_plan", plan(("", "2026-04-10"), ("", "2026-04-30"), **reason), BY_HEAD)

    assert faults == ["反馈为本人问题的，不能改为单位问题。"]


def test_where_nothing_is_marked_as_own_it_is_said_why() -> None:
    assert accepted("write_plan", plan(("", "2026-04-10")), NONE_OWN)[1] == ["请填写“没有本人问题的理由”"]
    assert accepted("write_plan", plan(("", "2026-04-10"), why_none=LONG), NONE_OWN)[1] == []


def test_a_refusal_is_in_writing() -> None:
    refused: dict[str, str | list[str]] = {"answer": "refuse", "sign": "林清越", "signed_on": "2026-03-02"}

    assert accepted("write_plan", refused, BY_HEAD)[1] == ["请填写“拒绝签署的理由”"]
    assert accepted("write_plan", refused | {"refusal": LONG}, BY_HEAD)[1] == []


def test_the_units_deputy_signs_for_the_units_items_only() -> None:
    values, faults = accepted("write_plan", plan(("", "2026-04-30"), signed_by="党委副书记"), BY_UNIT)

    assert faults == []
    assert [row["item_no"] for row in values["items"]] == [2]


def test_nobody_but_the_head_holds_the_step_and_paper_is_an_equal_way() -> None:
    step = DEFINITION.elements["m04d_signature", "write_plan"]
    form = read_form(json.loads((HOME / "forms/write_plan.form").read_text(encoding="utf-8")))

    assert (step.role, step.properties["assign"], step.mandatory) == ("subject", "subject", "4.6")
    assert form.paper


# ---------------------------------------------------------------- 4.8 both reports


def test_the_units_report_alone_ends_nothing() -> None:
    part = DEFINITION.processes["m04e_progress"]

    assert [part.elements[key].kind for key in ("report_split", "report_join")] == [Kind.PARALLEL, Kind.PARALLEL]
    assert set(part.after("report_split")) == {"own_report", "unit_report"}
    assert part.elements["own_report"].properties["assign"] == "subject"


# ---------------------------------------------------------------- 4.10, 4.12 what failed has its outcome

PLANNED = {"plan": {"points": [{"item_no": 1}, {"item_no": 2}]}, "form": BY_HEAD["form"]}


def evaluation(*states: str) -> dict[str, str | list[str]]:
    posted: dict[str, str | list[str]] = {"second_officer": "zhao", "conclusion": LONG}
    for number, state in enumerate(states):
        posted |= {f"items.{number}.state": state, f"items.{number}.facts": LONG}
    return posted


def test_what_failed_acceptance_twice_cannot_be_called_put_right() -> None:
    failed = {"rectify": {"failed_numbers": [2]}, **PLANNED}

    assert accepted("evaluate", evaluation("good", "good"), failed)[1] == ["两次验收未通过的事项，不能评为及时到位。"]
    values, faults = accepted("evaluate", evaluation("good", "not_in_place"), failed)
    assert (values["verdict"], faults) == ("failed", [])


def test_what_stands_in_no_plan_cannot_be_called_put_right() -> None:
    half = {"rectify": {"failed_numbers": []}, "plan": {"points": [{"item_no": 2}]}, "form": BY_HEAD["form"]}

    assert accepted("evaluate", evaluation("good", "good"), half)[1] == ["没有列入整改方案的问题，不能评为及时到位。"]


def outcome(*clauses: str) -> dict[str, str | list[str]]:
    posted: dict[str, str | list[str]] = {
        "route": "accountability",
        "kind": "admonition",
        "target": "镇党委书记",
        "basis": LONG,
    }
    for number, clause in enumerate(clauses):
        kept = {"clause": clause, "facts": LONG, "kind": ("late", "refused")[number]}
        posted |= {f"items.{number}.{key}": text for key, text in kept.items()}
    return posted


EVALUATED = [
    {"item_no": Decimal(1), "state": "late", "facts": LONG},
    {"item_no": Decimal(2), "state": "refused", "facts": LONG},
    {"item_no": Decimal(3), "state": "good", "facts": LONG},
]
FAILED = {"cause": "failed", "form": {"evaluate": {"items": EVALUATED}}}


def test_each_item_not_put_right_needs_its_clause_and_none_can_be_left_out() -> None:
    assert accepted("propose_accountability", outcome("第一条", ""), FAILED)[1] == ["请填写“依据条款”"]

    values, faults = accepted("propose_accountability", outcome("第一条", "第二条"), FAILED)
    assert faults == []
    assert [row["kind"] for row in values["items"]] == ["late", "refused"]


@pytest.mark.parametrize(
    ("process", "flow", "discharge"),
    [
        ("m04d_plan", "plan_signed__refusal", "refusal"),
        ("m04_inspection_tour", "in_place__outcome", "outcome"),
    ],
)
def test_from_a_refusal_or_a_failure_every_way_passes_its_outcome(process: str, flow: str, discharge: str) -> None:
    part = DEFINITION.processes[process]

    assert discharge in sure_after(part, part.flows[flow])
    assert all(part.flows[key].condition for key in part.elements[part.flows[flow].source].outgoing)


@pytest.mark.parametrize(
    ("process", "task", "gate"),
    [("m04d_plan", "ask_plan", "plan_signed"), ("m04_inspection_tour", "evaluate", "in_place")],
)
def test_no_way_leads_round_the_gates(process: str, task: str, gate: str) -> None:
    assert not avoids(DEFINITION.processes[process], task, gate)


# ---------------------------------------------------------------- no version loses a demand


def lost(files: dict[str, bytes]) -> str:
    new: Bundle = replace(BUNDLE, files={**BUNDLE.files, **files}, checksum="")
    found = check(new, {}, in_force=BUNDLE)
    return "\n".join(one.reason for one in found if one.rule == "gates" and one.severity is Severity.ERROR)


def redrawn(name: str, key: str, *, to: str | None = None) -> dict[str, bytes]:
    """A diagram without an element's mark, or with a flow that leads elsewhere."""
    path = f"m04_inspection_tour/{name}.bpmn"
    root = etree.fromstring(BUNDLE.files[path])
    part = next(one for one in root.iter() if one.get("id") == key)
    if to is None:
        part.remove(part.find(f"{B}extensionElements"))  # type: ignore[arg-type]
    else:
        part.set("targetRef", to)
    return {path: etree.tostring(root)}


def softened(form: str, rule: str) -> dict[str, bytes]:
    path = f"m04_inspection_tour/forms/{form}.form"
    text = BUNDLE.files[path].decode()
    assert f'"rule.{rule}"' in text
    return {path: text.replace(f"rule.{rule}", "rule.easy").encode()}


@pytest.mark.parametrize(
    ("files", "row"),
    [
        (softened("write_chapter", "gate_4_2"), "4.2"),
        (softened("write_plan", "gate_4_6"), "4.6"),
        (redrawn("m04d_signature", "write_plan"), "4.6"),
        (redrawn("m04d_plan", "plan_signed__refusal", to="plan_ready"), "4.11"),
        (redrawn("m04_inspection_tour", "in_place__outcome", to="archive"), "4.10"),
        (redrawn("m04_inspection_tour", "outcome"), "4.10"),
    ],
)
def test_a_version_that_loses_a_demand_is_refused_by_its_row(files: dict[str, bytes], row: str) -> None:
    assert f"第 {row} 条" in lost(files)


def test_the_version_in_force_passes_against_itself() -> None:
    assert lost({}) == ""
