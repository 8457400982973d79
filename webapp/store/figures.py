"""The figures of the statistics page, each as one select of what it counts: case, whether it is as it should be, day.

A figure's value, its parts by room and the list behind it are this one select under different heads, so that they
cannot disagree. Nothing here is a target: numbers of cases and of sanctions are told, never judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa

from webapp.domain.records import CaseStatus
from webapp.store.case_figures import cases_on_time
from webapp.store.figure_parts import (
    M08,
    M10,
    MONTH_AGO,
    NOT_JUDGED,
    SOON,
    TODAY,
    WEEK_AGO,
    Rows,
    done,
    ended,
    office_day,
    passed,
    rows,
    some,
    with_limit,
    within,
)
from webapp.store.guard_figures import (
    entrusted_answered,
    gates_tried,
    load_per_head,
    load_per_officer,
    opinion_on_time,
    opinion_studied,
    recused,
    shelved_reviewed,
    spot_checked,
)
from webapp.store.outcome_figures import (
    clarified_days,
    clarified_on_time,
    early_days,
    filing_revoked,
    looked_back,
    meetings_attended,
    members_silent,
    opinion_changed,
)
from webapp.store.tables import IS_OPEN, activity, case, deadline, letter, not_actor, task
from webapp.store.visibility import checked

WHY = "counted for who may see statistics, but for what that one is kept from; the list has the viewer's own sight"


def steps_on_time() -> Rows:
    """Steps due within the period, done by their day."""
    good = sa.and_(task.c.completed, office_day(task.c.closed_at) <= task.c.due_on)
    found = rows(good, task.c.due_on).join(task, task.c.case_id == case.c.id)
    return found.where(within(task.c.due_on), sa.or_(task.c.completed, task.c.is_open))


def _overdue(*days: Any) -> Rows:
    return rows(NOT_JUDGED, case.c.next_due_on).where(IS_OPEN, case.c.next_due_on < TODAY, *days)


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
    return rows(NOT_JUDGED, case.c.next_due_on).where(IS_OPEN, case.c.next_due_on >= TODAY, case.c.next_due_on <= SOON)


def suggested_on_time() -> Rows:
    """Suggestions on clues about heads that were due within the period, made by then."""
    made = done("suggest_way", office_day(task.c.closed_at) <= deadline.c.due_on)
    return with_limit(made, "clue.head.p0", "clue.head.p1", "clue.head.p2")


def replied() -> Rows:
    """Replies due within the period that came."""
    return with_limit(done("reply"), "letter.reply")


def replied_on_time() -> Rows:
    """Replies due within the period that came in time."""
    return with_limit(done("reply", office_day(task.c.closed_at) <= deadline.c.due_on), "letter.reply")


def inquiry_again() -> Rows:
    """Inquiries that ended in the period and had asked more than once."""
    return rows(passed("m08b_outcome", "again"), office_day(case.c.closed_at)).where(ended(M08))


def inquiry_to_verification() -> Rows:
    """Inquiries that ended in the period, passed on to verification."""
    return rows(case.c.ended_at_element == "to_verification", office_day(case.c.closed_at)).where(ended(M08))


def inquiry_accepted() -> Rows:
    """Inquiries that ended in the period, accepted and closed."""
    return rows(passed("m08b_outcome", "accepted"), office_day(case.c.closed_at)).where(ended(M08))


def closing_letter_sent() -> Rows:
    """Accepted inquiries of the period whose closing letter bears a number."""
    sent = some(letter, letter.c.template == "d15_closing", letter.c.number.is_not(None))
    return rows(sent, office_day(case.c.closed_at)).where(ended(M08), passed("m08b_outcome", "accepted"))


def named_accepted() -> Rows:
    """Named reports whose notice of acceptance was due within the period, and was issued by then."""
    issued = [letter.c.template == "d25_acceptance", office_day(letter.c.issued_at) <= deadline.c.due_on]
    return with_limit(some(letter, *issued), "report.realname.accept_notice")


def named_answered() -> Rows:
    """Named reports whose result was due within the period, and was given by then."""
    given = [letter.c.template == "d25_feedback", office_day(letter.c.issued_at) <= deadline.c.due_on]
    return with_limit(some(letter, *given), "report.realname.result_feedback")


def verification_filed() -> Rows:
    """Verifications that ended in the period, filed as cases."""
    return rows(passed(M10, "file_case"), office_day(case.c.closed_at)).where(ended(M10))


def trial_returned() -> Rows:
    """Cases tried that ended in the period, returned for evidence or a new investigation."""
    returned = passed("m10c_trial", "approve_return")
    return rows(returned, office_day(case.c.closed_at)).where(ended(M10), passed(M10, "try_case"))


def appeal_changed() -> Rows:
    """Appeals that ended in the period with a decision changed or revoked."""
    found = rows(case.c.ended_at_element == "corrected", office_day(case.c.closed_at))
    return found.where(ended("m10d_appeal"), case.c.ended_at_element.in_(("corrected", "kept")))


def clarified() -> Rows:
    """Clarifications that ended in the period, made."""
    return rows(NOT_JUDGED, office_day(case.c.closed_at)).where(
        ended("m10e_clarification"), case.c.ended_at_element == "clarified"
    )


def accountable() -> Rows:
    """Accountability inquiries that ended in the period, with somebody held accountable."""
    decided = case.c.ended_at_element.in_(("accountable", "not_accountable"))
    held, f = case.c.ended_at_element == "accountable", "m10f_accountability"
    ways = [(passed(f, step), step) for step in ("impose", "issue_proposal", "issue_decision")]
    kind = sa.case((sa.not_(held), "not_accountable"), *ways, else_="accountable")
    return rows(held, office_day(case.c.closed_at), kind=kind).where(ended(f), decided)


def early_on_time() -> Rows:
    """Early signs whose measure was due within the period, and was taken by then."""
    taken = sa.and_(case.c.status == CaseStatus.CLOSED, office_day(case.c.closed_at) <= deadline.c.due_on)
    return with_limit(taken, "early.first_form").where(case.c.process == "m10g_early_handling")


def rectified() -> Rows:
    """Items of rectification accepted or given up within the period, accepted."""
    found = rows(activity.c.element == "item_cleared", office_day(activity.c.at))
    found = found.join(activity, activity.c.case_id == case.c.id)
    ends = activity.c.element.in_(("item_cleared", "item_failed"))
    return found.where(activity.c.process == "rectify_item", ends, within(office_day(activity.c.at)))


def rectified_on_time() -> Rows:
    """Items of rectification due within the period, of which the proof was handed in by then."""
    given = [task.c.element.in_(("submit_proof", "submit_own_proof")), task.c.deadline == deadline.c.key]
    in_time = some(task, task.c.completed, *given, office_day(task.c.closed_at) <= deadline.c.due_on)
    found = rows(in_time, deadline.c.due_on).join(deadline, deadline.c.case_id == case.c.id)
    return found.where(deadline.c.key.like("rectify.item#%"), within(deadline.c.due_on))


def plan_signed() -> Rows:
    """Plans after a tour asked for within the period, signed by the head in person."""
    found = rows(activity.c.element == "signed", office_day(activity.c.at))
    found = found.join(activity, activity.c.case_id == case.c.id)
    ends = activity.c.element.in_(("signed", "refused", "silent"))
    return found.where(activity.c.process == "m04d_signature", ends, within(office_day(activity.c.at)))


def four_eyes_broken() -> Rows:
    """Steps done by whom four eyes keep from them: there is none."""
    found = rows(NOT_JUDGED, office_day(task.c.closed_at)).join(task, task.c.case_id == case.c.id)
    found = found.join(not_actor, not_actor.c.task_id == task.c.id)
    return found.where(
        task.c.completed, task.c.completed_by == not_actor.c.person_id, within(office_day(task.c.closed_at))
    )


def open_steps() -> Rows:
    """Steps that somebody has to do now."""
    return rows(NOT_JUDGED, task.c.due_on).join(task, task.c.case_id == case.c.id).where(IS_OPEN, task.c.is_open)


FIGURES: Mapping[str, Callable[[], Rows]] = {
    one.__name__: one
    for one in (
        cases_on_time,
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
        filing_revoked,
        trial_returned,
        appeal_changed,
        clarified,
        clarified_on_time,
        clarified_days,
        accountable,
        early_on_time,
        early_days,
        plan_signed,
        rectified_on_time,
        rectified,
        looked_back,
        spot_checked,
        shelved_reviewed,
        opinion_on_time,
        opinion_studied,
        opinion_changed,
        entrusted_answered,
        meetings_attended,
        members_silent,
        load_per_officer,
        load_per_head,
        recused,
        gates_tried,
        four_eyes_broken,
    )
}
NOW = frozenset(
    {"overdue_week", "overdue_month", "overdue_longer", "nearly_due", "open_steps", "load_per_officer", "load_per_head"}
)
"""What is told of this moment, whatever the period."""
TIMED = frozenset({"clarified_days", "early_days"})
"""What tells how long things took, not how many they are."""
OF_KINDS = frozenset({"accountable"})
"""What tells of several results as what it counts."""


def select_of(figure: str) -> Rows:
    """This function will give what a figure counts; raises KeyError for a figure that there is not."""
    return checked(FIGURES[figure](), WHY)
