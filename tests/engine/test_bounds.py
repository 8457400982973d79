"""Every bound of the engine, at its edge: what is just within goes, what is just beyond is answered by a sentence."""

from __future__ import annotations

import time

import pytest

from tests.engine.bpmn import S, each, el, ends, flows, line, message, process, props, script, steps, timer
from webapp.domain.errors import OfficeError
from webapp.engine import bounds
from webapp.engine.sandbox import DiagramRefused, EngineStopped, Sandbox, TooMuch

QUICK = 30
"""Seconds for the largest diagram that is read, on a busy machine."""


def refusal(*files: bytes) -> str:
    """Give the words of a refusal, or "" when it is deployed."""
    began = time.monotonic()
    try:
        Sandbox().deploy(*files)
    except DiagramRefused as error:
        return error.message
    finally:
        assert time.monotonic() - began < QUICK
    return ""


def chain(count: int) -> bytes:
    names = [f"t{number}" for number in range(count - 2)]
    return process(S + "".join(el("task", name) for name in names) + ends("e") + line("s", *names, "e"))


def test_a_file_may_have_so_many_bytes():
    content = chain(3).replace(b"</bpmn:definitions>", b"")
    room = bounds.MAX_BYTES - len(content) - len(b"</bpmn:definitions>")

    assert refusal(content + b" " * room + b"</bpmn:definitions>") == ""
    assert "文件过大" in refusal(content + b" " * (room + 1) + b"</bpmn:definitions>")


def test_a_process_may_have_so_many_elements():
    assert refusal(chain(bounds.MAX_ELEMENTS)) == ""
    assert "超过引擎的上限" in refusal(chain(bounds.MAX_ELEMENTS + 1))


LONG = "for i in 1..1000000 return i"
LOOP = '<bpmn:multiInstanceLoopCharacteristics>{}<bpmn:inputDataItem id="i"/></bpmn:multiInstanceLoopCharacteristics>'
COUNTED = "<bpmn:multiInstanceLoopCharacteristics>{}</bpmn:multiInstanceLoopCharacteristics>"


@pytest.mark.parametrize(
    "inside",
    [
        LOOP.format(f"<bpmn:loopDataInputRef>{LONG}</bpmn:loopDataInputRef>"),
        COUNTED.format(f"<bpmn:loopCardinality>count({LONG})</bpmn:loopCardinality>"),
    ],
)
def test_an_expression_that_always_passes_its_bound_is_a_finding_and_no_exception(inside: str):
    assert "上限" in refusal(process(S + el("userTask", "x", inside) + ends("e") + line("s", "x", "e")))


def woven(count: int) -> bytes:
    """Tasks in a chain, with so many flows in all."""
    size = 120
    names = [f"t{number}" for number in range(size)]
    more = [f"{names[a]}>{names[b]}" for a in range(size) for b in range(a + 2, size)][: count - size - 1]
    return process(S + "".join(el("task", name) for name in names) + ends("e") + line("s", *names, "e") + flows(*more))


def test_a_process_may_have_so_many_flows():
    assert refusal(woven(bounds.MAX_FLOWS)) == ""
    assert "超过引擎的上限" in refusal(woven(bounds.MAX_FLOWS + 1))


def nested(depth: int) -> bytes:
    inner = el("startEvent", "y") + ends("z") + line("y", "z")
    for level in range(depth):
        sub = el("subProcess", f"p{level}", inner)
        inner = el("startEvent", f"y{level}") + sub + ends(f"z{level}") + line(f"y{level}", f"p{level}", f"z{level}")
    return process(inner)


def test_sub_processes_may_lie_so_deeply_in_each_other():
    assert refusal(nested(bounds.MAX_NESTING)) == ""
    assert "套得太深" in refusal(nested(bounds.MAX_NESTING + 1))


def called(depth: int) -> list[bytes]:
    """A process that calls one that calls one."""
    last = process(S + ends("e") + line("s", "e"), f"c{depth}")
    calls = [
        process(S + el("callActivity", "x", calledElement=f"c{n + 1}") + ends("e") + line("s", "x", "e"), f"c{n}")
        for n in range(depth)
    ]
    return [*calls, last]


def test_processes_may_call_each_other_so_deeply():
    box = Sandbox()
    box.deploy(*called(bounds.MAX_DEPTH))
    assert box.start("c0").is_finished

    assert "套得太深" in refusal(*called(bounds.MAX_DEPTH + 1))


def several(count: int) -> bytes:
    """A file of so many processes."""
    inner = [el("startEvent", f"s{n}") + ends(f"e{n}") + line(f"s{n}", f"e{n}") for n in range(count)]
    parts = "".join(f'<bpmn:process id="q{n}" isExecutable="true">{one}</bpmn:process>' for n, one in enumerate(inner))
    return process(S + ends("e") + line("s", "e"), outside=parts)


def test_a_file_may_have_so_many_processes():
    assert refusal(several(bounds.MAX_PROCESSES - 1)) == ""
    assert f"最多 {bounds.MAX_PROCESSES} 个流程" in refusal(several(bounds.MAX_PROCESSES))


@pytest.mark.parametrize("sequential", [True, False])
def test_a_step_may_have_so_many_instances(sequential: bool):
    box = Sandbox()
    box.deploy(
        process(S + el("task", "x", each("who", "one", sequential=sequential)) + ends("e") + line("s", "x", "e"))
    )

    assert box.start(data={"who": list(range(bounds.MAX_INSTANCES))}).is_finished
    with pytest.raises(EngineStopped, match="清单超过"):
        box.start(data={"who": list(range(bounds.MAX_INSTANCES + 1))})


CIRCLE = process(
    S
    + script("z", "n = 0")
    + el("exclusiveGateway", "m")
    + script("w", "n = n + 1")
    + el("exclusiveGateway", "d", default="d__m")
    + ends("e")
    + flows("s>z", "z>m", "m>w", "w>d", ("d>e", "n >= most"), "d>m")
)


def test_an_act_may_have_so_many_steps():
    box = Sandbox()
    box.deploy(CIRCLE)
    rounds = (bounds.MAX_STEPS - 3) // 3  # start, first script, end; three nodes a round

    assert box.start(data={"most": rounds}).is_finished
    with pytest.raises(EngineStopped, match="循环不止"):
        box.start(data={"most": rounds + 1})
    assert len(box.cases) == 1  # the one that was cut off has not happened


def test_the_scripts_of_a_process_may_have_so_many_lines():
    def written(count: int) -> bytes:
        lines = "\n".join(f"x{number} = {number}" for number in range(count - 1))
        return process(S + script("a", lines) + script("b", "y = 1") + ends("e") + line("s", "a", "b", "e"))

    box = Sandbox()
    box.deploy(written(bounds.MAX_LINES))
    assert box.start().is_finished
    assert f"脚本共 {bounds.MAX_LINES + 1} 行" in refusal(written(bounds.MAX_LINES + 1))


def test_signals_may_be_thrown_so_often_in_one_act():
    bell = '<bpmn:signalEventDefinition signalRef="sig_bell"/>'
    box = Sandbox()
    box.deploy(
        process(
            S
            + script("w", "n = if n = null then 1 else n + 1")
            + el("intermediateThrowEvent", "t", bell)
            + el("exclusiveGateway", "d", default="d__w")
            + ends("e")
            + flows("s>w", "w>t", "t>d", ("d>e", "n >= most"), "d>w")
        )
    )

    assert box.start(data={"most": bounds.MAX_SIGNALS}).is_finished
    with pytest.raises(EngineStopped, match="发出的信号超过"):
        box.start(data={"most": bounds.MAX_SIGNALS + 1})


def test_a_signal_that_is_answered_by_itself_is_stopped():
    bell = '<bpmn:signalEventDefinition signalRef="sig_bell"/>'
    inner = el("startEvent", "y", bell, isInterrupting="false") + el("endEvent", "z", bell) + line("y", "z")
    answer = el("subProcess", "x", inner, triggeredByEvent="true")
    box = Sandbox()
    box.deploy(
        process(
            S + el("intermediateThrowEvent", "t", bell) + steps("a") + ends("e") + line("s", "t", "a", "e") + answer
        )
    )

    with pytest.raises(EngineStopped, match=r"“z”.*发出的信号超过"):
        box.start()


@pytest.mark.parametrize("by", [1e30, 10**30])
def test_a_clock_ends_with_the_calendar(by: float):
    box = Sandbox()

    with pytest.raises(ValueError, match="cannot be advanced"):
        box.advance_clock(by=by)


def test_a_loop_with_a_wait_in_it_may_go_on_for_ever():
    box = Sandbox()
    again = el("exclusiveGateway", "m") + steps("w") + el("exclusiveGateway", "d", default="d__m") + ends("e")
    box.deploy(process(S + again + flows("s>m", "m>w", "w>d", ("d>e", "n > 0"), "d>m")))
    case = box.start()

    for _ in range(300):
        case.complete("w", {"n": 0})

    assert len(case.state_bytes) < 400


def test_a_case_may_have_so_many_tokens():
    box = Sandbox()
    box.deploy(process(S + steps("a", "b") + ends("e") + flows("s>a", "a>b", "a>a", "b>e").replace("a__a", "again")))
    case = box.start()
    for _ in range(40):
        case.complete("a")
    assert len(case.tasks()) == 41

    wide = process(
        S
        + el(
            "subProcess",
            "x",
            each("who", "one")
            + el("startEvent", "y")
            + el("userTask", "a", each("who", "two"))
            + ends("z")
            + line("y", "a", "z"),
        )
        + ends("e")
        + line("s", "x", "e")
    )
    box.deploy(wide)
    assert len(box.start(data={"who": list(range(60))}).tasks()) == 3600
    with pytest.raises(EngineStopped, match="超过"):
        box.start(data={"who": list(range(80))})
    with pytest.raises(EngineStopped, match="超过"):
        box.start(data={"who": list(range(200))})


def test_conditions_may_be_asked_so_often():
    watched = el(
        "intermediateCatchEvent",
        "c",
        "<bpmn:conditionalEventDefinition><bpmn:condition>n &lt; 0</bpmn:condition></bpmn:conditionalEventDefinition>",
    )
    many = "".join(watched.replace('"c"', f'"c{n}"') for n in range(60))
    body = CIRCLE.decode().partition('isExecutable="true">')[2].partition("</bpmn:process>")[0]
    gates = (
        el("parallelGateway", "g") + ends("f") + flows(*(f"g>c{n}" for n in range(60)), *(f"c{n}>f" for n in range(60)))
    )
    body = body.replace('sourceRef="s" targetRef="z"', 'sourceRef="g" targetRef="z"') + many + gates + flows("s>g")
    box = Sandbox()
    box.deploy(process(body))

    assert not box.start(data={"most": 50}).is_finished
    with pytest.raises(EngineStopped, match="条件事件过多"):
        box.start(data={"most": 600})


def test_a_case_may_know_so_much():
    box = Sandbox()
    box.deploy(process(S + steps("a") + ends("e") + line("s", "a", "e")))

    case = box.start(data={"text": "甲" * (bounds.MAX_STATE // 4)})
    with pytest.raises(OfficeError, match="流程数据过大"):
        case.complete("a", {"more": "甲" * bounds.MAX_STATE})
    assert [task.element for task in case.tasks()] == ["a"]


def test_two_processes_may_not_write_to_each_other_for_ever():
    ping = el("startEvent", "s", message("asked")) + el("endEvent", "e", props({}) + message("told")) + line("s", "e")
    pong = el("startEvent", "s", message("told")) + el("endEvent", "e", props({}) + message("asked")) + line("s", "e")
    box = Sandbox()
    box.deploy(process(ping), process(pong, "q"))

    with pytest.raises(TooMuch):
        box.start(message="asked")
    assert box.cases == []


def test_a_clock_may_not_be_advanced_over_too_many_beats():
    box = Sandbox()
    late = el("boundaryEvent", "t", timer("R/PT1S", "timeCycle"), attachedToRef="a", cancelActivity="false")
    box.deploy(process(S + steps("a") + late + ends("e", "f") + line("s", "a", "e") + flows("t>f")))
    case = box.start()
    box.advance_clock(by=60)
    assert case.entered().count("t") == 60
    before = box.now

    with pytest.raises(TooMuch):
        box.advance_clock(by="P1Y")
    assert (box.now, case.entered().count("t")) == (before, 60)


def test_a_beat_that_leaves_a_step_each_time_is_given_up_with_a_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("webapp.engine.sandbox.carrying.MAX_TICKED", 4_000)
    box = Sandbox()
    late = el("boundaryEvent", "t", timer("R/PT1S", "timeCycle"), attachedToRef="a", cancelActivity="false")
    box.deploy(process(S + steps("a", "b") + late + ends("e", "f") + line("s", "a", "e") + flows("t>b", "b>f")))
    case = box.start()
    box.advance_clock(by=60)
    before = box.now

    with pytest.raises(TooMuch, match="越积越多"):
        box.advance_clock(by="P1M")
    assert (box.now, len(case.tasks())) == (before, 61)


@pytest.mark.parametrize("several", [8, 30, 300])
def test_a_wide_choice_is_checked_without_end_less_trying(several: int):
    names = [f"t{number}" for number in range(several)]
    body = (
        S
        + el("inclusiveGateway", "g")
        + "".join(el("task", n) for n in names)
        + el("inclusiveGateway", "j")
        + ends("e")
    )
    ways = [*((f"g>{n}", "n > 1") for n in names), *(f"{n}>j" for n in names)]

    assert refusal(process(body + flows("s>g", *ways, "j>e"))) == ""


def test_the_worst_of_large_diagrams_is_checked_in_seconds():
    """Three hundred joins one behind the other, each of three ways."""
    parts, ways, last = [], [], "s"
    for n in range(190):
        parts += [
            el("inclusiveGateway", f"g{n}"),
            *(el("task", f"t{n}_{k}") for k in range(3)),
            el("inclusiveGateway", f"j{n}"),
        ]
        ways += [
            f"{last}>g{n}",
            *((f"g{n}>t{n}_{k}", f"n > {k}") for k in range(3)),
            *(f"t{n}_{k}>j{n}" for k in range(3)),
        ]
        last = f"j{n}"

    assert refusal(process(S + "".join(parts) + ends("e") + flows(*ways, f"{last}>e"))) == ""


def test_the_page_names_every_bound():
    from tests.engine.sandbox.page import bound_table

    table = bound_table()

    assert [name for name in vars(bounds) if name.startswith("MAX_") and f"`{name}`" not in table] == []
