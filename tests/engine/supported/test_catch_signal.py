from __future__ import annotations

from tests.engine.bpmn import S, el, ends, flows, process, run, steps

BELL = '<bpmn:signalEventDefinition signalRef="sig_bell"/>'


def test_every_event_that_waits_for_a_signal_hears_it():
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + el("intermediateCatchEvent", "x", BELL)
            + el("intermediateCatchEvent", "y", BELL)
            + steps("a", "b", "c")
            + el("intermediateThrowEvent", "ring", BELL)
            + ends("e", "f", "h")
            + flows("s>g", "g>x", "g>y", "g>a", "x>b", "y>c", "a>ring", "ring>e", "b>f", "c>h")
        )
    )
    assert case.open() == ["a"]

    case.do("a")

    assert case.open() == ["b", "c"]
