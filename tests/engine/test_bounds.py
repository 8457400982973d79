"""Every bound of the engine, at its edge: what is just within goes, what is just beyond is answered by a sentence."""

from __future__ import annotations

import time

import pytest

from tests.engine.bpmn import S, bundle, each, el, ends, flows, line, message, process, props, script, steps, timer
from webapp.domain.errors import OfficeError
from webapp.engine import bounds, check
from webapp.engine.sandbox import DiagramRefused, EngineStopped, Sandbox, TooDeep, TooMuch

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


def test_a_token_may_be_added_to_a_case_again_and_again():
    box = Sandbox()
    box.deploy(process(S + steps("a", "b") + ends("e") + flows("s>a", "a>b", "a>a", "b>e").replace("a__a", "again")))
    case = box.start()
    for _ in range(40):
        case.complete("a")
    assert len(case.tasks()) == 41


def test_a_case_may_have_so_many_tokens():
    inside = el("startEvent", "y") + el("userTask", "a", each("part", "one")) + ends("z") + line("y", "a", "z")
    box = Sandbox()
    box.deploy(process(S + el("subProcess", "x", each("all", "part") + inside) + ends("e") + line("s", "x", "e")))
    full = [160] * 30 + [bounds.MAX_TOKENS - 2 - 30 * 163 - 3]  # of a case two, of each part three besides its own

    def begun(sizes: list[int]) -> int:
        return len(box.start(data={"all": [list(range(size)) for size in sizes]}).tasks())

    assert begun(full) == sum(full)
    with pytest.raises(EngineStopped, match=f"同时进行的环节超过 {bounds.MAX_TOKENS} 个"):
        begun([*full[:-1], full[-1] + 1])
    with pytest.raises(EngineStopped, match="超过"):
        begun([200] * 200)


def circle(more: str = "") -> str:
    """The inside of the circle, with something besides."""
    return CIRCLE.decode().partition('isExecutable="true">')[2].partition("</bpmn:process>")[0] + more


def test_so_many_tokens_may_come_into_being_in_an_act():
    late = [f"b{hours}" for hours in range(1, 9)]  # eight events that wait at the step of each round
    events = [el("boundaryEvent", key, timer(f"PT{key[1]}H", "timeDuration"), attachedToRef="w") for key in late]
    box = Sandbox()
    box.deploy(process(circle("".join(events) + flows(*(f"{key}>e" for key in late)))))
    rounds = (bounds.MAX_BORN - 3) // 11  # three besides the rounds; three nodes and eight events in each

    assert box.start(data={"most": rounds}).is_finished
    with pytest.raises(EngineStopped, match=f"一次办理展开的环节超过 {bounds.MAX_BORN} 个"):
        box.start(data={"most": rounds + 1})


def test_conditions_may_be_asked_so_often():
    asks = (
        "<bpmn:conditionalEventDefinition><bpmn:condition>n &lt; 0</bpmn:condition></bpmn:conditionalEventDefinition>"
    )
    watches = [f"c{n}" for n in range(60)]
    many = "".join(el("intermediateCatchEvent", key, asks) for key in watches)
    gate = el("parallelGateway", "g") + ends("f") + flows("s>g", *(f"g>{key}" for key in watches))
    body = circle().replace('sourceRef="s" targetRef="z"', 'sourceRef="g" targetRef="z"')
    box = Sandbox()
    box.deploy(process(body + many + gate + flows(*(f"{key}>f" for key in watches))))
    rounds = (bounds.MAX_ASKED - 180) // 180  # sixty at each step: three in each round, and three besides

    assert not box.start(data={"most": rounds}).is_finished
    with pytest.raises(EngineStopped, match="条件事件过多"):
        box.start(data={"most": rounds + 1})


def test_a_case_may_know_so_much():
    box = Sandbox()
    box.deploy(process(S + steps("a") + ends("e") + line("s", "a", "e")))

    case = box.start(data={"text": "甲" * (bounds.MAX_STATE // 4)})
    with pytest.raises(OfficeError, match="流程数据过大"):
        case.complete("a", {"more": "甲" * bounds.MAX_STATE})
    assert [task.element for task in case.tasks()] == ["a"]


@pytest.mark.parametrize("depth", [900, 3_000, 0])
def test_data_nested_too_deeply_are_refused_in_words_and_nothing_has_happened(depth: int):
    box = Sandbox()
    box.deploy(process(S + steps("a") + ends("e") + line("s", "a", "e")))
    case = box.start()
    nested: list[object] = []
    for _ in range(depth):
        nested = [nested]
    if not depth:
        nested.append(nested)  # without end

    with pytest.raises(TooDeep, match="套得太深"):
        case.complete("a", {"x": nested})
    with pytest.raises(TooDeep):
        box.start(data={"x": nested})
    assert [task.element for task in box.tasks()] == ["a"]


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


def beating(*names: str) -> Sandbox:
    """A step beside which a timer beats each second, and leaves these steps each time."""
    late = el("boundaryEvent", "t", timer("R/PT1S", "timeCycle"), attachedToRef="a", cancelActivity="false")
    box = Sandbox()
    box.deploy(process(S + steps("a", *names) + late + ends("e", "f") + line("s", "a", "e") + line("t", *names, "f")))
    box.start()
    return box


def test_an_act_of_a_sandbox_may_bring_about_so_many_moves(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("webapp.engine.sandbox.carrying.MAX_MOVES", 100)
    box = beating()
    box.advance_clock(by=100)
    before = box.now

    with pytest.raises(TooMuch, match="一次操作引起的动作超过 100 个"):
        box.advance_clock(by=101)
    assert box.now == before


def test_what_is_open_when_timers_fire_is_added_up_over_an_act(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("webapp.engine.sandbox.carrying.MAX_TICKED", 4_004)
    box = beating("b")
    assert box.advance_clock(by=88)  # the step, the timer, and what each beat left: 2 + 3 + … + 89
    assert len(box.tasks()) == 89

    monkeypatch.setattr("webapp.engine.sandbox.carrying.MAX_TICKED", 4_003)
    box = beating("b")
    with pytest.raises(TooMuch, match="越积越多"):
        box.advance_clock(by=88)
    assert len(box.tasks()) == 1


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


def test_a_diagram_of_the_house_may_have_so_many_nodes():
    def said(count: int) -> list[str]:
        found = check(bundle(chain(count)), {})
        return [one.reason for one in found if "看不清" in one.reason]

    assert said(bounds.MAX_NODES) == []
    assert said(bounds.MAX_NODES + 1) == [f"流程图有 {bounds.MAX_NODES + 1} 个节点，看不清"]


def test_the_page_names_every_bound():
    from tests.engine.sandbox.page import bound_table

    table = bound_table()

    assert [name for name in vars(bounds) if name.startswith("MAX_") and f"`{name}`" not in table] == []
