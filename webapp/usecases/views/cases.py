"""Views of the case page, the supervisors' list, search, letters and the portal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from webapp.domain.deadline_words import DueWords
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.said import Said
from webapp.usecases.views.retention import HoldsView
from webapp.usecases.views.tasks import AttachmentRow, CaseHead, Earlier, Opinion


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One reason why the case waits: a sentence, who can act, until when, and the drawn element.

    `has_sheet`: somebody outside is to act, and may do so on paper.
    """

    sentence: str
    who: tuple[str, ...]
    due: DueWords | None
    element: str
    task_id: TaskId | None = None
    can_open: bool = False
    can_urge: bool = False
    has_sheet: bool = False


@dataclass(frozen=True, kw_only=True)
class LogRow:
    """One line of the record: when, who, what, at which step, what it came to; `entry` is its number in the chain."""

    entry: int
    at: dt.datetime
    who: str
    what: str
    detail: str = ""
    result: tuple[object, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StudyRow:
    """What a body studied: asked what, when, under which number, by whom, with which result; or what waits for it.

    `state` is the item's; `count` the votes in words, "" where another organ decided; `dissent` is who was not for the
    result; `words` the result as one line of the record.
    """

    item_id: str
    body_name: str
    question: str
    state: str
    on: dt.date | None
    minutes_number: str | None
    present: tuple[str, ...]
    absent: tuple[str, ...]
    recused: tuple[str, ...]
    result_name: str
    reason: str
    count: str
    dissent: tuple[Opinion, ...]
    words: tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class SeenRow:
    """Who has seen what of this case, and when."""

    at: dt.datetime
    who: str
    what: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LetterFile:
    """A scan of a letter: its sealed copy, its receipt, what came back signed."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True, kw_only=True)
class LetterRow:
    """A letter of the case with its trail (起草 核稿 签发 编号 用印 签收): (stage, who, on, done).

    `tries` are what was done to deliver it, in their order; `why` says why its number is void.
    """

    id: str
    title: str
    number: str | None
    addressee: str
    status: str
    trail: tuple[tuple[str, str, str, bool], ...]
    scan_code: str | None = None
    became: str = ""
    rule: str = ""
    why: str = ""
    tries: tuple[str, ...] = ()
    files: tuple[LetterFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LinkedCase:
    """A case that sent or received a message of this one, or was joined with it, when the viewer may see it."""

    case_id: CaseId
    number: str | None
    measure_name: str
    relation: str
    status: str


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """What a case asks for besides its steps.

    A fault to be tried again; whether it goes on here (`goes_on`) or with one of the `successors` of its unit; whether
    what an officer did before stepping back counts (`judges`), what a check of it found (`rechecks`), or what
    becomes of that which rests on work found to be otherwise (`settles`).
    """

    id: str
    at: dt.datetime
    sentence: str
    can_retry: bool
    goes_on: bool = False
    judges: bool = False
    rechecks: bool = False
    settles: bool = False
    successors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApplicationRow:
    """An application on a case (extension, early ending): about whom, what and why, who asked, what was said so far.

    `cause` is an ending's reason in words, `limit` and `until` an extension's. `case_id` is None for who does not see
    the case; `needs_declaration`: nothing that was written is shown before the question of recusal is answered.
    `officers`: of a recusal that is asked for, who can be chosen to step back.
    """

    id: str
    kind: str
    kind_name: str
    cause: str
    limit: str
    until: dt.date | None
    reason: str
    number: str | None
    subject_name: str | None
    unit_name: str | None
    case_id: CaseId | None
    by: str
    at: dt.datetime
    opinions: tuple[Opinion, ...]
    state: str
    can_decide: bool
    needs_declaration: bool = False
    officers: tuple[tuple[PersonId, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApplicationView:
    """The page of one application: what is asked and the head of its case."""

    row: ApplicationRow
    head: CaseHead


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """How the shown diagram of a case stands, and the names of all that the case has reached."""

    process: str = ""
    names: tuple[tuple[str, str], ...] = ()
    live: tuple[str, ...] = ()
    walked: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Overruled:
    """A decision of the case that an appeal revoked or changed; `case_id` is the appeal, for who may see it."""

    title: str
    number: str
    state: str
    became: str
    case_id: CaseId | None


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """The case page: what it waits for in one sentence, the diagram with the live step, the record, letters, files.

    `needs_declaration`: the recusal question about the subject has not been answered yet; only the head is filled in.
    `may_come` may be received beside what the case waits for: events at a step's border. `starts` (process, start,
    name) are what the viewer may begin beside it.
    """

    head: CaseHead
    sentence: str
    deployment_version: int
    waiting: tuple[Waiting, ...] = ()
    may_come: tuple[str, ...] = ()
    drawn: Drawn = Drawn()
    road: tuple[tuple[str, str, str, str], ...] = ()
    studies: tuple[StudyRow, ...] = ()
    log: tuple[LogRow, ...] = ()
    seen: tuple[SeenRow, ...] = ()
    letters: tuple[LetterRow, ...] = ()
    attachments: tuple[AttachmentRow, ...] = ()
    contents: tuple[Earlier, ...] = ()
    linked: tuple[LinkedCase, ...] = ()
    messages: int = 0
    repeats: int = 0
    incidents: tuple[IncidentRow, ...] = ()
    applications: tuple[ApplicationRow, ...] = ()
    can_end: bool = False
    end_reasons: tuple[tuple[str, str], ...] = ()
    can_recall_task: TaskId | None = None
    why_no_recall: str = ""
    can_give_up_task: TaskId | None = None
    bound_quote: str | None = None
    deadlines: tuple[tuple[str, DueWords], ...] = ()
    needs_declaration: bool = False
    overruled: tuple[Overruled, ...] = ()
    starts: tuple[tuple[str, str, str], ...] = ()
    holds: HoldsView = field(default_factory=HoldsView)


@dataclass(frozen=True, kw_only=True)
class DiagramView:
    """A diagram to draw: its XML and the elements that live now and were walked."""

    process: str
    name: str
    xml: bytes
    live: tuple[str, ...] = ()
    walked: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One line of a case list: `who` holds its steps or must hand them out, `pooled` is a step that nobody took yet."""

    case_id: CaseId
    number: str | None
    measure_name: str
    subject_name: str | None
    unit_name: str | None
    waits_for: tuple[Said, ...]
    who: str
    pooled: bool
    since: dt.date
    due: DueWords | None
    status: str


@dataclass(frozen=True, kw_only=True)
class TagCount:
    """How many of the clues that the viewer sees bear a mark; `mark` asks for the list of the same clues."""

    mark: str
    name: str
    count: int


@dataclass(frozen=True, kw_only=True)
class CaseListView:
    """A case list with the count of the same query."""

    rows: tuple[CaseRow, ...]
    count: int
    next_cursor: str | None
    words: str = ""
    measure: str = ""
    measures: tuple[tuple[str, str], ...] = ()
    status: str = "open"
    tags: tuple[TagCount, ...] = ()
    tag: str = ""


@dataclass(frozen=True, kw_only=True)
class MonitorRow:
    """What a supervisor sees of an open case; for m07, m08, m10 no name and no text."""

    number: str
    measure: str
    measure_name: str
    step: str
    holder: str
    since: dt.date
    days: int
    due: DueWords | None
    overdue: bool
    subject_name: str | None = None
    can_urge: bool = False
    task_id: TaskId | None = None


@dataclass(frozen=True, kw_only=True)
class MonitorView:
    """The supervisors' plain list."""

    rows: tuple[MonitorRow, ...]
    count: int
    overdue: int
    measure: str = ""
    only_overdue: bool = False
    next_cursor: str | None = None
    measures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class LetterView:
    """A letter to read on screen, with what may be downloaded."""

    id: str
    title: str
    number: str | None
    html: str
    status: str
    case_id: CaseId | None
    can_download: bool = True
    became: str = ""
    rule: str = ""
    numbers_copies: bool = False


@dataclass(frozen=True, kw_only=True)
class SearchHit:
    """One hit of the search; only what the viewer may see exists."""

    kind: str
    id: str
    title: tuple[str, ...]
    detail: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SearchView:
    """Hits over cases, tasks and letters that the viewer may see."""

    words: str
    hits: tuple[SearchHit, ...]


@dataclass(frozen=True, kw_only=True)
class BegunRow:
    """A registration that the viewer began and has not handed in; `touched` when something was typed into it."""

    task_id: TaskId
    name: str
    number: str | None
    at: dt.datetime
    touched: bool


@dataclass(frozen=True, kw_only=True)
class StartView:
    """What the viewer may start by hand: (process, start event, words, name); and what is begun and not handed in."""

    starts: tuple[tuple[str, str, str, str], ...] = field(default_factory=tuple)
    begun: tuple[BegunRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """A person to pick, always with unit and post: never by name alone."""

    person_id: PersonId
    name: str
    post: str
    unit: str
