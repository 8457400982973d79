from __future__ import annotations

from tests.engine.bpmn import S, el, ends, line, process, run


def test_an_event_that_throws_nothing_is_a_milestone():
    case = run(process(S + el("intermediateThrowEvent", "half") + ends("e") + line("s", "half", "e")))

    assert case.finished == "e"
    assert "half" in case.walked
