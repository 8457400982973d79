"""Figures of whole matters: due within a period, and over in time.

A matter is due on the day of its limit as a whole (`deadline.whole`); one without such a limit on the latest day of its
steps.
"""

from __future__ import annotations

from typing import Any  # columns of statements, which only SQL knows

import sqlalchemy as sa

from webapp.domain.records import CaseStatus
from webapp.store.figure_parts import Rows, office_day, rows, within
from webapp.store.tables import activity, case, deadline, task

_WHOLE = sa.and_(deadline.c.case_id == case.c.id, deadline.c.whole.is_not(None))
_LATEST_WHOLE = sa.select(sa.func.max(deadline.c.due_on)).where(_WHOLE).correlate(case).scalar_subquery()
_STEPS = sa.select(sa.func.max(task.c.due_on)).where(task.c.case_id == case.c.id)
_LATEST_STEP = _STEPS.correlate(case).scalar_subquery()
_DUE = sa.func.coalesce(_LATEST_WHOLE, _LATEST_STEP)


def _closed_by(day: Any) -> Any:
    return sa.and_(case.c.status == CaseStatus.CLOSED, office_day(case.c.closed_at) <= day)


def _missed() -> Any:
    """A limit as a whole by whose day the matter was neither over nor at the element that ends the limit."""
    there = sa.and_(activity.c.case_id == case.c.id, activity.c.element == deadline.c.whole)
    in_time = office_day(activity.c.at) <= deadline.c.due_on
    reached = sa.exists(sa.select(sa.literal(1)).where(there, in_time).correlate(case, deadline))
    missed = sa.select(sa.literal(1)).where(_WHOLE, sa.not_(reached), sa.not_(_closed_by(deadline.c.due_on)))
    return sa.exists(missed.correlate(case))


def cases_on_time() -> Rows:
    """Matters due within the period, over by their day; those that ended early or were given up are none."""
    good = sa.case((_LATEST_WHOLE.is_not(None), sa.not_(_missed())), else_=_closed_by(_DUE))
    return rows(good, _DUE).where(case.c.status.in_((CaseStatus.OPEN, CaseStatus.CLOSED)), within(_DUE))
