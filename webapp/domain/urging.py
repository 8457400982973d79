"""The overdue ladder (催办阶梯): which rungs a step has reached on a day, counted in working days from its due day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadlines import LimitRules, due
from webapp.domain.ids import CaseId, PersonId, TaskId


class Rung(StrEnum):
    """Before, on and after the due day, and by a supervisor's hand; a rung never closes or decides anything."""

    BEFORE = "before"
    BEFORE_LAST = "before_last"
    DUE = "due"
    AFTER = "after"
    SUPERVISOR = "supervisor"
    SECRETARY = "secretary"
    URGED = "urged"


LIMIT_KEYS: Mapping[Rung, str] = {
    Rung.BEFORE: "urge.before",
    Rung.BEFORE_LAST: "urge.before_last",
    Rung.AFTER: "urge.after",
    Rung.SUPERVISOR: "urge.supervisor",
    Rung.SECRETARY: "urge.secretary",
}
LOUD: tuple[Rung, ...] = (Rung.AFTER, Rung.SUPERVISOR, Rung.SECRETARY)
"""Rungs that somebody is told of; the others are marks only (yellow)."""
WARNINGS: tuple[Rung, ...] = (Rung.BEFORE, Rung.BEFORE_LAST)
"""Told of a whole matter's limit, which no list of tasks counts down, while it is not over."""
LAST = Rung.SECRETARY


@dataclass(frozen=True, kw_only=True)
class LateStep:
    """An open step of a person, or an event that waits for a message, with its due day and the rungs it has reached."""

    id: TaskId
    case_id: CaseId
    due_on: dt.date
    rungs: frozenset[Rung]


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What one person is told of one step: number of the case and rung; `letter` says that a D24 went outside.

    `whole`: the limit's key, where it is one of the whole matter.
    """

    person_id: PersonId
    number: str | None
    due_on: dt.date
    rung: Rung
    letter: bool
    whole: str = ""


def rung_days(due_on: dt.date, limits: LimitRules, calendar: WorkCalendar) -> dict[Rung, dt.date]:
    """This function will give the day of each rung; one whose limit the office has struck out is left out."""
    days = {Rung.DUE: due_on}
    days |= {rung: due(limits[key], due_on, calendar).on for rung, key in LIMIT_KEYS.items() if key in limits}
    return {rung: days[rung] for rung in Rung if rung in days}


def reached(due_on: dt.date, today: dt.date, *, limits: LimitRules, calendar: WorkCalendar) -> tuple[Rung, ...]:
    """This function will give the rungs that a step has reached by a day, lowest first."""
    return tuple(rung for rung, day in rung_days(due_on, limits, calendar).items() if day <= today)
