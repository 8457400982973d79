from __future__ import annotations

from tests.engine.bpmn import S, el, ends, line, process, run


def test_a_manual_task_waits_until_somebody_says_it_is_done():
    case = run(process(S + el("manualTask", "carry") + ends("e") + line("s", "carry", "e")))

    assert case.open() == ["carry"]
    case.do("carry")

    assert case.finished == "e"
