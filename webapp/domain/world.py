"""What the engine may know of the outside during one act: the moment, the calendar, the limits and the case header."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadlines import LimitRules


@dataclass(frozen=True, kw_only=True)
class World:
    """One act's view. `now` is aware UTC; `deadlines` are the case's rows (key -> due day); `case` the header's ids.

    It is the only source of `today() now() deadline() workdays()` (no code below reads a clock).
    """

    now: dt.datetime
    zone: ZoneInfo
    calendar: WorkCalendar
    limits: LimitRules
    case: Mapping[str, object] = field(default_factory=dict)
    deadlines: Mapping[str, dt.date] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        """This function will give the day in the office's zone."""
        return self.now.astimezone(self.zone).date()
