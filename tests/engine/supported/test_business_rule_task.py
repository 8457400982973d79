from __future__ import annotations

from tests.engine.bpmn import S, el, ends, line, process, run, steps

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
