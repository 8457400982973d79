"""A second interpreter of BPMN 2.0: the token game of chapter 13, written from the standard alone, simple and slow.

It knows nothing of SpiffWorkflow or of the engine. Tokens are items in scopes; what waits for an event is a watch.
Ready items are run first come first served, what a step throws takes effect before the next step; scopes are finished,
and inclusive joins asked, when nothing else can move.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.engine.reference.drawing import ACTIVITIES, Drawing, Flow, Node
from tests.engine.reference.words import Value, evaluate

SCOPES = {"subProcess", "transaction", "callActivity"}
AGAIN = {"message", "signal", "escalation", "conditional"}
LIMIT = 2000


class TooLong(Exception):
    """The diagram runs in a circle."""


class Stuck(Exception):
    """No way out of a choice holds, or a count is none."""


@dataclass(eq=False)
class Scope:
    """A running process, sub-process or called process."""

    drawing: Drawing
    key: str
    owner: Item | None
    names: dict[str, Value]
    things: list[Item | Watch] = field(default_factory=list)
    ended: str | None = None

    @property
    def items(self) -> list[Item]:
        return [thing for thing in self.things if isinstance(thing, Item)]


@dataclass(eq=False)
class Item:
    """A token at a node, or one instance of a repeated activity."""

    node: Node
    scope: Scope
    came: str = ""
    state: str = "ready"
    wrapper: Item | None = None
    index: int | None = None
    instances: list[Item] = field(default_factory=list)
    done: int = 0
    total: int = 0
    inner: Scope | None = None
    names: dict[str, Value] | None = None
    alive: bool = True
    told: bool = False
    taken: list[Flow] | None = None

    @property
    def is_instance(self) -> bool:
        return self.wrapper is not None


@dataclass(eq=False)
class Watch:
    """An event that may happen: of a boundary, an event-based gateway or an event sub-process (then host is None)."""

    node: Node
    scope: Scope
    host: Item | None
    part: tuple[str, str]
    whole: Watch | None = None
    parts: list[Watch] = field(default_factory=list)
    held: bool = False
    rounds: int = 1
    alive: bool = True


class Reference:
    """One case."""

    def __init__(self, processes: dict[str, Drawing], main: str, start: str, **names: Value) -> None:
        self.processes = processes
        self.scopes: list[Scope] = []
        self.queue: deque[Item] = deque()
        self.trail: list[tuple[str, str]] = []
        self.sent: list[str] = []
        self.steps = 0
        self.main = self.open(processes[main], "", None, dict(names))
        self.enter(self.main, processes[main].nodes[start], "")
        self.settle()

    # ------------------------------------------------------------ what is seen from outside

    @property
    def finished(self) -> bool:
        return not self.main.items

    def tasks(self) -> list[Item]:
        return [item for item in self.everything() if isinstance(item, Item) and item.state == "open"]

    def waiting(self, kind: str) -> list[Item | Watch]:
        """Items and watches that wait for this kind of event, oldest first in each scope."""
        return [thing for thing in self.everything() if self.waits_for(thing)[0] == kind]

    def everything(self) -> Iterator[Item | Watch]:
        for scope in list(self.scopes):
            yield from list(scope.things)

    def waits_for(self, thing: Item | Watch) -> tuple[str, str]:
        if isinstance(thing, Watch):
            return ("several", "") if thing.parts else thing.part
        return thing.node.events[0] if thing.state == "waiting" and thing.node.events else ("", "")

    def path(self, thing: Item | Watch) -> str:
        index = thing.index if isinstance(thing, Item) and thing.is_instance else None
        return self.prefix(thing.scope) + thing.node.key + ("" if index is None else f"[{index}]")

    def prefix(self, scope: Scope) -> str:
        owner = scope.owner
        if owner is None:
            return ""
        if owner.node.called or owner.is_instance:
            return self.path(owner) + "/"
        return self.prefix(owner.scope)

    # ------------------------------------------------------------ acts from outside

    def complete(self, item: Item, **names: Value) -> None:
        for name, value in names.items():
            self.write(item, name, value)
        self.leave(item)
        self.settle()

    def happen(self, thing: Item | Watch) -> None:
        self.occur(thing)
        self.settle()

    def signal(self, name: str) -> None:
        self.ring(name)
        self.settle()

    def throw_at(self, item: Item, kind: str, code: str) -> bool:
        """An error or escalation of an open task; False when nothing catches it."""
        own = [item, *([item.wrapper] if item.wrapper else [])]
        found = self.catcher([self.hung_on(host) for host in own], kind, code) or self.catcher(
            self.around(item.scope), kind, code
        )
        if found is not None:
            self.occur(found)
        self.settle()
        return found is not None

    # ------------------------------------------------------------ the game

    def settle(self) -> None:
        self.steps = 0
        while True:
            if self.wake():
                continue
            if self.queue:
                self.run(self.queue.popleft())
            elif not (self.finish_scope() or self.join_inclusive()):
                break
        if self.finished:
            self.stop_scope(self.main)

    def open(self, drawing: Drawing, key: str, owner: Item | None, names: dict[str, Value]) -> Scope:
        scope = Scope(drawing, key, owner, names)
        self.scopes.append(scope)
        for sub in drawing.inside(key):
            if sub.on_event:
                self.arm(next(n for n in drawing.inside(sub.key) if n.tag == "startEvent"), scope, None)
        return scope

    def enter(self, scope: Scope, node: Node, came: str) -> None:
        item = Item(node, scope, came)
        scope.things.append(item)
        if node.tag in ("parallelGateway", "inclusiveGateway"):
            item.state = "joining"
            if node.tag == "parallelGateway":
                self.join_parallel(scope, node)
            return
        self.trail.append(("entered", node.key))
        for event in node.hanging:
            self.arm(event, scope, item)
        self.begin(item)

    def begin(self, item: Item) -> None:
        node = item.node
        if not item.is_instance and (node.many or node.loop):
            self.begin_repeated(item)
        elif node.tag == "userTask":
            item.state = "open"
        elif node.tag == "receiveTask" or (node.tag == "intermediateCatchEvent" and node.kind not in ("none", "link")):
            item.state = "waiting"
            if len(node.events) > 1:
                item.state = "several"
                self.arm_parts(item)
        elif node.tag == "eventBasedGateway":
            item.state = "racing"
            for flow in node.out:
                self.arm(item.scope.drawing.nodes[flow.target], item.scope, item)
        elif node.tag in SCOPES:
            self.begin_scope(item)
        else:
            self.ready(item)

    def ready(self, item: Item) -> None:
        item.state = "ready"
        self.queue.append(item)

    def begin_scope(self, item: Item) -> None:
        item.state = "inside"
        if item.node.called:
            drawing, key, names = self.processes[item.node.called], "", dict[str, Value]()
        else:
            drawing, key, names = item.scope.drawing, item.node.key, self.names_of(item)
        item.inner = self.open(drawing, key, item, names)
        start = next(n for n in drawing.inside(key) if n.tag == "startEvent")
        self.enter(item.inner, start, "")

    def run(self, item: Item) -> None:
        if not item.alive or item.state != "ready":
            return
        self.steps += 1
        if self.steps > LIMIT:
            raise TooLong
        node = item.node
        if node.tag in ("endEvent", "intermediateThrowEvent"):
            self.tell(item, "left")
            for kind, name in node.events:
                if item.alive:
                    self.throw(item, kind, name)
        elif item.is_instance or not (node.many or node.loop):  # what a repeated step does, its instances did
            self.work(item)
        if item.alive:
            self.leave(item)

    def work(self, item: Item) -> None:
        if item.node.tag == "scriptTask":
            name, _, text = item.node.script.partition("=")
            self.write(item, name.strip(), evaluate(text, self.seen(item)))
        elif item.node.tag == "sendTask":
            self.sent.append(item.node.events[0][1])

    def leave(self, item: Item) -> None:
        flows = self.chosen(item)
        self.tell(item, "left")
        self.take_out(item)
        if item.wrapper is not None:
            self.instance_done(item.wrapper, item)
            return
        if not item.node.out:
            item.scope.ended = item.inner.ended if item.node.on_event and item.inner else item.node.key
        for flow in flows:
            self.enter(item.scope, item.scope.drawing.nodes[flow.target], item.node.key)
        if any(kind == "terminate" for kind, _ in item.node.events) and item.node.tag == "endEvent":
            self.stop_scope(item.scope)

    def chosen(self, item: Item) -> list[Flow]:
        node, seen = item.node, self.seen(item)
        if item.is_instance:
            return []
        holds = [f for f in node.out if f.key != node.default and f.condition and evaluate(f.condition, seen) is True]
        default = [f for f in node.out if f.key == node.default]
        free = [f for f in node.out if f.key != node.default and not f.condition]
        taken = [f for f in node.out if f in holds or f in free] + (default if not holds else [])
        if node.out and not taken:
            raise Stuck
        if node.tag == "exclusiveGateway":
            return taken[:1]
        return taken

    # ------------------------------------------------------------ joins

    def join_parallel(self, scope: Scope, node: Node) -> None:
        arrived = [item for item in scope.items if item.node is node and item.state == "joining"]
        first = [next((item for item in arrived if item.came == flow.source), None) for flow in node.into]
        if None not in first:
            self.fuse([item for item in first if item is not None])

    def fuse(self, items: list[Item]) -> None:
        going = items[-1]
        for item in items[:-1]:
            item.alive = False
            item.scope.things.remove(item)
        self.trail.append(("entered", going.node.key))
        self.ready(going)

    def join_inclusive(self) -> bool:
        for scope in list(self.scopes):
            for node in scope.drawing.inside(scope.key):
                if node.tag == "inclusiveGateway" and self.try_inclusive(scope, node):
                    return True
        return False

    def try_inclusive(self, scope: Scope, join: Node) -> bool:
        arrived = [item for item in scope.items if item.node is join and item.state == "joining"]
        if not arrived:
            return False
        filled = {item.came for item in arrived}
        empty = {flow.source for flow in join.into} - filled
        for item in scope.items:
            if item.node is not join and not item.is_instance:
                ahead = self.ways_to(scope, item.node, join)
                if ahead & empty and not ahead & filled:
                    return False
        sources = dict.fromkeys(item.came for item in arrived)
        self.fuse([next(item for item in arrived if item.came == source) for source in sources])
        return True

    def ways_to(self, scope: Scope, node: Node, join: Node) -> set[str]:
        """The sources of the join's ways in that a token at a node can still come by, not through the join."""
        seen, ahead, found = {node.key}, [node], set[str]()
        while ahead:
            one = ahead.pop()
            following = [scope.drawing.nodes[flow.target] for flow in one.out] + one.hanging
            if any(flow.target == join.key for flow in one.out):
                found.add(one.key)
            for next_one in following:
                if next_one is not join and next_one.key not in seen:
                    seen.add(next_one.key)
                    ahead.append(next_one)
        return found

    def finish_scope(self) -> bool:
        for scope in reversed(self.scopes):
            if scope.owner is not None and not scope.items and scope.owner.state == "inside":
                self.stop_scope(scope)
                self.scopes.remove(scope)
                self.ready(scope.owner)
                return True
        return False

    # ------------------------------------------------------------ repeated activities

    def begin_repeated(self, item: Item) -> None:
        item.state = "repeating"
        if item.node.loop:
            condition, before, _ = item.node.loop
            if before and evaluate(condition, self.seen(item)) is not True:
                self.ready(item)
            else:
                self.begin_instance(item, 0)
            return
        count, sequential, _ = item.node.many or ("", False, "")
        item.total = int(evaluate(count, self.seen(item)) or 0)
        if not item.total:
            self.ready(item)
        for index in range(1 if sequential and item.total else item.total):
            self.begin_instance(item, index)

    def begin_instance(self, wrapper: Item, index: int) -> None:
        item = Item(wrapper.node, wrapper.scope, wrapper=wrapper, index=index)
        item.names = {} if wrapper.node.many else None
        wrapper.scope.things.append(item)
        wrapper.instances.append(item)
        self.trail.append(("entered", item.node.key))
        self.begin(item)

    def instance_done(self, wrapper: Item, item: Item) -> None:
        wrapper.instances.remove(item)
        wrapper.done += 1
        if wrapper.node.loop:
            condition, _, maximum = wrapper.node.loop
            if wrapper.done < maximum and evaluate(condition, self.seen(wrapper)) is True:
                self.begin_instance(wrapper, wrapper.done)
            else:
                self.ready(wrapper)
            return
        _, sequential, until = wrapper.node.many or ("", False, "")
        counts: dict[str, Value] = {**self.seen(item), "done": wrapper.done, "total": wrapper.total}
        if wrapper.done == wrapper.total or (until and evaluate(until, counts) is True):
            for left in list(wrapper.instances):
                self.stop(left)
            self.ready(wrapper)
        elif sequential:
            self.begin_instance(wrapper, wrapper.done)

    # ------------------------------------------------------------ events

    def arm(self, node: Node, scope: Scope, host: Item | None, after: Watch | None = None) -> None:
        watch = Watch(node, scope, host, node.events[0])
        if node.kind == "timer" and node.events[0][1].startswith("R"):
            text = node.events[0][1][1:].partition("/")[0]
            watch.rounds = after.rounds - 1 if after else int(text or 10**6)
        scope.things.append(watch)
        watch.held = after is not None and node.kind == "conditional"
        if len(node.events) > 1:
            watch.parts = [Watch(node, scope, host, event, watch) for event in node.events]
            scope.things += watch.parts

    def arm_parts(self, item: Item) -> None:
        """A multiple event on the way: its parts are watches that wake the item itself."""
        whole = Watch(item.node, item.scope, item, item.node.events[0])
        whole.parts = [Watch(item.node, item.scope, item, event, whole) for event in item.node.events]
        item.scope.things += whole.parts

    def occur(self, thing: Item | Watch) -> None:
        """What was waited for has happened."""
        if isinstance(thing, Item):
            self.ready(thing)
        elif thing.whole is not None:
            self.part_occurs(thing, thing.whole)
        elif thing.host is None:
            self.begin_event_sub(thing)
        elif thing.host.node.tag == "eventBasedGateway":
            self.win(thing)
        else:
            self.at_the_boundary(thing)

    def part_occurs(self, part: Watch, whole: Watch) -> None:
        self.drop(part)
        whole.parts.remove(part)
        if whole.parts and whole.node.every:
            return
        for left in list(whole.parts):
            self.drop(left)
        whole.parts = []
        if whole.host is not None and whole.node is whole.host.node:
            self.ready(whole.host)
        else:
            self.occur(whole)

    def win(self, watch: Watch) -> None:
        gateway = watch.host
        assert gateway is not None
        self.tell(gateway, "left")
        self.take_out(gateway)
        self.begin_at(watch)

    def begin_at(self, watch: Watch) -> None:
        item = Item(watch.node, watch.scope)
        watch.scope.things.append(item)
        self.trail.append(("entered", watch.node.key))
        self.ready(item)

    def at_the_boundary(self, watch: Watch) -> None:
        host = watch.host
        assert host is not None
        self.drop(watch)
        if watch.node.stops:
            self.stop(host)
        elif self.repeats(watch):
            self.arm(watch.node, watch.scope, host, watch)
        self.begin_at(watch)

    def begin_event_sub(self, watch: Watch) -> None:
        scope = watch.scope
        self.drop(watch)
        if watch.node.stops:
            self.stop_scope(scope)
        elif self.repeats(watch):
            self.arm(watch.node, scope, None, watch)
        sub = scope.drawing.nodes[watch.node.scope]
        item = Item(sub, scope)
        scope.things.append(item)
        self.trail.append(("entered", sub.key))
        self.begin_scope(item)

    def repeats(self, watch: Watch) -> bool:
        if len(watch.node.events) > 1:
            return True
        return watch.part[0] in AGAIN or (watch.part[1].startswith("R") and watch.rounds > 1)

    def wake(self) -> bool:
        for thing in self.everything():
            kind, text = self.waits_for(thing)
            if kind != "conditional":
                continue
            holds = evaluate(text, self.seen(thing)) is True
            if isinstance(thing, Watch) and thing.held:
                thing.held = holds
            elif holds:
                self.occur(thing)
                return True
        return False

    # ------------------------------------------------------------ what is thrown

    def throw(self, item: Item, kind: str, name: str) -> None:
        if kind == "message":
            self.sent.append(name)
        elif kind == "signal":
            self.ring(name)
        elif kind in ("escalation", "error", "cancel"):
            levels = self.of_the_transaction(item.scope) if kind == "cancel" else self.around(item.scope)
            found = self.catcher(levels, kind, name)
            if found is not None:
                self.occur(found)
            elif kind == "error":
                self.stop_scope(self.main)
                self.main.ended = item.node.key

    def ring(self, name: str) -> None:
        for thing in [one for one in self.everything() if self.waits_for(one) == ("signal", name)]:
            if thing.alive:
                self.occur(thing)

    def around(self, scope: Scope | None) -> Iterator[list[Watch]]:
        """Level by level outwards: the event sub-processes of a scope, the boundary of whoever runs it."""
        while scope is not None:
            yield [thing for thing in scope.things if isinstance(thing, Watch) and thing.host is None]
            owner = scope.owner
            if owner is not None:
                yield self.hung_on(owner)
                if owner.wrapper is not None:
                    yield self.hung_on(owner.wrapper)
            scope = None if owner is None else owner.scope

    def of_the_transaction(self, scope: Scope) -> list[list[Watch]]:
        owner = scope.owner
        return [] if owner is None else [self.hung_on(owner), *([self.hung_on(owner.wrapper)] if owner.wrapper else [])]

    def hung_on(self, host: Item) -> list[Watch]:
        return [thing for thing in host.scope.things if isinstance(thing, Watch) and thing.host is host]

    def catcher(self, levels: Iterable[list[Watch]], kind: str, name: str) -> Watch | None:
        for level in levels:
            fitting = [one for one in level if not one.parts and one.part[0] == kind]
            exact = [one for one in fitting if one.part[1] == name]
            anyway = [one for one in fitting if one.part[1] == ""]
            if exact or anyway:
                return (exact + anyway)[0]
        return None

    # ------------------------------------------------------------ an end to things

    def stop(self, item: Item) -> None:
        """Cancel an item with all that runs in it."""
        if not item.alive:
            return
        item.alive = False
        if item.inner is not None and item.inner in self.scopes:
            self.stop_scope(item.inner)
            self.scopes.remove(item.inner)
        for instance in list(item.instances):
            self.stop(instance)
        if item.state != "joining":
            self.tell(item, "cancelled")
        self.take_out(item)

    def stop_scope(self, scope: Scope) -> None:
        for thing in list(scope.things):
            if isinstance(thing, Item):
                self.stop(thing)
        for thing in list(scope.things):
            self.drop(thing)

    def take_out(self, item: Item) -> None:
        item.alive = False
        self.drop(item)
        for watch in self.hung_on(item):
            self.drop(watch)

    def drop(self, thing: Item | Watch) -> None:
        thing.alive = False
        if thing in thing.scope.things:
            thing.scope.things.remove(thing)

    def tell(self, item: Item, what: str) -> None:
        if not item.told:
            item.told = True
            self.trail.append((what, item.node.key))

    # ------------------------------------------------------------ data (10.4.1: a process's data are seen in all of it)

    def names_of(self, item: Item) -> dict[str, Value]:
        return item.scope.names if item.names is None else item.names

    def layers(self, thing: Item | Watch) -> list[dict[str, Value]]:
        """Where names are looked for, the nearest first."""
        found: list[dict[str, Value]] = []
        item: Item | None = thing if isinstance(thing, Item) else None
        scope = thing.scope
        while True:
            if item is not None and item.names is not None:
                found.append(item.names)
            if scope.owner is None or scope.owner.node.called:
                found.append(scope.names)
                return found
            item, scope = scope.owner, scope.owner.scope

    def seen(self, thing: Item | Watch) -> dict[str, Value]:
        names: dict[str, Value] = {}
        for layer in reversed(self.layers(thing)):
            names |= layer
        return names

    def write(self, thing: Item | Watch, name: str, value: Value) -> None:
        self.layers(thing)[0][name] = value


__all__ = ["ACTIVITIES", "Reference", "Stuck", "TooLong"]
