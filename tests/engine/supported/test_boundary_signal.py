from __future__ import annotations

from tests.engine.bpmn import S, el, ends, flows, line, process, run, steps

BELL = '<bpmn:signalEventDefinition signalRef="sig_bell"/>'


def test_a_signal_from_another_branch_ends_the_task():
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + steps("a", "b", "c")
            + el("boundaryEvent", "h", BELL, attachedToRef="a")
            + el("intermediateThrowEvent", "ring", BELL)
            + ends("e", "f", "i")
            + flows("s>g", "g>a", "g>b", "b>ring", "ring>f", "a>e")
            + line("h", "c", "i")
        )
    )

    case.do("b")

    assert case.open() == ["c"]
