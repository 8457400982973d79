"""A handler that does what a test tells it: works, raises, never comes back, gives what is no value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from webapp.domain.handlers import handler


def _raises() -> object:
    raise LookupError("contents that nobody may read in a log")


def _hangs() -> object:
    while True:
        pass


def _knot() -> object:
    knot: list[object] = []
    knot.append(knot)
    return knot


WAYS: dict[str, Callable[[], object]] = {
    "works": lambda: "good",
    "raises": _raises,
    "runs out of memory": lambda: (_ for _ in ()).throw(MemoryError()),
    "hangs": _hangs,
    "gives no value": object,
    "gives a set": lambda: {1, 2},
    "gives a knot": _knot,
    "gives too much": lambda: "长" * 500_000,
    "gives an iterator": lambda: iter(()),
}


@dataclass
class Trouble:
    """How the handler behaves from now on, and how often it was called; `bad` are the cases for which alone."""

    how: str = "works"
    bad: frozenset[str] | None = None
    calls: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """Let the handler work again, never called."""
        self.how, self.bad, self.calls = "works", None, []


TROUBLE = Trouble()


@handler
def act(which: str | None = None) -> str:
    """This function will do as the test says."""
    TROUBLE.calls.append(str(which))
    spared = TROUBLE.bad is not None and which not in TROUBLE.bad
    return WAYS["works" if spared else TROUBLE.how]()  # type: ignore[return-value]
