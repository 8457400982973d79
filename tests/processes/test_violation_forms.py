"""What the forms of measure 10 refuse: closings, harm denied, heavier sanctions, investigators as judges."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from webapp.domain.forms import Scope, answer, prefill, read_form

FORMS = Path(__file__).parents[2] / "processes" / "m10_violation_handling" / "forms"
TODAY = dt.date(2026, 3, 2)
LONG = "理由充分，事实清楚，已逐项核对。"


def refusals(form_id: str, posted: Mapping[str, str | list[str]], values: Mapping[str, Any] | None = None) -> list[str]:
    """What the form says to these fields, in this case."""
    form = read_form(json.loads((FORMS / f"{form_id}.form").read_text(encoding="utf-8")))
    scope = Scope(dict(values or {}), TODAY)
    texts = {key: [value] if isinstance(value, str) else value for key, value in posted.items()}
    return [fault.sentence for fault in answer(form, texts, scope, prefill(form, scope)).faults]


def closing(*, minutes: str | None = "常纪3号", opinion: str | None = LONG, found: str = "unfounded") -> dict[str, Any]:
    return {
        "dispose": {"minutes": minutes},
        "report": {"class": found},
        "form": {"second_reading": {"opinion": opinion} if opinion else None},
    }


def test_a_closing_with_minutes_reading_and_reason_is_accepted() -> None:
    assert refusals("close_case", {"code": "not_established", "reason": LONG}, closing()) == []


@pytest.mark.parametrize("lacking", [{"minutes": None}, {"minutes": ""}, {"opinion": None}])
def test_no_closing_without_minutes_and_the_reading_of_a_second_room(lacking: dict[str, Any]) -> None:
    said = refusals("close_case", {"code": "not_established", "reason": LONG}, closing(**lacking))

    assert said == ["了结须有会议纪要编号、另室审读意见和理由，请补齐后再提交"]


def test_minutes_cannot_be_typed_by_the_officer() -> None:
    typed = {"code": "not_established", "reason": LONG, "minutes_no": "常纪99号", "second_opinion": LONG}

    assert refusals("close_case", typed, closing(minutes=None, opinion=None)) != []


def test_what_is_not_true_is_closed_as_not_established_so_that_it_is_cleared_up() -> None:
    said = refusals("close_case", {"code": "settled_before", "reason": LONG}, closing())

    assert said == ["核实结论为不属实的，了结情形只能选“反映不实或者没有证据证明”"]


def asked(outcome: str, step: str = "measure") -> dict[str, Any]:
    """What the case knows after one measure, or a wider scope, was asked for."""
    return {"carry_out": {"next": step, "measure_kind": "talk"}, "approve_request": {"outcome": outcome}}


def test_a_measure_is_reported_only_after_its_own_approval_and_then_it_must_be() -> None:
    report: dict[str, str | list[str]] = {"progress": LONG, "next": "report"}
    typed = {**report, "approved_measure": "property", "measure_result": LONG, "measures.0.measure": "查询银行账户"}
    form = read_form(json.loads((FORMS / "carry_out.form").read_text(encoding="utf-8")))

    assert refusals("carry_out", report) == []
    assert refusals("carry_out", report, asked("refused")) == []
    assert refusals("carry_out", report, asked("agreed", "scope")) == []
    assert refusals("carry_out", report, asked("agreed")) == ["请填写“该项措施的实施情况”"]
    for around, kept in (({}, None), (asked("refused"), None), (asked("agreed"), "talk")):
        scope = Scope(around, TODAY)
        values = answer(form, {key: [str(text)] for key, text in typed.items()}, scope, prefill(form, scope)).values
        assert (values.get("approved_measure"), "measures" in values) == (kept, False)


def harm(**more: str | list[str]) -> dict[str, str | list[str]]:
    return {"content": LONG, "conclusion": "not_established", **more}


def test_harm_is_stated_with_scope_and_facts() -> None:
    assert refusals("assess_impact", harm(impact=["unit"], scope=LONG, impact_facts=LONG)) == []


@pytest.mark.parametrize(
    "denied",
    [
        {"impact": ["none"]},
        {"impact": ["none", "unit"], "reason_none": LONG},
        {"impact": ["unit"], "scope": LONG},
        {"impact": []},
    ],
)
def test_harm_is_not_denied_without_a_reason_nor_claimed_without_facts(denied: dict[str, Any]) -> None:
    assert refusals("assess_impact", harm(**denied)) != []


def review(new_party: str, new_state: str = "none") -> dict[str, str | list[str]]:
    return {
        "summary": LONG,
        "points.0.point": LONG,
        "points.0.finding": "stands",
        "points.0.basis": LONG,
        "proposal": "change",
        "old_party_kind": "serious_warning",
        "old_state_kind": "none",
        "reason": LONG,
        "new_party_kind": new_party,
        "new_state_kind": new_state,
    }


def test_an_appeal_may_make_a_sanction_lighter() -> None:
    assert refusals("write_review", review("warning")) == []


@pytest.mark.parametrize(("party", "state"), [("removal", "none"), ("warning", "demerit"), ("serious_warning", "none")])
def test_an_appeal_never_makes_it_heavier_and_changes_something(party: str, state: str) -> None:
    assert refusals("write_review", review(party, state)) == [
        "不得因申诉加重处理，改变后的处分或者问责方式应当轻于原决定"
    ]


def bench(*members: str, lead: str = "tao") -> dict[str, str | list[str]]:
    return {"lead": lead, **{f"members.{n}.person": who for n, who in enumerate(members)}}


def test_other_people_try_the_case() -> None:
    assert refusals("appoint_bench", bench("tao", "jin"), {"investigators": ["li", "zhao"]}) == []


@pytest.mark.parametrize(
    ("members", "lead"), [(("tao", "li"), "tao"), (("tao",), "tao"), (("tao", "tao"), "tao"), (("tao", "jin"), "li")]
)
def test_nobody_tries_what_he_investigated_and_nobody_tries_alone(members: tuple[str, ...], lead: str) -> None:
    assert refusals("appoint_bench", bench(*members, lead=lead), {"investigators": ["li", "zhao"]}) != []


TRIED = {"class": "duty_crime", "party_kind": "expulsion", "state_kind": "discharge"}


def test_a_duty_crime_found_by_the_trial_stays_one() -> None:
    decision = {
        "facts": LONG,
        "basis": LONG,
        "class": "discipline",
        "political": "no",
        "effective_on": "2026-03-02",
    }

    said = refusals("decide", decision, {"form": {"write_trial_report": TRIED}})

    assert said == ["审理认定职务犯罪的，不得改为其他性质，应当移送审查起诉"]


def test_the_plan_of_an_accountability_takes_over_what_the_sender_wrote() -> None:
    form = read_form(json.loads((FORMS / "plan_inquiry.form").read_text(encoding="utf-8")))
    asked = {"propose_accountability": {"target": "局长", "clause": "第七条", "facts": LONG}}

    found = prefill(form, Scope({"origin": asked, "form": {}}, TODAY))

    assert (found["target"], found["clause"], found["facts"]) == ("局长", "第七条", LONG)


@pytest.mark.parametrize("before", [{"clue_item": LONG}, {"clue_item": None, "passed_on": LONG}])
def test_a_clue_that_was_passed_on_is_still_to_be_read_after_the_next_steps(before: dict[str, str | None]) -> None:
    """Whoever registers it reads what was handed in last: without this its words were gone with the next measure."""
    form = read_form(json.loads((FORMS / "carry_out.form").read_text(encoding="utf-8")))

    assert prefill(form, Scope({"form": {"carry_out": before}}, TODAY))["passed_on"] == LONG
