"""Views of looks: emergency looks with their review, and what of the access log is unusual."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.ids import CaseId
from webapp.usecases.views.office import ActRow, ReadRow


@dataclass(frozen=True, kw_only=True)
class GlassRow:
    """One emergency look: who read which case until when, what was looked at, what the review came to."""

    opening_id: str
    case_id: CaseId
    number: str
    who: str
    reason: str
    at: dt.datetime
    until: dt.datetime
    is_open: bool
    looks: tuple[tuple[dt.datetime, str], ...]
    state: str
    reviewed_by: str
    words: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class UnusualRow:
    """One finding: the kind's word, who, on which day (of a whole report: none), how often, from how many on."""

    kind: str
    name: str
    who: str
    on: dt.date | None
    count: int
    least: int
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class UnusualView:
    """The auditor's report: findings, emergency looks, and the days it looks at."""

    first: dt.date
    last: dt.date
    rows: tuple[UnusualRow, ...]
    kinds: tuple[tuple[str, str, int], ...]
    glass: tuple[GlassRow, ...]
    late: int
    out_of_hours: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class OverseenView:
    """What administrators did and looked at, for the one who watches them."""

    people: tuple[str, ...]
    acts: tuple[ActRow, ...]
    looks: tuple[ReadRow, ...]
    next_cursor: str | None
