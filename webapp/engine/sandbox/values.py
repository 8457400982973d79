"""What a sandbox shows: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webapp.domain.advance import Place
from webapp.domain.findings import Finding
from webapp.domain.ids import TaskId
from webapp.engine.kinds import Kind

if TYPE_CHECKING:
    from webapp.engine.definition import Definition
    from webapp.engine.sandbox.cases import Case


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What was deployed: the processes of the files, and what was remarked without standing in the way."""

    processes: tuple[str, ...]
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Task:
    """A step that waits for somebody: a user or manual task, or (`kind` "service") a job without a handler.

    `element` is the drawn id, `path` names it within the case: `review[1]` for an instance, `call/review` inside a
    called process. `item` is the value of a multi-instance item, `arguments` are a job's.
    """

    id: str
    element: str
    name: str
    kind: str
    path: str
    process: str
    case: Case
    item: object = None
    arguments: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_job(self) -> bool:
        """This function will tell a service task from a person's."""
        return self.kind == Kind.SERVICE

    @property
    def at(self) -> tuple[Definition, bytes, TaskId]:
        """This function will give what a verb of the engine needs to act here."""
        return self.case.definition, self.case.state_bytes, TaskId(self.id)

    def is_called(self, name: Task | str) -> bool:
        """This function will tell whether it is meant: by itself, its id, path, element or name."""
        if isinstance(name, Task):
            return name.id == self.id and name.case is self.case
        return name in (self.id, self.path, self.element, self.name)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the history. `what` is entered, left, cancelled, or passed (a sequence flow)."""

    element: str
    what: str
    kind: str
    path: str
    process: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class State:
    """A case at one moment; `ended_at` is the end event (or what else was last) when it is finished."""

    finished: bool
    ended_at: str | None
    places: tuple[Place, ...]

    @property
    def waiting(self) -> tuple[str, ...]:
        """This function will give the elements at which tokens stand, sorted; what only watches is not among them."""
        return tuple(sorted({place.element for place in self.places if not place.watching}))


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message that was thrown or sent: `payload` are its values, `sender` the case, None from outside.

    `only` is the one case that it is for, however long it is kept. `lost`: what it was to correlate by is null, so that
    no waiting case is meant.
    """

    name: str
    payload: Mapping[str, object]
    correlation: object = None
    sender: Case | None = None
    to: tuple[str, ...] = ()
    only: Case | None = None
    lost: bool = False


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What became of a message: `delivered` to a case that waited, `started` a new one, or `kept` until one waits.

    `why` says of one that is kept why nobody can ever wait for it.
    """

    status: str
    case: Case | None = None
    why: str = ""


__all__ = ["Delivery", "Deployment", "Letter", "Place", "State", "Step", "Task"]
