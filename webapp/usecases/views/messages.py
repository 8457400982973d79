"""Views of messages between matters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from webapp.domain.ids import CaseId
from webapp.domain.said import Said


@dataclass(frozen=True, kw_only=True)
class EndView:
    """One end of a message: a case by number and measure, or in words that there is one, or none.

    `case_id` only where the reader may open its page.
    """

    words: Said
    numbered: bool = False
    case_id: CaseId | None = None
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class MessageRow:
    """A message: `state` delivered, waiting or faulty, with the reason in words; `answer` where it is one."""

    id: str
    name: Said
    at: dt.datetime
    source: EndView
    target: EndView
    state: str
    why: Said
    settled_at: dt.datetime | None = None
    answer: Said | None = None


@dataclass(frozen=True, kw_only=True)
class MessagesView:
    """One page of messages, with the count of each state by the list's own query."""

    rows: tuple[MessageRow, ...]
    counts: Mapping[str, int]
    state: str
    next_cursor: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseMessages:
    """The messages of one case; without the declaration of recusal there are none."""

    case_id: CaseId
    number: str | None
    measure_name: str
    declared: bool = False
    rows: tuple[MessageRow, ...] = ()
