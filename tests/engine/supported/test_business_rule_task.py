from __future__ import annotations

import pytest

from tests.engine.bpmn import S, bundle, el, ends, line, process, run, steps
from webapp.engine import check

TABLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="advice" name="advice"><decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression id="x" typeRef="string"><text>a.result</text></inputExpression></input>
<output id="o" name="way"/><output id="p" name="why"/>
<rule id="r1"><inputEntry id="c1"><text>"bad"</text></inputEntry>
<outputEntry id="o1"><text>"verify"</text></outputEntry><outputEntry id="p1"><text>"found"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
RULE = (
    "<bpmn:extensionElements><spiffworkflow:calledDecisionId>advice</spiffworkflow:calledDecisionId>"
    "</bpmn:extensionElements>"
)
ONE = process(
    S + steps("a") + el("businessRuleTask", "r", RULE) + steps("b") + ends("e") + line("s", "a", "r", "b", "e")
)


def test_the_result_of_a_decision_lies_under_its_task():
    case = run(ONE, more={"m/advice.dmn": TABLE})

    case.do("a", result="bad")

    assert case.facts()["r"] == {"way": "verify", "why": "found"}


def test_no_hit_is_null():
    case = run(ONE, more={"m/advice.dmn": TABLE})

    case.do("a", result="good")

    assert case.facts()["r"] is None


@pytest.mark.parametrize(
    ("stray", "name"),
    [(b'lower(a.result) = "bad"', "lower"), (b"? = bed", "bed")],
)
def test_a_decision_that_would_always_be_null_is_refused_at_its_task(stray: bytes, name: str):
    needs = (
        b'<inputData id="a" name="a"><variable name="a"/></inputData>',
        b'<informationRequirement><requiredInput href="#a"/></informationRequirement>',
    )
    table = TABLE.replace(b'<text>"bad"</text>', b"<text>" + stray + b"</text>")
    table = table.replace(b"</decision>", b"</decision>" + needs[0]).replace(
        b"<decisionTable", needs[1] + b"<decisionTable"
    )

    found = check(bundle(ONE, more={"m/advice.dmn": table}), {}, house=False)

    assert [one.element for one in found if f"“{name}”没有谁给出" in one.reason] == ["r"]
