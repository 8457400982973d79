from __future__ import annotations

from tests.engine.bpmn import S, el, ends, line, message, process, run, steps


def around(interrupting: str) -> bytes:
    event = el("boundaryEvent", "m", message("told"), attachedToRef="a", cancelActivity=interrupting)
    return process(
        S + steps("a", "b", "note") + event + ends("e", "f") + line("s", "a", "b", "e") + line("m", "note", "f")
    )


def test_an_interrupting_message_ends_the_task():
    case = run(around("true"))

    case.tell("m", word="stop")

    assert case.open() == ["note"]
    assert case.facts()["m"] == {"word": "stop"}


def test_another_message_may_come_again_and_again():
    case = run(around("false"))

    case.tell("m", word="first")
    case.tell("m", word="second")

    assert case.open() == ["a", "note", "note"]
    assert case.waits() == ["m"]


def test_the_wait_goes_with_its_task():
    case = run(around("false"))

    advance = case.do("a")

    assert len(advance.waits_gone) == 1
