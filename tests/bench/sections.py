"""Where the time of an act goes: each part's own time, what other named parts take within it left out."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any  # whatever is called

from sqlalchemy.engine.default import DefaultDialect

from webapp import engine
from webapp.domain.handlers import HandlerSpec
from webapp.store import audit, bound, cases
from webapp.store.db import Tx
from webapp.store.vault import DataKey
from webapp.usecases import advancing, completing

PARTS: tuple[tuple[Any, str, str], ...] = (
    (cases, "lock_to_act", "lock and sight"),
    (completing, "_answered", "form"),
    (engine, "complete", "engine"),
    (engine, "resume", "engine"),
    (HandlerSpec, "run", "handlers"),
    (advancing, "_placed", "placing"),
    (cases, "apply", "rows"),
    (audit, "link", "audit"),
    (bound, "note", "audit"),
    (DataKey, "seal", "seals"),
    (DataKey, "open", "seals"),
    (Tx, "execute", "SQLAlchemy"),
    (DefaultDialect, "do_execute", "driver"),
    (DefaultDialect, "do_executemany", "driver"),
    (DefaultDialect, "do_commit", "commit"),
)
"""Who has the function, its name, and under which word its time is kept."""
REST = "rest"


@dataclass
class Sections:
    """Own times by part, in milliseconds."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    open: list[float] = field(default_factory=list)

    def timed(self, part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function that also keeps its own time under a part."""

        def wrapped(*arguments: Any, **named: Any) -> Any:
            self.open.append(0.0)
            began = time.perf_counter()
            try:
                return call(*arguments, **named)
            finally:
                spent = 1000 * (time.perf_counter() - began)
                self.spent[part] += spent - self.open.pop()
                if self.open:
                    self.open[-1] += spent

        return wrapped

    def act(self, call: Callable[[], Any]) -> tuple[float, dict[str, float]]:
        """Run an act and give how long it took and where that went."""
        self.spent.clear()
        began = time.perf_counter()
        self.timed(REST, call)()
        return 1000 * (time.perf_counter() - began), dict(self.spent)


@contextmanager
def looked_at() -> Iterator[Sections]:
    """Let the parts keep their times; afterwards they are as they were."""
    sections = Sections()
    before = [(owner, name, vars(owner)[name]) for owner, name, _ in PARTS]
    for owner, name, part in PARTS:
        setattr(owner, name, sections.timed(part, vars(owner)[name]))
    try:
        yield sections
    finally:
        for owner, name, kept in before:
            setattr(owner, name, kept)
