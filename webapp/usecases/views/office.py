"""Views of meetings, people, holidays, deployments, audit and applications."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.usecases.views.agendas import AgendaLine, WaitingGroup
from webapp.usecases.views.rosters import PersonChange, UnsettledRow
from webapp.usecases.views.tasks import AttachmentRow, CaseHead, FormState, Request


@dataclass(frozen=True, kw_only=True)
class MeetingMember:
    """A member of a meeting: there or not; `substitute_for` names whose seat a substitute holds."""

    person_id: PersonId
    name: str
    post: str
    present: bool
    chair: bool
    substitute_for: PersonId | None = None
    substitute_for_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What a member said on an item: the result he or she is for, in words; the chair speaks last."""

    person_id: PersonId
    name: str
    stand: str
    stand_name: str
    text: str
    chair: bool


@dataclass(frozen=True, kw_only=True)
class Round:
    """A void round of an item: why it was heard anew, what had been said, and the result where there was one."""

    reason: str
    opinions: tuple[Opinion, ...]
    result_name: str = ""


@dataclass(frozen=True, kw_only=True)
class AgendaRow:
    """One item: its own quorum (recused members leave the denominator), opinions, and the result to choose.

    `state` waiting, listed, decided, returned, left; `to_speak` (person, name) whose opinion may be written now, the
    chair only when nobody else is left; `may_decide` when all have spoken and enough are for one of `adopted`;
    `held_up` says why not; `may_study` when its material is there for the viewer. An item from which the viewer is
    recused has `may_see` False and no words at all.
    """

    item_id: str
    position: int
    state: str
    may_see: bool = True
    case_id: CaseId | None = None
    number: str | None = None
    title: str = ""
    question: str = ""
    may_study: bool = False
    subject_name: str | None = None
    measure_name: str = ""
    proposal: str = ""
    proposal_name: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    recused: tuple[str, ...] = ()
    entitled: int = 0
    present: int = 0
    needed: int = 0
    to_adopt: int = 0
    quorum_met: bool = False
    quorum_sentence: str = ""
    opinions: tuple[Opinion, ...] = ()
    to_speak: tuple[tuple[str, str], ...] = ()
    adopted: tuple[tuple[str, str], ...] = ()
    chair_name: str = ""
    held_up: str = ""
    may_decide: bool = False
    may_leave: bool = False
    may_return: bool = False
    may_hear_again: bool = False
    rounds: tuple[Round, ...] = ()
    goes_up: bool = False
    result: str | None = None
    result_name: str | None = None
    reason: str = ""
    since: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """The material of an item for a member; before the declaration about its subject only its head is filled in."""

    meeting_id: str
    item_id: str
    position: int
    body_name: str
    on: dt.date | None
    head: CaseHead
    question: str
    proposal_name: str
    choices: tuple[str, ...]
    needs_declaration: bool
    asked: Request | None
    attachments: tuple[AttachmentRow, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingRow:
    """A meeting in the list."""

    meeting_id: str
    body: str
    body_name: str
    on: dt.date | None
    items: int
    state: str
    minutes_number: str | None


@dataclass(frozen=True, kw_only=True)
class MeetingView:
    """A meeting page. `state` planned, held, signed; `shortage` names each item that would have too few.

    `substitutes` are who may stand in: (person, name with post). `own` is set when the viewer may write an own opinion.
    `items` stand in full on this page, `lines` are all of them; `agreeable` counts those that one vote may take.
    """

    meeting_id: str
    body: str
    body_name: str
    on: dt.date | None
    place: str
    state: str
    members: tuple[MeetingMember, ...]
    substitutes: tuple[tuple[str, str], ...]
    items: tuple[AgendaRow, ...]
    lines: tuple[AgendaLine, ...]
    page: int
    pages: int
    agreeable: int
    waiting: tuple[AgendaRow, ...]
    groups: tuple[WaitingGroup, ...]
    recorder: str | None
    chair: PersonId | None
    minutes_number: str | None
    can_manage: bool
    can_sign: bool
    may_read_minutes: bool
    shortage: tuple[str, ...]
    own: PersonId | None = None


@dataclass(frozen=True, kw_only=True)
class BodyRow:
    """A body with what waits for it; an outside body holds no meeting here, its results are recorded."""

    code: str
    name: str
    waiting: int
    outside: bool
    items: tuple[AgendaRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MeetingListView:
    """Meetings and the bodies with their waiting items."""

    rows: tuple[MeetingRow, ...]
    bodies: tuple[BodyRow, ...]
    can_manage: bool


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """A person of the roster with posts and roles."""

    person_id: PersonId
    name: str
    kind: str
    login: str | None
    posts: tuple[str, ...]
    roles: tuple[str, ...]
    active: bool


@dataclass(frozen=True, kw_only=True)
class PeopleView:
    """The roster; `roles` are (code, name), `rooms` and `units` (id, name)."""

    rows: tuple[PersonRow, ...]
    words: str
    roles: tuple[tuple[str, str], ...]
    rooms: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    can_grant: bool
    vacant: tuple[tuple[str, str], ...]
    unsettled: tuple[UnsettledRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """One person: duties (id, words, reach, days), posts (id, words, days), absences (id, from, until, substitute).

    `recusals` is a number: of whom somebody is recused is no concern of the roster's keeper. `administers`: one of the
    three administrators, whose duty two change; `by_two`: whose password two renew, a custodian's, too.
    """

    row: PersonRow
    phone: str
    grants: tuple[tuple[str, str, str, str], ...]
    posts: tuple[tuple[str, str, str], ...]
    absences: tuple[tuple[str, dt.date, dt.date, str], ...]
    recusals: int
    rooms: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    can_grant: bool
    locked_until: dt.datetime | None
    must_change: bool
    administers: bool
    by_two: bool
    history: tuple[PersonChange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HolidayView:
    """Days off and make-up workdays of a year: (day, 放假 or 上班, name). `known` False: dates in it are provisional.

    `official` tells that the installed table has the year.
    """

    year: int
    years: tuple[int, ...]
    known: bool
    days: tuple[tuple[dt.date, str, str], ...]
    official: bool
    can_import: bool


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What a check of all chains and seals found: faults are (stream, entry, what)."""

    at: dt.datetime
    streams: int
    entries: int
    faults: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, kw_only=True)
class ActRow:
    """One act in the auditor's list: ids and codes, no contents."""

    at: dt.datetime
    who: str
    what: str
    stream: str
    stream_name: str
    number: int
    element: str
    facts: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class ReadRow:
    """One look: who opened what, of which case; whose case is not said."""

    at: dt.datetime
    who: str
    what: str
    case: str


@dataclass(frozen=True, kw_only=True)
class DrawRow:
    """One draw: its lot and unit, among all records or chosen ones, how many, and whether it gives the same again."""

    chosen: bool
    lot: str
    unit: str
    at: dt.datetime
    population: int
    population_now: int
    picked: tuple[str, ...]
    same_population: bool
    same_picked: bool


@dataclass(frozen=True, kw_only=True)
class AuditView:
    """The auditor's page: the last check, seals (number, at, root, rows), acts, looks; `people`, `kinds` to choose."""

    streams: int
    entries: int
    verified: Verified | None
    seals: tuple[tuple[int, dt.datetime, str, int], ...]
    acts: tuple[ActRow, ...]
    reads: tuple[ReadRow, ...]
    people: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    who: PersonId | None
    what: str
    stream: str
    next_cursor: str | None = None


@dataclass(frozen=True, kw_only=True)
class ScanRow:
    """A scan that came back: file, who registered it, when."""

    file_id: str
    name: str
    size: int
    by: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class ScanView:
    """Where a code leads. `mine`: the step is the viewer's own; `signers`: who else may have signed it on paper.

    `has_scanned`: the viewer put a scan there, and so may open its form.
    """

    code: str
    title: str
    number: str | None
    step: str
    open: bool
    due_on: dt.date | None
    signers: tuple[tuple[PersonId, str], ...]
    task_id: TaskId | None
    mine: bool
    has_scanned: bool
    scans: tuple[ScanRow, ...]


@dataclass(frozen=True, kw_only=True)
class PaperView:
    """The form of a step that was signed on paper, for the registrar to write off."""

    task_id: TaskId
    title: str
    code: str
    signer: str
    due_on: dt.date | None
    form_state: FormState
    scans: tuple[ScanRow, ...]


@dataclass(frozen=True, kw_only=True)
class DigestView:
    """One officer's digest of a day: counts, and lines of a case's number (empty: none yet) with a closed sentence."""

    on: dt.date
    late: int
    today: int
    soon: int
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class RecusalRow:
    """An officer's recusal from a head that holds; `asked` is why it should be lifted, None while nobody asks.

    `applied_for`: somebody else asked that the officer be recused, so that its lifting needs that person's word.
    """

    recusal_id: str
    officer: str
    subject: str
    kind_name: str
    applied_for: bool
    at: dt.datetime
    asked: str | None
    asked_at: dt.datetime | None
    can_decide: bool


@dataclass(frozen=True, kw_only=True)
class RecusalsView:
    """One's own recusals, and those of the officers whom the viewer leads; who is decided on above cannot ask here."""

    mine: tuple[RecusalRow, ...]
    led: tuple[RecusalRow, ...]
    decided_above: bool
