"""The figures of the statistics page, each as one select of what it counts: case, whether it is as it should be, day.

A figure's value, its parts by room and the list behind it are this one select under different heads, so that they
cannot disagree. Nothing here is a target: numbers of cases and of sanctions are told, never judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.records import CaseStatus
from webapp.store.local_days import local_day
from webapp.store.tables import IS_OPEN, activity, case, deadline, letter, not_actor, task
from webapp.store.visibility import checked

FIRST, LAST = b("first", type_=sa.Date), b("last", type_=sa.Date)
TODAY, SOON = b("today", type_=sa.Date), b("soon", type_=sa.Date)
WEEK_AGO, MONTH_AGO = b("week_ago", type_=sa.Date), b("month_ago", type_=sa.Date)
M07, M08, M10 = "m07_clue_disposal", "m08_talk_letter_inquiry", "m10_violation_handling"
WHY = "counted in whole for who may see statistics; the list behind a figure has the viewer's own sight"
Rows = sa.Select[Any]
NOT_JUDGED = sa.cast(sa.null(), sa.Integer)


def _day(instant: Any) -> Any:
    return local_day(instant, b("zone", type_=sa.Text), b("minutes", type_=sa.Text))


def _rows(good: Any, on: Any) -> Rows:
    """What is counted: whose case, good as 1 or 0 (null where nothing is judged), and the day that it belongs to."""
    judged = good if good is NOT_JUDGED else sa.case((good, 1), else_=0)
    return sa.select(case.c.id.label("case_id"), judged.label("good"), on.label("on_day"))


def _some(table: Any, *conditions: Any) -> Any:
    return sa.exists(sa.select(sa.literal(1)).select_from(table).where(table.c.case_id == case.c.id, *conditions))


def _within(day: Any) -> Any:
    return sa.and_(day >= FIRST, day <= LAST)


def _passed(process: str, *elements: str) -> Any:
    return _some(activity, activity.c.process == process, activity.c.element.in_([sa.literal(one) for one in elements]))


def _ended(process: str) -> Any:
    """Cases of a process that came to one of its own ends within the period; early endings are none."""
    return sa.and_(case.c.process == process, case.c.status == CaseStatus.CLOSED, _within(_day(case.c.closed_at)))


def _limit(*keys: str) -> Any:
    return sa.and_(deadline.c.key.in_([sa.literal(one) for one in keys]), _within(deadline.c.due_on))


def _with_limit(good: Any, *keys: str) -> Rows:
    joined = _rows(good, deadline.c.due_on).join(deadline, deadline.c.case_id == case.c.id)
    return joined.where(_limit(*keys))


def _done(element: str, *more: Any) -> Any:
    return _some(task, task.c.element == element, task.c.completed, *more)


def steps_on_time() -> Rows:
    """Steps due within the period, done by their day."""
    good = sa.and_(task.c.completed, _day(task.c.closed_at) <= task.c.due_on)
    found = _rows(good, task.c.due_on).join(task, task.c.case_id == case.c.id)
    return found.where(_within(task.c.due_on), sa.or_(task.c.completed, task.c.is_open))


def _overdue(*days: Any) -> Rows:
    return _rows(NOT_JUDGED, case.c.next_due_on).where(IS_OPEN, case.c.next_due_on < TODAY, *days)


def overdue_week() -> Rows:
    """Open cases one to seven days over their day."""
    return _overdue(case.c.next_due_on >= WEEK_AGO)


def overdue_month() -> Rows:
    """Open cases eight to thirty days over."""
    return _overdue(case.c.next_due_on >= MONTH_AGO, case.c.next_due_on < WEEK_AGO)


def overdue_longer() -> Rows:
    """Open cases more than thirty days over."""
    return _overdue(case.c.next_due_on < MONTH_AGO)


def nearly_due() -> Rows:
    """Open cases due today or within three workdays."""
    return _rows(NOT_JUDGED, case.c.next_due_on).where(IS_OPEN, case.c.next_due_on >= TODAY, case.c.next_due_on <= SOON)


def suggested_on_time() -> Rows:
    """Suggestions on clues about heads that were due within the period, made by then."""
    made = _done("suggest_way", _day(task.c.closed_at) <= deadline.c.due_on)
    return _with_limit(made, "clue.head.p0", "clue.head.p1", "clue.head.p2")


def replied() -> Rows:
    """Replies due within the period that came."""
    return _with_limit(_done("reply"), "letter.reply")


def replied_on_time() -> Rows:
    """Replies due within the period that came in time."""
    return _with_limit(_done("reply", _day(task.c.closed_at) <= deadline.c.due_on), "letter.reply")


def inquiry_again() -> Rows:
    """Inquiries that ended in the period and had asked more than once."""
    return _rows(_passed("m08b_outcome", "again"), _day(case.c.closed_at)).where(_ended(M08))


def inquiry_to_verification() -> Rows:
    """Inquiries that ended in the period, passed on to verification."""
    return _rows(case.c.ended_at_element == "to_verification", _day(case.c.closed_at)).where(_ended(M08))


def inquiry_accepted() -> Rows:
    """Inquiries that ended in the period, accepted and closed."""
    return _rows(_passed("m08b_outcome", "accepted"), _day(case.c.closed_at)).where(_ended(M08))


def closing_letter_sent() -> Rows:
    """Accepted inquiries of the period whose closing letter bears a number."""
    sent = _some(letter, letter.c.template == "d15_closing", letter.c.number.is_not(None))
    return _rows(sent, _day(case.c.closed_at)).where(_ended(M08), _passed("m08b_outcome", "accepted"))


def named_accepted() -> Rows:
    """Named reports whose notice of acceptance was due within the period, and was issued by then."""
    issued = [letter.c.template == "d25_acceptance", _day(letter.c.issued_at) <= deadline.c.due_on]
    return _with_limit(_some(letter, *issued), "report.realname.accept_notice")


def named_answered() -> Rows:
    """Named reports whose result was due within the period, and was given by then."""
    given = [letter.c.template == "d25_feedback", _day(letter.c.issued_at) <= deadline.c.due_on]
    return _with_limit(_some(letter, *given), "report.realname.result_feedback")


def verification_filed() -> Rows:
    """Verifications that ended in the period, filed as cases."""
    return _rows(_passed(M10, "file_case"), _day(case.c.closed_at)).where(_ended(M10))


def trial_returned() -> Rows:
    """Cases tried that ended in the period, returned for evidence or a new investigation."""
    returned = _passed("m10c_trial", "approve_return")
    return _rows(returned, _day(case.c.closed_at)).where(_ended(M10), _passed(M10, "try_case"))


def appeal_changed() -> Rows:
    """Appeals that ended in the period with a decision changed or revoked."""
    found = _rows(case.c.ended_at_element == "corrected", _day(case.c.closed_at))
    return found.where(_ended("m10d_appeal"), case.c.ended_at_element.in_(("corrected", "kept")))


def clarified() -> Rows:
    """Clarifications that ended in the period, made."""
    return _rows(NOT_JUDGED, _day(case.c.closed_at)).where(
        _ended("m10e_clarification"), case.c.ended_at_element == "clarified"
    )


def accountable() -> Rows:
    """Accountability inquiries that ended in the period, with somebody held accountable."""
    decided = case.c.ended_at_element.in_(("accountable", "not_accountable"))
    found = _rows(case.c.ended_at_element == "accountable", _day(case.c.closed_at))
    return found.where(_ended("m10f_accountability"), decided)


def early_on_time() -> Rows:
    """Early signs whose measure was due within the period, and was taken by then."""
    taken = sa.and_(case.c.status == CaseStatus.CLOSED, _day(case.c.closed_at) <= deadline.c.due_on)
    return _with_limit(taken, "early.first_form").where(case.c.process == "m10g_early_handling")


def rectified() -> Rows:
    """Items of rectification accepted or given up within the period, accepted."""
    found = _rows(activity.c.element == "item_cleared", _day(activity.c.at))
    found = found.join(activity, activity.c.case_id == case.c.id)
    ends = activity.c.element.in_(("item_cleared", "item_failed"))
    return found.where(activity.c.process == "rectify_item", ends, _within(_day(activity.c.at)))


def plan_signed() -> Rows:
    """Plans after a tour asked for within the period, signed by the head in person."""
    found = _rows(activity.c.element == "signed", _day(activity.c.at))
    found = found.join(activity, activity.c.case_id == case.c.id)
    ends = activity.c.element.in_(("signed", "refused", "silent"))
    return found.where(activity.c.process == "m04d_signature", ends, _within(_day(activity.c.at)))


def four_eyes_broken() -> Rows:
    """Steps done by whom four eyes keep from them: there is none."""
    found = _rows(NOT_JUDGED, _day(task.c.closed_at)).join(task, task.c.case_id == case.c.id)
    found = found.join(not_actor, not_actor.c.task_id == task.c.id)
    return found.where(task.c.completed, task.c.completed_by == not_actor.c.person_id, _within(_day(task.c.closed_at)))


def open_steps() -> Rows:
    """Steps that somebody has to do now."""
    return _rows(NOT_JUDGED, task.c.due_on).join(task, task.c.case_id == case.c.id).where(IS_OPEN, task.c.is_open)


FIGURES: Mapping[str, Callable[[], Rows]] = {
    one.__name__: one
    for one in (
        steps_on_time,
        overdue_week,
        overdue_month,
        overdue_longer,
        nearly_due,
        open_steps,
        suggested_on_time,
        named_accepted,
        named_answered,
        replied,
        replied_on_time,
        inquiry_again,
        inquiry_to_verification,
        inquiry_accepted,
        closing_letter_sent,
        verification_filed,
        trial_returned,
        appeal_changed,
        clarified,
        accountable,
        early_on_time,
        plan_signed,
        rectified,
        four_eyes_broken,
    )
}
NOW = frozenset({"overdue_week", "overdue_month", "overdue_longer", "nearly_due", "open_steps"})
"""What is told of this moment, whatever the period."""


def select_of(figure: str) -> Rows:
    """This function will give what a figure counts; raises KeyError for a figure that there is not."""
    return checked(FIGURES[figure](), WHY)
