"""Measure 9, the opinion: its gates, its forms, its table of categories, the letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from webapp import engine
from webapp.bootstrap import all_handlers
from webapp.domain.bundle import Bundle
from webapp.domain.findings import Severity
from webapp.domain.forms import Form, Scope, answer, prefill, read_form
from webapp.engine import check, collect
from webapp.engine.gates import avoids
from webapp.letters import LetterHead, compose, read_template, text_of

PROCESSES = Path(__file__).parents[2] / "processes"
B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
M09 = "m09_integrity_opinion"
OPINION, ISSUE = f"{M09}/m09b_opinion.bpmn", f"{M09}/m09b_issue.bpmn"
Change = Callable[[etree._Element], object]
ALL_PURPOSES = {"promotion", "transfer", "removal", "retirement", "renewal", "award", "other"}


@cache
def in_force() -> Bundle:
    return collect(PROCESSES, M09)


@cache
def definition() -> engine.Definition:
    return engine.read(in_force(), all_handlers())


def form(process: str, task: str) -> Form:
    return read_form(definition().forms[(process, task)])


def lost(path: str, change: Change) -> list[str]:
    """What a new version is refused for."""
    root = etree.fromstring(in_force().files[path])
    change(root)
    new = replace(in_force(), files={**in_force().files, path: etree.tostring(root)}, checksum="")
    found = check(new, all_handlers(), in_force=in_force())
    return [f"{one.element}: {one.reason}" for one in found if one.severity is Severity.ERROR]


def node(root: etree._Element, key: str) -> etree._Element:
    return next(one for one in root.iter() if one.get("id") == key)


def to(key: str, target: str) -> Change:
    """Let a flow lead elsewhere."""

    def change(root: etree._Element) -> None:
        line = node(root, key)
        old = node(root, line.get("targetRef", ""))
        for one in old.findall(f"{B}incoming"):
            if one.text == key:
                old.remove(one)
        line.set("targetRef", target)
        etree.SubElement(node(root, target), f"{B}incoming").text = key

    return change


def says(key: str, condition: str) -> Change:
    def change(root: etree._Element) -> None:
        found = node(root, key).find(f"{B}conditionExpression")
        assert found is not None
        found.text = condition

    return change


def drops(key: str) -> Change:
    def change(root: etree._Element) -> None:
        found = node(root, key)
        parent = found.getparent()
        assert parent is not None
        parent.remove(found)

    return change


def unmarks(key: str) -> Change:
    def change(root: etree._Element) -> None:
        found = node(root, key)
        marks = found.find(f"{B}extensionElements")
        assert marks is not None
        found.remove(marks)

    return change


NO_STUDY = {
    "the list goes to the letter past the meeting": to("adverse__to_meeting", "take_results"),
    "the trial office lets it pass": to("reading_good__to_meeting", "take_results"),
    "minutes are not asked for": says(
        "studied__take_results", "draft_opinion != null and (every s in study satisfies s.result != null)"
    ),
    "one of many is enough": says(
        "studied__take_results", "draft_opinion != null and (some s in study satisfies s.minutes != null)"
    ),
    "the gate is gone": drops("studied"),
    "its mark is gone": unmarks("studied"),
    "the reply is not marked": unmarks("reply"),
}
NO_RECHECK = {
    "the letter is numbered at the signature": to("signing__recheck", "number_letter"),
    "the letter is numbered before the signature": to("letter_good__sign_by_secretary", "number_letter"),
    "what is new does not stop it": to("clean__note_change", "number_letter"),
    "it goes out either way": says("clean__number_letter", "draft_letter != null"),
    "the gate is gone": drops("clean"),
    "the re-check is not marked": unmarks("recheck"),
}


@pytest.mark.parametrize("change", NO_STUDY.values(), ids=NO_STUDY.keys())
def test_no_version_answers_without_collective_study(change: Change) -> None:
    assert lost(OPINION, change)


@pytest.mark.parametrize("change", NO_RECHECK.values(), ids=NO_RECHECK.keys())
def test_no_version_answers_without_the_re_check(change: Change) -> None:
    assert lost(ISSUE, change)


def test_as_it_stands_the_version_is_let_through() -> None:
    assert lost(OPINION, len) == []


def test_no_way_leads_round_the_gates() -> None:
    opinion, issue = definition().processes["m09b_opinion"], definition().processes["m09b_issue"]

    assert not avoids(opinion, "draft_opinion", "studied")
    assert not avoids(issue, "draft_letter", "clean")
    assert issue.elements["sign_by_secretary"].role == "secretary"


def test_the_letter_can_only_be_signed_inside_the_reply() -> None:
    """No step of the list's own process signs: the page with the signature does not exist before the meeting."""
    signing = {
        process.id
        for process in definition().processes.values()
        if any(one.properties.get("form") == "sign_letter" for one in process.elements.values())
    }

    assert signing == {"m09b_issue"}


def test_every_department_has_its_own_list_task() -> None:
    found = definition().processes["m09b_departments"].elements.values()
    roles = {one.properties.get("role") for one in found if one.properties.get("role")}

    assert roles == {"petition", "case_mgmt", "supervise", "investigate", "trial", "style", "cadre_sup"}


def test_every_purpose_can_be_chosen() -> None:
    purpose = next(one for one in form(M09, "register_request").walk() if one.key == "purpose")

    assert {one.value for one in purpose.options} == ALL_PURPOSES


def test_the_person_is_anybody_of_the_roster() -> None:
    person = next(one for one in form(M09, "register_request").walk() if one.key == "person")

    assert (person.picker, person.duty, person.required) == ("person", None, True)


@pytest.mark.parametrize(
    ("stages", "category"),
    [
        ([], "no_finding"),
        ([None, None], "no_finding"),
        (["clue_vague", None], "no_finding"),
        (["not_established"], "no_finding"),
        (["minor_closed", "not_established"], "with_facts"),
        (["effect_over"], "with_facts"),
        (["clue_open"], "suspend"),
        (["verifying", "minor_closed"], "suspend"),
        (["in_effect"], "unsuitable"),
        (["verifying", "filed"], "unsuitable"),
    ],
)
def test_the_category_follows_the_worst_that_a_department_holds(stages: list[str | None], category: str) -> None:
    model = definition().decisions["opinion_category"].model

    assert model.evaluate("opinion_category", {"stages": [stages, []]}) == [category, "no_finding"]


# ---------------------------------------------------------------- what the forms refuse


TODAY = dt.date(2026, 3, 2)
TWO = ["lin", "ren"]
LOOKED = [{"person": "lin", "holds": "none", "stage": None}, {"person": "ren", "holds": "open", "stage": "verifying"}]


def accepted(found: Form, posted: dict[str, str], values: dict[str, Any]) -> tuple[Any, list[str]]:
    """What a form keeps of these fields, and what it refuses."""
    scope = Scope({"me": {"id": "li"}, "case": {"subject": None}, **values}, TODAY)
    first = prefill(found, scope)
    texts = {key: [value] for key, value in {**_rows(first), **posted}.items()}
    answered = answer(found, texts, scope, first)
    return answered.values, [fault.sentence for fault in answered.faults]


def _rows(first: dict[str, Any]) -> dict[str, str]:
    """The prefilled rows as a browser sends them back."""
    rows = first.get("persons") or []
    return {f"persons.{place}.{key}": value for place, row in enumerate(rows) for key, value in row.items() if value}


def test_a_department_signs_what_the_register_says_without_typing() -> None:
    values, faults = accepted(form("m09b_reply", "department_reply"), {"signed": "true"}, {"look_up": LOOKED})

    assert faults == []
    assert [(one["holds"], one.get("stage")) for one in values["persons"]] == [("none", None), ("open", "verifying")]


def test_a_department_that_says_otherwise_than_its_register_says_why() -> None:
    found = form("m09b_reply", "department_reply")
    changed = {"signed": "true", "persons.0.holds": "open", "persons.0.stage": "clue_open"}

    assert accepted(found, changed, {"look_up": LOOKED})[1] == ["请填写“与台账不同的理由”"]
    assert accepted(found, changed | {"persons.0.reason": "今日新登记"}, {"look_up": LOOKED})[1] == []


def test_no_department_reports_without_its_signature() -> None:
    assert accepted(form("m09b_reply", "department_reply"), {}, {"look_up": LOOKED})[1]


def test_open_and_closed_matters_have_stages_of_their_own() -> None:
    found = form("m09b_reply", "department_reply")
    mixed = {"signed": "true", "persons.1.stage": "minor_closed", "persons.1.reason": "已办结"}

    assert accepted(found, mixed, {"look_up": LOOKED})[1] == ["正在办理的，请选择所处阶段"]


DRAFTED = {"people": TWO, "opinion_category": ["no_finding", "suspend"]}
METHODS = ["经核查来信所述，暂缓。", "有人检举，正在了解。", "正在初步核实其问题。", "已采取调查措施，未结束。"]


@pytest.mark.parametrize("words", METHODS)
@pytest.mark.parametrize(("process", "task"), [("m09b_opinion", "draft_opinion"), ("m09b_issue", "draft_letter")])
def test_no_word_of_reporter_or_method_gets_into_the_opinion(process: str, task: str, words: str) -> None:
    facts = {"persons.1.facts": words, "addressee": "组织部"}
    values = DRAFTED | {"answers": ["no_finding", "suspend"], "form": {"draft_opinion": {"persons": []}}}

    assert "只写事实和阶段，不写检举控告人和核查方法" in accepted(form(process, task), facts, values)[1]


def test_who_changes_a_category_says_why_and_the_meeting_s_is_not_changed() -> None:
    other = {"persons.0.category": "suspend"}
    values = DRAFTED | {"answers": ["no_finding", "suspend"], "form": {"draft_opinion": {"persons": []}}}

    assert accepted(form("m09b_opinion", "draft_opinion"), other, values)[1] == ["请填写“改动类别的理由”"]
    kept, _ = accepted(form("m09b_issue", "draft_letter"), other | {"addressee": "组织部"}, values)
    assert [one["category"] for one in kept["persons"]] == ["no_finding", "suspend"]


def test_the_reply_says_category_facts_and_stage_and_nothing_else() -> None:
    persons = [{"person": "林清越", "category": "suspend", "facts": "有关情况正在了解，尚无结论。"}]
    values = {
        "form": {"draft_letter": {"persons": persons, "addressee": "组织部", "reference": "云组函〔2026〕3号"}},
        "office": {"phone": "0000-1234567"},
        "limits": {"opinion_reanswer": "30日", "opinion_validity": "6个月"},
    }
    template = read_template(definition().letters["d16_integrity_opinion"])

    text = text_of(compose(template, values, head=LetterHead(agency="云岭县纪委监委", number=None, date=None, code="")))

    assert "林清越：建议暂缓。有关情况正在了解，尚无结论。" in text
    assert "常委会会议集体研究" in text
    assert "30日" in text
    assert not [word for word in ("举报", "检举", "控告", "谈话函询", "核实") if word in text]
