"""What the store keeps, as plain values: cases, tasks, people, letters, meetings, jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.domain.advance import Advance, AssignRule
from webapp.domain.ids import CaseId, PersonId, RoomId, TaskId, UnitId


class CaseStatus(StrEnum):
    """Open (在办), closed (已办结), ended early (已终止), or a registration given up before it was handed in."""

    OPEN = "open"
    CLOSED = "closed"
    ENDED = "ended"
    GIVEN_UP = "given_up"


class Secrecy(StrEnum):
    """Levels of secrecy (保守国家秘密法), from public to top secret; their order is `SECRECY_ORDER`."""

    PUBLIC = "public"
    INTERNAL = "internal"
    WORK_SECRET = "work_secret"  # noqa: S105 - a level, no password
    SECRET = "secret"  # noqa: S105
    CONFIDENTIAL = "confidential"
    TOP_SECRET = "top_secret"  # noqa: S105


SECRECY_ORDER: tuple[Secrecy, ...] = tuple(Secrecy)

LEVEL_ORDER: tuple[str, ...] = ("other", "head", "head_next_lower")
"""Cadre levels (干部管理权限), lowest first; a grant reaches up to its `max_level`."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A matter (事项) under way or ended; `state` is the engine's own bytes, opened.

    `bound` are the demands' rows that hold the case; `waiting_at` the drawn elements where tokens stand now;
    `spec_start` is the start event on whose spec the state stands (changes when an early ending runs).
    """

    id: CaseId
    key: str
    number: str | None
    measure: str
    process: str
    deployment_id: str
    start_event: str
    spec_start: str
    subject_id: PersonId | None
    unit_id: UnitId | None
    level: str
    secrecy: Secrecy
    room_id: RoomId | None
    priority: int
    status: CaseStatus
    opened_at: dt.datetime
    closed_at: dt.datetime | None = None
    ended_at_element: str | None = None
    initiator_id: PersonId | None = None
    origin_case_id: CaseId | None = None
    period: str | None = None
    confined: bool = False
    next_due_on: dt.date | None = None
    bound: tuple[str, ...] = ()
    waiting_at: tuple[str, ...] = ()
    rev: int = 0
    state: bytes = b""
    chain_length: int = 0
    chain_head: str = ""
    destroyed_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """A human step as those after it see it: where it stands, which rules bind it, who holds it and who did it.

    `opened_in` and `done_in` are the entries of the case's record that opened and completed it, `position` its place
    among those of one entry: an instant may hold several.
    """

    id: TaskId
    path: str
    element: str
    role: str | None
    rules: tuple[AssignRule, ...] = ()
    assignee_id: PersonId | None = None
    completed_by: PersonId | None = None
    opened_at: dt.datetime
    closed_at: dt.datetime | None = None
    is_open: bool = True
    opened_in: int = 0
    position: int = 0
    done_in: int | None = None
    on_behalf_of: PersonId | None = None

    @property
    def done_for(self) -> PersonId | None:
        """This function will give whose work it was: the absent colleague's, where a substitute did it (代)."""
        return self.on_behalf_of or self.completed_by

    @property
    def hands(self) -> tuple[PersonId, ...]:
        """This function will give who did it, and for whom: what bears a name is not checked by whoever bears it."""
        return tuple(sorted({who for who in (self.completed_by, self.done_for) if who}))


def last_hands(past: Sequence[Step], path: str) -> tuple[PersonId, ...]:
    """This function will give the hands by which the step of a path was done last."""
    return next((one.hands for one in reversed(past) if one.path == path and one.completed_by), ())


@dataclass(frozen=True, kw_only=True)
class Task(Step):
    """A human step with all that is known of it, open or done (the row is also the history of the step).

    `withheld_from`: the person whom the diagram names for it and who is recused; until it is handed to another it is in
    nobody's pool. `spared`: who is kept free for a later step, and for which, as long as somebody else can do this one.
    """

    case_id: CaseId
    process: str
    name: str
    room_id: RoomId | None
    outcome: str | None = None
    deadline: str | None = None
    due_on: dt.date | None = None
    provisional: bool = False
    follow_up_on: dt.date | None = None
    priority: int = 0
    level: str = "other"
    secrecy: Secrecy = Secrecy.INTERNAL
    subject_id: PersonId | None = None
    unit_id: UnitId | None = None
    mandatory: str | None = None
    form: str | None = None
    item: object = None
    seen_at: dt.datetime | None = None
    returned: bool = False
    has_draft: bool = False
    withheld_from: PersonId | None = None
    spared: tuple[tuple[PersonId, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A form's content (sealed at rest). A draft is one that is not `final`; `state_before` allows 撤回 of the act."""

    id: str
    case_id: CaseId
    task_id: TaskId
    path: str
    element: str
    person_id: PersonId
    version: int
    final: bool
    at: dt.datetime
    form_token: str | None
    content: Mapping[str, object]
    state_before: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One link of a stream's hash chain: the act in clear words' codes, the sealed part apart (old and new values)."""

    stream: str
    act: str
    actor_id: PersonId | None
    at: dt.datetime
    element: str | None = None
    task_id: TaskId | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    sealed: Mapping[str, object] | None = None


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work to do after commit: a message to deliver, a mail, a PDF; claimed by one worker until `leased_until`."""

    id: str
    kind: str
    case_id: CaseId | None
    payload: Mapping[str, object]
    attempts: int = 0
    next_try_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DueTimer:
    """A timer whose instant has come; `attempts` to fire it failed."""

    task_id: TaskId
    case_id: CaseId
    path: str
    element: str
    due_at: dt.datetime
    attempts: int = 0


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A catch event of a case that waits for a message.

    `listens`: an event at a step's border; the case waits for the step itself.
    """

    task_id: TaskId
    case_id: CaseId
    message: str
    correlate: str | None
    path: str
    element: str
    name: str = ""
    due_on: dt.date | None = None
    opened_at: dt.datetime | None = None
    process: str = ""
    role: str | None = None
    mandatory: str | None = None
    deadline: str | None = None
    listens: bool = False


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message in the inbox of the office: kept until a case takes it. `id` is unique (uuid5 of its source)."""

    id: str
    name: str
    subject_id: str | None
    source_case_id: CaseId | None
    to: str | None
    target_case_id: CaseId | None
    payload: Mapping[str, object]
    at: dt.datetime
    status: str = "waiting"
    attempts: int = 0


@dataclass(frozen=True, kw_only=True)
class CaseChange:
    """All that one act writes to one case, besides the act's submission and audit entry.

    `case` is the case as it was locked, with whatever header fields the act changed (new ones: as it shall be);
    `tasks` are those that the act opened.
    """

    case: Case
    advance: Advance
    tasks: tuple[Task, ...]
    not_actors: tuple[tuple[TaskId, PersonId], ...] = ()
    status: CaseStatus = CaseStatus.OPEN
    now: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A time limit of a case: base day, due day now and as first counted, how often extended, since when paused."""

    case_id: CaseId
    key: str
    base_on: dt.date
    due_on: dt.date
    first_due_on: dt.date
    extended: int = 0
    paused_on: dt.date | None = None
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class ArmedTimer:
    """A timer of a case that has not fired; `due_on` its day, `key` the deadline row it rests on, `expression` FEEL."""

    task_id: TaskId
    case_id: CaseId
    path: str
    process: str
    element: str
    due_at: dt.datetime
    due_on: dt.date | None = None
    key: str | None = None
    expression: str = ""


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """Something that went wrong and waits for a person; `code` and `facts` hold ids and codes only."""

    id: str
    kind: str
    case_id: CaseId | None = None
    element: str | None = None
    task_id: TaskId | None = None
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    at: dt.datetime
    settled_at: dt.datetime | None = None
    settled_by: str | None = None
    remedy: str | None = None


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """One version of a process; `state` draft, proposed, live or retired (one live per process)."""

    id: str
    process: str
    measure: str
    version: int
    checksum: str
    state: str
    deployed_by: str | None = None
    approved_by: str | None = None
    deployed_at: dt.datetime
    live_at: dt.datetime | None = None
    retired_at: dt.datetime | None = None
    note: str | None = None
