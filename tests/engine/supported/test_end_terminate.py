from __future__ import annotations

from tests.engine.bpmn import S, el, ends, flows, line, process, props, run, steps

STOP = "<bpmn:terminateEventDefinition/>"
FORK = el("parallelGateway", "g")


def test_a_terminating_end_stops_every_other_token():
    case = run(
        process(
            S
            + FORK
            + steps("a", "b")
            + el("endEvent", "x", STOP)
            + ends("y")
            + flows("s>g", "g>a", "g>b", "a>x", "b>y")
        )
    )

    case.do("a")

    assert case.finished == "x"
    assert [task.completed for task in case.last.closed] == [True, False]


def test_inside_a_sub_process_only_its_own_tokens_stop():
    inner = (
        el("startEvent", "si")
        + FORK
        + steps("a", "b")
        + el("endEvent", "x", STOP)
        + ends("y")
        + flows("si>g", "g>a", "g>b", "a>x", "b>y")
    )
    case = run(process(S + el("subProcess", "sub", inner) + steps("c") + ends("e") + line("s", "sub", "c", "e")))

    case.do("a")

    assert case.open() == ["c"]


def test_a_called_process_ends_at_its_terminating_end():
    callee = process(
        el("startEvent", "si")
        + FORK
        + steps("a", "b")
        + el("endEvent", "x", STOP)
        + ends("y")
        + flows("si>g", "g>a", "g>b", "a>x", "b>y"),
        "sub",
    )
    case = run(
        process(
            S
            + el("callActivity", "c", props({"out.how": "ended"}), calledElement="sub")
            + steps("u")
            + ends("e")
            + line("s", "c", "u", "e")
        ),
        callee,
    )

    case.do("c/a")

    assert case.facts() == {"c": {"how": "x"}}
