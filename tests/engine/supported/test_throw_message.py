from __future__ import annotations

from decimal import Decimal

from tests.engine.bpmn import S, el, ends, flows, line, message, process, props, run


def test_a_thrown_message_leaves_the_case_with_its_payload():
    throw = el(
        "intermediateThrowEvent",
        "t",
        props({"payload.n": "1 + 1", "to": "m07", "subject": '"head_b"'}) + message("told"),
    )
    case = run(process(S + throw + ends("e") + line("s", "t", "e")))

    sent = case.last.sent[0]

    assert (sent.name, sent.element, sent.to, dict(sent.payload), sent.subject, sent.reply) == (
        "told",
        "t",
        ("m07",),
        {"n": Decimal(2)},
        "head_b",
        False,
    )


def test_a_case_does_not_swallow_its_own_message():
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + el("intermediateCatchEvent", "c", message("told"))
            + el("intermediateThrowEvent", "t", message("told"))
            + ends("e", "f")
            + flows("s>g", "g>c", "g>t", "c>e", "t>f")
        )
    )

    assert case.waits() == ["c"]
    assert case.sent == ["told"]


def test_two_rounds_of_a_loop_send_under_two_task_ids():
    from tests.engine.bpmn import steps

    case = run(
        process(
            S
            + el("exclusiveGateway", "m")
            + el("intermediateThrowEvent", "t", message("told"))
            + steps("a")
            + el("exclusiveGateway", "d")
            + ends("e")
            + flows("s>m", "m>t", "t>a", "a>d", ("d>m", "a.again"), ("d>e", "not(a.again)"))
        )
    )
    first = case.last.sent[0].task_id
    case.do("a", again=True)

    assert case.last.sent[0].task_id != first
