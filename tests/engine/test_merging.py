from __future__ import annotations

from tests.engine.bpmn import Run, S, define, el, ends, flows, line, message, process, props, run, service, steps, timer
from webapp import engine
from webapp.domain.advance import Advance

BODY = process(
    S
    + steps("a")
    + service("x", "m.f")
    + el("userTask", "b", props({"starts": '"step"'}))
    + el("boundaryEvent", "t", timer("today() + days(1)"), attachedToRef="b")
    + service("y", "m.f")
    + el("intermediateCatchEvent", "w", message("asked"))
    + ends("e", "f")
    + line("s", "a", "x", "b", "y", "w", "e")
    + line("t", "f")
)


def answered(case: Run, advance: Advance) -> Advance:
    while advance.calls:
        key = advance.calls[0].task_id
        step = engine.resume(case.definition, advance.state, key, None, case.world)
        advance = engine.merge(advance, step)
    return advance


def test_a_parked_service_within_an_act_leaves_no_trace():
    case = run(BODY)

    whole = answered(case, case.do("a"))

    assert [task.path for task in whole.opened] == ["b"]
    assert len(whole.timers) == 1
    assert whole.calls == ()
    assert whole.calls_gone == ()
    assert [task.completed for task in whole.closed] == [True]


def test_what_came_and_went_between_two_acts_never_was():
    case = run(BODY)
    first = answered(case, case.do("a"))
    case.took(first)

    both = engine.merge(first, answered(case, case.do("b")))

    assert [task.path for task in both.opened] == []
    assert len(both.closed) == 1
    assert (both.timers, both.timers_gone) == ((), ())
    assert [wait.path for wait in both.waits] == ["w"]
    assert [row.key for row in both.deadlines] == ["step"]
    assert both.state == case.state or both.finished is None


def test_calls_of_two_branches_are_answered_one_by_one():
    case = run(
        process(
            S
            + el("parallelGateway", "g")
            + service("x", "m.f")
            + service("y", "m.f")
            + el("parallelGateway", "j")
            + ends("e")
            + flows("s>g", "g>x", "g>y", "x>j", "y>j", "j>e")
        )
    )

    whole = answered(case, case.last)

    assert whole.finished == "e"


def test_a_new_date_replaces_the_old_one():
    late = el("boundaryEvent", "t", timer('deadline("reply")'), attachedToRef="a")
    body = process(
        S
        + el("userTask", "a", props({"deadline": "reply"}))
        + late
        + ends("e", "f")
        + line("s", "a", "e")
        + line("t", "f")
    )
    import datetime as dt

    case = Run(define(body), rows={"reply": dt.date(2026, 3, 31)}).start()
    first = case.last
    case.rows["reply"] = dt.date(2026, 4, 30)

    both = engine.merge(first, engine.rearm(case.definition, case.state, "reply", case.world))

    assert [task.due_on for task in both.opened] == [dt.date(2026, 4, 30)]
    assert [one.due_at.month for one in both.timers] == [4]
