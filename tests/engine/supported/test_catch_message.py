from __future__ import annotations

import pytest

from tests.engine.bpmn import S, el, ends, line, message, process, props, run
from webapp import engine
from webapp.domain.errors import NotOpen


def one(marks: dict[str, str]) -> bytes:
    return process(
        S + el("intermediateCatchEvent", "m", props(marks) + message("asked")) + ends("e") + line("s", "m", "e")
    )


def test_it_waits_for_the_case_subject_by_default():
    case = run(one({"deadline": "step"}))

    wait = case.wait("m")

    assert (wait.message, wait.correlate, wait.deadline, str(wait.due_on)) == ("asked", "head_a", "step", "2026-03-04")


def test_it_correlates_by_its_property():
    case = run(one({"correlate": "s.number"}), number="核1")

    assert case.wait("m").correlate == "核1"


def test_a_message_is_taken_once():
    case = run(one({}))
    key = case.wait("m").task_id
    case.tell("m", result="ok")

    assert case.facts()["m"] == {"result": "ok"}
    with pytest.raises(NotOpen):
        engine.deliver(case.definition, case.state, key, {}, case.world)
