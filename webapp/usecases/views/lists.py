"""Views of the yearly lists."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.papers import Instruction


@dataclass(frozen=True, kw_only=True)
class ListChange:
    """One change of a list: who did what when; `before` where words changed, `active` where a line was switched."""

    at: dt.datetime
    who: str
    act: str
    before: str
    text: str
    active: bool | None


@dataclass(frozen=True, kw_only=True)
class YearlyListView:
    """A year's list for whoever keeps it: lines in and out of use, and its history, the newest first."""

    of: str
    year: int
    years: tuple[int, ...]
    lines: tuple[Instruction, ...]
    changes: tuple[ListChange, ...]
    can_copy: bool
    wants_clause: bool
