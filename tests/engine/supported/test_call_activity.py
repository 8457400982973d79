from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engine.bpmn import S, el, ends, flows, line, process, props, run, script, steps
from webapp import engine

CALLEE = process(
    el("startEvent", "si")
    + steps("ask")
    + script("w", "junk = 1")
    + el("exclusiveGateway", "x")
    + ends("yes", "no")
    + flows("si>ask", "ask>w", "w>x", ("x>yes", 'ask.decision = "agree"'), ("x>no", 'ask.decision != "agree"')),
    "approve",
)
CALLER = process(
    S
    + script("z", 'plan = "计划"\nsecret = 1')
    + el(
        "callActivity",
        "c",
        props({"in.what": "plan", "out.how": "ended", "out.said": "ask.decision"}),
        calledElement="approve",
    )
    + steps("u")
    + ends("e")
    + line("s", "z", "c", "u", "e")
)


def test_a_called_process_sees_its_inputs_only():
    case = run(CALLER, CALLEE)

    seen = engine.facts_at(case.definition, case.state, case.task("c/ask").task_id, case.world)

    assert seen == {"what": "计划"}


def test_outputs_lie_under_the_call_and_nothing_else_crosses():
    case = run(CALLER, CALLEE)

    case.do("c/ask", decision="agree")

    assert case.facts() == {"plan": "计划", "secret": Decimal(1), "c": {"how": "yes", "said": "agree"}}
    assert case.open() == ["u"]


def test_the_same_process_can_be_called_from_two_branches():
    twice = process(
        S
        + el("parallelGateway", "g")
        + el("callActivity", "c", props({"out.how": "ended"}), calledElement="approve")
        + el("callActivity", "d", props({"out.how": "ended"}), calledElement="approve")
        + el("parallelGateway", "j")
        + ends("e")
        + flows("s>g", "g>c", "g>d", "c>j", "d>j", "j>e")
    )
    case = run(twice, CALLEE)

    assert case.open() == ["c/ask", "d/ask"]
    case.do("d/ask", decision="refuse")
    case.do("c/ask", decision="agree")

    assert case.facts() == {"c": {"how": "yes"}, "d": {"how": "no"}}


def test_calls_within_calls_name_the_whole_way():
    middle = process(
        el("startEvent", "sm")
        + el("callActivity", "inner", calledElement="approve")
        + ends("em")
        + line("sm", "inner", "em"),
        "middle",
    )
    outer = process(S + el("callActivity", "outer", calledElement="middle") + ends("e") + line("s", "outer", "e"))
    case = run(outer, middle, CALLEE)

    assert case.open() == ["outer/inner/ask"]
    assert case.last.waiting_at == ("outer",)


def test_a_process_that_is_not_there_is_named():
    with pytest.raises(engine.NoSuchProcess, match="approve"):
        run(CALLER)


def test_a_process_that_calls_itself_without_end_is_stopped():
    endless = process(
        el("startEvent", "si")
        + el("callActivity", "again", calledElement="approve")
        + ends("x")
        + line("si", "again", "x"),
        "approve",
    )

    with pytest.raises(engine.EngineStopped, match="层次过深"):
        run(process(S + el("callActivity", "c", calledElement="approve") + ends("e") + line("s", "c", "e")), endless)
