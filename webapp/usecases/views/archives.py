"""Views of archives and portraits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.ids import CaseId, PersonId
from webapp.usecases.views.tasks import WrittenRow

Stated = tuple[tuple[str, tuple[WrittenRow, ...]], ...]
"""Own data: a part of the form, and its rows."""


@dataclass(frozen=True, kw_only=True)
class ArchiveRow:
    """A person's archive in the list: how many entries, the newest day, since when."""

    person_id: PersonId
    label: str
    entries: int
    newest: dt.date | None
    opened_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class MissingArchive:
    """A head in office without archive: since when, until when it is to be opened."""

    person_id: PersonId
    label: str
    since: dt.date
    due_on: dt.date | None
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class ArchiveListView:
    """The archives that the viewer may read; `missing` for who keeps them all; `can_open` for who opens one."""

    words: str
    rows: tuple[ArchiveRow, ...]
    missing: tuple[MissingArchive, ...]
    keeps_all: bool
    can_open: bool = False


@dataclass(frozen=True, kw_only=True)
class RequestRow:
    """A request to read an archive: whose, by whom, why, what was said, how it stands; `opens` leads there now."""

    request_id: str
    person_id: PersonId
    label: str
    by: str
    at: dt.datetime
    reason: str
    status: str
    status_name: str
    keeper: str = ""
    opinion: str = ""
    decided_by: str = ""
    answer: str = ""
    until_on: dt.date | None = None
    opens: bool = False


@dataclass(frozen=True, kw_only=True)
class RequestsView:
    """The viewer's own requests, those to check as keeper, those to decide; `found` are persons to ask about."""

    words: str
    found: tuple[tuple[PersonId, str], ...]
    mine: tuple[RequestRow, ...]
    to_check: tuple[RequestRow, ...]
    to_decide: tuple[RequestRow, ...]
    reads_some: bool
    first: dt.date
    last: dt.date


@dataclass(frozen=True, kw_only=True)
class EntryView:
    """An entry in words. `sealed`: it was corrected, its content is in the record only. `past` are earlier states."""

    number: str
    kind: str
    dimension: str
    status: str
    weight: str
    on: dt.date
    entered_on: dt.date
    entered_by: str
    checked_by: str
    summary: str
    sealed: bool
    seen_on: dt.date | None = None
    remark: str = ""
    why_not_heard: str = ""
    effect_until: dt.date | None = None
    retention_until: dt.date | None = None
    document: str = ""
    case_id: CaseId | None = None
    case_number: str = ""
    supersedes: str = ""
    superseded_by: str = ""
    past: tuple[tuple[str, dt.date], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence of the portrait and the numbers of the entries that it rests on."""

    text: str
    entries: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DimensionView:
    """A dimension: trend and reminder in words, why, and the facts; never a number alone."""

    code: str
    name: str
    trend: str
    colour: str
    colour_name: str
    why: tuple[Sentence, ...]
    facts: tuple[Sentence, ...]


@dataclass(frozen=True, kw_only=True)
class ArchiveView:
    """A person's archive and portrait as of a day; `sections` are (name, entries).

    With `needs_declaration` there is the name for the question, and nothing else. `from_list`: the viewer has the list
    of archives, else the page of the own requests.
    """

    person_id: PersonId
    label: str
    as_of: dt.date
    is_today: bool
    needs_declaration: bool = False
    from_list: bool = True
    keeps_matters: bool = False
    opened_on: dt.date | None = None
    portrait_on: dt.date | None = None
    sections: tuple[tuple[str, tuple[EntryView, ...]], ...] = ()
    dimensions: tuple[DimensionView, ...] = ()
    stated_year: int | None = None
    stated: Stated = ()
    pictures: tuple[tuple[int, dt.date], ...] = ()
    readers: tuple[tuple[str, dt.datetime], ...] = ()


@dataclass(frozen=True, kw_only=True)
class OwnEntry:
    """An entry as its person reads it: what was entered and the own remark; no weight, no colour."""

    number: str
    section: str
    kind: str
    on: dt.date
    status: str
    summary: str
    remark: str


@dataclass(frozen=True, kw_only=True)
class OwnArchiveView:
    """The own archive on the page of the person concerned; `stated` are the own data of `stated_year`."""

    entries: tuple[OwnEntry, ...]
    stated_year: int | None
    stated: Stated
    can_correct: bool
    label: str = ""
