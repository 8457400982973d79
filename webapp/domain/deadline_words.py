"""A due day in words: working days left, with the days counted one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.calendar import WorkCalendar

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, kw_only=True)
class CountedDay:
    """One day of the arithmetic: counted (working day) or not, and why."""

    on: dt.date
    counted: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class DueWords:
    """What a page says of a due day. `left` is negative when overdue; `state` late, today, soon or calm."""

    on: dt.date
    weekday: str
    left: int
    state: str
    days: tuple[CountedDay, ...]
    provisional: bool = False


def due_words(on: dt.date, today: dt.date, calendar: WorkCalendar, *, provisional: bool = False) -> DueWords:
    """This function will compute number, state and the strip of days in one place (at most 40 days are listed)."""
    left = calendar.between(today, on)
    first, last = sorted((today, on))
    days = tuple(_counted(day, calendar) for day in calendar.days(first, last))[:40]
    return DueWords(
        on=on,
        weekday=WEEKDAYS[on.weekday()],
        left=left,
        state=_state(on, today, left),
        days=days,
        provisional=provisional,
    )


def _state(on: dt.date, today: dt.date, left: int) -> str:
    if on < today:
        return "late"
    if on == today:
        return "today"
    return "soon" if left <= 2 else "calm"


def _counted(day: dt.date, calendar: WorkCalendar) -> CountedDay:
    if day in calendar.workdays:
        return CountedDay(on=day, counted=True, why="调休上班")
    if day in calendar.holidays:
        return CountedDay(on=day, counted=False, why="法定节假日")
    if calendar.is_workday(day):
        return CountedDay(on=day, counted=True, why=WEEKDAYS[day.weekday()])
    return CountedDay(on=day, counted=False, why=WEEKDAYS[day.weekday()])
