"""What the page of the key-watch list shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.ids import CaseId
from webapp.domain.said import Said


@dataclass(frozen=True, kw_only=True)
class WatchedFor:
    """One criterion of a head on the list, with the reason that an officer wrote for it."""

    criterion: Said
    reason: str
    confirmed_by: str
    case_id: CaseId | None


@dataclass(frozen=True, kw_only=True)
class WatchedHead:
    """A head on the key-watch list: what for, since when, until when; the rest of the days as a word."""

    name: str
    unit: str
    items: tuple[WatchedFor, ...]
    from_on: dt.date
    until_on: dt.date
