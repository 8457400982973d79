"""Random processes, driven in the same random order through SpiffWorkflow as it comes and through the engine.

Only constructs that stock runs rightly are drawn: joins inside loops are not among them. The engine loads its stored
state before every act; stock keeps its objects. Open steps, timers and the end must be the same after each act.
"""

from __future__ import annotations

import random

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from tests.engine.bpmn import Run, define, el, ends, flows, process, script, steps, timer

PAST = "2020-01-01T00:00:00+00:00"
MAX_ACTS = 40
Ways = tuple[str, str]


class Drawing:
    """A random block-structured process."""

    def __init__(self, chance: random.Random, serial: list[int] | None = None) -> None:
        self.chance, self.serial = chance, serial or [0]
        self.nodes: list[str] = []
        self.flows: list[str | tuple[str, str]] = []

    def name(self, kind: str) -> str:
        self.serial[0] += 1
        return f"{kind}{self.serial[0]}"

    def block(self, depth: int, in_loop: bool = False) -> Ways:
        """Draw a block and give its first and its last node."""
        leaves = ["task", "task", "script"]
        inner = ["chain", "chain", "choice", "loop", "sub", "hung", *([] if in_loop else ["fork", "some"])]
        return getattr(self, self.chance.choice(inner if depth else leaves))(depth - 1, in_loop)

    def task(self, _depth: int, _in_loop: bool) -> Ways:
        key = self.name("u")
        self.nodes.append(steps(key))
        return key, key

    def script(self, _depth: int, _in_loop: bool) -> Ways:
        key = self.name("w")
        self.nodes.append(script(key, f"v{key} = 1"))
        return key, key

    def chain(self, depth: int, in_loop: bool) -> Ways:
        first, second = self.block(depth, in_loop), self.block(depth, in_loop)
        self.flows.append(f"{first[1]}>{second[0]}")
        return first[0], second[1]

    def choice(self, depth: int, in_loop: bool) -> Ways:
        return self.gateways("exclusiveGateway", depth, in_loop)

    def fork(self, depth: int, in_loop: bool) -> Ways:
        return self.gateways("parallelGateway", depth, in_loop)

    def some(self, depth: int, in_loop: bool) -> Ways:
        return self.gateways("inclusiveGateway", depth, in_loop)

    def gateways(self, tag: str, depth: int, in_loop: bool) -> Ways:
        split, join = self.name("g"), self.name("j")
        blocks = [self.block(depth, in_loop) for _ in range(self.chance.choice([2, 3]))]
        plain = tag == "parallelGateway"
        for number, (first, last) in enumerate(blocks):
            is_default = number == len(blocks) - 1
            condition = "true" if self.chance.random() < 0.6 else "false"
            self.flows.append(f"{split}>{first}" if plain or is_default else (f"{split}>{first}", condition))
            self.flows.append(f"{last}>{join}")
        more = {} if plain else {"default": f"{split}__{blocks[-1][0]}"}
        self.nodes += [el(tag, split, **more), el(tag, join)]
        return split, join

    def loop(self, depth: int, _in_loop: bool) -> Ways:
        begin, merge, count, again = (self.name(kind) for kind in ("b", "m", "c", "d"))
        first, last = self.block(depth, True)
        after = self.name("w")
        self.nodes += [script(begin, f"n{count} = 0"), el("exclusiveGateway", merge)]
        self.nodes += [script(count, f"n{count} = n{count} + 1"), script(after, "z = 1")]
        self.nodes.append(el("exclusiveGateway", again, default=f"{again}__{after}"))
        self.flows += [f"{begin}>{merge}", f"{merge}>{first}", f"{last}>{count}", f"{count}>{again}"]
        self.flows += [(f"{again}>{merge}", f"n{count} < 2"), f"{again}>{after}"]
        return begin, after

    def sub(self, depth: int, in_loop: bool) -> Ways:
        key, start, end = self.name("p"), self.name("s"), self.name("e")
        inner = Drawing(self.chance, self.serial)
        first, last = inner.block(depth, in_loop)
        ways = [f"{start}>{first}", f"{last}>{end}", *inner.flows]
        self.nodes.append(
            el("subProcess", key, el("startEvent", start) + "".join(inner.nodes) + ends(end) + flows(*ways))
        )
        return key, key

    def hung(self, _depth: int, _in_loop: bool) -> Ways:
        key, late, after, end = (self.name(kind) for kind in ("u", "t", "u", "e"))
        interrupting = self.chance.choice(["true", "false"])
        self.nodes.append(steps(key, after) + ends(end))
        event = timer('"P5D"', "timeDuration")
        self.nodes.append(el("boundaryEvent", late, event, attachedToRef=key, cancelActivity=interrupting))
        self.flows += [f"{late}>{after}", f"{after}>{end}"]
        return key, key


def drawn(seed: int) -> bytes:
    drawing = Drawing(random.Random(seed))  # noqa: S311 - a test
    first, last = drawing.block(4)
    return process(
        el("startEvent", "s") + "".join(drawing.nodes) + ends("e") + flows(f"s>{first}", f"{last}>e", *drawing.flows)
    )


class Stock:
    """SpiffWorkflow as it comes, in Python's own words."""

    def __init__(self, xml: bytes) -> None:
        parser = SpiffBpmnParser()
        parser.add_bpmn_str(xml)
        words = {"true": True, "false": False}
        engine = PythonScriptEngine(environment=TaskDataEnvironment(words))
        self.flow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"), script_engine=engine)
        self.flow.do_engine_steps()

    def open(self) -> list[str]:
        return sorted(task.task_spec.name for task in self.flow.get_tasks(state=TaskState.READY, manual=True))

    def timers(self) -> list[str]:
        waiting = self.flow.event_manager.tasks.values()
        return sorted(task.task_spec.name for task in waiting if "event_value" in task.internal_data)

    def do(self, name: str) -> None:
        ready = self.flow.get_tasks(state=TaskState.READY, manual=True)
        next(task for task in ready if task.task_spec.name == name).run()
        self.flow.do_engine_steps()

    def fire(self, name: str) -> None:
        waiting = self.flow.event_manager.tasks.values()
        next(task for task in waiting if task.task_spec.name == name).internal_data["event_value"] = PAST
        self.flow.refresh_timers()
        self.flow.do_engine_steps()


def acts(open_steps: list[str], timers: list[str]) -> list[tuple[str, str]]:
    return [("do", name) for name in sorted(set(open_steps))] + [("fire", name) for name in timers]


@pytest.mark.parametrize("seed", range(60))
def test_the_engine_goes_the_way_that_stock_goes(seed: int):
    xml, chance = drawn(seed), random.Random(seed)  # noqa: S311 - a test
    stock, case = Stock(xml), Run(define(xml)).start()

    for _ in range(MAX_ACTS):
        assert (case.open(), case.timers()) == (stock.open(), stock.timers())
        possible = acts(stock.open(), stock.timers())
        if not possible:
            break
        verb, name = chance.choice(possible)
        getattr(stock, verb)(name)
        getattr(case, verb)(name)

    assert (case.finished is not None) == stock.flow.is_completed()


def test_the_engine_says_the_same_in_the_same_order_again():
    xml = drawn(3)
    first, second = Run(define(xml)).start(), Run(define(xml)).start()

    for _ in range(MAX_ACTS):
        assert first.open() == second.open()
        if not first.open():
            break
        for case in (first, second):
            case.do(case.open()[0])

    assert first.walked == second.walked
