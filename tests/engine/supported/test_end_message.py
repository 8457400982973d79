from __future__ import annotations

from tests.engine.bpmn import S, el, line, message, process, props, run, steps


def test_a_message_end_sends_and_ends():
    end = el("endEvent", "e", props({"payload.result": "a.result", "to": "m10 m09"}) + message("told"))
    case = run(process(S + steps("a") + end + line("s", "a", "e")))

    case.do("a", result="accept")

    assert case.finished == "e"
    sent = case.last.sent[0]
    assert (sent.name, sent.to, dict(sent.payload), sent.subject) == (
        "told",
        ("m10", "m09"),
        {"result": "accept"},
        "head_a",
    )
