"""Views of the own page of the person concerned (来函与答复)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.ids import TaskId
from webapp.usecases.views.tasks import AttachmentRow, FormState, Line


@dataclass(frozen=True, kw_only=True)
class PortalTask:
    """An open task of the person concerned, in neutral words; `remind`: its last days have begun."""

    task_id: TaskId
    name: str
    due_on: dt.date | None
    days_left: int | None
    asked_by: str
    remind: bool = False
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class PortalLetter:
    """A letter to the person concerned; `became` says that its decision was revoked or changed."""

    id: str
    title: str
    number: str
    on: dt.date | None
    became: str = ""


@dataclass(frozen=True, kw_only=True)
class Appealable:
    """A decision delivered to the person: what may be done against it, until when, or why nothing may."""

    letter_id: str
    title: str
    number: str
    sentence: str
    offered: bool


@dataclass(frozen=True, kw_only=True)
class PortalView:
    """The own portal of a head: only own open tasks and letters (来函与答复), rights and whom to call."""

    name: str
    tasks: tuple[PortalTask, ...]
    letters: tuple[PortalLetter, ...]
    receipts: tuple[tuple[TaskId, str, dt.datetime], ...]
    rights: tuple[str, ...]
    contact: str
    can_start: tuple[tuple[str, str, str], ...] = ()
    appeals: tuple[Appealable, ...] = ()
    has_archive: bool = True


@dataclass(frozen=True, kw_only=True)
class PortalTaskView:
    """The questions of a letter to the person concerned and the boxes to answer.

    `extension_state`, `recusal_state`: where the newest request of that kind stands; `_answer`: why it was refused.
    """

    task_id: TaskId
    title: str
    asked_by: str
    due_on: dt.date | None
    days_left: int | None
    form_state: FormState
    rights: tuple[str, ...]
    contact: str
    draft_saved_at: dt.datetime | None
    can_extend: bool
    extension_state: str | None
    scan_code: str | None
    extension_answer: str = ""
    recusal_state: str | None = None
    can_ask_recusal: bool = True
    recusal_answer: str = ""
    can_give_up: bool = False
    remind: bool = False
    letters: tuple[PortalLetter, ...] = ()
    attachments: tuple[AttachmentRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PortalReplyView:
    """What the person concerned handed in: own words and files only, with the receipt; nothing else of the case.

    `promised`: what the office does next, and by when, where the person asked for something.
    """

    task_id: TaskId
    title: str
    asked_by: str
    handed_in_at: dt.datetime
    receipt: str
    promised: tuple[str, dt.date] | None
    lines: tuple[Line, ...]
    rights: tuple[str, ...]
    contact: str
    letters: tuple[PortalLetter, ...] = ()
    attachments: tuple[AttachmentRow, ...] = ()
