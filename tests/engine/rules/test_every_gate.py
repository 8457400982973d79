"""No version of a diagram takes away, or leads round, any of the GATE rows; the refusal names the demand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.rules.gate_attacks import (
    attacks,
    drawn,
    goes,
    in_force,
    leads,
    reasons,
    redrawn,
    rules,
    says,
    skips,
    stands,
    tells,
    unmarks,
)
from webapp.bootstrap import all_handlers
from webapp.engine import check
from webapp.engine.rules.gate_rows import QUOTES

M06, M07, M10, M10E = (
    "m06_life_meeting",
    "m07_clue_disposal",
    "m10_violation_handling",
    "m10e_clarification",
)
CLUE, STUDY, CLEAR = f"{M07}/m07b_disposal.bpmn", f"{M10}/m10a_disposal.bpmn", f"{M10}/m10e_clarification.bpmn"
MAIN_06, MAIN_10 = f"{M06}/{M06}.bpmn", f"{M10}/{M10}.bpmn"
VERIFIED = 'analyse_clue.political_breach = "verified"'
DESIGNS: dict[str, tuple[str, str, str, Callable[[bytes], bytes]]] = {
    "a verified breach goes to the study": (
        "1.11", M07, CLUE, drawn(leads("political_breach__verify_begins", "disposal_suggestion"))),
    "a verified breach only when it was said twice": (
        "1.11", M07, CLUE, drawn(says("political_breach__verify_begins", f"{VERIFIED} and study != null"))),
    "the analysis skips the question": (
        "1.11", M07, CLUE, drawn(skips("analyse_clue__political_breach", "substance"))),
    "a verified breach is no request for verification": (
        "1.11", M07, CLUE, drawn(tells("send_verify", "to", "m08_talk_letter_inquiry"))),
    "a political finding may be shelved": (
        "1.11", M10, STUDY, drawn(goes("political__second_reading", "approve_outcome"))),
    "an ending is approved like any way": (
        "7.2", M07, CLUE, drawn(leads("ending_wanted__approve_ending", "approve_way"))),
    "an ending that was refused ends all the same": (
        "7.2", M07, CLUE, drawn(goes("ending_agreed__analysis_begins", "which_ending"))),
    "the secretary's answer is not read": (
        "7.2", M07, CLUE, drawn(tells("approve_ending", "out.outcome", '"agreed"'))),
    "whoever suggested it approves it": (
        "7.2", M07, CLUE, drawn(tells("approve_ending", "assign", "same_as:suggest_way"))),
    "an ending without its form": (
        "7.2", M07, CLUE, drawn(leads("which_ending__closing", "closed"))),
    "a closing without minutes": (
        "7.2", M07, f"{M07}/forms/close_clue.form", rules("rule.gate_7_2", 'approved = "agreed"')),
    "a clue is disposed of without its disposal": (
        "7.2", M07, f"{M07}/{M07}.bpmn", drawn(skips("accepted__disposal", "ours_done"))),
    "the meeting is confirmed and never recorded": (
        "6.7", M06, MAIN_06, drawn(leads("meeting_day__attend", "confirm_attend"))),
    "the prepared meeting goes to the archive": (
        "6.7", M06, MAIN_06, drawn(skips("prepare__meeting_day", "archive"))),
    "one tick for all matters": (
        "6.7", M06, f"{M06}/forms/attend.form", rules("rule.gate_6_7", "count(matters) >= 0")),
    "what is untrue is not told": (
        "6.7", M06, MAIN_06, drawn(says("truthful__told", 'attend.new_breach = "no"'))),
    "the report is closed without study": (
        "10.4", M10, MAIN_10, drawn(leads("take_report__dispose", "closing"))),
    "nobody of another room reads it": (
        "10.4", M10, STUDY, drawn(leads("outcome__second_reading", "study"))),
    "a refused disposal is decided": (
        "10.4", M10, STUDY, drawn(goes("outcome_agreed__second_reading", "disposed"))),
    "another body studies it": (
        "10.4", M10, STUDY, drawn(tells("study", "in.body", '"clue_group"'))),
    "closed without the reasons": (
        "10.4", M10, MAIN_10, drawn(skips("closing__close_case", "unfounded"))),
    "a closing without the reading": (
        "10.4", M10, f"{M10}/forms/close_case.form", rules("rule.gate_10_4", "minutes_no != null")),
    "nothing is cleared up": (
        "10.6", M10, MAIN_10, drawn(skips("unfounded__ask_clarify", "settled"))),
    "cleared up only when the person asks": (
        "10.6", M10, MAIN_10, drawn(says("unfounded__ask_clarify", 'close_case.code = "not_established" and wish'))),
    "the clearing up is told to nobody": (
        "10.6", M10, MAIN_10, drawn(tells("ask_clarify", "to", "m09d_revision"))),
    "what is untrue is closed under another code": (
        "10.6", M10, f"{M10}/forms/close_case.form", rules("rule.gate_10_6", "code != null")),
    "harm is not asked about": (
        "10.7", M10E, CLEAR, drawn(leads("look_up__assess_impact", "clarify_mode"))),
    "harm may be left out": (
        "10.7", M10E, CLEAR, drawn(skips("look_up__assess_impact", "clarify_mode"))),
    "harm is denied without a reason": (
        "10.7", M10E, f"{M10}/forms/assess_impact.form", rules("rule.gate_10_7", "count(impact) > 0")),
    "the question of harm is any step": (
        "10.7", M10E, CLEAR, drawn(unmarks("assess_impact"))),
}  # fmt: skip


@pytest.mark.parametrize("design", DESIGNS)
def test_a_design_that_gets_past_a_demand_is_refused_by_its_row(design: str) -> None:
    row, process, path, change = DESIGNS[design]

    found = check(redrawn(process, path, change), all_handlers(), in_force=in_force(process))

    assert any(f"第 {row} 条" in reason for reason in reasons(found))


@pytest.mark.parametrize("row", QUOTES)
def test_no_mark_rule_or_way_of_a_row_can_be_taken_out(row: str) -> None:
    assert [one.what for one in attacks() if one.row == row and stands(one)] == []


LOSES = (
    "an ending without its form", "nobody of another room reads it", "the meeting is confirmed and never recorded",
    "the question of harm is any step",
)  # fmt: skip


@pytest.mark.parametrize("design", LOSES)
def test_no_approval_lets_a_design_lose_a_demand(design: str) -> None:
    row, process, path, change = DESIGNS[design]

    found = check(redrawn(process, path, change), all_handlers(), in_force=in_force(process), approved=QUOTES)

    assert any(f"第 {row} 条" in reason for reason in reasons(found))


@pytest.mark.parametrize("process", ["m06_life_meeting", "m07_clue_disposal", "m10_violation_handling"])
def test_the_version_in_force_passes_against_itself_whole(process: str) -> None:
    found = check(in_force(process), all_handlers(), in_force=in_force(process))

    assert reasons(found) == []
