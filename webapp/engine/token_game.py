"""The token game of one scope, without data: every choice is possible. It finds joins that can wait for ever.

Tokens lie on flows. A token before anything but a joining gateway moves at once, in a fixed order (moves of different
tokens do not disturb each other), each of its choices a branch; a parallel join fires when every way in holds a token,
an inclusive one when nothing else can come. A marking in which nothing can move, but tokens are left, is a deadlock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from webapp.engine.building import blockers
from webapp.engine.model import Element, Kind, Process, Trigger

MAX_MARKINGS = 20_000
"""Beyond this the game is given up without a verdict (it is no proof then)."""
MAX_TOKENS = 14
MAX_CHOICES = 6
"""Ways out of an inclusive split whose every choice is played; of more, each one, each two, and all together."""
Marking = tuple[str, ...]


@dataclass
class TokenGame:
    """One scope of a process: the process itself ("") or an embedded sub-process."""

    process: Process
    scope: str
    stuck: set[str] = field(default_factory=set)

    def play(self) -> tuple[str, ...]:
        """This function will play from each start event, and give the joins at which tokens can be left for ever."""
        nodes = [element.id for element in self.process.inside(self.scope)]
        inclusive = [e for e in self.process.inside(self.scope) if e.kind is Kind.INCLUSIVE]
        self.blockers = {join.id: blockers(self.process, join, nodes) for join in inclusive}
        for element in self.process.inside(self.scope):
            if element.kind is Kind.START:
                self.explore(tuple(element.outgoing))
        return tuple(sorted(self.stuck))

    def explore(self, first: Marking) -> None:
        """This function will visit every marking that can be reached."""
        seen, ahead = {first}, [first]
        while ahead and len(seen) <= MAX_MARKINGS:
            marking = ahead.pop()
            if len(marking) > MAX_TOKENS:
                continue
            following = list(self.after(marking))
            if not following and marking:
                self.stuck |= {self.process.flows[flow].target for flow in marking}
            for new in following:
                if new not in seen:
                    seen.add(new)
                    ahead.append(new)

    def after(self, marking: Marking) -> Iterator[Marking]:
        """This function will give the markings that follow: by one free token, else by one join."""
        for flow in marking:
            node = self.process.elements[self.process.flows[flow].target]
            if not self.joins(node):
                yield from (self.moved(marking, [flow], out) for out in self.ways(node))
                return
        for flow in marking:
            node = self.process.elements[self.process.flows[flow].target]
            taken = self.ready(node, marking)
            if taken:
                yield from (self.moved(marking, taken, out) for out in self.ways(node))
                return

    def joins(self, node: Element) -> bool:
        """This function will tell whether tokens may have to wait for each other here."""
        return node.kind in (Kind.PARALLEL, Kind.INCLUSIVE) and len(node.incoming) > 1

    def ready(self, node: Element, marking: Marking) -> list[str]:
        """This function will give the tokens that a join consumes now, or none."""
        filled = [flow for flow in node.incoming if flow in marking]
        if node.kind is Kind.PARALLEL:
            return filled if len(filled) == len(node.incoming) else []
        reach = self.blockers[node.id]
        sources = {self.process.flows[flow].source for flow in filled}
        coming = frozenset[str]().union(*(reach.get(s, frozenset()) for s in reach if s not in sources))
        coming -= frozenset[str]().union(*(reach.get(s, frozenset()) for s in sources))
        others = (self.process.flows[flow].target for flow in marking if flow not in node.incoming)
        return [] if any(place in coming for place in others) else filled

    def ways(self, node: Element) -> list[tuple[str, ...]]:
        """This function will give the sets of flows on which a node may put tokens."""
        if node.kind is Kind.END or not node.outgoing:
            return [("",)] if node.event.trigger is Trigger.TERMINATE else [()]
        if node.kind is Kind.PARALLEL:
            return [tuple(node.outgoing)]
        if node.kind is Kind.INCLUSIVE:
            several = len(node.outgoing)
            counts = range(1, several + 1) if several <= MAX_CHOICES else (1, 2, several)
            return [chosen for count in counts for chosen in combinations(node.outgoing, count)]
        return [*((flow,) for flow in node.outgoing), *self.by_the_edge(node)]

    def by_the_edge(self, node: Element) -> Iterator[tuple[str, ...]]:
        """This function will give the ways by boundary events: instead of the normal one, or besides it."""
        for event in self.process.hanging_on.get(node.id, ()):
            out = tuple(event.outgoing)
            yield out if event.event.interrupting else (*node.outgoing, *out)

    def moved(self, marking: Marking, taken: list[str], put: tuple[str, ...]) -> Marking:
        """This function will give the marking after a move; a terminating end clears it."""
        if put == ("",):
            return ()
        left = Counter(marking)
        left.subtract(taken)
        return tuple(sorted((*left.elements(), *put)))
