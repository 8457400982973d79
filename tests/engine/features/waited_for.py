"""What is waited for: on the way and at the boundary, interrupting and beside."""

from __future__ import annotations

from collections.abc import Callable

from tests.engine.bpmn import S, el, ends, flows, line, message, props, script, steps, timer
from tests.engine.features.registry import ASKED, BELL, HIGH, LOST, TOLD, event, play, refused, runs, waits, when
from webapp.engine.sandbox import BpmnError, Case


def caught(definition: str, **more: str) -> str:
    return S + el("intermediateCatchEvent", "x", definition, **more) + ends("e") + line("s", "x", "e")


@runs("catch.message")
def _() -> None:
    case = play(caught(ASKED))
    case.send_message("told")
    assert waits(case) == ("x",)
    case.send_message("asked", {"n": 1})
    assert (case.left(), case.data()["n"]) == (["s", "x", "e"], 1)


@runs("catch.message")
def _() -> None:
    case = play(S + steps("a") + el("intermediateCatchEvent", "x", ASKED) + ends("e") + line("s", "a", "x", "e"))
    assert case.send_message("asked").status == "kept"
    case.complete("a")
    assert case.is_finished


@runs("correlation.property")
def _() -> None:
    body = (
        S + el("intermediateCatchEvent", "x", props({"correlate": "order"}) + ASKED) + ends("e") + line("s", "x", "e")
    )
    first = play(body, data={"order": "A"})
    second = first.box.start(data={"order": "B"})
    second.box.send_message("asked", correlation="A")
    assert (first.is_finished, second.is_finished) == (True, False)
    second.box.send_message("asked", correlation={"order": "B"})
    assert second.is_finished


@runs("catch.timer_date")
def _() -> None:
    case = play(caught(timer("2026-01-05T10:00:00+00:00", "timeDate")))
    case.box.advance_clock("2026-01-05T09:59:59+00:00")
    assert waits(case) == ("x",)
    case.box.advance_clock(by=1)
    assert case.is_finished


@runs("catch.timer_date")
def _() -> None:
    case = play(caught(timer("until", "timeDate")), data={"until": "2026-01-07"})
    case.box.advance_clock("2026-01-06T23:59:59+00:00")
    assert not case.is_finished
    case.box.advance_clock("2026-01-07")
    assert case.is_finished


@runs("catch.timer_duration")
@runs("time.iso")
def _() -> None:
    for text, before, after in (
        ("PT5M", "PT4M59S", "PT1S"),
        ("P1Y2M3DT4H5M6S", "P1Y2M3DT4H5M5S", "PT1S"),
        ("P2W", "P13DT23H59M59S", "PT1S"),
        ('duration("PT5M")', "PT4M59S", "PT1S"),
        ('"PT5M"', "PT4M59S", "PT1S"),
        ("PT0.5S", "PT0.4S", "PT0.1S"),
    ):
        case = play(caught(timer(text, "timeDuration")))
        case.box.advance_clock(by=before)
        assert not case.is_finished, text
        case.box.advance_clock(by=after)
        assert case.is_finished, text


@runs("catch.signal")
def _() -> None:
    case = play(caught(BELL))
    case.box.send_signal("other")
    assert waits(case) == ("x",)
    case.box.send_signal("bell")
    assert case.is_finished


@runs("catch.conditional")
def _() -> None:
    body = (
        S
        + el("parallelGateway", "g")
        + el("intermediateCatchEvent", "x", when("n > 1"))
        + steps("a", "b")
        + ends("e", "f")
        + flows("s>g", "g>x", "g>a", "a>b", "b>f", "x>e")
    )
    case = play(body, data={"n": 0})
    case.complete("a", {"n": 1})
    assert waits(case) == ("b", "x")
    case.complete("b", {"n": 2})
    assert case.ended_at == "e"


@runs("catch.conditional")
def _() -> None:
    """True for one step of a script is true enough: a condition is asked after every step."""
    body = (
        S
        + el("parallelGateway", "g")
        + el("intermediateCatchEvent", "x", when("n = 1"))
        + steps("a")
        + script("one", "n = 1")
        + script("two", "n = 2")
        + ends("e", "f")
        + flows("s>g", "g>x", "g>a", "a>one", "one>two", "two>f", "x>e")
    )
    case = play(body, data={"n": 0})
    case.complete("a")
    assert case.ended_at in ("e", "f")
    assert (case.is_finished, case.data()["n"], "x" in case.left()) == (True, 2, True)


@runs("catch.multiple")
def _() -> None:
    for happens in (
        lambda case: case.send_message("asked", {"n": 1}),
        lambda case: case.box.send_signal("bell"),
        lambda case: case.box.advance_clock(by="PT1H"),
    ):
        case = play(caught(ASKED + BELL + timer("PT1H", "timeDuration")))
        assert waits(case) == ("x",)
        happens(case)
        assert (case.is_finished, case.left()) == (True, ["s", "x", "e"])


@runs("catch.parallel_multiple")
def _() -> None:
    acts: list[Callable[[Case], object]] = [
        lambda case: case.send_message("asked", {"n": 1}),
        lambda case: case.box.send_signal("bell"),
        lambda case: case.box.advance_clock(by="PT1H"),
    ]
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        case = play(caught(ASKED + BELL + timer("PT1H", "timeDuration"), parallelMultiple="true"))
        for number in order:
            assert not case.is_finished
            acts[number](case)
        assert (case.is_finished, case.data()["n"]) == (True, 1)


refused("catch.timer_cycle", caught(timer("R3/PT1H", "timeCycle")))
for wrong in (LOST, HIGH, event("cancel"), event("compensate"), event("terminate"), ""):
    refused("catch.error", caught(wrong))
for text, kind in (
    ("5 minutes", "timeDuration"),
    ("PT", "timeDuration"),
    ("P", "timeDuration"),
    ("-PT5M", "timeDuration"),
    ("PT5X", "timeDuration"),
    ("2026-13-01", "timeDate"),
    ("2026-02-30T10:00:00Z", "timeDate"),
    ("PT5M", "timeDate"),
    ("2026-01-01", "timeDuration"),
    ('"soon"', "timeDuration"),
    ("", "timeDuration"),
):
    refused("time.nonsense", caught(timer(text, kind)))
for text in ("R3/PT0S", "R0/PT1H", "PT1H", "0 0 * * *", "R/tomorrow"):
    body = el("startEvent", "x", timer(text, "timeCycle")) + ends("e") + line("x", "e")
    refused("time.nonsense", body)

# ---------------------------------------------------------------- at the boundary


def hung(definition: str, *, beside: bool = False, host: str = "", **more: str) -> str:
    """Put boundary event x on activity a."""
    stops = "false" if beside else "true"
    return (
        S
        + (host or steps("a"))
        + el("boundaryEvent", "x", definition, attachedToRef="a", cancelActivity=stops, **more)
        + steps("b", "c")
        + ends("e", "f")
        + line("s", "a", "b", "e")
        + line("x", "c", "f")
    )


INNER = el("startEvent", "y") + steps("d") + el("intermediateThrowEvent", "t", HIGH) + steps("d2") + ends("z")
ESCALATING = el("subProcess", "a", INNER + line("y", "d", "t", "d2", "z"))
HAPPENS: dict[str, tuple[str, Callable[[Case], object], str]] = {
    "message": (ASKED, lambda case: case.send_message("asked", {"n": 1}), ""),
    "timer": (timer("PT1H", "timeDuration"), lambda case: case.box.advance_clock(by="PT1H"), ""),
    "signal": (BELL, lambda case: case.box.send_signal("bell"), ""),
    "escalation": (HIGH, lambda case: case.complete("d"), ESCALATING),
    "multiple": (ASKED + BELL, lambda case: case.box.send_signal("bell"), ""),
}


def interrupts(kind: str) -> None:
    definition, happen, host = HAPPENS[kind]
    case = play(hung(definition, host=host))
    happen(case)
    assert waits(case) == ("c",)
    assert "a" in case.cancelled()
    case.complete("c")
    assert (case.is_finished, "b" in case.entered()) == (True, False)


def goes_beside(kind: str) -> None:
    definition, happen, host = HAPPENS[kind]
    case = play(hung(definition, beside=True, host=host))
    happen(case)
    assert set(waits(case)) == {"a", "c"} | ({"d2"} if host else set())
    assert case.cancelled() == []
    case.complete("c")
    assert not case.is_finished
    for task in ("d2",) if host else ("a",):
        case.complete(task)
    case.complete("b")
    assert case.is_finished


for kind in HAPPENS:
    runs(f"boundary.{kind}")(lambda kind=kind: interrupts(kind))  # type: ignore[misc]
    runs(f"boundary.{kind}_beside")(lambda kind=kind: goes_beside(kind))  # type: ignore[misc]


@runs("boundary.message")
@runs("boundary.timer")
@runs("boundary.signal")
def _() -> None:
    """When the activity is done the event is out of the game."""
    for kind in ("message", "timer", "signal"):
        definition, happen, host = HAPPENS[kind]
        case = play(hung(definition, host=host))
        case.complete("a")
        happen(case)
        assert waits(case) == ("b",)


@runs("boundary.message_beside")
@runs("boundary.signal_beside")
@runs("boundary.multiple_beside")
def _() -> None:
    for kind in ("message", "signal", "multiple"):
        definition, happen, _ = HAPPENS[kind]
        case = play(hung(definition, beside=True))
        happen(case)
        happen(case)
        assert sorted(task.element for task in case.tasks()) == ["a", "c", "c"]


@runs("boundary.timer_beside")
def _() -> None:
    case = play(hung(timer("PT1H", "timeDuration"), beside=True))
    case.box.advance_clock(by="PT9H")
    assert sorted(task.element for task in case.tasks()) == ["a", "c"]


@runs("boundary.timer_cycle_beside")
def _() -> None:
    case = play(hung(timer("R3/PT1H", "timeCycle"), beside=True))
    for hours in (1, 2, 3, 3, 3):
        case.box.advance_clock(by="PT1H")
        assert case.entered().count("x") == hours
    case = play(hung(timer("R/PT1H", "timeCycle"), beside=True))
    case.box.advance_clock(by="PT10H30M")
    assert case.entered().count("x") == 10
    assert [step.at.hour for step in case.history("entered") if step.element == "x"][:3] == [10, 11, 12]
    case.complete("a")
    case.box.advance_clock(by="PT10H")
    assert case.entered().count("x") == 10


@runs("boundary.conditional")
@runs("boundary.conditional_beside")
def _() -> None:
    for beside, left in ((False, ["c", "k"]), (True, ["a", "c", "k"])):
        body = hung(when("n > 1"), beside=beside).replace(
            'sourceRef="s" targetRef="a"', 'sourceRef="g" targetRef="a"'
        ) + (el("parallelGateway", "g") + steps("h", "k") + ends("i") + flows("s>g", "g>h", "h>k", "k>i"))
        case = play(body, data={"n": 0})
        case.complete("h", {"n": 2})
        assert sorted(task.element for task in case.tasks()) == left


@runs("boundary.conditional_beside")
def _() -> None:
    """It happens each time that the condition becomes true, not as long as it is."""
    loop = el("exclusiveGateway", "m") + steps("h") + el("exclusiveGateway", "k", default="k__m") + ends("i")
    body = hung(when("n > 1"), beside=True).replace('sourceRef="s" targetRef="a"', 'sourceRef="g" targetRef="a"') + (
        el("parallelGateway", "g") + loop + flows("s>g", "g>m", "m>h", "h>k", ("k>i", "n < 0"), "k>m")
    )
    case = play(body, data={"n": 0})
    for n, times in ((2, 1), (3, 1), (0, 1), (2, 2), (1, 2)):
        case.complete("h", {"n": n})
        assert case.entered().count("x") == times


@runs("boundary.error")
def _() -> None:
    def handler(seen: dict[str, object]) -> object:
        raise BpmnError(str(seen["code"]))

    host = el("serviceTask", "a")
    case = play(hung(LOST, host=host), data={"code": "lost"}, handlers={"a": handler})
    assert (waits(case), case.cancelled(), case.left()) == (("c",), ["a"], ["s", "x"])
    case = play(hung("<bpmn:errorEventDefinition/>", host=host), data={"code": "anything"}, handlers={"a": handler})
    assert waits(case) == ("c",)
    case = play(hung(LOST, host=host), handlers={"a": lambda: {"fine": True}})
    assert waits(case) == ("b",)
    case = play(hung(LOST))
    case.fail("a", "lost")
    assert waits(case) == ("c",)


@runs("boundary.parallel_multiple")
def _() -> None:
    case = play(hung(message("asked") + BELL, parallelMultiple="true"))
    case.box.send_signal("bell")
    case.box.send_signal("bell")
    assert waits(case) == ("a",)
    case.send_message("asked")
    assert (waits(case), case.cancelled()) == (("c",), ["a"])


@runs("boundary.multiple")
def _() -> None:
    """An error and a timer on one event."""
    case = play(hung(LOST + timer("PT1H", "timeDuration")))
    case.fail("a", "lost")
    assert waits(case) == ("c",)
    case = play(hung(LOST + timer("PT1H", "timeDuration")))
    case.box.advance_clock(by="PT1H")
    assert waits(case) == ("c",)


refused("boundary.error_beside", hung(LOST, beside=True))
refused("boundary.compensation", hung(event("compensate")))
refused("boundary.cancel", hung(event("cancel")))
refused("boundary.timer", hung(timer("R3/PT1H", "timeCycle")))
refused("correlation.keys", caught(TOLD), "k", '<bpmn:correlationProperty id="k"/>')
for twin in (ASKED, LOST, HIGH, BELL):
    pair = "".join(el("boundaryEvent", key, twin, attachedToRef="a") for key in ("h", "x"))
    refused("boundary.same", S + steps("a") + ends("e") + pair + flows("s>a", "a>e", "h>e", "x>e"))
