"""How long things took (用时), in workdays as limits are counted: median, longest, and how many took how long."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from webapp.domain.calendar import WorkCalendar
from webapp.domain.said import Said
from webapp.store.statistics import Took
from webapp.usecases.views.statistics import Days

SPREAD = (
    (5, Said("五个工作日以内")),
    (10, Said("六至十个工作日")),
    (20, Said("十一至二十个工作日")),
    (None, Said("超过二十个工作日")),
)
"""Up to how many workdays each part of the spread goes; the last takes the rest."""


def days_of(found: Iterable[Took], calendar: WorkCalendar) -> Days | None:
    """This function will tell how long things took, in workdays after the first day; None of nothing."""
    took = sorted(days for one in found for days in [calendar.between(one.since, one.on)] * one.count)
    if not took:
        return None
    return Days(median=f"{statistics.median(took):g}", longest=took[-1], spread=tuple(_spread(took)))


def _spread(took: list[int]) -> Iterable[tuple[Said, int]]:
    """The middle one says nothing of the ends: who waited longest is seen here."""
    before = 0
    for until, name in SPREAD:
        within = sum(1 for one in took if until is None or one <= until)
        yield name, within - before
        before = within
