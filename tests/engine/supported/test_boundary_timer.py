from __future__ import annotations

import datetime as dt

import pytest

from tests.engine.bpmn import Run, S, define, each, el, ends, flows, line, process, props, run, script, steps, timer


def hung(host: str, interrupting: str, after: str = "b") -> str:
    return el("boundaryEvent", "t", timer("today() + days(3)"), attachedToRef=host, cancelActivity=interrupting)


def around(interrupting: str) -> bytes:
    return process(
        S
        + steps("a", "b", "late")
        + hung("a", interrupting)
        + ends("e", "f")
        + line("s", "a", "b", "e")
        + line("t", "late", "f")
    )


def test_an_interrupting_timer_ends_the_task():
    case = run(around("true"))

    advance = case.fire("t")

    assert case.open() == ["late"]
    assert [task.completed for task in advance.closed] == [False]


def test_another_timer_lets_the_task_go_on_and_fires_once():
    case = run(around("false"))

    case.fire("t")

    assert case.open() == ["a", "late"]
    assert case.timers() == []


def test_the_timer_goes_with_its_task():
    case = run(around("true"))

    advance = case.do("a")

    assert len(advance.timers_gone) == 1
    assert case.timers() == []


@pytest.mark.parametrize("sequential", [True, False])
def test_it_ends_a_step_of_many_instances(sequential: bool):
    case = run(
        process(
            S
            + script("z", 'who = ["甲", "乙"]')
            + el("userTask", "a", each("who", "one", sequential=sequential))
            + hung("a", "true")
            + steps("b", "late")
            + ends("e", "f")
            + line("s", "z", "a", "b", "e")
            + line("t", "late", "f")
        )
    )
    case.do("a[0]")

    case.fire("t")

    assert case.open() == ["late"]


@pytest.mark.parametrize("many", [True, False])
def test_it_ends_a_call_with_everything_in_it(many: bool):
    callee = process(
        el("startEvent", "si")
        + el("parallelGateway", "g")
        + steps("x", "y")
        + ends("ex", "ey")
        + flows("si>g", "g>x", "g>y", "x>ex", "y>ey"),
        "sub",
    )
    marker = each("who", "one") if many else ""
    case = run(
        process(
            S
            + script("z", 'who = ["甲", "乙"]')
            + el("callActivity", "c", props({}) + marker, calledElement="sub")
            + hung("c", "true")
            + steps("b", "late")
            + ends("e", "f")
            + line("s", "z", "c", "b", "e")
            + line("t", "late", "f")
        ),
        callee,
    )
    case.do(case.open()[0])

    case.fire("t")

    assert case.open() == ["late"]


def test_it_ends_a_sub_process_and_keeps_what_was_written_inside():
    inner = el("startEvent", "si") + steps("x", "y") + ends("ei") + line("si", "x", "y", "ei")
    case = run(
        process(
            S
            + el("subProcess", "sub", inner)
            + hung("sub", "true")
            + steps("b", "late")
            + ends("e", "f")
            + line("s", "sub", "b", "e")
            + line("t", "late", "f")
        )
    )
    case.do("x", n=1)

    case.fire("t")

    assert case.open() == ["late"]
    assert case.facts()["x"]["n"] == 1


def test_an_extension_moves_the_timer_and_the_due_day():
    late = el("boundaryEvent", "t", timer('deadline("reply") + workdays(10)'), attachedToRef="a")
    body = process(
        S
        + el("userTask", "a", props({"deadline": "reply"}))
        + late
        + steps("b")
        + ends("e")
        + line("s", "a", "e")
        + line("t", "b", "e")
    )
    case = Run(define(body), rows={"reply": dt.date(2026, 3, 31)}).start()
    key = case.task("a").task_id
    from webapp import engine

    case.rows["reply"] = dt.date(2026, 4, 30)
    advance = case.took(engine.rearm(case.definition, case.state, "reply", case.world))

    assert [(task.task_id, task.due_on) for task in advance.opened] == [(key, dt.date(2026, 4, 30))]
    assert [one.due_at.date() for one in advance.timers] == [dt.date(2026, 5, 14)]
    assert case.timer("t").due_at == advance.timers[0].due_at
