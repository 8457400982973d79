"""Figures of what became of a matter later, and how long it took: replaced opinions, looks back, meetings, days."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.store.figure_parts import (
    M10,
    NOT_JUDGED,
    OPINION,
    Rows,
    done,
    ended,
    first_done,
    office_day,
    passed,
    rows,
    some,
    took,
    with_limit,
    within,
)
from webapp.store.tables import case, deadline, letter, task

M06 = "m06_life_meeting"
LOOKS_BACK = sa.or_(deadline.c.key.like("rectify.lookback%"), deadline.c.key == "tour.lookback")


def opinion_changed() -> Rows:
    """Replies on integrity issued in the period whose place a later one took."""
    later, day = letter.alias(), office_day(letter.c.issued_at)
    newer = sa.exists().where(later.c.replaces == letter.c.number, later.c.recalled_at.is_(None))
    found = rows(newer, day).select_from(sa.join(case, letter, letter.c.case_id == case.c.id))
    return found.where(letter.c.template == OPINION, letter.c.number.is_not(None), within(day))


def filing_revoked() -> Rows:
    """Cases filed, and ended in the period without a sanction: revoked, or not proven."""
    found = rows(NOT_JUDGED, office_day(case.c.closed_at))
    return found.where(ended(M10), passed(M10, "file_case"), case.c.ended_at_element == "concluded")


def looked_back() -> Rows:
    """Looks back at a rectification due within the period, taken since."""
    taken = done("look_back", office_day(task.c.closed_at) >= deadline.c.due_on)
    found = rows(taken, deadline.c.due_on).join(deadline, deadline.c.case_id == case.c.id)
    return found.where(LOOKS_BACK, within(deadline.c.due_on))


def clarified_on_time() -> Rows:
    """Clarifications due within the period, done by then."""
    in_time = done("confirm_done", office_day(task.c.closed_at) <= deadline.c.due_on)
    return with_limit(in_time, "clarify.done").where(passed("m10e_measures", "measures_wanted"))


def early_days() -> Rows:
    """Early signs met by a measure within the period: by the first of the letter and the talk, from the sign on."""
    sent = sa.select(sa.func.min(letter.c.issued_at)).where(
        letter.c.case_id == case.c.id, letter.c.template == "d17_early", letter.c.recalled_at.is_(None)
    )
    issued = office_day(sent.correlate(case).scalar_subquery())
    return took("early.first_form", sa.func.coalesce(issued, first_done("hold_talk")))


def clarified_days() -> Rows:
    """Clarifications confirmed as done within the period, from the conclusion (or the request) on."""
    return took("clarify.done", first_done("confirm_done"))


def meetings_attended() -> Rows:
    """Life meetings supervised to their end in the period, attended in person; papers alone do not count."""
    return _meetings("in_person")


def members_silent() -> Rows:
    """Life meetings supervised to their end in the period at which a member criticised nobody, urged or not."""
    return _meetings("some_silent")


def _meetings(mark: str) -> Rows:
    """Records of earlier versions bear no mark and do not count."""
    marked = sa.or_(*(task.c.outcome.like(f"%{one}%") for one in ("in_person", "from_papers")))
    held = [task.c.element == "attend", task.c.completed, marked]
    good = some(task, *held, task.c.outcome.like(f"%{mark}%"))
    return rows(good, office_day(case.c.closed_at)).where(ended(M06), some(task, *held))
