from __future__ import annotations

from tests.engine.bpmn import S, el, ends, line, process, run


def test_a_task_of_no_type_is_passed_at_once():
    case = run(process(S + el("task", "nothing") + ends("e") + line("s", "nothing", "e")))

    assert case.finished == "e"
    assert "nothing" in case.walked
