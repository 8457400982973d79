"""What was reported about a person: clues and the letters that repeat them, read once in an act."""

from __future__ import annotations

import datetime as dt

from webapp.domain.deadlines import add_months
from webapp.domain.ids import PersonId
from webapp.store import registers
from webapp.store.registers import Report
from webapp.usecases.desk import Desk

WINDOW = 12
"""So many months of reports, deviations and appraisals count."""


def first_day(desk: Desk) -> dt.date:
    """This function will give the first day that counts."""
    return add_months(desk.act.today, -WINDOW)


def midnight(desk: Desk, day: dt.date) -> dt.datetime:
    """This function will give the instant at which a day of the office begins."""
    return dt.datetime.combine(day, dt.time(), tzinfo=desk.act.office.zone).astimezone(dt.UTC)


def reports_on(desk: Desk, person: PersonId) -> tuple[Report, ...]:
    """This function will give the person's other numbered clues, the newest first, with their repeats that count."""
    known = desk.reports.get(person)
    if known is None:
        since = midnight(desk, first_day(desk))
        known = desk.reports[person] = registers.reports_on(desk.act.tx, person, since=since, but=desk.case.id)
    return known


def count_of(desk: Desk, person: PersonId) -> int:
    """This function will count the reports on a person in the months that count, this case among them if numbered."""
    since = midnight(desk, first_day(desk))
    others = sum((one.opened_at >= since) + one.repeats for one in reports_on(desk, person))
    return others + (desk.case.number is not None)
