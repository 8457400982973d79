"""What a played case wrote, and what its ports answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any  # YAML as it came


@dataclass
class Desk:
    """What one played case wrote, and what its ports answer."""

    answers: dict[str, Any] = field(default_factory=dict)
    letters: list[str] = field(default_factory=list)
    notes: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    header: dict[str, Any] = field(default_factory=dict)

    def answer(self, method: str, default: Any) -> Any:
        """This function will give the scenario's answer to a port's method, else the default."""
        return self.answers.get(method, default)

    def note(self, method: str, *what: Any) -> None:
        """This function will write down what a port was told."""
        self.notes.append((method, what))

    def count(self, method: str) -> int:
        """This function will tell how often a port was told something."""
        return sum(1 for name, _ in self.notes if name == method)


@dataclass
class Twin:
    """A port bound to one played case."""

    desk: Desk
