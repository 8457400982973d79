"""Papers as the store keeps them: letters, files, archive entries, agenda items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.domain.ids import CaseId, PersonId, TaskId, UnitId


@dataclass(frozen=True, kw_only=True)
class LetterRow:
    """An official letter: `record` is the content model as issued, `text` its words; both sealed by the case's key."""

    id: str
    case_id: CaseId
    template: str
    path: str | None
    title: str
    number: str | None
    status: str
    recipient_id: PersonId | None = None
    recipient_unit_id: UnitId | None = None
    drafted_by: PersonId | None = None
    checked_by: PersonId | None = None
    signed_by: PersonId | None = None
    made_at: dt.datetime
    checked_at: dt.datetime | None = None
    signed_at: dt.datetime | None = None
    issued_at: dt.datetime | None = None
    received_at: dt.datetime | None = None
    received_on: dt.date | None = None
    recalled_at: dt.datetime | None = None
    print_code: str = ""
    replaces: str | None = None
    record: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file on a case: name and content sealed with the case's key; `content` is empty in lists."""

    id: str
    case_id: CaseId
    task_id: TaskId | None
    letter_id: str | None = None
    field: str | None = None
    kind: str = "upload"
    media_type: str = ""
    size: int = 0
    name: str = ""
    content: bytes = b""
    by: PersonId
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class ArchiveMark:
    """An entry's status and weight until an instant, when somebody marked it (cleared, corrected) in a matter."""

    status: str
    weight: str
    until: dt.datetime
    case_id: CaseId | None = None
    by: PersonId | None = None


@dataclass(frozen=True, kw_only=True)
class ArchiveItem:
    """An entry of a person's integrity archive (廉政档案); `history` is what it was before, the oldest first."""

    id: str
    number: str
    subject_id: PersonId
    section: int
    kind: str
    status: str
    weight: str
    level: str
    source_case_id: CaseId | None
    on: dt.date
    entered_at: dt.datetime
    entered_by: PersonId
    checked_by: PersonId
    content: Mapping[str, object] = field(default_factory=dict)
    dimension: str | None = None
    source_document: str | None = None
    document_hash: str | None = None
    subject_seen_on: dt.date | None = None
    remark: str | None = None
    retention_until: dt.date | None = None
    effect_until: dt.date | None = None
    supersedes_id: str | None = None
    history: tuple[ArchiveMark, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReporterOpening:
    """A custodian's request to open a reporter's identity, and the second custodian's approval."""

    id: str
    reporter_id: str
    asked_by: PersonId
    asked_at: dt.datetime
    reason: str
    approved_by: PersonId | None = None
    approved_at: dt.datetime | None = None
    until_at: dt.datetime | None = None


class ItemStatus(StrEnum):
    """An agenda item waits for a meeting, is listed in one, was decided or sent back, or its case left the list.

    What was said of it is void when its opinions are heard anew (`reheard`) or it is left for the next meeting after
    somebody spoke (`left`): another item of the same case takes its place.
    """

    WAITING = "waiting"
    LISTED = "listed"
    DECIDED = "decided"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REHEARD = "reheard"
    LEFT = "left"


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """An item (议题) of one case; `choices` are the only results the minutes may record; its words are sealed.

    `chair_id` presides over this item from its first opinion on; `subject_id` is whom it is about where the case is
    about several persons.
    """

    id: str
    meeting_id: str | None = None
    body: str
    case_id: CaseId
    subject_id: PersonId | None = None
    task_id: TaskId | None = None
    path: str | None = None
    position: int = 0
    status: ItemStatus = ItemStatus.WAITING
    chair_id: PersonId | None = None
    choices: tuple[str, ...] = ()
    proposal: str | None = None
    result: str | None = None
    reason: str = ""
    made_at: dt.datetime
    decided_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A meeting of a body; `status` planned, held, signed. Place and minutes are sealed with the office's key."""

    id: str
    body: str
    status: str = "planned"
    held_on: dt.date | None = None
    place: str = ""
    minutes: str = ""
    chair_id: PersonId | None = None
    recorder_id: PersonId | None = None
    minutes_number: str | None = None
    made_by: PersonId | None = None
    made_at: dt.datetime
    signed_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member of a meeting; `entitled` to vote, `present`; `substitute_for` whom."""

    person_id: PersonId
    entitled: bool = True
    present: bool = False
    substitute_for: PersonId | None = None
    position: int = 0


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What a member said on an item: `stand` is the result the member is for, `returned` or `abstain`; words sealed."""

    item_id: str
    person_id: PersonId
    stand: str
    text: str = ""
    position: int = 0
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Application:
    """An application on a case (extension, early ending …) with approvals so far: (person, decision, instant as text).

    `facts` are ids, codes and days; the reason is sealed with the case's key.
    """

    id: str
    case_id: CaseId
    kind: str
    status: str = "open"
    asked_by: PersonId
    asked_at: dt.datetime
    facts: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""
    approvals: tuple[Mapping[str, object], ...] = ()
    decided_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A remark on a case (沟通, 批示原文 with `kind` instruction), sealed with the case's key."""

    id: str
    case_id: CaseId
    task_id: TaskId | None = None
    person_id: PersonId
    at: dt.datetime
    kind: str = "note"
    text: str


@dataclass(frozen=True, kw_only=True)
class KeyWatch:
    """A head on the key-watch list (重点名单); the reason is sealed, the criterion a code; it expires."""

    id: str
    subject_id: PersonId
    criterion: str
    status: str
    reason: str
    case_id: CaseId | None = None
    from_on: dt.date
    until_on: dt.date
    confirmed_by: PersonId | None = None
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """An item of a yearly list (1.3 important instructions, 1.5 requirements of the province); public words."""

    id: str
    list: str
    year: int
    position: int
    text: str
    source: str | None = None
    active: bool = True
    made_by: str | None = None
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class RowState:
    """What a row of the roster said from an instant on, and who wrote that (None: the system, or nobody knows)."""

    at: dt.datetime
    by: PersonId | None
    said: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class ServiceRecord:
    """Whom a unit served on a day: the population from which m03 draws its sample; `content` is sealed."""

    id: str
    unit_id: UnitId
    served_on: dt.date
    source: str
    content: Mapping[str, object]
    withdrawn_on: dt.date | None = None
    history: tuple[RowState, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonalMatter:
    """A personal matter that a head declared or that was verified for a year; sealed with the person's archive key.

    `case_id`: where a difference is being verified or was; `checked_by`, `heard_on`: by whom, and since when the person
    could say something about it.
    """

    id: str
    subject_id: PersonId
    year: int
    kind: str
    status: str
    content: Mapping[str, object]
    entered_by: PersonId | None = None
    at: dt.datetime
    case_id: CaseId | None = None
    checked_by: PersonId | None = None
    heard_on: dt.date | None = None
    history: tuple[RowState, ...] = ()
