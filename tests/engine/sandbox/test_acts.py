"""What the sandbox's own acts do: deploying again, messages that wait for their case, handlers that give nonsense."""

from __future__ import annotations

import pytest

from tests.engine.bpmn import S, el, ends, line, process, steps
from webapp.engine.sandbox import HandlerFailed, Sandbox

WAITING = process(
    S + steps("a") + el("receiveTask", "r", messageRef="msg_asked") + ends("e") + line("s", "a", "r", "e")
)


def test_the_same_file_may_be_deployed_again():
    box = Sandbox()

    assert [box.deploy(WAITING).processes for _ in range(2)] == [("p",), ("p",)]
    assert box.check(WAITING) == box.check() == ()


def test_a_message_for_one_case_is_kept_for_that_alone():
    box = Sandbox()
    box.deploy(WAITING)
    first, second = box.start(), box.start()

    assert first.send_message("asked").status == "kept"
    second.complete("a")
    assert second.state().waiting == ("r",)
    first.complete("a")
    assert (first.is_finished, second.is_finished) == (True, False)


def test_what_no_expression_could_read_is_the_handler_s_fault():
    box = Sandbox(handlers={"x": object})
    box.deploy(process(S + el("serviceTask", "x") + ends("e") + line("s", "x", "e")))

    with pytest.raises(HandlerFailed, match="no FEEL value"):
        box.start()
    assert box.cases == []
