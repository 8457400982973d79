from __future__ import annotations

from tests.engine.bpmn import S, el, ends, flows, message, process, run, steps, timer

RACE = process(
    S
    + el("eventBasedGateway", "g")
    + el("intermediateCatchEvent", "told", message("told"))
    + el("intermediateCatchEvent", "late", timer("today() + days(3)"))
    + el("receiveTask", "asked", messageRef="msg_asked")
    + steps("a", "b", "c")
    + ends("e")
    + flows("s>g", "g>told", "g>late", "g>asked", "told>a", "late>b", "asked>c", "a>e", "b>e", "c>e")
)


def test_all_events_wait_and_the_first_ends_the_others():
    case = run(RACE)
    assert (case.waits(), case.timers()) == (["asked", "told"], ["late"])

    advance = case.tell("told", n=1)

    assert case.open() == ["a"]
    assert (len(advance.waits_gone), len(advance.timers_gone)) == (2, 1)
    assert (case.waits(), case.timers()) == ([], [])


def test_the_timer_may_win():
    case = run(RACE)

    case.fire("late")

    assert case.open() == ["b"]
    assert "g__late" in case.walked
    assert "g__told" not in case.walked


def test_a_receive_task_may_win():
    case = run(RACE)

    case.tell("asked")

    assert case.open() == ["c"]
