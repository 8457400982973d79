"""What figures are made of: rows of cases judged and dated, and the conditions that several figures share."""

from __future__ import annotations

from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.records import CaseStatus
from webapp.store.local_days import local_day
from webapp.store.tables import activity, case, deadline, task

FIRST, LAST = b("first", type_=sa.Date), b("last", type_=sa.Date)
TODAY, SOON = b("today", type_=sa.Date), b("soon", type_=sa.Date)
WEEK_AGO, MONTH_AGO = b("week_ago", type_=sa.Date), b("month_ago", type_=sa.Date)
M07, M08, M10 = "m07_clue_disposal", "m08_talk_letter_inquiry", "m10_violation_handling"
OPINION = "d16_integrity_opinion"
Rows = sa.Select[Any]
NOT_JUDGED = sa.cast(sa.null(), sa.Integer)


def office_day(instant: Any) -> Any:
    """This function will give the office's day of an instant."""
    return local_day(instant, b("zone", type_=sa.Text), b("minutes", type_=sa.Text))


def rows(good: Any, on: Any, *, who: Any = None, since: Any = None, kind: Any = None) -> Rows:
    """This function will select what is counted: whose case, good as 1 or 0 (null: nothing is judged), and its day.

    `who`: by whom it is divided, where a figure is so many for each. `since`: the day from which it took its time,
    where a figure tells how long things took. `kind`: as what it counts, where a figure tells of several results.
    """
    judged = good if good is NOT_JUDGED else sa.case((good, 1), else_=0)
    more = [one.label(name) for name, one in (("who", who), ("since", since), ("kind", kind)) if one is not None]
    return sa.select(case.c.id.label("case_id"), judged.label("good"), on.label("on_day"), *more)


def took(key: str, day: Any) -> Rows:
    """This function will select the cases in which what a time limit asks for was done within the period: from when."""
    found = rows(NOT_JUDGED, day, since=deadline.c.base_on).join(deadline, deadline.c.case_id == case.c.id)
    return found.where(deadline.c.key == sa.literal(key), within(day))


def first_done(element: str) -> Any:
    """This function will give the office's day on which a step of a case was done for the first time."""
    first = sa.select(sa.func.min(task.c.closed_at)).where(
        task.c.case_id == case.c.id, task.c.element == sa.literal(element), task.c.completed
    )
    return office_day(first.correlate(case).scalar_subquery())


def some(table: Any, *conditions: Any) -> Any:
    """This function will give the condition that a case has such a row in a table."""
    return sa.exists(sa.select(sa.literal(1)).select_from(table).where(table.c.case_id == case.c.id, *conditions))


def within(day: Any) -> Any:
    """This function will give the condition that a day lies in the period."""
    return sa.and_(day >= FIRST, day <= LAST)


def passed(process: str, *elements: str) -> Any:
    """This function will give the condition that a case went through one of these elements."""
    return some(activity, activity.c.process == process, activity.c.element.in_([sa.literal(one) for one in elements]))


def ended(process: str) -> Any:
    """This function will pick cases that came to one of their own ends within the period; early endings are none."""
    return sa.and_(case.c.process == process, case.c.status == CaseStatus.CLOSED, within(office_day(case.c.closed_at)))


def with_limit(good: Any, *keys: str) -> Rows:
    """This function will select the cases one of whose time limits ends within the period."""
    joined = rows(good, deadline.c.due_on).join(deadline, deadline.c.case_id == case.c.id)
    return joined.where(deadline.c.key.in_([sa.literal(one) for one in keys]), within(deadline.c.due_on))


def done(element: str, *more: Any) -> Any:
    """This function will give the condition that a step of a case was done."""
    return some(task, task.c.element == element, task.c.completed, *more)
