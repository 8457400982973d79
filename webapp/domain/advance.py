"""What one act of the engine changed: plain values that a use case carries from the engine to the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.domain.ids import TaskId


class Assign(StrEnum):
    """How a user task narrows its candidates (property `assign`)."""

    SAME_AS = "same_as"
    NOT_SAME_AS = "not_same_as"
    SUBJECT = "subject"
    UNIT_OF_SUBJECT = "unit_of_subject"
    INITIATOR = "initiator"
    PERSON = "person"
    NOT_IN_CASE = "not_in_case"
    IN_PERSON = "in_person"


@dataclass(frozen=True, kw_only=True)
class AssignRule:
    """One narrowing rule, resolved: `target` is an absolute task path, a person id (PERSON) or `origin`.

    IN_PERSON: no substitute does it for whoever is away.
    """

    kind: Assign
    target: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenedTask:
    """A user or manual task that became ready.

    `path` names it within the case through its call activities: `approve_plan/by_deputy`; instances of a
    multi-instance carry their index: `sign_report[0]`. `element` and `process` name the drawn element.
    `due_on` is None when its deadline row does not exist yet. `mandatory` is the demand's row or None.
    `item` is the element variable of a multi-instance instance.
    """

    task_id: TaskId
    path: str
    process: str
    element: str
    name: str
    role: str | None
    rules: tuple[AssignRule, ...] = ()
    deadline: str | None = None
    due_on: dt.date | None = None
    provisional: bool = False
    mandatory: str | None = None
    form: str | None = None
    item: object = None


@dataclass(frozen=True, kw_only=True)
class ClosedTask:
    """A user task that is no longer open: `completed` by the act itself or `cancelled` by an interruption or ending."""

    task_id: TaskId
    completed: bool


@dataclass(frozen=True, kw_only=True)
class TimerSet:
    """A timer to fire at an instant (UTC). `key` is the deadline row that it rests on, `expression` its FEEL text.

    `due_on` is its day in the office's zone; of one that fires when a day is over, that day.
    """

    task_id: TaskId
    path: str
    process: str
    element: str
    due_at: dt.datetime
    due_on: dt.date | None = None
    key: str | None = None
    expression: str = ""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A catch event that waits for a message; `correlate` is its property's value, by default the case's subject.

    `listens`: an event at a step's border lets something in, while the case waits for the step itself.
    """

    task_id: TaskId
    path: str
    process: str
    element: str
    name: str
    message: str
    role: str | None
    correlate: str | None
    deadline: str | None = None
    due_on: dt.date | None = None
    mandatory: str | None = None
    listens: bool = False


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """A thrown message; `to` are receiver process ids, `reply` sends it to the case that sent the starting message."""

    task_id: TaskId
    name: str
    process: str
    element: str
    to: tuple[str, ...]
    payload: Mapping[str, object]
    reply: bool = False
    subject: str | None = None


@dataclass(frozen=True, kw_only=True)
class Call:
    """A parked service task: the use case runs `handler` and hands the result to `resume` or `fail`."""

    task_id: TaskId
    path: str
    process: str
    element: str
    handler: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Walked:
    """An element entered or a sequence flow passed (ids are unique within a process)."""

    process: str
    element: str
    kind: str
    path: str = ""


class Passing(StrEnum):
    """What became of an element or a flow."""

    PASSED = "passed"
    ENTERED = "entered"
    LEFT = "left"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One line of a case's trail: a flow passed, an element entered, left or cancelled, in the order of happening."""

    process: str
    element: str
    kind: str
    passing: Passing
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class DeadlineStarted:
    """A deadline row that an element's `starts` property wrote; a later one of the same key replaces it.

    `whole`: it is a limit of the whole matter until that element is reached (empty: to the end); None: of its steps.
    """

    key: str
    base_on: dt.date
    due_on: dt.date
    provisional: bool = False
    whole: str | None = None


@dataclass(frozen=True, kw_only=True)
class Advance:
    """Everything that one engine verb changed, keyed by task uuid (BPMN 2.0, section 13: tokens).

    `bound` are the demands' rows that hold the case now: a token stands at an element marked with them.
    `finished` is the id of the end event when no token is left, else None. `waiting_at` are the drawn elements of the
    main process where tokens stand now (for the diagram). `signals` are the names of the signals that were thrown;
    `trail` is told of definitions that keep one.
    """

    state: bytes
    opened: tuple[OpenedTask, ...] = ()
    closed: tuple[ClosedTask, ...] = ()
    timers: tuple[TimerSet, ...] = ()
    timers_gone: tuple[TaskId, ...] = ()
    waits: tuple[Wait, ...] = ()
    waits_gone: tuple[TaskId, ...] = ()
    sent: tuple[SentMessage, ...] = ()
    calls: tuple[Call, ...] = ()
    calls_gone: tuple[TaskId, ...] = ()
    walked: tuple[Walked, ...] = ()
    deadlines: tuple[DeadlineStarted, ...] = ()
    bound: tuple[str, ...] = ()
    waiting_at: tuple[str, ...] = ()
    finished: str | None = None
    signals: tuple[str, ...] = ()
    trail: tuple[Trace, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a token stands, or what only watches (a boundary event, an event sub-process, a racing event).

    `waits_for`: task, job, message, timer, signal, conditional, error, escalation, cancel, multiple, join, events (an
    event-based gateway), inside (an activity that runs others). `name` is the message's, signal's or code's.
    """

    element: str
    kind: str
    waits_for: str
    path: str
    process: str
    watching: bool = False
    name: str | None = None
    due: dt.datetime | None = None
