from __future__ import annotations

from tests.engine.bpmn import S, el, ends, line, process, props, run, steps

BELL = '<bpmn:signalEventDefinition signalRef="sig_bell"/>'


def test_a_signal_is_heard_in_called_processes_too():
    callee = process(
        el("startEvent", "si")
        + steps("a")
        + el("boundaryEvent", "heard", BELL, attachedToRef="a")
        + ends("x", "rung")
        + line("si", "a", "x")
        + line("heard", "rung"),
        "sub",
    )
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + el("callActivity", "c", props({"out.how": "ended"}), calledElement="sub")
            + steps("b")
            + el("intermediateThrowEvent", "ring", BELL)
            + ends("e", "f")
            + line("s", "g", "c", "e")
            + line("g", "b", "ring", "f")
        ),
        callee,
    )

    case.do("b")

    assert case.facts()["c"] == {"how": "rung"}
