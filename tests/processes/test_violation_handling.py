"""Measure 10: the rows of its decision tables and what its drawings guarantee."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from webapp.engine import Process, read
from webapp.engine.building import reached
from webapp.engine.collecting import collect
from webapp.engine.decision_files import decisions_in
from webapp.engine.gates import avoids, sure_after
from webapp.feel import from_python, to_python

PROCESSES = Path(__file__).parents[2] / "processes"
HOME = PROCESSES / "m10_violation_handling"
TABLES = decisions_in({path.name: path.read_bytes() for path in HOME.glob("*.dmn")})


def decide(table: str, **context: Any) -> Any:
    return to_python(TABLES[table](from_python(context), {}))


def drawn(process: str, *, within: str = "m10_violation_handling") -> Process:
    return read(collect(PROCESSES, within)).processes[process]


@pytest.mark.parametrize(
    ("report", "suggestion"),
    [
        ({"class": "duty_crime", "part_proven": True, "handling": "accountable"}, "file"),
        ({"class": "discipline", "part_proven": True, "handling": "accountable"}, "file"),
        ({"class": "unfounded", "part_proven": False, "handling": None}, "close"),
        ({"class": "discipline", "part_proven": True, "handling": "organisation"}, "hand_over"),
        ({"class": "discipline", "part_proven": True, "handling": "slight"}, "first_form"),
        ({"class": "discipline", "part_proven": True, "handling": "unclear", "political": True}, "file"),
        ({"class": "discipline", "part_proven": True, "handling": "unclear", "political": False}, "shelve"),
        ({"class": "discipline", "part_proven": False, "handling": "accountable", "political": False}, "verify_again"),
    ],
)
def test_the_findings_of_a_verification_suggest_a_disposal(report: dict[str, Any], suggestion: str) -> None:
    assert decide("verification_outcome", report=report, unproven=False) == suggestion


def test_what_is_not_proven_after_filing_is_closed_whatever_the_report_said() -> None:
    report = {"class": "duty_crime", "part_proven": True, "political": True, "handling": "accountable"}

    assert decide("verification_outcome", report=report, unproven=True) == "close"


@pytest.mark.parametrize(
    ("conclusion", "harm", "hold", "way", "mode"),
    [
        ("shelved", "public", False, "none", "none"),
        ("unknown", "unit", False, "none", "none"),
        ("open", "private", True, "none", "none"),
        ("not_established", "none", True, "none", "none"),
        ("not_established", "public", True, "postpone", "none"),
        ("not_established", "public", False, "clarify", "notice"),
        ("not_established", "unit", False, "clarify", "meeting"),
        ("not_established", "private", False, "clarify", "face"),
    ],
)
def test_only_what_was_not_established_and_did_harm_is_cleared_up(
    conclusion: str, harm: str, hold: bool, way: str, mode: str
) -> None:
    impact = {"conclusion": conclusion, "harm": harm, "hold": hold}

    assert decide("clarification_mode", assess_impact=impact) == {"way": way, "mode": mode}


def test_the_sender_is_answered_before_any_human_step() -> None:
    process = drawn("m10_violation_handling")

    assert tuple(process.after("accept")) == ("answer_sender",)
    assert not avoids(process, "verify_start", "answer_sender")


def test_nothing_is_closed_filed_or_handed_over_before_it_was_studied() -> None:
    process = drawn("m10_violation_handling")

    for step in ("close_case", "file_case", "first_form", "issue_transfer", "try_case"):
        assert not reached_without(process, step, without="dispose"), step


def test_no_disposal_without_reading_study_and_approval() -> None:
    process = drawn("m10a_disposal")

    for step in ("second_reading", "study", "approve_outcome"):
        assert not avoids(process, "disposal_wanted", step), step


def test_a_closing_as_not_established_always_starts_the_clarification() -> None:
    process = drawn("m10_violation_handling")

    assert set(sure_after(process, process.flows["unfounded__ask_clarify"])) == {"ask_clarify"}
    assert not avoids(process, "close_case", "unfounded")


def test_a_mandatory_verification_that_was_refused_goes_to_the_superior_and_back() -> None:
    process = drawn("m10a_verification")

    chain = sure_after(process, process.flows["must_report__report_superior"])
    assert {"report_superior", "superior_word"} <= set(chain)
    assert tuple(process.after("superior_word")) == ("plan_verification",)


def test_accountability_is_answered_first_approved_inquired_and_heard_before_it_is_studied_and_decided() -> None:
    process = drawn("m10f_accountability", within="m10f_accountability")

    assert tuple(process.after("accept")) == ("answer_sender",)
    assert not avoids(process, "accountability_start", "answer_sender")
    for step in ("issue_decision", "issue_proposal", "impose"):
        for before in ("approve_start", "inquire", "hear", "study", "approve_decision"):
            assert not reached_without(process, step, without=before), (step, before)
    for end in ("accountable", "not_accountable"):
        assert not reached_without(process, end, without="conclude"), end


def test_no_measure_for_an_early_sign_without_hearing_and_approval_and_none_without_approval() -> None:
    process = drawn("m10g_early_handling", within="m10g_early_handling")

    for step in ("issue_measure", "hold_talk"):
        assert not reached_without(process, step, without="approve_measure"), step
    assert not reached_without(process, "settle_measure", without="hear")
    assert not reached_without(process, "handled", without="approve_measure")
    assert not reached_without(process, "passed_on", without="clue_number")


def test_a_duty_crime_never_ends_at_a_sanction() -> None:
    process = drawn("m10c_execution")

    assert tuple(process.after("transfer_case")) == ("crime_done",)
    assert process.flows["crime__transfer_case"].condition == 'class = "duty_crime"'
    assert not avoids(process, "execution_wanted", "crime")


@pytest.mark.parametrize(
    ("process", "step"),
    [("m10a_first_form", "decide_measure"), ("m10b_filing", "write_findings"), ("m10c_trial", "decide")],
)
def test_the_person_is_heard_before_anything_is_decided(process: str, step: str) -> None:
    assert not reached_without(drawn(process), step, without="hear")


def test_every_other_way_of_clearing_up_goes_together_with_the_letter() -> None:
    process = drawn("m10e_measures", within="m10e_clarification")

    assert process.flows["modes__issue_written"].condition == "true"


def test_nobody_of_the_first_case_works_on_the_appeal() -> None:
    process = drawn("m10d_appeal", within="m10d_appeal")
    review = [e for e in process.elements.values() if e.role == "review" and e.kind == "user"]

    assert review
    assert all("not_in_case:origin" in element.properties["assign"] for element in review)


def reached_without(process: Process, step: str, *, without: str) -> bool:
    """A way from a start to the step that does not pass the other one (the early ending apart)."""
    begin = [e.id for e in process.elements.values() if e.kind == "start" and e.id != "case_ended"]
    return step in reached(process, begin, without=frozenset({without}))


def test_the_stage_is_told_after_the_entry_stands() -> None:
    """The revised opinion that the stage asks for reads the archive: told before the entry, it would read too early."""
    flows = drawn("m10_violation_handling").flows.values()

    after = {flow.source: flow.target for flow in flows if flow.source in ("archive", "tell_stage")}
    assert after == {"archive": "tell_stage", "tell_stage": "conclude"}
