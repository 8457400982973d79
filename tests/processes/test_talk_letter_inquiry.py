"""Measure 8: nobody gets round an untruthful reply; tables of outcome and spot check; what its forms refuse."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from webapp.domain.forms import Scope, answer, prefill, read_form
from webapp.engine import Kind, collect, read
from webapp.engine.decision_files import decisions_in
from webapp.engine.gates import avoids, sure_after
from webapp.feel import compile_expression, from_python, to_python

PROCESSES = Path(__file__).parents[2] / "processes"
HOME = PROCESSES / "m08_talk_letter_inquiry"
DEFINITION = read(collect(PROCESSES, "m08_talk_letter_inquiry"))
TABLES = decisions_in({path.name: path.read_bytes() for path in HOME.glob("*.dmn")})
TODAY = dt.date(2026, 3, 2)
LONG = "已经逐项核对，依据充分，事实清楚。"


def accepted(form_id: str, posted: dict[str, str | list[str]], values: dict[str, Any]) -> tuple[Any, list[str]]:
    """What a form keeps of these fields, and what it refuses."""
    form = read_form(json.loads((HOME / "forms" / f"{form_id}.form").read_text(encoding="utf-8")))
    scope = Scope({"me": {"id": "li"}, "case": {"subject": "lin", "level": "head"}, **values}, TODAY)
    texts = {key: [value] if isinstance(value, str) else value for key, value in posted.items()}
    found = answer(form, texts, scope, prefill(form, scope))
    return found.values, [fault.sentence for fault in found.faults]


# ---------------------------------------------------------------- the review


ANSWERS = [{"question": f"第{n}项", "exists": "no", "reason": LONG} for n in range(1, 6)]
SUBMITTED = {"plan_inquiry": {"kind": "letter"}, "form": {"reply": {"answers": ANSWERS}}, "draw_lot": False}


def review(*contradicted: str, **more: str) -> dict[str, str | list[str]]:
    posted: dict[str, str | list[str]] = {"conclusion": LONG}
    for number, word in enumerate(contradicted):
        posted |= {
            f"checks.{number}.complete": "yes",
            f"checks.{number}.consistent": "yes",
            f"checks.{number}.personal_matters": "match",
            f"checks.{number}.contradicted_by": word,
        }
        if word != "none":
            posted[f"checks.{number}.proof"] = LONG
    return {**posted, **more}


def test_the_review_shows_each_question_with_its_answer() -> None:
    values, faults = accepted("review_reply", review(*["none"] * 5), SUBMITTED)

    assert faults == []
    assert [row["question"] for row in values["checks"]] == ["第1项", "第2项", "第3项", "第4项", "第5项"]
    assert values["checks"][0]["answer"] == f"没有此事。{LONG}"


def test_one_contradicted_answer_of_five_makes_the_reply_untruthful() -> None:
    truthful, _ = accepted("review_reply", review(*["none"] * 5), SUBMITTED)
    untruthful, _ = accepted("review_reply", review("none", "none", "personal_matters", "none", "none"), SUBMITTED)

    assert (truthful["result"], untruthful["result"]) == ("truthful", "untruthful")


def test_nobody_types_the_result_of_the_review() -> None:
    values, _ = accepted("review_reply", review("evidence", *["none"] * 4, result="truthful"), SUBMITTED)

    assert values["result"] == "untruthful"


def test_no_answer_stays_undecided() -> None:
    _, faults = accepted("review_reply", review("none", "none", "none", "none"), SUBMITTED)

    assert any("与何矛盾" in sentence for sentence in faults)


def test_rows_cannot_be_left_out_of_the_review() -> None:
    values, _ = accepted("review_reply", review("none"), SUBMITTED)

    assert len(values["checks"]) == 5


def test_what_does_not_match_must_say_what_it_contradicts() -> None:
    posted = review(*["none"] * 5, **{"checks.1.personal_matters": "differ"})

    _, faults = accepted("review_reply", posted, SUBMITTED)

    assert faults == ["认定不一致的，必须写明与何矛盾。"]


def test_a_contradiction_needs_its_proof() -> None:
    posted = review("file", *["none"] * 4, **{"checks.0.proof": ""})

    _, faults = accepted("review_reply", posted, SUBMITTED)

    assert faults == ["请填写“矛盾的依据”"]


@pytest.mark.parametrize(("drawn", "doubtful"), [(True, ""), (False, "on")])
def test_a_drawn_reply_and_every_doubtful_one_are_checked_on_the_spot(drawn: bool, doubtful: str) -> None:
    posted = review(*["none"] * 5, **{"checks.4.doubtful": doubtful})

    values, faults = accepted("review_reply", posted, {**SUBMITTED, "draw_lot": drawn})

    assert values["spot_check"] is True
    assert faults == ["请填写“抽查核实情况”"]


# ---------------------------------------------------------------- the gate


def test_from_an_untruthful_reply_every_way_passes_the_request_and_its_number() -> None:
    main = DEFINITION.main
    flow = main.flows["truthful__verify_begins"]

    assert flow.mandatory == "8.4"
    assert {"verify_begins", "send_verify", "verify_number", "numbered"} <= set(sure_after(main, flow))


@pytest.mark.parametrize("task", ["review_reply_a", "review_reply_b"])
def test_no_way_leads_from_a_review_round_the_gate(task: str) -> None:
    assert not avoids(DEFINITION.main, task, "truthful")


def test_the_gate_is_exclusive_with_two_conditions_and_no_way_out_by_default() -> None:
    main = DEFINITION.main
    ways = [main.flows["truthful__dispose"], main.flows["truthful__verify_begins"]]

    assert main.elements["truthful"].kind is Kind.EXCLUSIVE
    assert set(main.after("truthful")) == {"dispose", "verify_begins"}
    assert all(flow.condition for flow in ways)


def test_until_the_superior_has_spoken_the_case_is_held_by_the_demand() -> None:
    marked = {element.id for element in DEFINITION.main.elements.values() if element.mandatory == "8.4"}

    assert {
        "archive_verify",
        "report_superior",
        "superior_word",
        "verify_begins",
        "send_verify",
        "verify_number",
        "numbered",
    } == marked


# ---------------------------------------------------------------- outcome


def outcome(**report: Any) -> Any:
    times = report.pop("times", 1)
    contradicted = report.pop("contradicted", False)
    said = {"breach": False, "slight": False, "not_true": False, "sufficiency": "complete", **report}
    context = {"write_report": said, "times": times, "contradicted": contradicted}
    return to_python(TABLES["inquiry_outcome"](from_python(context), {}))


@pytest.mark.parametrize(
    ("report", "suggestion"),
    [
        ({}, "accept"),
        ({"not_true": True}, "not_true"),
        ({"slight": True}, "first_form"),
        ({"sufficiency": "incomplete", "times": 2}, "again"),
        ({"sufficiency": "insufficient", "times": 3}, "verify"),
        ({"sufficiency": "implausible"}, "verify"),
        ({"breach": True, "slight": True}, "verify"),
        ({"contradicted": True, "not_true": True}, "verify"),
    ],
)
def test_the_table_suggests_an_outcome(report: dict[str, Any], suggestion: str) -> None:
    assert outcome(**report) == suggestion


@pytest.mark.parametrize(("times", "offered"), [(1, True), (2, True), (3, False)])
def test_the_meeting_is_offered_two_more_rounds_and_no_third(times: int, offered: bool) -> None:
    text = DEFINITION.elements["m08b_outcome", "study"].prefixed("in.")["choices"]

    choices = to_python(compile_expression(text, frozenset({"times"}))({"times": from_python(times)}, {}))

    assert ("again" in choices) is offered
    assert {"accept", "not_true", "first_form", "verify", "contradicted"} <= set(choices)


# ---------------------------------------------------------------- forms


def test_the_person_concerned_cannot_be_the_talker() -> None:
    posted = {"kind": "talk", "questions.0.text": LONG, "talker": "lin", "talker_duty": "leader", "safety_plan": LONG}
    filled = {"matter_words": "有关问题", "recorder": "zhao", "talk_on": "2026-03-09", "talk_time": "9时30分"}
    place = {"place": "谈话室", "place_safe": "on"}

    _, faults = accepted("plan_inquiry", {**posted, **filled, **place}, {})

    assert faults == ["谈话人不得是被函询人本人。"]


def test_a_reply_may_say_no_such_matter_but_gives_a_reason_for_each() -> None:
    values = {"form": {"plan_inquiry": {"questions": [{"text": "第一项问题"}, {"text": "第二项问题"}]}}}
    posted = {"answers.0.exists": "no", "answers.0.reason": LONG, "statement_of_truth": "on", "sign": "林某"}

    _, lacking = accepted("reply", posted, values)
    _, complete = accepted("reply", {**posted, "answers.1.exists": "no", "answers.1.reason": LONG}, values)

    assert lacking == ["请选择“是否存在”", "请填写“事实经过”", "请填写“理由”"]
    assert complete == []


def test_a_reply_without_the_statement_of_truth_is_not_taken() -> None:
    _, faults = accepted("reply", {"sign": "林某"}, {"form": {"plan_inquiry": {"questions": []}}})

    assert faults == ["请确认“以上说明真实、完整，如有隐瞒愿承担责任”"]


def test_the_reply_has_no_field_for_the_unit() -> None:
    form = read_form(json.loads((HOME / "forms" / "reply.form").read_text(encoding="utf-8")))

    assert not [one.key for one in form.walk() if "unit" in one.key or "单位" in one.label]
