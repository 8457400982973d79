"""Views of what a person is asked beside the tasks: questions of a case, requests to open a reporter's identity."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.ids import CaseId
from webapp.usecases.views.tasks import Line


@dataclass(frozen=True, kw_only=True)
class OpeningRow:
    """A request to open a reporter's identity, as custodians see it: number of the case, who asked, why, until when."""

    opening_id: str
    number: str | None
    asked_by: str
    at: dt.datetime
    reason: str
    agreed_by: str
    until: dt.datetime | None
    can_agree: bool
    can_open: bool


@dataclass(frozen=True, kw_only=True)
class IdentityView:
    """Who reported, shown once: label and value."""

    number: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    """What a case asks beside its steps of whoever hands them out: the case, the sentence, since when."""

    case_id: CaseId
    number: str | None
    sentence: str
    at: dt.datetime
