"""Random diagrams out of everything that the engine runs: blocks in blocks, with loops, and ways that leave early."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.engine.bpmn import el, ends, flows, message, process, script, steps, timer

Ways = tuple[str, str]
BELL = '<bpmn:signalEventDefinition signalRef="sig_bell"/>'
HIGH = '<bpmn:escalationEventDefinition escalationRef="esc_high"/>'
LOST = '<bpmn:errorEventDefinition errorRef="err_lost"/>'
LATE = '<bpmn:errorEventDefinition errorRef="err_late"/>'
CANCEL = "<bpmn:cancelEventDefinition/>"
STOP = "<bpmn:terminateEventDefinition/>"
MESSAGES = ("asked", "answered", "told")


class Artist:
    """Draws one process or the inside of one sub-process."""

    def __init__(self, chance: random.Random, serial: list[int], callees: list[bytes], scope: str = "process") -> None:
        self.chance, self.serial, self.callees, self.scope = chance, serial, callees, scope
        self.nodes: list[str] = []
        self.flows: list[str | tuple[str, str]] = []

    def name(self, kind: str) -> str:
        self.serial[0] += 1
        return f"{kind}{self.serial[0]}"

    def add(self, tag: str, kind: str, inner: str = "", **attributes: str) -> str:
        key = self.name(kind)
        self.nodes.append(el(tag, key, inner, **attributes))
        return key

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def condition(self) -> str:
        limit = self.chance.randint(0, 3)
        return self.chance.choice(
            [f"n < {limit}", f"n >= {limit}", f"n = {limit}", f"not(n = {limit})", "true", "false"]
        )

    # ------------------------------------------------------------ blocks

    def block(self, depth: int) -> Ways:
        """Draw a block and give its first and its last node."""
        leaves: list[Callable[[int], Ways]] = [
            self.task,
            self.task,
            self.task,
            self.work,
            self.wait,
            self.thrown,
            self.many,
        ]
        whole = [self.chain, self.chain, self.chain, self.choice, self.fork, self.some, self.race, self.loop, self.sub]
        whole += [self.sub, self.call, self.hung, self.hung, self.split, self.jump, self.tangle]
        return self.chance.choice(whole if depth > 0 else leaves)(depth - 1)

    def task(self, _depth: int) -> Ways:
        key = self.add("userTask", "u")
        return key, key

    def work(self, _depth: int) -> Ways:
        text = self.chance.choice(["n = n + 1", "n = 0", "n = 2", "m = n"])
        key = self.name("w")
        self.nodes.append(self.chance.choice([script(key, text), script(key, text), el("task", key)]))
        return key, key

    def event(self) -> str:
        """Give an event that can be waited for anywhere."""
        return self.chance.choice(
            [
                message(self.chance.choice(MESSAGES)),
                timer("PT1H", "timeDuration"),
                BELL,
                f"<bpmn:conditionalEventDefinition><bpmn:condition>n = {self.chance.randint(0, 3)}</bpmn:condition>"
                "</bpmn:conditionalEventDefinition>",
            ]
        )

    def wait(self, _depth: int) -> Ways:
        if self.likely(0.3):
            key = self.add("receiveTask", "r", messageRef=f"msg_{self.chance.choice(MESSAGES)}")
        elif self.likely(0.3):
            every = self.chance.choice(["true", "false"])
            both = message("asked") + self.chance.choice([BELL, timer("PT1H", "timeDuration")])
            key = self.add("intermediateCatchEvent", "c", both, parallelMultiple=every)
        else:
            key = self.add("intermediateCatchEvent", "c", self.event())
        return key, key

    def thrown(self, _depth: int) -> Ways:
        what = self.chance.choice([BELL, HIGH, message("told"), message("told") + BELL, ""])
        key = self.add("intermediateThrowEvent", "t", what)
        return key, key

    def marker(self) -> str:
        """Give a multi-instance or loop marker."""
        until = self.chance.choice(["", "done >= 1", "done = 2", f"n = {self.chance.randint(0, 2)}"])
        condition = (
            f"<bpmn:completionCondition>{until.replace('<', '&lt;')}</bpmn:completionCondition>" if until else ""
        )
        if self.likely(0.75):
            sequential = self.chance.choice(["true", "false"])
            count = self.chance.choice(["0", "1", "2", "3", "n"])
            return (
                f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}">'
                f"<bpmn:loopCardinality>{count}</bpmn:loopCardinality>{condition}"
                "</bpmn:multiInstanceLoopCharacteristics>"
            )
        before = self.chance.choice(["true", "false"])
        return (
            f'<bpmn:standardLoopCharacteristics testBefore="{before}" loopMaximum="{self.chance.randint(1, 3)}">'
            f"<bpmn:loopCondition>n &lt; {self.chance.randint(0, 3)}</bpmn:loopCondition>"
            "</bpmn:standardLoopCharacteristics>"
        )

    def many(self, _depth: int) -> Ways:
        key = self.add("userTask", "x", self.marker())
        return key, key

    def chain(self, depth: int) -> Ways:
        first, second = self.block(depth), self.block(depth)
        self.flows.append(f"{first[1]}>{second[0]}")
        return first[0], second[1]

    # ------------------------------------------------------------ gateways

    def choice(self, depth: int) -> Ways:
        return self.gateways("exclusiveGateway", depth)

    def fork(self, depth: int) -> Ways:
        return self.gateways("parallelGateway", depth)

    def some(self, depth: int) -> Ways:
        return self.gateways("inclusiveGateway", depth)

    def gateways(self, tag: str, depth: int) -> Ways:
        split, last_tag = self.name("g"), tag
        if tag != "exclusiveGateway" and self.likely(0.2):
            last_tag = "inclusiveGateway"
        join = self.name("j")
        blocks = [self.block(depth) for _ in range(self.chance.choice([2, 2, 3]))]
        plain = tag == "parallelGateway"
        for number, (first, last) in enumerate(blocks):
            default = number == len(blocks) - 1
            self.flows.append(f"{split}>{first}" if plain or default else (f"{split}>{first}", self.condition()))
            if last_tag == "inclusiveGateway" and number and self.likely(0.15):
                self.flows.append(f"{last}>{self.end()}")  # it never comes to the join
            else:
                self.flows.append(f"{last}>{join}")
        more = {} if plain else {"default": f"{split}__{blocks[-1][0]}"}
        self.nodes += [el(tag, split, **more), el(last_tag, join)]
        return split, join

    def race(self, depth: int) -> Ways:
        gate, join = self.add("eventBasedGateway", "g"), self.add("exclusiveGateway", "j")
        kinds = self.chance.sample(["asked", "told", "timer", "bell", "several"], 2)
        if set(kinds) == {"bell", "several"}:  # both wait for the bell
            kinds = ["bell", "told"]
        for kind in kinds:
            events = {
                "asked": message("asked"),
                "told": message("told"),
                "timer": timer("PT1H", "timeDuration"),
                "bell": BELL,
                "several": message("answered") + BELL,
            }
            key = self.add("intermediateCatchEvent", "c", events[kind])
            first, last = self.block(depth)
            self.flows += [f"{gate}>{key}", f"{key}>{first}", f"{last}>{join}"]
        return gate, join

    def loop(self, depth: int) -> Ways:
        begin, merge, count, again = (self.name(kind) for kind in ("b", "m", "k", "d"))
        first, last = self.block(depth)
        after = self.name("w")
        self.nodes += [script(begin, f"n{count} = 0"), el("exclusiveGateway", merge)]
        self.nodes += [script(count, f"n{count} = n{count} + 1"), el("task", after)]
        self.nodes.append(el("exclusiveGateway", again, default=f"{again}__{after}"))
        self.flows += [f"{begin}>{merge}", f"{merge}>{first}", f"{last}>{count}", f"{count}>{again}"]
        self.flows += [(f"{again}>{merge}", f"n{count} < {self.chance.randint(2, 3)}"), f"{again}>{after}"]
        return begin, after

    def split(self, depth: int) -> Ways:
        """An activity with several ways out: one goes on, the others end by themselves."""
        key = self.add("userTask", "u")
        ahead = self.add("task", "v")
        first, last = self.block(depth)
        self.flows += [f"{key}>{ahead}", f"{last}>{self.end()}"]
        self.flows.append((f"{key}>{first}", self.condition()) if self.likely(0.6) else f"{key}>{first}")
        return key, ahead

    def jump(self, depth: int) -> Ways:
        """A pair of links."""
        name = self.name("link")
        link = f'<bpmn:linkEventDefinition name="{name}"/>'
        first, last = self.block(depth)
        throw, catch = self.add("intermediateThrowEvent", "t", link), self.add("intermediateCatchEvent", "c", link)
        self.flows.append(f"{last}>{throw}")
        return first, catch

    def tangle(self, _depth: int) -> Ways:
        """Gateways and tasks connected at random, forwards and back: joins that do not match their splits."""
        count = self.chance.randint(5, 9)
        ahead: dict[int, list[int]] = {}
        for number in range(count - 1):
            later = range(number + 1, count)
            ahead[number] = sorted(self.chance.sample(later, min(len(later), self.chance.choice([1, 1, 2, 2, 3]))))
            if number and self.likely(0.15):
                ahead[number].append(self.chance.randint(1, number))
        comes = {number: [one for one, targets in ahead.items() if number in targets] for number in range(count)}
        for number in range(1, count):
            if not any(one < number for one in comes[number]):
                ahead[number - 1].append(number)
                comes[number].append(number - 1)
        keys = [self.name(f"z{number}_") for number in range(count)]
        for number, key in enumerate(keys):
            self.knot(key, comes[number], [keys[target] for target in ahead.get(number, [])], last=number == count - 1)
        return keys[0], keys[-1]

    def knot(self, key: str, comes: list[int], targets: list[str], *, last: bool) -> None:
        """One node of a tangle, of a kind that its ways in and out allow."""
        kinds = ["exclusiveGateway", "exclusiveGateway"]
        if len(targets) < 2 and not last:
            kinds += ["userTask", "userTask", "userTask"]
        if len(comes) < 2 or len(targets) < 2:
            kinds += ["parallelGateway", "inclusiveGateway", "inclusiveGateway"]
        tag = self.chance.choice(kinds) if not last else self.chance.choice(["exclusiveGateway", "inclusiveGateway"])
        chooses = tag in ("exclusiveGateway", "inclusiveGateway") and len(targets) > 1
        self.nodes.append(el(tag, key, **({"default": f"{key}__{targets[-1]}"} if chooses else {})))
        for target in targets:
            free = not chooses or target == targets[-1]
            self.flows.append(f"{key}>{target}" if free else (f"{key}>{target}", self.condition()))

    def end(self) -> str:
        """Draw an end event."""
        what = ["", "", "", message("told"), BELL, HIGH, STOP]
        if self.scope != "process":
            what += [LOST, LOST, LATE]
        if self.scope == "transaction":
            what += [CANCEL, CANCEL]
        return self.add("endEvent", "e", self.chance.choice(what))

    # ------------------------------------------------------------ scopes

    def inside(self, depth: int, scope: str) -> str:
        """Draw the inside of a sub-process."""
        inner = Artist(self.chance, self.serial, self.callees, scope)
        start = inner.name("s")
        first, last = inner.block(depth)
        inner.flows += [f"{start}>{first}", f"{last}>{inner.end()}"]
        for _ in range(self.chance.choice([0, 0, 1])):
            inner.event_sub(depth)
        return el("startEvent", start) + "".join(inner.nodes) + flows(*inner.flows)

    def sub(self, depth: int) -> Ways:
        key = self.activity(depth, self.chance.choice(["subProcess", "subProcess", "transaction"]))
        return key, key

    def activity(self, depth: int, tag: str) -> str:
        key = self.name("p")
        marker = self.marker() if self.likely(0.25) else ""
        scope = tag if tag == "transaction" else "sub"
        self.nodes.append(el(tag, key, marker + self.inside(depth, scope)))
        if tag == "transaction":
            self.boundary(key, CANCEL, interrupting=True)
        return key

    def call(self, depth: int) -> Ways:
        key = self.calling(depth)
        return key, key

    def calling(self, depth: int) -> str:
        name = f"q{len(self.callees)}"
        self.callees.append(b"")
        place = len(self.callees) - 1
        inner = Artist(self.chance, self.serial, self.callees, "called")
        start = inner.name("s")
        first, last = inner.block(depth)
        zero = inner.name("w")
        inner.nodes.append(script(zero, "n = 1"))
        inner.flows += [f"{start}>{zero}", f"{zero}>{first}", f"{last}>{inner.end()}"]
        body = el("startEvent", start) + "".join(inner.nodes) + flows(*inner.flows)
        self.callees[place] = process(body, name)
        marker = self.marker() if self.likely(0.25) else ""
        return self.add("callActivity", "q", marker, calledElement=name)

    def event_sub(self, depth: int) -> None:
        interrupting = self.likely(0.5)
        events = [message("answered"), timer("PT1H", "timeDuration"), BELL, HIGH, message("answered") + BELL]
        events += [LOST, "<bpmn:errorEventDefinition/>"] if interrupting else [timer("R2/PT1H", "timeCycle")]
        inner = Artist(self.chance, self.serial, self.callees, "event")
        start = inner.name("s")
        first, last = inner.block(min(depth, 1))
        inner.flows += [f"{start}>{first}", f"{last}>{inner.end()}"]
        begin = el("startEvent", start, self.chance.choice(events), isInterrupting="true" if interrupting else "false")
        body = begin + "".join(inner.nodes) + flows(*inner.flows)
        self.nodes.append(el("subProcess", self.name("v"), body, triggeredByEvent="true"))

    def boundary(self, host: str, definition: str, *, interrupting: bool) -> None:
        stops = "true" if interrupting else "false"
        key = self.add("boundaryEvent", "h", definition, attachedToRef=host, cancelActivity=stops)
        first, last = self.block(0)
        self.flows += [f"{key}>{first}", f"{last}>{self.end()}"]

    def hung(self, depth: int) -> Ways:
        """An activity with boundary events."""
        host = self.chance.choice(["task", "many", "sub", "sub", "call"])
        key = {
            "task": lambda: self.task(0)[0],
            "many": lambda: self.many(0)[0],
            "sub": lambda: self.activity(depth, "subProcess"),
            "call": lambda: self.calling(depth),
        }[host]()
        waited: set[str] = set()
        for _ in range(self.chance.choice([1, 1, 2])):
            interrupting = self.likely(0.5)
            beside = [timer("R2/PT1H", "timeCycle")] if not interrupting else [LOST, "<bpmn:errorEventDefinition/>"]
            both = message("asked") + timer("PT1H", "timeDuration")
            definition = self.chance.choice([self.event(), self.event(), HIGH, both, *beside])
            heard = set(re.findall(r"<bpmn:\w+EventDefinition[^>]*/>", definition))
            if not heard & waited:  # two that wait for the same are refused
                self.boundary(key, definition, interrupting=interrupting)
            waited |= heard
        return key, key


def drawn(seed: int, depth: int = 3) -> list[bytes]:
    """Give a process and what it calls."""
    chance = random.Random(seed)  # noqa: S311 - a test
    callees: list[bytes] = []
    artist = Artist(chance, [0], callees)
    first, last = artist.block(depth)
    zero = artist.name("w")
    artist.nodes.append(script(zero, "n = 1"))
    artist.flows += [f"s>{zero}", f"{zero}>{first}", f"{last}>e"]
    for _ in range(chance.choice([0, 0, 1])):
        artist.event_sub(depth)
    body = el("startEvent", "s") + "".join(artist.nodes) + ends("e") + flows(*artist.flows)
    assert steps
    return [process(body), *callees]
