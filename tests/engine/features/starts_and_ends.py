"""Starts, ends and what is thrown on the way."""

from __future__ import annotations

import pytest

from tests.engine.bpmn import S, el, ends, flows, line, process, props, steps, timer
from tests.engine.features.registry import (
    ASKED,
    BELL,
    CANCEL,
    HIGH,
    LOST,
    STOP,
    TOLD,
    box,
    event,
    link,
    play,
    refused,
    runs,
    waits,
    when,
)
from webapp.engine.sandbox import NothingToStart, Sandbox


def begun_by(definition: str) -> str:
    return el("startEvent", "s", definition) + steps("a") + ends("e") + line("s", "a", "e")


def through(node: str, more: str = "") -> str:
    """Put node x between a start, a task after it, and an end."""
    return S + node + steps("a") + ends("e") + line("s", "x", "a", "e") + more


def ended_by(definition: str, more: str = "") -> str:
    return S + steps("a") + el("endEvent", "x", definition) + line("s", "a", "x") + more


# ---------------------------------------------------------------- starts


@runs("start.none")
def _() -> None:
    case = play(begun_by(""))
    assert waits(case) == ("a",)
    case.complete("a")
    assert (case.left(), case.ended_at) == (["s", "a", "e"], "e")
    assert case.flows() == ["s__a", "a__e"]


@runs("start.message")
def _() -> None:
    table = box(begun_by(ASKED))
    with pytest.raises(NothingToStart):
        table.start()
    case = table.start(message="asked", data={"n": 1})
    assert case.data()["n"] == 1
    assert waits(case) == ("a",)


@runs("start.message")
def _() -> None:
    table = box(begun_by(ASKED))
    found = table.send_message("asked", {"n": 2})
    assert found.status == "started"
    assert (len(table.cases), table.data()["n"]) == (1, 2)
    assert table.send_message("told").status == "kept"


@runs("start.timer_cycle")
def _() -> None:
    table = box(begun_by(timer("R2/PT1H", "timeCycle")))
    table.advance_clock(by="PT59M")
    assert table.cases == []
    table.advance_clock(by="PT1M")
    assert len(table.cases) == 1
    table.advance_clock(by="PT10H")
    assert [case.steps[0].at.hour for case in table.cases] == [10, 11]


@runs("start.timer_date")
def _() -> None:
    table = box(begun_by(timer("2026-01-06T00:00:00Z", "timeDate")))
    table.advance_clock("2026-01-05T23:59:59+00:00")
    assert table.cases == []
    table.advance_clock("2027-01-01")
    assert len(table.cases) == 1


@runs("start.timer_duration")
def _() -> None:
    table = box(begun_by(timer("P1M", "timeDuration")), now="2026-01-31T10:00:00+00:00")
    table.advance_clock("2026-02-28T09:59:59+00:00")
    assert table.cases == []
    table.advance_clock("2026-02-28T10:00:00+00:00")
    assert len(table.cases) == 1


@runs("start.signal")
def _() -> None:
    table = box(begun_by(BELL))
    begun = table.send_signal("bell")
    assert [waits(case) for case in begun] == [("a",)]
    assert table.send_signal("another") == ()


@runs("start.multiple")
def _() -> None:
    table = box(begun_by(ASKED + BELL))
    table.start(message="asked")
    table.send_signal("bell")
    assert [case.left() for case in table.cases] == [["s"], ["s"]]


@runs("start.several")
def _() -> None:
    body = S + el("startEvent", "t", ASKED) + steps("a", "b") + ends("e") + line("s", "a", "e") + line("t", "b", "e")
    table = box(body)
    assert waits(table.start()) == ("a",)
    assert waits(table.start(message="asked")) == ("b",)
    assert waits(table.start(event="t")) == ("b",)


@runs("start.receive")
def _() -> None:
    body = (
        el("receiveTask", "r", messageRef="msg_asked", instantiate="true")
        + steps("a")
        + ends("e")
        + line("r", "a", "e")
    )
    table = box(body)
    case = table.send_message("asked", {"n": 3}).case
    assert case is not None
    assert (case.left(), case.data()["n"]) == (["r"], 3)


@runs("start.event_gateway")
def _() -> None:
    body = (
        el("eventBasedGateway", "g", instantiate="true")
        + el("intermediateCatchEvent", "m", ASKED)
        + el("intermediateCatchEvent", "n", TOLD)
        + steps("a", "b")
        + ends("e")
        + flows("g>m", "g>n", "m>a", "n>b", "a>e", "b>e")
    )
    table = box(body)
    assert waits(table.start(message="told")) == ("b",)
    assert waits(table.start(message="asked")) == ("a",)


refused("start.conditional", el("startEvent", "x", when("n = 1")) + ends("e") + line("x", "e"))
refused(
    "start.parallel_multiple", el("startEvent", "x", ASKED + BELL, parallelMultiple="true") + ends("e") + line("x", "e")
)
refused(
    "start.parallel_event_gateway",
    el("eventBasedGateway", "x", instantiate="true", eventGatewayType="Parallel")
    + el("intermediateCatchEvent", "m", ASKED)
    + el("intermediateCatchEvent", "n", TOLD)
    + ends("e")
    + flows("x>m", "x>n", "m>e", "n>e"),
)
for wrong in (ASKED, BELL, LOST, timer("PT1H", "timeDuration")):
    inner = el("startEvent", "y", wrong) + ends("z") + line("y", "z")
    refused("start.sub_process", S + el("subProcess", "x", inner) + ends("e") + line("s", "x", "e"))
refused("process.implicit_start", steps("x") + ends("e") + line("x", "e"), "p")
refused("process.implicit_end", S + steps("x") + flows("s>x"))
refused("process.not_executable", process(S + ends("e") + line("s", "e")).replace(b'"true"', b'"false"'), "p")


@runs("process.pools")
def _() -> None:
    pools = '<bpmn:collaboration id="c"><bpmn:participant id="pool" name="院" processRef="p"/></bpmn:collaboration>'
    lane = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="l1"><bpmn:flowNodeRef>s</bpmn:flowNodeRef>'
        '<bpmn:childLaneSet id="cl"><bpmn:lane id="l2"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane>'
        "</bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
    )
    case = play(process(lane + begun_by(""), outside=pools))
    case.complete("a")
    assert case.left() == ["s", "a", "e"]


@runs("process.message_flows")
def _() -> None:
    pools = (
        '<bpmn:collaboration id="c"><bpmn:participant id="pool" processRef="p"/><bpmn:participant id="other"/>'
        '<bpmn:messageFlow id="mf" sourceRef="other" targetRef="s"/></bpmn:collaboration>'
    )
    case = play(process(begun_by(""), outside=pools))
    assert case.left() == ["s"]


@runs("process.several")
def _() -> None:
    asking = (
        S + el("intermediateThrowEvent", "t", ASKED) + el("receiveTask", "r", messageRef="msg_told") + ends("e")
    ) + line("s", "t", "r", "e")
    answering = el("startEvent", "s2", ASKED) + steps("a") + el("endEvent", "e2", TOLD) + line("s2", "a", "e2")
    both = process(asking).replace(
        b"</bpmn:definitions>",
        f'<bpmn:process id="q" isExecutable="true">{answering}</bpmn:process></bpmn:definitions>'.encode(),
    )
    table = Sandbox()
    assert table.deploy(both).processes == ("p", "q")
    case = table.start("p")
    other = table.cases[1]
    assert (waits(case), waits(other)) == (("r",), ("a",))
    other.complete("a")
    assert (case.ended_at, other.ended_at) == ("e", "e2")


# ---------------------------------------------------------------- ends


@runs("end.none")
def _() -> None:
    case = play(
        S + el("parallelGateway", "g") + steps("a", "b") + ends("e", "f") + flows("s>g", "g>a", "g>b", "a>e", "b>f")
    )
    case.complete("a")
    assert not case.is_finished
    case.complete("b")
    assert (case.is_finished, case.ended_at) == (True, "f")


@runs("end.message")
def _() -> None:
    case = play(ended_by(TOLD))
    case.complete("a")
    assert ([letter.name for letter in case.sent], case.ended_at) == (["told"], "x")


@runs("end.error")
def _() -> None:
    inner = el("startEvent", "y") + steps("b") + el("endEvent", "z", LOST) + line("y", "b", "z")
    body = (
        S
        + el("subProcess", "x", inner)
        + el("boundaryEvent", "h", LOST, attachedToRef="x")
        + steps("a", "c")
        + ends("e")
        + line("s", "x", "a", "e")
        + line("h", "c", "e")
    )
    case = play(body)
    case.complete("b")
    assert waits(case) == ("c",)
    assert (case.left(), case.cancelled()) == (["s", "y", "b", "z", "h"], ["x"])


@runs("end.error")
def _() -> None:
    case = play(
        S
        + el("parallelGateway", "g")
        + steps("a", "b")
        + ends("e")
        + el("endEvent", "x", LOST)
        + flows("s>g", "g>a", "g>b", "a>x", "b>e")
    )
    case.complete("a")
    assert (case.ended_at, case.cancelled()) == ("x", ["b"])


@runs("end.escalation")
def _() -> None:
    inner = el("startEvent", "y") + el("endEvent", "z", HIGH) + line("y", "z")
    body = (
        S
        + el("subProcess", "x", inner)
        + el("boundaryEvent", "h", HIGH, attachedToRef="x", cancelActivity="false")
        + steps("a", "c")
        + ends("e", "f")
        + line("s", "x", "a", "e")
        + line("h", "c", "f")
    )
    case = play(body)
    assert waits(case) == ("a", "c")
    assert case.cancelled() == []


@runs("end.escalation")
def _() -> None:
    case = play(ended_by(HIGH))
    case.complete("a")
    assert case.ended_at == "x"


@runs("end.terminate")
def _() -> None:
    inner = (
        el("startEvent", "y")
        + el("parallelGateway", "g")
        + steps("b", "c")
        + el("endEvent", "z", STOP)
        + ends("w")
        + flows("y>g", "g>b", "g>c", "b>z", "c>w")
    )
    case = play(through(el("subProcess", "x", inner)))
    case.complete("b")
    assert (waits(case), case.cancelled()) == (("a",), ["c"])
    assert case.left() == ["s", "y", "g", "b", "z", "x"]


@runs("end.signal")
def _() -> None:
    listening = process(S + el("intermediateCatchEvent", "c", BELL) + ends("e") + line("s", "c", "e"), "q")
    table = box(ended_by(BELL), listening)
    hearer, case = table.start("q"), table.start("p")
    case.complete("a")
    assert (case.ended_at, hearer.ended_at) == ("x", "e")


@runs("end.cancel")
@runs("boundary.cancel")
@runs("activity.transaction")
def _() -> None:
    inner = (
        el("startEvent", "y")
        + el("parallelGateway", "g")
        + steps("b", "c")
        + el("endEvent", "z", CANCEL)
        + ends("w")
        + flows("y>g", "g>b", "g>c", "b>z", "c>w")
    )
    body = (
        S
        + el("transaction", "x", inner)
        + el("boundaryEvent", "h", CANCEL, attachedToRef="x")
        + steps("a", "d")
        + ends("e")
        + line("s", "x", "a", "e")
        + line("h", "d", "e")
    )
    case = play(body)
    case.complete("b")
    assert (waits(case), case.cancelled()) == (("d",), ["c", "x"])


@runs("activity.transaction")
def _() -> None:
    inner = el("startEvent", "y") + steps("b") + ends("z") + line("y", "b", "z")
    case = play(through(el("transaction", "x", inner)))
    case.complete("b")
    assert case.left() == ["s", "y", "b", "z", "x"]


@runs("end.multiple")
def _() -> None:
    listening = process(S + el("intermediateCatchEvent", "c", BELL) + ends("e") + line("s", "c", "e"), "q")
    table = box(ended_by(TOLD + BELL), listening)
    hearer, case = table.start("q"), table.start("p")
    case.complete("a")
    assert ([letter.name for letter in case.sent], hearer.ended_at) == (["told"], "e")


refused("end.compensation", ended_by(event("compensate")))

# ---------------------------------------------------------------- thrown on the way


@runs("throw.none")
def _() -> None:
    case = play(through(el("intermediateThrowEvent", "x")))
    assert case.left() == ["s", "x"]


@runs("throw.message")
def _() -> None:
    case = play(through(el("intermediateThrowEvent", "x", props({"payload.n": "n + 1"}) + TOLD)), data={"n": 1})
    assert [(letter.name, letter.payload) for letter in case.sent] == [("told", {"n": 2})]
    assert waits(case) == ("a",)


@runs("throw.signal")
def _() -> None:
    body = (
        S
        + el("parallelGateway", "g")
        + el("intermediateCatchEvent", "c", BELL)
        + steps("b", "a")
        + el("intermediateThrowEvent", "x", BELL)
        + ends("e", "f")
        + flows("s>g", "g>c", "g>b", "b>x", "x>e", "c>a", "a>f")
    )
    case = play(body)
    case.complete("b")
    assert waits(case) == ("a",)
    assert case.left() == ["s", "g", "b", "x", "c", "e"]


@runs("throw.escalation")
def _() -> None:
    inner = (
        el("startEvent", "y")
        + el("intermediateThrowEvent", "t", HIGH)
        + steps("b")
        + ends("z")
        + line("y", "t", "b", "z")
    )
    body = (
        S
        + el("subProcess", "x", inner)
        + el("boundaryEvent", "h", HIGH, attachedToRef="x")
        + steps("a", "c")
        + ends("e")
        + line("s", "x", "a", "e")
        + line("h", "c", "e")
    )
    case = play(body)
    assert waits(case) == ("c",)
    assert "b" not in case.entered()
    assert case.left() == ["s", "y", "t", "h"]


@runs("throw.link")
@runs("catch.link")
def _() -> None:
    body = (
        S
        + el("exclusiveGateway", "g", default="g__u")
        + el("intermediateThrowEvent", "t", link("far"))
        + el("intermediateThrowEvent", "u", link("far"))
        + el("intermediateCatchEvent", "c", link("far"))
        + steps("a")
        + ends("e")
        + flows("s>g", ("g>t", "n = 1"), "g>u", "c>a", "a>e")
    )
    for n, thrown in ((1, "t"), (2, "u")):
        case = play(body, data={"n": n})
        assert case.left() == ["s", "g", thrown, "c"]
        assert case.flows() == ["s__g", f"g__{thrown}", "c__a"]


refused("catch.link", through(el("intermediateCatchEvent", "x", link("far"))))
refused("throw.link", S + el("intermediateThrowEvent", "x", link("far")) + ends("e") + flows("s>x"))
refused(
    "throw.link",
    S
    + el("intermediateThrowEvent", "t", link("far"))
    + el("intermediateCatchEvent", "x", link("far"))
    + el("intermediateCatchEvent", "w", link("far"))
    + ends("e")
    + flows("s>t", "x>e", "w>e"),
)


@runs("throw.multiple")
def _() -> None:
    body = (
        S
        + el("parallelGateway", "g")
        + el("intermediateCatchEvent", "c", BELL)
        + steps("b")
        + el("intermediateThrowEvent", "x", TOLD + BELL)
        + ends("e", "f")
        + flows("s>g", "g>c", "g>b", "b>x", "x>e", "c>f")
    )
    case = play(body)
    case.complete("b")
    assert ([letter.name for letter in case.sent], case.is_finished) == (["told"], True)


refused("throw.compensation", through(el("intermediateThrowEvent", "x", event("compensate"))))
