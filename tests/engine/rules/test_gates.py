"""Ways of losing a demand in a new version of measure 8: each is refused; harmless changes are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import ROOT
from webapp.domain.bundle import Bundle
from webapp.domain.findings import Finding, Severity
from webapp.engine import check, collect

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
MAIN = "m08_talk_letter_inquiry/m08_talk_letter_inquiry.bpmn"
Change = Callable[[etree._Element], object]


@cache
def in_force() -> Bundle:
    return collect(Path(ROOT) / "processes", "m08_talk_letter_inquiry")


def changed(change: Change) -> Bundle:
    root = etree.fromstring(in_force().files[MAIN])
    change(root)
    return replace(in_force(), files={**in_force().files, MAIN: etree.tostring(root)}, checksum="")


def lost(new: Bundle, **more: object) -> list[Finding]:
    findings = check(new, {}, in_force=in_force(), **more)  # type: ignore[arg-type]
    return [one for one in findings if one.rule in ("gates", "structure") and one.severity is Severity.ERROR]


def node(root: etree._Element, key: str) -> etree._Element:
    return next(e for e in root.iter() if e.get("id") == key)


def flow(root: etree._Element, key: str) -> etree._Element:
    return node(root, key)


def drop(root: etree._Element, key: str) -> None:
    element = node(root, key)
    element.getparent().remove(element)  # type: ignore[union-attr]


def unmark(root: etree._Element, key: str) -> None:
    element = node(root, key)
    element.remove(element.find(f"{B}extensionElements"))  # type: ignore[arg-type]


def condition(root: etree._Element, text: str) -> None:
    flow(root, "truthful__verify_begins").find(f"{B}conditionExpression").text = text  # type: ignore[union-attr]


def add(root: etree._Element, source: str, target: str, text: str = "", first: bool = False) -> None:
    process = root.find(f"{B}process")
    new = etree.Element(f"{B}sequenceFlow", id=f"x_{source}_{target}", sourceRef=source, targetRef=target)
    if text:
        etree.SubElement(new, f"{B}conditionExpression").text = text
    process.insert(list(process).index(flow(root, "truthful__dispose")) if first else len(process), new)  # type: ignore[union-attr,arg-type]


def boundary(root: etree._Element) -> None:
    late = etree.SubElement(root.find(f"{B}process"), f"{B}boundaryEvent", id="x_late", attachedToRef="review_reply_b")  # type: ignore[type-var]
    definition = etree.SubElement(late, f"{B}timerEventDefinition")
    etree.SubElement(definition, f"{B}timeDate").text = "today()"
    add(root, "x_late", "dispose")


def script(root: etree._Element) -> None:
    tidy = etree.SubElement(root.find(f"{B}process"), f"{B}scriptTask", id="x_tidy")  # type: ignore[type-var]
    etree.SubElement(tidy, f"{B}script").text = "review_reply_a = null"
    flow(root, "review_join__truthful").set("targetRef", "x_tidy")
    add(root, "x_tidy", "truthful")


def reminder(root: etree._Element) -> None:
    etree.SubElement(root.find(f"{B}process"), f"{B}userTask", id="x_note")  # type: ignore[type-var]
    flow(root, "truthful__dispose").set("targetRef", "x_note")
    add(root, "x_note", "dispose")


ATTEMPTS: dict[str, Change] = {
    "drop the marked flow": lambda r: drop(r, "truthful__verify_begins"),
    "take the mark off the flow": lambda r: unmark(r, "truthful__verify_begins"),
    "point the marked flow elsewhere": lambda r: flow(r, "truthful__verify_begins").set("targetRef", "dispose"),
    "go round the gate": lambda r: flow(r, "review_reply_b__review_join").set("targetRef", "dispose"),
    "a third way, asked first": lambda r: add(r, "truthful", "inquiry_closed", 'case.level = "county"', first=True),
    "the plain flow made the default": lambda r: node(r, "truthful").set("default", "truthful__dispose"),
    "a condition that is never true": lambda r: condition(r, "false"),
    "a condition that needs both officers": lambda r: condition(
        r, 'review_reply_a.result = "untruthful" and review_reply_b.result = "untruthful"'
    ),
    "a timer out of the second review": boundary,
    "a script that forgets the first review": script,
    "no wait for the number": lambda r: flow(r, "send_verify__verify_number").set("targetRef", "archive_verify"),
    "an end instead of telling the superior": lambda r: flow(r, "numbered__report_superior").set(
        "targetRef", "inquiry_closed"
    ),
    "the second review made a service": lambda r: setattr(node(r, "review_reply_b"), "tag", f"{B}serviceTask"),
    "the mark off the join": lambda r: unmark(r, "review_join"),
    "the superior's word made a timer's": lambda r: setattr(node(r, "superior_word"), "tag", f"{B}userTask"),
}
HARMLESS: dict[str, Change] = {
    "another name for a task": lambda r: node(r, "plan_inquiry").set("name", "拟订函询方案"),
    "a reminder before the study": reminder,
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_version_that_loses_the_gate_is_refused(attempt: str):
    assert lost(changed(ATTEMPTS[attempt]))


@pytest.mark.parametrize("change", HARMLESS)
def test_a_harmless_change_passes(change: str):
    assert lost(changed(HARMLESS[change])) == []


def test_the_version_in_force_passes_against_itself():
    assert lost(in_force()) == []


def test_the_refusal_names_the_demand_with_its_words():
    findings = lost(changed(ATTEMPTS["drop the marked flow"]))

    assert any("第 8.4 条“一律”" in one.reason for one in findings)


def test_a_condition_may_change_with_the_approval_of_its_row():
    new = changed(
        lambda r: condition(r, 'review_reply_b.result = "untruthful" or review_reply_a.result = "untruthful"')
    )

    assert lost(new)
    assert lost(new, approved=["8.4"]) == []


def test_a_rule_of_a_form_may_not_be_softened():
    path = "m08_talk_letter_inquiry/forms/review_reply.form"
    text = in_force().files[path].decode()
    assert '"rule.gate_8_3' in text
    soft = replace(
        in_force(),
        files={**in_force().files, path: text.replace("rule.gate_8_3", "rule.easy_8_3").encode()},
        checksum="",
    )

    assert any("8.3" in one.reason for one in lost(soft))


def test_a_marked_step_keeps_its_people():
    def move(root: etree._Element) -> None:
        for ref in root.iter(f"{B}flowNodeRef"):
            if ref.text == "report_superior":
                ref.text = "plan_agreed"

    assert any(one.element == "report_superior" for one in lost(changed(move)))


def test_a_called_process_with_marks_may_not_be_left_out():
    base = collect(Path(ROOT) / "processes", "m07_clue_disposal")
    gone = replace(
        base, files={p: c for p, c in base.files.items() if not p.endswith("m07b_disposal.bpmn")}, checksum=""
    )

    findings = check(gone, {}, in_force=base)

    assert any(one.rule == "gates" and "7.2" in one.reason for one in findings)
