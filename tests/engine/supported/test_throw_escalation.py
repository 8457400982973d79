from __future__ import annotations

from tests.engine.bpmn import S, el, ends, line, process, run, script, steps

HIGH = '<bpmn:escalationEventDefinition escalationRef="esc_high"/>'
INNER = (
    el("startEvent", "si")
    + steps("a")
    + el("intermediateThrowEvent", "up", HIGH)
    + script("w", "after = true")
    + ends("ei")
    + line("si", "a", "up", "w", "ei")
)


def around(interrupting: str) -> bytes:
    return process(
        S
        + el("subProcess", "sub", INNER)
        + el("boundaryEvent", "heard", HIGH, attachedToRef="sub", cancelActivity=interrupting)
        + steps("look", "b")
        + ends("e", "f")
        + line("s", "sub", "b", "e")
        + line("heard", "look", "f")
    )


def test_an_interrupting_boundary_stops_the_scope_before_its_next_step():
    case = run(around("true"))

    case.do("a")

    assert case.open() == ["look"]
    assert "after" not in case.facts()


def test_another_boundary_lets_the_scope_go_on():
    case = run(around("false"))

    case.do("a")

    assert case.open() == ["b", "look"]
    assert case.facts()["after"] is True


def test_uncaught_it_has_no_effect():
    case = run(process(S + el("subProcess", "sub", INNER) + steps("b") + ends("e") + line("s", "sub", "b", "e")))

    case.do("a")

    assert case.open() == ["b"]
