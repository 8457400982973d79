"""Diagrams as an outside suite holds them: several things of the standard at once, looked at from outside."""

from __future__ import annotations

import pytest

from tests.engine.bpmn import S, el, ends, flows, line, process, script, steps, timer
from tests.engine.features.registry import BELL, HIGH, LOST, STOP, box, play, waits
from webapp.engine.sandbox import Case

HOUR = timer("PT2H", "timeDuration")
INNER = el("startEvent", "in")


def many(*, sequential: bool = False, over: str = "people", each: str = "one") -> str:
    """Give a multi-instance marker over a list."""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f'<bpmn:loopDataInputRef>{over}</bpmn:loopDataInputRef><bpmn:inputDataItem id="{each}"/>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def at(host: str, key: str, inner: str, *, stops: bool = True) -> str:
    """Give a boundary event with its own way to the end x."""
    return el("boundaryEvent", key, inner, attachedToRef=host, cancelActivity=str(stops).lower()) + line(key, "x")


def paths(case: Case) -> list[str]:
    """Give where the open tasks stand."""
    return sorted(task.path for task in case.tasks())


FORK = INNER + el("parallelGateway", "fork") + steps("a", "b")


def test_terminate_ends_one_instance_of_a_sub_process_and_leaves_the_others():
    inner = (
        many()
        + FORK
        + el("endEvent", "stop", STOP)
        + ends("out")
        + flows("in>fork", "fork>a", "fork>b", "a>stop", "b>out")
    )
    case = play(S + el("subProcess", "sub", inner) + ends("e") + line("s", "sub", "e"), data={"people": [1, 2]})

    case.complete("sub[0]/a")

    assert paths(case) == ["sub[1]/a", "sub[1]/b"]
    case.complete("sub[1]/a")
    assert (case.is_finished, case.ended_at, case.cancelled().count("b")) == (True, "e", 2)


def test_an_escalation_that_interrupts_ends_what_runs_beside_it():
    inner = FORK + el("endEvent", "up", HIGH) + ends("out") + flows("in>fork", "fork>a", "fork>b", "a>up", "b>out")
    case = play(S + el("subProcess", "sub", inner) + at("sub", "heard", HIGH) + ends("e", "x") + line("s", "sub", "e"))

    case.complete("a")

    assert (case.ended_at, case.cancelled()) == ("x", ["b", "sub"])


def test_every_instance_that_escalates_is_heard_and_goes_on():
    inner = many() + INNER + steps("a") + el("endEvent", "up", HIGH) + line("in", "a", "up")
    heard = el("boundaryEvent", "heard", HIGH, attachedToRef="sub", cancelActivity="false") + steps("look")
    case = play(
        S
        + el("subProcess", "sub", inner)
        + heard
        + ends("e", "x")
        + line("s", "sub", "e")
        + line("heard", "look", "x"),
        data={"people": [1, 2]},
    )

    case.complete("sub[0]/a")
    case.complete("sub[1]/a")

    assert paths(case) == ["look", "look"]


@pytest.mark.parametrize(
    "marker",
    [
        '<bpmn:standardLoopCharacteristics loopMaximum="3"/>',
        many(sequential=True),
    ],
    ids=["loop", "one after the other"],
)
def test_a_timer_at_a_repeated_step_counts_from_its_first_round(marker: str):
    body = S + el("userTask", "a", marker) + at("a", "late", HOUR) + ends("e", "x") + line("s", "a", "e")
    house = box(body)
    case = house.start(data={"people": [1, 2, 3]})

    house.advance_clock(by="PT90M")
    case.complete("a")
    house.advance_clock(by="PT30M")

    assert (case.is_finished, case.ended_at) == (True, "x")


def test_a_timer_in_a_circle_counts_anew_in_each_round():
    again = el("exclusiveGateway", "more", default="more__e")
    body = S + steps("a") + at("a", "late", HOUR) + again + ends("e", "x") + line("s", "a", "more", "e")
    house = box(body + flows(("more>a", "again")))
    case = house.start()

    house.advance_clock(by="PT90M")
    case.complete("a", {"again": True})
    house.advance_clock(by="PT90M")
    assert not case.is_finished
    house.advance_clock(by="PT30M")

    assert case.ended_at == "x"


def test_an_error_of_one_called_instance_ends_the_others():
    called = INNER + steps("a") + el("exclusiveGateway", "bad", default="bad__out") + el("endEvent", "lost", LOST)
    called += ends("out") + line("in", "a", "bad", "out") + flows(("bad>lost", "broken"))
    body = S + el("callActivity", "call", many(), calledElement="q") + at("call", "caught", LOST)
    house = box(process(body + ends("e", "x") + line("s", "call", "e")), process(called, "q"))
    case = house.start("p", data={"people": [1, 2, 3]})

    case.complete("call[1]/a", {"broken": True})

    assert (case.ended_at, case.cancelled().count("a")) == ("x", 2)


def test_a_sub_process_is_over_when_what_an_event_began_in_it_is_over():
    beside = el("startEvent", "rung", BELL, isInterrupting="false") + steps("look") + ends("seen")
    inner = INNER + steps("a") + ends("out") + line("in", "a", "out")
    inner += el("subProcess", "when", beside + line("rung", "look", "seen"), triggeredByEvent="true")
    house = box(S + el("subProcess", "sub", inner) + steps("z") + ends("e") + line("s", "sub", "z", "e"))
    case = house.start()

    house.send_signal("bell")
    case.complete("a")
    assert waits(case)[0] == "look"
    case.complete("look")

    assert paths(case) == ["z"]


def test_a_signal_thrown_inside_ends_its_own_sub_process_before_the_next_step():
    inner = INNER + el("intermediateThrowEvent", "ring", BELL) + script("late", "ran = true") + ends("out")
    inner += line("in", "ring", "late", "out")
    case = play(S + el("subProcess", "sub", inner) + at("sub", "heard", BELL) + ends("e", "x") + line("s", "sub", "e"))

    assert (case.ended_at, "ran" in case.data()) == ("x", False)


def test_a_branch_that_was_interrupted_still_comes_to_the_join():
    body = S + el("parallelGateway", "fork") + steps("a", "b", "z") + el("exclusiveGateway", "on") + ends("e")
    body += el("boundaryEvent", "late", HOUR, attachedToRef="a") + el("parallelGateway", "join")
    body += line("s", "fork", "a", "on", "join", "z", "e") + flows("fork>b", "b>join", "late>on")
    house = box(body)
    case = house.start()

    house.advance_clock(by="PT2H")
    case.complete("b")

    assert paths(case) == ["z"]


def test_an_error_that_its_handler_throws_again_goes_outwards():
    again = el("startEvent", "caught", LOST) + el("endEvent", "thrown", LOST) + line("caught", "thrown")
    inner = INNER + el("endEvent", "lost", LOST) + line("in", "lost")
    inner += el("subProcess", "when", again, triggeredByEvent="true")
    case = play(S + el("subProcess", "sub", inner) + at("sub", "outer", LOST) + ends("e", "x") + line("s", "sub", "e"))

    assert case.ended_at == "x"


def test_instances_in_instances_have_each_their_item():
    inner = many(each="row") + INNER + el("userTask", "a", many(over="row", each="cell")) + ends("out")
    body = S + el("subProcess", "sub", inner + line("in", "a", "out")) + ends("e") + line("s", "sub", "e")
    case = play(body, data={"people": [[1, 2], [3]]})

    assert [(task.path, task.item) for task in case.tasks()] == [
        ("sub[0]/a[0]", 1),
        ("sub[0]/a[1]", 2),
        ("sub[1]/a[0]", 3),
    ]
    for task in case.tasks():
        case.complete(task)
    assert case.is_finished


def test_calls_in_loops_in_calls_come_to_their_end():
    twice = '<bpmn:standardLoopCharacteristics loopMaximum="2"/>'
    deep = INNER + steps("a") + ends("out") + line("in", "a", "out")
    middle = INNER + el("callActivity", "deeper", twice, calledElement="r") + ends("out") + line("in", "deeper", "out")
    body = S + el("callActivity", "call", many(sequential=True), calledElement="q") + ends("e") + line("s", "call", "e")
    house = box(process(body), process(middle, "q"), process(deep, "r"))
    case = house.start("p", data={"people": [1, 2]})

    done = 0
    while case.tasks():
        case.complete("a")
        done += 1

    assert (done, case.is_finished) == (4, True)


def test_an_inclusive_join_waits_for_a_branch_that_goes_round():
    body = (
        S
        + el("inclusiveGateway", "split")
        + steps("a", "b", "z")
        + el("exclusiveGateway", "more", default="more__join")
    )
    body += el("inclusiveGateway", "join") + ends("e") + line("s", "split") + line("a", "more", "join", "z", "e")
    body += flows(("split>a", "first"), ("split>b", "second"), ("more>a", "again"), "b>join")
    case = play(body, data={"first": True, "second": True})

    case.complete("b")
    case.complete("a", {"again": True})
    assert paths(case) == ["a"]
    case.complete("a", {"again": False})

    assert paths(case) == ["z"]
