from __future__ import annotations

import pytest

from tests.engine.bpmn import S, each, el, ends, line, process, run, script, service, steps
from webapp import engine

LOST = '<bpmn:errorEventDefinition errorRef="err_lost"/>'


def hung(host: str, definition: str = LOST) -> str:
    return el("boundaryEvent", "b", definition, attachedToRef=host)


def around(host: str, inner: str) -> bytes:
    return process(
        S + inner + hung(host) + steps("u", "fix") + ends("e", "f") + line("s", host, "u", "e") + line("b", "fix", "f")
    )


def test_a_fault_of_a_handler_goes_to_its_own_boundary_event():
    case = run(around("x", service("x", "a.b")))

    case.fail("x", "lost")

    assert case.open() == ["fix"]
    assert case.facts()["b"] == {"code": "lost"}


def test_only_the_failing_branch_is_touched():
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + service("x", "a.b")
            + service("y", "a.b")
            + hung("x")
            + el("boundaryEvent", "by", LOST, attachedToRef="y")
            + steps("fx", "fy")
            + ends("e", "f", "h", "i")
            + line("s", "g", "x", "e")
            + line("g", "y", "f")
            + line("b", "fx", "h")
            + line("by", "fy", "i")
        )
    )

    case.fail("y", "lost")

    assert case.open() == ["fy"]
    assert [call.path for call in case.seen().calls] == ["x"]


def test_without_a_catcher_it_is_an_incident_and_nothing_changes():
    case = run(around("x", service("x", "a.b")))

    with pytest.raises(engine.EngineStopped, match="late"):
        case.fail("x", "late")

    assert [call.path for call in case.seen().calls] == ["x"]


def test_a_fault_goes_outwards_to_the_scope_that_catches_it():
    callee = process(el("startEvent", "si") + service("x", "a.b") + ends("x1") + line("si", "x", "x1"), "sub")
    case = run(around("c", el("callActivity", "c", calledElement="sub")), callee)

    case.fail("c/x", "lost")

    assert case.open() == ["fix"]


def test_a_fault_in_one_instance_ends_the_whole_step():
    inner = el("startEvent", "si") + service("x", "a.b") + ends("x1") + line("si", "x", "x1")
    sub = el("subProcess", "sub", each("who", "one") + inner)
    case = run(
        process(
            S
            + script("z", 'who = ["甲", "乙"]')
            + sub
            + hung("sub")
            + steps("u", "fix")
            + ends("e", "f")
            + line("s", "z", "sub", "u", "e")
            + line("b", "fix", "f")
        )
    )

    case.fail("sub[1]/x", "lost")

    assert case.open() == ["fix"]
    assert case.seen().calls == ()
