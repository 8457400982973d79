"""The shared parts: who approves what, what enters the archive, who signs a letter, and what their forms refuse."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from webapp.domain.forms import Scope, answer, prefill, read_form
from webapp.engine.decision_files import decisions_in
from webapp.feel import from_python, to_python

PROCESSES = Path(__file__).parents[2] / "processes"
TABLES = decisions_in({path.name: path.read_bytes() for path in (PROCESSES / "shared/decisions").glob("*.dmn")})
RULES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (PROCESSES / "rules").glob("*.yaml")}
TODAY = dt.date(2026, 3, 2)


def decide(table: str, **context: Any) -> Any:
    return to_python(TABLES[table](from_python(context), {}))


# ---------------------------------------------------------------- approval


@pytest.mark.parametrize(
    ("matter", "level", "top", "inform"),
    [
        ("inquiry_plan", "head_next_lower", "secretary", "party_principal"),
        ("inquiry_plan", "head", "secretary", "party_principal"),
        ("inquiry_plan", "other", "deputy", "none"),
        ("inquiry_again", "head_next_lower", "deputy", "none"),
        ("inquiry_verify", "head_next_lower", "party_principal", "none"),
        ("inquiry_verify", "head", "secretary", "none"),
        ("clue_verify", "head_next_lower", "party_principal", "none"),
        ("verification", "head_next_lower", "party_principal", "none"),
        ("clue_shelve", "head", "secretary", "none"),
        ("clue_close", "other", "secretary", "none"),
        ("inquiry_accept", "head_next_lower", "secretary", "none"),
        ("first_form", "head", "secretary", "none"),
        ("filing", "head", "party_principal", "none"),
        ("accountability", "head_next_lower", "party_principal", "none"),
        ("accountability", "head", "secretary", "none"),
        ("false_accusation", "other", "superior", "none"),
        ("extension_deputy", "head", "secretary", "none"),
        ("extension_party_principal", "head", "superior", "none"),
        ("something new", "head", "secretary", "none"),
    ],
)
def test_how_far_up_a_matter_goes(matter: str, level: str, top: str, inform: str) -> None:
    found = decide("approval_level", matter=matter, case={"level": level})

    assert (found["top"], found["inform"]) == (top, inform)


def test_public_clarification_and_the_sanction_of_a_head_need_the_party_committee() -> None:
    for matter in ("clarify_public", "sanction"):
        assert decide("approval_level", matter=matter, case={"level": "head"})["committee"] is True


def ladder(top: str, *, room_head: bool = True, deputy: bool = True) -> list[str]:
    """Who approves, one after the other, until it is enough."""
    found: list[str] = []
    turn: dict[str, Any] | None = None
    while turn is None or not turn["enough"]:
        context = {"attempt": 1, "turn": turn, "top_level": {"top": top}}
        turn = decide("next_approver", available={"room_head": room_head, "deputy": deputy}, **context)
        found.append(turn["who"])
    return found


@pytest.mark.parametrize(
    ("top", "approvers"),
    [
        ("room_head", ["room_head"]),
        ("deputy", ["room_head", "deputy"]),
        ("secretary", ["room_head", "deputy", "secretary"]),
        ("party_principal", ["room_head", "deputy", "secretary", "party_principal"]),
        ("superior", ["room_head", "deputy", "secretary", "superior"]),
    ],
)
def test_approval_goes_up_step_by_step(top: str, approvers: list[str]) -> None:
    assert ladder(top) == approvers


def test_a_drafting_room_head_leaves_the_deputy_and_nobody_approves_the_own_paper() -> None:
    assert ladder("room_head", room_head=False) == ["deputy"]
    assert ladder("deputy", deputy=False) == ["room_head", "secretary"]
    assert ladder("deputy", room_head=False, deputy=False) == ["secretary"]


def test_after_a_return_approval_begins_from_below() -> None:
    turn = {"who": "deputy", "attempt": 1, "enough": False}
    around = {"available": {"room_head": True, "deputy": True}, "top_level": {"top": "secretary"}}

    again = decide("next_approver", attempt=2, turn=turn, **around)

    assert (again["who"], again["attempt"]) == ("room_head", 2)


# ---------------------------------------------------------------- archive and letters


@pytest.mark.parametrize(
    ("kind", "result"),
    [("clue", "shelve"), ("clue", "verify"), ("inquiry", "to_verification"), ("anything", "unverified"), ("x", "y")],
)
def test_what_is_not_verified_stays_out_of_the_archive(kind: str, result: str) -> None:
    found = decide("archive_admission", kind=kind, result=result)

    assert (found["register"], found["weighs"], found["status"]) == ("internal", False, "unverified")


@pytest.mark.parametrize(
    ("kind", "result", "status"),
    [
        ("inquiry", "accept", "not_established"),
        ("inquiry", "not_true", "not_established"),
        ("verification", "not_established", "not_established"),
        ("clarification", "cleared", "cleared"),
        ("appeal", "revoke", "corrected"),
    ],
)
def test_what_was_not_true_is_kept_but_never_weighs(kind: str, result: str, status: str) -> None:
    found = decide("archive_admission", kind=kind, result=result)

    assert (found["register"], found["weighs"], found["status"]) == ("archive", False, status)


def test_good_results_are_filed_like_adverse_ones() -> None:
    good = decide("archive_admission", kind="check", result="good")
    adverse = decide("archive_admission", kind="check", result="deviating")

    assert (good["register"], good["adverse"]) == ("archive", False)
    assert (adverse["register"], adverse["adverse"]) == ("archive", True)


def test_every_letter_that_is_issued_has_a_rule_of_its_own() -> None:
    drawn = "".join(path.read_text(encoding="utf-8") for path in PROCESSES.glob("*/*.draw"))
    listed = (PROCESSES / "shared/decisions/letter_rule.dmn").read_text(encoding="utf-8")

    issued = {line.split('"')[1] for line in drawn.splitlines() if "in.template:" in line and '"' in line}

    assert issued
    assert [name for name in sorted(issued) if f'"{name}"' not in listed] == []


# ---------------------------------------------------------------- forms


def refusals(form_id: str, posted: dict[str, str | list[str]], values: dict[str, Any]) -> list[str]:
    path = PROCESSES / "shared/forms" / f"{form_id}.form"
    form = read_form(json.loads(path.read_text(encoding="utf-8")))
    today = {"today": lambda: from_python(TODAY)}
    scope = Scope({"me": {"id": "sun"}, "case": {"level": "head"}, **values}, TODAY, today)
    texts = {key: [value] if isinstance(value, str) else value for key, value in posted.items()}
    return [fault.sentence for fault in answer(form, texts, scope, prefill(form, scope)).faults]


def test_a_leader_must_say_whether_to_agree_and_why_not() -> None:
    around = {"attempt": 1, "turn": {"who": "deputy"}, "top_level": {"committee": False}}

    assert refusals("approval", {}, around) == ["请选择“是否同意”", "请填写“意见”"]
    assert refusals("approval", {"decision": "refuse"}, around) == ["请填写“意见”"]
    assert refusals("approval", {"decision": "agree"}, around) == []


def test_the_third_return_is_refused() -> None:
    around = {"attempt": 3, "turn": {"who": "deputy"}, "top_level": {"committee": False}}

    said = refusals("approval", {"decision": "return", "opinion": "请再补充材料"}, around)

    assert said == ["已退回补充两次，请作出同意或者不同意的决定。"]


def test_the_party_committees_minutes_are_named_where_it_must_decide() -> None:
    around = {"attempt": 1, "turn": {"who": "party_principal"}, "top_level": {"committee": True}}

    assert refusals("approval", {"decision": "agree"}, around) == ["请填写“党委会议纪要编号”"]


def delivery(**more: str) -> dict[str, str | list[str]]:
    return {"second_officer": "yu", "address": "机关", "tried_on": "2026-03-02", "result": "received", **more}


def test_two_officers_hand_a_letter_over() -> None:
    posted = delivery(received_on="2026-03-02")

    assert refusals("hand_over", posted, {}) == []
    assert refusals("hand_over", {**posted, "second_officer": "sun"}, {}) == ["当面送达须有两人，同行人不得是您本人。"]


def test_a_letter_is_left_before_a_witness_only_after_the_secretarys_decision() -> None:
    posted = delivery(
        result="left", received_on="2026-03-02", witness="见证人", what_happened="本人拒收，见证人在场留置。"
    )

    assert refusals("hand_over", posted, {}) == ["留置送达须先由书记决定。"]
    assert refusals("hand_over", posted, {"decide_undelivered": {"way": "leave"}}) == []


def test_a_receipt_lies_not_in_the_future() -> None:
    posted = {"way": "post", "address": "机关", "sent_on": "2026-03-02", "result": "received", "receiver": "本人"}

    assert refusals("deliver", {**posted, "received_on": "2026-03-03"}, {}) == ["“签收日期”不能晚于今天"]


def test_an_adverse_entry_says_whether_the_person_was_heard() -> None:
    around = {"kind": "inquiry", "admission": {"adverse": True, "section": 3, "status": "verified"}}
    posted = {"summary": "本人承认违规操办婚庆事宜，已作批评教育。", "event_on": "2026-03-02"}
    sorted_in = {"section": "3", "retention": "30"}

    assert refusals("make_entry", {**posted, **sorted_in}, around)[0] == "请选择“是否听取本人意见”"


# ---------------------------------------------------------------- rules


def test_every_time_limit_has_a_name_and_a_basis() -> None:
    limits, names, basis = RULES["deadlines"], RULES["limit_names"], RULES["legal_basis"]

    assert set(limits) == set(names)
    assert {row["basis"] for row in limits.values()} <= set(basis)


def test_every_result_that_a_meeting_may_choose_has_its_words() -> None:
    drawn = "".join(path.read_text(encoding="utf-8") for path in PROCESSES.glob("*/*.draw"))
    lines = [line for line in drawn.splitlines() if "in.choices:" in line]

    found = {word for line in lines for word in line.split('"')[1::2]}

    assert lines
    assert found <= set(RULES["results"])
