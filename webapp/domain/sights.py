"""What a list, an inbox or a page shows of cases and tasks: who looks, what is asked for, what is seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from webapp.domain.ids import CaseId, PersonId, RoomId, TaskId, UnitId
from webapp.domain.records import Case, CaseStatus, Step, Task

T = TypeVar("T")
PAGE_SIZE = 50
DIGITS = 18
"""Of the numbers of rows, which a database counts in 64 bits."""


def whole_number(text: str, digits: int = DIGITS) -> int | None:
    """This function will give the whole number that a text from outside is, None for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def year_in(text: str) -> int | None:
    """This function will give the year of four digits that a text from outside is, None for any other text."""
    found = whole_number(text, 4)
    return found if found is not None and found >= dt.MINYEAR + 999 else None


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who looks, when (UTC) and on which day of the office's zone (grants and absences hold by days)."""

    person_id: PersonId
    now: dt.datetime
    today: dt.date


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list. `after` is where the next one begins, None on the last page."""

    rows: tuple[T, ...]
    after: tuple[object, ...] | None = None


class Tab(StrEnum):
    """待办事项 (mine), 待领办 (open to claim), 受托事项 (for an absent colleague)."""

    MINE = "mine"
    POOL = "pool"
    ABSENT = "absent"


class Sort(StrEnum):
    """What a list is ordered by; ties by id, so that a page has one beginning."""

    DUE = "due"
    OPENED = "opened"
    PRIORITY = "priority"
    FOLLOW_UP = "follow_up"


class Group(StrEnum):
    """What stands together in a list before it is ordered."""

    NONE = "none"
    MEASURE = "measure"
    SUBJECT = "subject"


@dataclass(frozen=True, kw_only=True)
class TaskFilter:
    """What an inbox is narrowed to; None means all. `number` is a part of the case's number.

    `subject_ids` are those whom a search for a name found. Priority 0 is the most urgent (P0).
    """

    tab: Tab | None = None
    measure: str | None = None
    element: str | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    number: str | None = None
    subject_ids: tuple[PersonId, ...] | None = None
    unit_id: UnitId | None = None
    sort: Sort = Sort.DUE
    group: Group = Group.NONE


@dataclass(frozen=True, kw_only=True)
class InboxLine:
    """A task in a list with what its case says of itself. `on_behalf_of` is the absent colleague (signed 代)."""

    task: Task
    tab: Tab
    on_behalf_of: PersonId | None
    number: str | None
    measure: str
    period: str | None
    case_status: CaseStatus
    waiting_at: tuple[str, ...] = ()
    deployment_id: str = ""


@dataclass(frozen=True, kw_only=True)
class HandedLine:
    """A step in the list that hands back: done for an absent colleague (by whom, when), or still open (due when)."""

    task_id: TaskId
    case_id: CaseId
    name: str
    number: str | None
    measure: str
    subject_id: PersonId | None
    done_by: PersonId | None
    done_at: dt.datetime | None
    due_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a person is to a task: the facts from which 403 and its reason follow.

    `granted` = holds the task's role in its room up to its level and secrecy; `barred` = four eyes; `spared` = is kept
    free for a later step that nobody else can do, while others can do this one;
    `on_behalf_of` = an absent colleague whom the person stands in for and who could act.
    """

    assigned: bool
    granted: bool
    recused: bool
    barred: bool
    is_subject: bool
    declared: bool
    on_behalf_of: PersonId | None = None
    spared: bool = False


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A case and a task locked for one act, with all that deciding needs, read in one statement.

    `deadlines` are the case's rows (key -> due day); `steps` those of the case as they were done, of each path and
    person the last one, then open ones; `draft_id` and `draft_version` the person's draft of this task; `submitted`
    tells that the form token was used before.
    """

    case: Case
    task: Task
    standing: Standing
    deadlines: Mapping[str, dt.date] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    draft_id: str | None = None
    draft_version: int = 0
    submitted: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """What a list of cases is narrowed to; None means all. `zone` is the office's: where the days of opening begin."""

    status: CaseStatus | None = CaseStatus.OPEN
    measure: str | None = None
    process: str | None = None
    room_id: RoomId | None = None
    unit_id: UnitId | None = None
    subject_ids: tuple[PersonId, ...] | None = None
    case_ids: tuple[CaseId, ...] | None = None
    number: str | None = None
    period: str | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    opened_from: dt.date | None = None
    opened_to: dt.date | None = None
    zone: dt.tzinfo = dt.UTC


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A task as its viewer sees it, with the case's header (its state left out) and what the viewer is to it."""

    task: Task
    case: Case
    standing: Standing


class WaitKind(StrEnum):
    """A case waits for a person (task), a message (wait) or its timer; or its limit as a whole is near or over."""

    TASK = "task"
    MESSAGE = "message"
    NOTHING = "nothing"
    WHOLE = "whole"


@dataclass(frozen=True, kw_only=True)
class MonitorLine:
    """One reason to wait of an open case, as a monitor sees it: number, step, holder, days, limit.

    `name`, `role`: of the step, or of each answer that one wait takes, with the duties that take them.
    `withheld`: whom the diagram names for the step is recused, so that it waits to be reassigned.
    For m07, m08 and m10 `subject_id` and `unit_id` are None: they are not even read from the database (demand C9).
    """

    case_id: CaseId
    number: str | None
    measure: str
    process: str
    start_event: str
    opened_at: dt.datetime
    kind: WaitKind
    task_id: TaskId | None
    path: str | None
    element: str | None
    name: tuple[str, ...]
    role: tuple[str, ...]
    room_id: RoomId | None
    holder_id: PersonId | None
    since: dt.datetime | None
    due_on: dt.date | None
    withheld: bool = False
    bound: tuple[str, ...] = ()
    level: str | None = None
    subject_id: PersonId | None = None
    unit_id: UnitId | None = None
    priority: int = 0


@dataclass(frozen=True, kw_only=True)
class Activity:
    """An element or flow that a case passed, in the order of passing."""

    id: int
    rev: int
    process: str
    element: str
    kind: str
    path: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class History:
    """What happened in a case: elements passed and human steps, both from first to last."""

    activities: tuple[Activity, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True, kw_only=True)
class Look:
    """Somebody looked at something secret; `what` is a code, `reason` what was said outside one's own tasks."""

    id: int
    person_id: PersonId
    at: dt.datetime
    what: str
    case_id: CaseId | None = None
    subject_id: PersonId | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class MessageEnd:
    """The case at one end of a message, as far as the viewer may see it: number, measure, process; no name.

    `opens`: its page is there for the viewer; a monitor's grant numbers cases whose pages are not.
    """

    case_id: CaseId
    opens: bool
    number: str | None
    measure: str
    process: str


@dataclass(frozen=True, kw_only=True)
class MessageLine:
    """One message: from where to where, when, what became of it. An end that may not be seen is there, but None.

    `comes` and `goes` tell whether there is a case at that end; `receiver` is the process that it is for; `faulty`
    whether an open incident is about it.
    """

    id: str
    name: str
    at: dt.datetime
    status: str
    settled_at: dt.datetime | None
    receiver: str | None
    faulty: bool
    comes: bool
    goes: bool
    source: MessageEnd | None = None
    target: MessageEnd | None = None
