"""Measure 7: the rows of its decision tables, the forms that keep no text, and what its drawing guarantees."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from webapp.domain.forms import Form, Scope, answer, read_form, routing
from webapp.domain.forms.model import FieldType
from webapp.engine import read
from webapp.engine.collecting import collect
from webapp.engine.decision_files import decisions_in
from webapp.engine.gates import avoids, sure_after
from webapp.feel import from_python, to_python

PROCESSES = Path(__file__).parents[2] / "processes"
HOME = PROCESSES / "m07_clue_disposal"
TABLES = decisions_in({path.name: path.read_bytes() for path in HOME.glob("*.dmn")})
TODAY = dt.date(2026, 3, 2)


def decide(table: str, **context: Any) -> Any:
    return to_python(TABLES[table](from_python(context), {}))


def form(name: str) -> Form:
    return read_form(json.loads((HOME / "forms" / f"{name}.form").read_text(encoding="utf-8")))


def letter(*levels: str, in_scope: bool = True, unchanged: bool = False) -> dict[str, Any]:
    persons = [{"management_level": level} for level in levels]
    return {"in_scope": in_scope, "unchanged": unchanged, "persons": persons}


@pytest.mark.parametrize(
    ("envelope", "level", "original", "route"),
    [
        (letter("own", in_scope=False), "own", None, "out_of_scope"),
        (letter("own_leader"), "own_leader", None, "superior_direct"),
        (letter("own_leader", "superior"), "own_leader", None, "superior_direct"),
        (letter("superior"), "superior", None, "superior_sealed"),
        (letter("superior", "own", "lower"), "superior", None, "superior_sealed"),
        (letter("own", unchanged=True), "own", "线1", "repeat"),
        (letter("own", unchanged=True), "own", None, "own"),
        (letter("own", "lower"), "own", None, "split"),
        (letter("lower", "lower"), "lower", None, "split"),
        (letter("lower"), "lower", None, "lower"),
        (letter("own"), "own", None, "own"),
        (None, "own", None, "own"),
        (None, "lower", None, "lower"),
        (None, "superior", None, "superior_sealed"),
    ],
)
def test_a_letter_is_routed_before_anything_is_read(
    envelope: dict[str, Any] | None, level: str, original: str | None, route: str
):
    found = decide("intake_routing", register_envelope=envelope, competence={"level": level, "original": original})

    assert found == route


@pytest.mark.parametrize(
    ("analysis", "named_assigned", "suggestion", "barred"),
    [
        ({"political_breach": "verified"}, False, "verify", ["inquiry", "shelve", "close"]),
        ({"political_breach": "none", "prior": "concluded"}, True, "close", []),
        ({"political_breach": "none", "prior": "unclear"}, False, "close", []),
        ({"political_breach": "none", "prior": "impossible"}, False, "close", []),
        ({"political_breach": "none", "prior": "none", "specificity": "vague"}, True, "verify", ["shelve"]),
        ({"political_breach": "sign", "prior": "none", "specificity": "specific"}, False, "verify", ["shelve"]),
        ({"political_breach": "sign", "prior": "none", "specificity": "vague"}, False, "inquiry", ["shelve"]),
        ({"political_breach": "none", "specificity": "specific", "verifiability": "strong"}, False, "verify", []),
        ({"political_breach": "none", "specificity": "specific", "seriousness": "grave"}, False, "verify", ["inquiry"]),
        ({"political_breach": "none", "specificity": "specific", "collusion_risk": True}, False, "verify", ["inquiry"]),
        (
            {"political_breach": "none", "verifiability": "weak", "seriousness": "serious", "entry_point": "no"},
            False,
            "shelve",
            [],
        ),
        ({"political_breach": "none", "specificity": "general"}, False, "inquiry", []),
    ],
)
def test_the_analysis_leads_to_one_of_four_ways(
    analysis: dict[str, Any], named_assigned: bool, suggestion: str, barred: list[str]
):
    found = decide("disposal_suggestion", analyse_clue=analysis, real_name=named_assigned, assigned=named_assigned)

    assert found == {"suggestion": suggestion, "barred": barred}


@pytest.mark.parametrize(
    ("level", "danger", "marks", "real_name", "channel", "priority"),
    [
        ("other", True, [], False, "letter", "p0"),
        ("head", False, ["tour"], False, "letter", "p1"),
        ("head", False, [], True, "letter", "p1"),
        ("head_next_lower", False, [], False, "tour", "p1"),
        ("head_next_lower", False, [], False, "letter", "p2"),
        ("other", False, ["assigned"], True, "letter", "p3"),
        (None, False, [], False, "letter", "p3"),
    ],
)
def test_a_clue_about_a_head_comes_before_others(
    level: str | None, danger: bool, marks: list[str], real_name: bool, channel: str, priority: str
):
    found = decide(
        "clue_priority",
        set_subject=level,
        accept_clue={"danger": danger, "marks": marks},
        real_name=real_name,
        channel=channel,
    )

    assert found == priority


@pytest.mark.parametrize(
    ("priority", "marks", "keys"),
    [
        ("p0", [], ["clue.head.p0", "clue.suggest"]),
        ("p1", ["assigned"], ["clue.head.p1", "clue.suggest", "report.assigned"]),
        ("p2", [], ["clue.head.p2", "clue.suggest"]),
        ("p3", [], ["clue.suggest"]),
    ],
)
def test_the_shortest_limit_comes_first_and_the_outer_limit_always_runs(
    priority: str, marks: list[str], keys: list[str]
):
    found = decide("clue_deadlines", clue_priority=priority, accept_clue={"marks": marks}, channel="letter")

    assert found == keys


def test_the_registration_of_a_letter_has_no_room_for_a_text():
    kinds = {field.type for field in form("register_envelope").walk() if field.picker is None}

    assert not kinds & {FieldType.TEXTFIELD, FieldType.TEXTAREA, FieldType.FILES}


@pytest.mark.parametrize("above", ["superior", "own_leader"])
def test_one_person_above_hides_every_name_in_the_letter(above: str):
    posted = {
        "channel": ["letter"],
        "received_on": ["2026-03-02"],
        "in_scope": ["on"],
        "real_name": ["on"],
        "persons.0.management_level": [above],
        "persons.0.subject": ["head_up"],
        "persons.1.management_level": ["own"],
        "persons.1.subject": ["head_a"],
    }
    envelope = form("register_envelope")

    found = answer(envelope, posted, Scope({}, TODAY))

    assert not found.faults
    assert found.values["persons"] == [{"management_level": above}, {"management_level": "own"}]
    assert routing(envelope, found.values)["sealed"] is True
    assert "real_name" not in found.values


def test_a_breach_of_the_eight_rules_names_its_kind():
    posted = {"summary": ["反映违规收受礼金的问题"], "discipline_class": ["integrity"], "tags": ["eight_rules"]}

    found = answer(form("make_abstract"), posted, Scope({}, TODAY))

    assert [fault.field for fault in found.faults] == ["eight_kinds"]


@pytest.mark.parametrize(
    ("suggested", "reason", "rule"),
    [
        ("close", "没有价值没有价值没有", "reason"),
        ("shelve", "没有突破口没有突破口", "reason"),
        ("inquiry", "x" * 30, "suggested"),
    ],
)
def test_a_suggestion_is_not_barred_and_an_ending_gives_full_reasons(suggested: str, reason: str, rule: str):
    advice = {"suggestion": suggested, "barred": ["inquiry"]}
    posted = {"suggested": [suggested], "reason": [reason], "plan": ["由两名同志十日内办结"]}

    found = answer(form("suggest_way"), posted, Scope({"disposal_suggestion": advice}, TODAY))

    assert [fault.field for fault in found.faults] == [rule]


@pytest.mark.parametrize(
    "known", [{"minutes": None, "approved": "agreed"}, {"minutes": "会1号", "approved": "refused"}]
)
def test_nobody_closes_a_clue_alone(known: dict[str, str | None]):
    posted = {"reason_code": ["no_value"], "reason": ["反映内容过于笼统，没有可以查证的线索和方向。"]}

    found = answer(form("close_clue"), posted, Scope(known, TODAY))

    assert [fault.sentence for fault in found.faults] == ["了结须有线索评估小组会议纪要和书记审批"]


def test_no_way_to_an_end_goes_round_the_gate_of_a_verified_breach():
    process = read(collect(PROCESSES, "m07_clue_disposal")).processes["m07b_disposal"]
    flow = process.flows["political_breach__verify_begins"]

    sure = sure_after(process, flow)

    assert not avoids(process, "analyse_clue", "political_breach")
    assert sure == ("verify_begins", "send_verify", "verify_number", "numbered")


@pytest.mark.parametrize("ending", ["closing", "shelve"])
def test_every_way_to_an_ending_passes_study_and_secretary(ending: str):
    process = read(collect(PROCESSES, "m07_clue_disposal")).processes["m07b_disposal"]
    before = {
        passed: _reaches_without(process, ending, passed) for passed in ("study", "ending_wanted", "approve_ending")
    }

    assert before == {"study": False, "ending_wanted": False, "approve_ending": False}


def _reaches_without(process: Any, target: str, passing: str) -> bool:
    todo, seen = ["disposal_begins"], {passing}
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += [flow.target for flow in process.flows.values() if flow.source == here]
    return target in seen


SENDING = [path for path in PROCESSES.glob("*/*.bpmn") if re.search(r'value="m07_clue_disposal"', path.read_text())]


@pytest.mark.parametrize("path", SENDING, ids=lambda path: path.stem)
def test_what_a_sender_wrote_of_a_clue_stands_on_the_form_of_who_registers_it(path: Path) -> None:
    """The message tells no words (domain section 7): they are read where they were written, else nobody would know."""
    read_there = set(re.findall(r"origin\.(\w+)", (HOME / "forms/make_abstract.form").read_text(encoding="utf-8")))
    drawn = path.read_text(encoding="utf-8")
    if not re.search(r"clue_(found|urgent)", drawn):
        return
    around = [one.read_text(encoding="utf-8") for one in path.parent.glob("*.bpmn")]
    near = [drawn, *(text for text in around if f'"{path.stem}"' in text or called(drawn) & {process(text)})]

    assert read_there & {task for text in near for task in re.findall(r'userTask id="(\w+)"', text)}


def called(drawn: str) -> set[str]:
    return set(re.findall(r'calledElement="(\w+)"', drawn))


def process(drawn: str) -> str:
    return re.findall(r'process id="(\w+)"', drawn)[0]
