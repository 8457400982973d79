from __future__ import annotations

from tests.engine.bpmn import S, el, ends, line, process, run, steps

HIGH = '<bpmn:escalationEventDefinition escalationRef="esc_high"/>'


def test_an_escalation_end_tells_the_scope_around_and_ends_its_token():
    inner = el("startEvent", "si") + steps("a") + el("endEvent", "up", HIGH) + line("si", "a", "up")
    case = run(
        process(
            S
            + el("subProcess", "sub", inner)
            + el("boundaryEvent", "heard", HIGH, attachedToRef="sub", cancelActivity="false")
            + steps("look", "b")
            + ends("e", "f")
            + line("s", "sub", "b", "e")
            + line("heard", "look", "f")
        )
    )

    case.do("a")

    assert case.open() == ["b", "look"]
