from __future__ import annotations

from tests.engine.bpmn import S, el, ends, flows, line, process, run, steps

HIGH = '<bpmn:escalationEventDefinition escalationRef="esc_high"/>'
ANY = "<bpmn:escalationEventDefinition/>"


def test_a_called_process_escalates_to_its_caller():
    callee = process(
        el("startEvent", "si")
        + el("parallelGateway", "g")
        + steps("a", "w")
        + el("intermediateThrowEvent", "up", HIGH)
        + ends("x", "y")
        + flows("si>g", "g>a", "g>w", "a>up", "up>x", "w>y"),
        "sub",
    )
    case = run(
        process(
            S
            + el("callActivity", "c", calledElement="sub")
            + el("boundaryEvent", "h", ANY, attachedToRef="c")
            + steps("look")
            + ends("e", "f")
            + line("s", "c", "e")
            + line("h", "look", "f")
        ),
        callee,
    )

    case.do("c/a")

    assert case.open() == ["look"]


def test_the_nearest_scope_that_catches_it_is_the_only_one():
    deep = el("startEvent", "s2") + steps("a") + el("endEvent", "up", HIGH) + line("s2", "a", "up")
    inner = (
        el("startEvent", "s1")
        + el("subProcess", "near", deep)
        + el("boundaryEvent", "hn", HIGH, attachedToRef="near")
        + steps("look")
        + ends("e1", "e2")
        + line("s1", "near", "e1")
        + line("hn", "look", "e2")
    )
    case = run(
        process(
            S
            + el("subProcess", "far", inner)
            + el("boundaryEvent", "hf", HIGH, attachedToRef="far")
            + steps("alarm")
            + ends("e", "f")
            + line("s", "far", "e")
            + line("hf", "alarm", "f")
        )
    )

    case.do("a")

    assert case.open() == ["look"]
