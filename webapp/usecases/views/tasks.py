"""Views of the inbox, the task page and the leader's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from webapp.domain.deadline_words import DueWords
from webapp.domain.forms import Cut, Fault, Form
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.said import Said, in_chinese

Line = tuple[str, object]
"""A label, and what was written under it: `Said` a word of the house, a str contents, else a day, a `WrittenRow`, …"""


@dataclass(frozen=True)
class WrittenRow:
    """One row of a repeating group, to read."""

    lines: tuple[Line, ...]

    def __str__(self) -> str:
        """This function will write the row in Chinese, a line for each field."""
        alone = len(self.lines) == 1
        return "\n".join(in_chinese(one) if alone else f"{label}：{in_chinese(one)}" for label, one in self.lines)


@dataclass(frozen=True, kw_only=True)
class InboxRow:
    """One task in a list. `subject_name` is None where the viewer may not read it (or no subject is known)."""

    task_id: TaskId
    case_id: CaseId
    name: str
    measure: str
    measure_name: str
    number: str | None
    subject_name: str | None
    unit_name: str | None
    opened_on: dt.date
    due: DueWords | None
    follow_up_on: dt.date | None
    priority: int
    has_draft: bool
    returned: bool
    mandatory: str | None
    assignee_id: PersonId | None
    assignee_name: str | None
    mine: bool
    can_claim: bool
    on_behalf_of: str | None = None
    opened_by_other: str | None = None
    group: str = ""
    key_watch: bool = False


@dataclass(frozen=True, kw_only=True)
class InboxFilters:
    """What an officer asked for: `tab` mine, pool or absent; `due` late, today, soon or week."""

    tab: str = "mine"
    measure: str = ""
    due: str = ""
    words: str = ""
    group: str = "due"
    sort: str = "due"
    cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class InboxView:
    """The inbox: rows of one page, counts of the tabs and states by the same query, and the cursor of the next page."""

    filters: InboxFilters
    rows: tuple[InboxRow, ...]
    first: InboxRow | None
    counts: Mapping[str, int]
    late: int
    today: int
    soon: int
    next_cursor: str | None
    measures: tuple[tuple[str, str], ...]
    next_due: InboxRow | None = None


@dataclass(frozen=True, kw_only=True)
class DoneRow:
    """A task done by the viewer, and what its case waits for now.

    `why_no_recall`: why the viewer's last act of the case cannot be taken back; nothing where it can, or was not today.
    """

    task_id: TaskId
    case_id: CaseId
    name: str
    number: str | None
    measure_name: str
    subject_name: str | None
    done_at: dt.datetime
    now_waits_for: tuple[Said, ...]
    case_open: bool
    can_recall: bool
    why_no_recall: str = ""
    on_behalf_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseHead:
    """The folded header over each task and case page."""

    case_id: CaseId
    number: str | None
    measure: str
    measure_name: str
    subject_id: PersonId | None
    subject_name: str | None
    subject_post: str | None
    unit_name: str | None
    level_name: str
    secrecy_name: str
    status: str
    opened_on: dt.date
    handler_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What an earlier step of the same case wrote, for reading beside the form: label and value in words.

    `held_back`: one of two independent checks, the other of which is not done; it has no lines yet. `notes` stand
    beside it: who registered it from paper, that its doer stepped back later.
    """

    task_id: TaskId
    path: str
    step: str
    by: str
    at: dt.datetime
    lines: tuple[Line, ...]
    held_back: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Joined:
    """A clue joined to the case at hand, and what its steps wrote."""

    case_id: CaseId
    number: str | None
    steps: tuple[Earlier, ...]


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What somebody above said on a request or an application: agreed or not, and in which words."""

    by: str
    at: dt.datetime
    words: tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is decided on: what it is called, what the case is about, the proposal, what came after, the opinions.

    `question` asks for it in one sentence, where the office has one for the matter. `signs`: a letter is to be signed.
    `grounds` are the steps that the proposal rests on, `added` those since it that gave no opinion (a supplement, the
    check of a letter, tries to deliver it); `study` is what a meeting decided. `before` are other steps of the case,
    newest first, for whoever reads it; `steps` are those whose files belong to the request.
    """

    name: str
    signs: bool
    gist: tuple[Line, ...]
    proposal: Earlier | None
    grounds: tuple[Earlier, ...] = ()
    added: tuple[Earlier, ...]
    study: tuple[Line, ...]
    opinions: tuple[Opinion, ...]
    before: tuple[Earlier, ...]
    steps: frozenset[TaskId]
    question: str = ""


@dataclass(frozen=True, kw_only=True)
class AttachmentRow:
    """A file on the case or task."""

    id: str
    name: str
    size: int
    kind: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class FormState:
    """A form with its values by key (rows as lists of mappings), faults, hidden names, choices by picker.

    `draft` is the version of the draft that the values come from, 0 for none; `cut` are the lists that were longer than
    the form allows; `again`: what was handed in last stands there, since the step came back.
    """

    form: Form
    values: Mapping[str, object]
    again: bool = False
    faults: tuple[Fault, ...] = ()
    hidden: frozenset[str] = frozenset()
    cut: tuple[Cut, ...] = ()
    choices: Mapping[str, tuple[tuple[str, str], ...]] = ()  # type: ignore[assignment]
    token: str = ""
    rev: int = 0
    draft: int = 0


@dataclass(frozen=True, kw_only=True)
class KeptDraft:
    """A draft as it was kept: when, and its version, which the page sends with the next one."""

    at: dt.datetime
    version: int


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """A leader's waiting item as a chip."""

    task_id: TaskId
    name: str
    subject_name: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Closed:
    """When a step was done, by when it was due, and how many working days late it was (0: in time)."""

    on: dt.date
    due_on: dt.date | None
    late: int


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """One task page. `state` open, done, overtaken; `may_act` False carries the reason in `why_not`.

    `needs_declaration`: the recusal question for this subject has not been answered yet; no form before it is.
    `road` are the steps of the case in words: (name, state done|now|ahead, who, on). `given_up` says who gave the
    registration up, and when.
    """

    task_id: TaskId
    name: str
    head: CaseHead
    state: str
    may_act: bool
    why_not: str | None
    can_claim: bool
    can_release: bool
    can_reassign: bool
    assignee_name: str | None
    due: DueWords | None
    deadline_basis: str | None
    mandatory: str | None
    mandatory_quote: str | None
    needs_declaration: bool
    recusal_line: str | None
    form_state: FormState | None
    draft_saved_at: dt.datetime | None
    draft_from: str | None
    earlier: tuple[Earlier, ...]
    attachments: tuple[AttachmentRow, ...]
    letter_html: str | None
    road: tuple[tuple[str, str, str, str], ...]
    next_steps: tuple[str, ...]
    queue: tuple[QueueItem, ...]
    phrases: tuple[str, ...]
    colleagues: tuple[tuple[str, str], ...]
    overtaken_by: str | None = None
    overtaken_at: dt.datetime | None = None
    to_extend: tuple[tuple[str, str], ...] = ()
    can_give_up: bool = False
    given_up: str | None = None
    scan_code: str | None = None
    done_content: tuple[Line, ...] = ()
    asked: Request | None = None
    joined: tuple[Joined, ...] = ()
    closed: Closed | None = None


@dataclass(frozen=True, kw_only=True)
class ApprovalRow:
    """One waiting request on the list approval (呈批表)."""

    task_id: TaskId
    number: str | None
    subject_name: str | None
    unit_name: str | None
    summary: tuple[Line, ...]
    proposed_by: str
    due: DueWords | None
    listable: bool
    why_single: str | None = None


@dataclass(frozen=True, kw_only=True)
class ApprovalListView:
    """Waiting approvals of one kind; `agreed` is counted at the confirm step."""

    kind: str
    rows: tuple[ApprovalRow, ...]
    agreed: int
    excepted: frozenset[str] = frozenset()
    confirm: bool = False


@dataclass(frozen=True, kw_only=True)
class Completed:
    """What happened after a submit: the sentence, and the task to open next (None: the inbox)."""

    sentence: str
    next_task_id: TaskId | None = None
    case_id: CaseId | None = None
