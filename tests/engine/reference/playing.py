"""One random diagram, driven in the same random order through the engine and through the second interpreter."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from zoneinfo import ZoneInfo

from tests.engine.reference.artist import drawn
from tests.engine.reference.drawing import drawings
from tests.engine.reference.interpreter import Reference, Stuck, TooLong
from webapp.domain.advance import Advance
from webapp.domain.bundle import Bundle
from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadlines import LimitRules
from webapp.domain.findings import Severity
from webapp.domain.world import World
from webapp.engine import verbs
from webapp.engine.definition import Definition
from webapp.engine.errors import EngineStopped
from webapp.engine.looking import inspect, places
from webapp.engine.rules import check

WORLD = World(
    now=dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC), zone=ZoneInfo("UTC"), calendar=WorkCalendar(), limits=LimitRules()
)
Act = tuple[str, str, int]


def bundle(files: list[bytes]) -> Bundle:
    """Give a bundle of a process and what it calls."""
    names = ["p", *(f"q{number}" for number in range(len(files)))]
    return Bundle(process="p", files={f"r/{name}.bpmn": one for name, one in zip(names, files, strict=False)})


class Engine:
    """The engine's side; every act loads the stored state anew."""

    def __init__(self, files: list[bytes]) -> None:
        self.definition = Definition(bundle(files), house=False, traced=True)
        self.trail: list[tuple[str, str]] = []
        self.sent: list[str] = []
        self.took(verbs.start(self.definition, "s", {}, WORLD))

    def took(self, advance: Advance) -> None:
        self.state, self.finished = advance.state, advance.finished is not None
        self.trail += [(one.passing.value, one.element) for one in advance.trail if one.passing != "passed"]
        self.sent += [one.name for one in advance.sent]

    def seen(self) -> dict[str, list[str]]:
        found = inspect(self.definition, self.state, WORLD)
        signals = [one.path for one in places(self.definition, self.state, WORLD) if one.waits_for == "signal"]
        return {
            "tasks": sorted(one.path for one in found.opened),
            "timers": sorted(one.path for one in found.timers),
            "messages": sorted(one.path for one in found.waits),
            "signals": sorted(signals),
        }

    def act(self, verb: str, path: str, number: int) -> None:
        found = inspect(self.definition, self.state, WORLD)
        kinds = {"complete": found.opened, "fire": found.timers, "deliver": found.waits}
        kinds |= {"error": found.opened, "escalation": found.opened}
        key = next((one.task_id for one in kinds.get(verb, ()) if one.path == path), None)
        verb_of: dict[str, Callable[[], Advance]] = {
            "complete": lambda: verbs.complete(self.definition, self.state, key, {"n": number}, WORLD),
            "fire": lambda: verbs.fire(self.definition, self.state, key, WORLD),
            "deliver": lambda: verbs.deliver(self.definition, self.state, key, {"n": number}, WORLD),
            "signal": lambda: verbs.hear(self.definition, self.state, "bell", WORLD),
            "error": lambda: verbs.fail(self.definition, self.state, key, "lost", WORLD),
            "escalation": lambda: verbs.escalate(self.definition, self.state, key, "high", WORLD),
        }
        self.took(verb_of[verb]())


class Book:
    """The second interpreter's side."""

    def __init__(self, files: list[bytes]) -> None:
        self.run = Reference(drawings(*files), "p", "s")

    @property
    def finished(self) -> bool:
        return self.run.finished

    def seen(self) -> dict[str, list[str]]:
        def paths(kind: str) -> list[str]:
            return sorted(self.run.path(one) for one in self.run.waiting(kind))

        return {
            "tasks": sorted(self.run.path(one) for one in self.run.tasks()),
            "timers": paths("timer"),
            "messages": paths("message"),
            "signals": paths("signal"),
        }

    def act(self, verb: str, path: str, number: int) -> bool:
        kinds = {"complete": "tasks", "fire": "timer", "deliver": "message", "error": "tasks", "escalation": "tasks"}
        if verb == "signal":
            self.run.signal("bell")
            return True
        there = self.run.tasks() if kinds[verb] == "tasks" else self.run.waiting(kinds[verb])
        one = next(one for one in there if self.run.path(one) == path)
        if verb == "complete":
            self.run.complete(one, n=number)  # type: ignore[arg-type]
        elif verb == "deliver":
            self.run.write(one, "n", number)
            self.run.happen(one)
        elif verb == "fire":
            self.run.happen(one)
        else:
            caught = self.run.throw_at(one, verb, "lost" if verb == "error" else "high")  # type: ignore[arg-type]
            return caught or verb == "escalation"  # one that nobody catches has no effect
        return True


def possible(seen: dict[str, list[str]], chance: random.Random) -> list[Act]:
    """Give what may happen next."""
    acts: list[Act] = [("complete", path, chance.randint(0, 3)) for path in seen["tasks"]]
    acts += [("fire", path, 0) for path in seen["timers"]]
    acts += [("deliver", path, chance.randint(0, 3)) for path in seen["messages"]]
    acts += [("signal", "", 0)] if seen["signals"] else []
    if seen["tasks"] and chance.random() < 0.15:
        acts.append((chance.choice(["error", "escalation"]), chance.choice(seen["tasks"]), 0))
    return acts


def play(seed: int, *, depth: int = 3, acts: int = 40) -> int:
    """Drive one random diagram; raise AssertionError where the two part. Give the number of acts."""
    return game(drawn(seed, depth), random.Random(seed), name=f"seed {seed}", acts=acts)  # noqa: S311 - a test


def game(files: list[bytes], chance: random.Random, *, name: str, acts: int = 40) -> int:
    """Drive a diagram in both; a circle that never waits ends the game in both."""
    told: list[Act] = []
    try:
        book = Book(files)
        engine = Engine(files)
    except (TooLong, Stuck, EngineStopped) as error:
        assert_both_stop(files, error, name)
        return 0
    compare(engine, book, name, told)
    while acts > len(told) and not book.finished:
        choices = possible(book.seen(), chance)
        if not choices:
            break
        told.append(chance.choice(choices))
        if not act_in_both(engine, book, told, name):
            break
        compare(engine, book, name, told)
    return len(told)


def assert_both_stop(files: list[bytes], error: Exception, name: str) -> None:
    """Where one stops at the very beginning the other one does as well, whatever the reason."""
    stopped = 0
    for side in (Book, Engine):
        try:
            side(files)
        except (TooLong, Stuck, EngineStopped):
            stopped += 1
    assert stopped == 2, (name, error)


def act_in_both(engine: Engine, book: Book, told: list[Act], name: str) -> bool:
    """Let an act happen in both; False when both stop at it."""
    where = (name, told)
    try:
        caught = book.act(*told[-1])
    except (TooLong, Stuck):
        caught = None
    try:
        engine.act(*told[-1])
        stopped = False
    except EngineStopped:
        stopped = True
    assert stopped == (not caught), where
    return not stopped


def compare(engine: Engine, book: Book, name: str, told: list[Act]) -> None:
    """What is open, what ended, and what the trail tells, are the same."""
    where = f"{name} after {told}"
    assert engine.seen() == book.seen(), where
    assert engine.finished == book.finished, where
    assert Counter(engine.trail) == Counter(book.run.trail), where
    assert engine.sent == book.run.sent, where


def faults(seed: int, depth: int = 3) -> list[tuple[str, str, str]]:
    """What the check says of a random diagram, but for joins that can wait for ever."""
    found = check(bundle(drawn(seed, depth)), {}, house=False)
    errors = [one for one in found if one.severity is Severity.ERROR and one.rule != "waiting"]
    return [(one.rule, one.element, one.reason) for one in errors]
