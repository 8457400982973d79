"""Event sub-processes: what their scope's events begin, interrupting and beside."""

from __future__ import annotations

from collections.abc import Callable

from tests.engine.bpmn import S, el, ends, flows, line, process, props, steps, timer
from tests.engine.features.registry import ASKED, BELL, HIGH, LOST, event, play, refused, runs, waits, when
from webapp.engine.sandbox import Case


def on(definition: str, *, beside: bool = False, key: str = "x") -> str:
    """Give an event sub-process with one task: x, its start xs, its task xa, its end xe."""
    start = el("startEvent", f"{key}s", definition, isInterrupting="false" if beside else "true")
    inner = start + steps(f"{key}a") + ends(f"{key}e") + line(f"{key}s", f"{key}a", f"{key}e")
    return el("subProcess", key, inner, triggeredByEvent="true")


def whole(sub: str) -> str:
    return S + steps("a", "b") + ends("e") + line("s", "a", "b", "e") + sub


def inside(sub: str, *, throws: str = "") -> str:
    """Put it into sub-process p1, whose task d is followed by what it throws."""
    thrown = el("intermediateThrowEvent", "t", throws) if throws else steps("t")
    inner = el("startEvent", "y") + steps("d", "d2") + thrown + ends("z") + line("y", "d", "t", "d2", "z") + sub
    return S + el("subProcess", "p1", inner) + steps("b") + ends("e") + line("s", "p1", "b", "e")


HAPPENS: dict[str, tuple[str, Callable[[Case], object]]] = {
    "message": (ASKED, lambda case: case.send_message("asked", {"n": 1})),
    "timer": (timer("PT1H", "timeDuration"), lambda case: case.box.advance_clock(by="PT1H")),
    "signal": (BELL, lambda case: case.box.send_signal("bell")),
    "multiple": (ASKED + BELL, lambda case: case.send_message("asked", {"n": 1})),
}


def interrupts_the_process(kind: str) -> None:
    definition, happen = HAPPENS[kind]
    case = play(whole(on(definition)))
    assert waits(case) == ("a",)
    happen(case)
    assert (waits(case), case.cancelled()) == (("x", "xa"), ["a"])
    assert [task.element for task in case.tasks()] == ["xa"]
    case.complete("xa")
    assert (case.ended_at, case.left()) == ("xe", ["s", "xs", "xa", "xe", "x"])


def interrupts_its_sub_process(kind: str) -> None:
    definition, happen = HAPPENS[kind]
    case = play(inside(on(definition)))
    happen(case)
    assert [task.element for task in case.tasks()] == ["xa"]
    case.complete("xa")
    assert [task.element for task in case.tasks()] == ["b"]  # the sub-process is over, its normal way goes on
    assert "p1" in case.left()
    assert case.cancelled() == ["d"]


def goes_beside(kind: str) -> None:
    definition, happen = HAPPENS[kind]
    case = play(whole(on(definition, beside=True)))
    happen(case)
    assert [task.element for task in case.tasks()] == ["a", "xa"]
    case.complete("a")
    case.complete("b")
    assert not case.is_finished
    case.complete("xa")
    assert (case.is_finished, case.cancelled()) == (True, [])


def is_deaf_afterwards(kind: str) -> None:
    definition, happen = HAPPENS[kind]
    case = play(inside(on(definition)))
    for task in ("d", "t", "d2"):
        case.complete(task)
    happen(case)
    assert [task.element for task in case.tasks()] == ["b"]


for kind in HAPPENS:
    for check in (interrupts_the_process, interrupts_its_sub_process, is_deaf_afterwards):
        runs(f"event_sub.{kind}")(lambda check=check, kind=kind: check(kind))  # type: ignore[misc]
    if kind != "multiple":
        runs(f"event_sub.{kind}_beside")(lambda kind=kind: goes_beside(kind))  # type: ignore[misc]


@runs("event_sub.message_beside")
@runs("event_sub.signal_beside")
def _() -> None:
    for kind in ("message", "signal"):
        definition, happen = HAPPENS[kind]
        case = play(whole(on(definition, beside=True)))
        happen(case)
        happen(case)
        assert [task.element for task in case.tasks()] == ["a", "xa", "xa"]


@runs("event_sub.timer_beside")
def _() -> None:
    case = play(whole(on(timer("PT1H", "timeDuration"), beside=True)))
    case.box.advance_clock(by="PT5H")
    assert [task.element for task in case.tasks()] == ["a", "xa"]


@runs("event_sub.timer_cycle_beside")
def _() -> None:
    case = play(whole(on(timer("R2/PT1H", "timeCycle"), beside=True)))
    case.box.advance_clock(by="PT5H")
    assert [task.element for task in case.tasks()] == ["a", "xa", "xa"]


@runs("event_sub.conditional")
@runs("event_sub.conditional_beside")
def _() -> None:
    for beside, left in ((False, ["xa"]), (True, ["b", "xa"])):
        case = play(whole(on(when("n > 1"), beside=beside)), data={"n": 0})
        case.complete("a", {"n": 2})
        assert sorted(task.element for task in case.tasks()) == left


@runs("event_sub.error")
def _() -> None:
    """Before the boundary of its sub-process; afterwards the sub-process is left by its normal way."""
    inner = el("startEvent", "y") + steps("d") + el("endEvent", "z", LOST) + line("y", "d", "z") + on(LOST)
    body = (
        S
        + el("subProcess", "p1", inner)
        + el("boundaryEvent", "h", LOST, attachedToRef="p1")
        + steps("b", "c")
        + ends("e", "f")
        + line("s", "p1", "b", "e")
        + line("h", "c", "f")
    )
    case = play(body)
    case.complete("d")
    assert [task.element for task in case.tasks()] == ["xa"]
    case.complete("xa")
    assert [task.element for task in case.tasks()] == ["b"]


@runs("event_sub.error")
def _() -> None:
    """It does not run at the start of the process, and catches a handler's error by its code."""
    body = S + el("serviceTask", "a") + ends("e") + line("s", "a", "e") + on(LOST)
    case = play(body)
    assert waits(case) == ("a",)
    case.fail("a", "lost")
    assert [task.element for task in case.tasks()] == ["xa"]
    case.complete("xa")
    assert (case.ended_at, case.cancelled()) == ("xe", ["a"])


@runs("event_sub.error")
def _() -> None:
    """An error thrown inside it goes outwards, not round in a circle."""
    inner = el("startEvent", "xs", LOST) + el("endEvent", "xe", LOST) + line("xs", "xe")
    sub = el("subProcess", "x", inner, triggeredByEvent="true")
    body = inside(sub).replace('id="z" name="z"></bpmn:endEvent>', f'id="z" name="z">{LOST}</bpmn:endEvent>')
    body += el("boundaryEvent", "h", LOST, attachedToRef="p1") + steps("c") + ends("f") + line("h", "c", "f")
    case = play(body)
    for task in ("d", "t", "d2"):
        case.complete(task)
    assert waits(case) == ("c",)


@runs("event_sub.escalation")
@runs("event_sub.escalation_beside")
def _() -> None:
    for beside, left in ((False, ["xa"]), (True, ["d2", "xa"])):
        case = play(inside(on(HIGH, beside=beside), throws=HIGH))
        case.complete("d")
        assert sorted(task.element for task in case.tasks()) == left


@runs("event_sub.nested")
def _() -> None:
    callee = process(whole(on(ASKED)), "q")
    body = (
        S
        + el("callActivity", "c", props({"out.n": "n"}), calledElement="q")
        + steps("k")
        + ends("w")
        + line("s", "c", "k", "w")
    )
    case = play(body, callee)
    case.send_message("asked", {"n": 5})
    case.complete("xa")
    assert [task.element for task in case.tasks()] == ["k"]
    assert case.data()["c"] == {"n": 5}


@runs("event_sub.nested")
def _() -> None:
    """In each other: the inner one watches only while the outer one runs."""
    deep = on(BELL, key="v")
    start = el("startEvent", "xs", ASKED)
    outer = el(
        "subProcess", "x", start + steps("xa") + ends("xe") + line("xs", "xa", "xe") + deep, triggeredByEvent="true"
    )
    case = play(whole(outer))
    case.box.send_signal("bell")
    assert waits(case) == ("a",)
    case.send_message("asked")
    case.box.send_signal("bell")
    assert [task.element for task in case.tasks()] == ["va"]
    case.complete("va")
    assert case.is_finished
    assert case.cancelled() == ["a", "xa"]


@runs("event_sub.nested")
def _() -> None:
    """Two on one scope: an interrupting one stops what the other one began, and its watch."""
    case = play(whole(on(ASKED, beside=True) + on(BELL, key="v")))
    case.send_message("asked")
    case.box.send_signal("bell")
    assert [task.element for task in case.tasks()] == ["va"]
    assert case.send_message("asked").status == "kept"
    case.complete("va")
    assert case.is_finished
    assert case.cancelled() == ["a", "xa", "x"]


@runs("event_sub.message")
def _() -> None:
    """A scope with nothing left in it but an event sub-process that watches is over."""
    body = S + el("parallelGateway", "g") + steps("a", "b") + ends("e", "f") + flows("s>g", "g>a", "g>b", "a>e", "b>f")
    case = play(body + on(ASKED))
    case.complete("a")
    case.complete("b")
    assert case.ended_at == "f"
    assert case.state().places == ()


refused("event_sub.none", whole(on("")))
refused("event_sub.none", whole(on(ASKED) + flows("b>x")))
refused("event_sub.none", whole(on(ASKED)).replace("<bpmn:startEvent", '<bpmn:startEvent id="w"/><bpmn:startEvent', 2))
for twin in (ASKED, LOST):
    refused("event_sub.same", whole(on(twin) + on(twin).replace('"x', '"v')), "vs")
refused("event_sub.compensation", whole(on(event("compensate"))), "xs")
refused("event_sub.error", whole(on(LOST, beside=True)), "xs")
