"""What is printed, signed outside and scanned back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.ids import CaseId
from webapp.usecases.views.tasks import FormState


@dataclass(frozen=True, kw_only=True)
class AnswerSheetView:
    """The empty form of a step of somebody outside, to be printed, signed and scanned back under its code."""

    case_id: CaseId
    number: str
    title: str
    code: str
    who: str
    asked_by: str
    address: str
    phone: str
    due_on: dt.date | None
    form_state: FormState
