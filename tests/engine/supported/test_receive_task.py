from __future__ import annotations

from tests.engine.bpmn import S, el, ends, flows, line, process, run


def test_a_receive_task_waits_for_its_message():
    case = run(process(S + el("receiveTask", "r", messageRef="msg_asked") + ends("e") + line("s", "r", "e")))

    assert case.waits() == ["r"]
    case.tell("r", number="核1")

    assert case.finished == "e"
    assert case.facts() == {"r": {"number": "核1"}}


def test_in_a_loop_the_newest_message_counts():
    case = run(
        process(
            S
            + el("exclusiveGateway", "m")
            + el("receiveTask", "r", messageRef="msg_asked")
            + el("exclusiveGateway", "d")
            + ends("e")
            + flows("s>m", "m>r", "r>d", ("d>m", "r.again = true"), ("d>e", "r.again = false"))
        )
    )

    case.tell("r", again=True)
    case.tell("r", again=False)

    assert case.finished == "e"
    assert case.facts()["r"] == {"again": False}
