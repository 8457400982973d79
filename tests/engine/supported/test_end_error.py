from __future__ import annotations

from tests.engine.bpmn import S, el, ends, flows, line, process, run, script, steps

ERROR = '<bpmn:errorEventDefinition errorRef="err_lost"/>'
INNER = (
    el("startEvent", "si")
    + el("parallelGateway", "g")
    + steps("a", "b")
    + el("endEvent", "lost", ERROR)
    + ends("ei")
    + flows("si>g", "g>a", "g>b", "a>lost", "b>ei")
)


def around(boundary: str) -> bytes:
    return process(
        S
        + el("subProcess", "sub", INNER)
        + el("boundaryEvent", "caught", boundary, attachedToRef="sub")
        + steps("repair")
        + ends("e", "f")
        + line("s", "sub", "e")
        + line("caught", "repair", "f")
    )


def test_an_error_end_stops_its_scope_and_the_boundary_goes_on():
    case = run(around(ERROR))

    case.do("a")

    assert case.open() == ["repair"]
    assert not any(task.completed for task in case.last.closed if task.task_id != case.last.closed[0].task_id)


def test_a_boundary_without_a_code_catches_every_error():
    case = run(around("<bpmn:errorEventDefinition/>"))

    case.do("a")

    assert case.open() == ["repair"]


def test_another_code_is_not_caught_and_the_case_ends_there():
    case = run(around('<bpmn:errorEventDefinition errorRef="err_late"/>'))

    case.do("a")

    assert case.finished == "lost"


def test_what_was_written_inside_before_the_error_is_known_after_it():
    inner = el("startEvent", "si") + script("w", "seen = 7") + el("endEvent", "lost", ERROR) + line("si", "w", "lost")
    case = run(
        process(
            S
            + el("subProcess", "sub", inner)
            + el("boundaryEvent", "caught", ERROR, attachedToRef="sub")
            + steps("repair")
            + ends("e", "f")
            + line("s", "sub", "e")
            + line("caught", "repair", "f")
        )
    )

    assert case.facts() == {"seen": 7}
