from __future__ import annotations

from tests.engine.bpmn import S, el, ends, line, process, props, run


def test_a_send_task_sends_and_goes_on():
    case = run(
        process(
            S
            + el("sendTask", "t", props({"payload.kind": '"x"', "reply": "true"}), messageRef="msg_told")
            + ends("e")
            + line("s", "t", "e")
        )
    )

    assert case.finished == "e"
    assert [(sent.name, sent.reply, dict(sent.payload)) for sent in case.last.sent] == [("told", True, {"kind": "x"})]
