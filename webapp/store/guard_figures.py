"""Figures of safeguards and of the year: spot checks, recusals, tries at gates, opinions, load."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.store.figure_parts import (
    M08,
    NOT_JUDGED,
    OPINION,
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
from webapp.store.tables import (
    IS_OPEN,
    agenda_item,
    audit,
    case,
    deadline,
    letter,
    meeting,
    person,
    recusal,
    task,
)

_CASE_AT, _ID = 10, 32
"""Facts of a refused try are canonical JSON that begins with the case: `{"case":"<id>",…`."""
_GATE = '%"code":"mandatory_gate"%'


def spot_checked() -> Rows:
    """Inquiries accepted in the period, a reply of which was checked on the spot (F08c; the step bears the mark)."""
    checked_there = some(task, task.c.completed, task.c.outcome == "spot_check")
    found = rows(checked_there, office_day(case.c.closed_at))
    return found.where(ended(M08), passed("m08b_outcome", "accepted"))


def shelved_reviewed() -> Rows:
    """Shelved clues to be looked at again within the period, analysed anew since."""
    return with_limit(done("analyse_clue", office_day(task.c.closed_at) >= deadline.c.due_on), "shelved.review")


def opinion_on_time() -> Rows:
    """Opinions asked for, due within the period, whose reply was issued by then."""
    sent = [letter.c.template == OPINION, office_day(letter.c.issued_at) <= deadline.c.due_on]
    return with_limit(some(letter, *sent), "opinion.reply")


def opinion_studied() -> Rows:
    """Replies on integrity issued in the period, out of a meeting with a result and minutes."""
    held = sa.exists(
        sa.select(sa.literal(1))
        .select_from(sa.join(agenda_item, meeting, meeting.c.id == agenda_item.c.meeting_id))
        .where(agenda_item.c.case_id == case.c.id, agenda_item.c.result.is_not(None))
        .where(meeting.c.minutes_number.is_not(None))
    )
    day = office_day(letter.c.issued_at)
    found = rows(held, day).select_from(sa.join(case, letter, letter.c.case_id == case.c.id))
    return found.where(letter.c.template == OPINION, letter.c.number.is_not(None), within(day))


def entrusted_answered() -> Rows:
    """Talks entrusted to an upper head, due within the period, of which the record came."""
    return with_limit(done("write_record"), "entrust.talk")


def recused() -> Rows:
    """Recusals of the period that hold, each at its case, else at the newest one about the head."""
    about = case.alias()
    newest = (
        sa.select(about.c.id)
        .where(about.c.subject_id == recusal.c.subject_id)
        .order_by(about.c.opened_at.desc(), about.c.id)
        .limit(1)
        .correlate(recusal)
        .scalar_subquery()
    )
    day = office_day(recusal.c.at)
    there = case.c.id == sa.func.coalesce(recusal.c.case_id, newest)
    found = rows(NOT_JUDGED, day).select_from(sa.join(case, recusal, there))
    return found.where(recusal.c.recused, within(day), sa.not_(case.c.confined))  # would tell of a complaint


def gates_tried() -> Rows:
    """Tries to get past a mandatory step in the period, all of them refused."""
    day = office_day(audit.c.at)
    told = case.c.id == sa.func.substr(audit.c.facts, _CASE_AT, _ID)
    found = rows(NOT_JUDGED, day).select_from(sa.join(case, audit, told))
    return found.where(audit.c.stream == "office", audit.c.act == "refused", audit.c.facts.like(_GATE), within(day))


def load_per_officer() -> Rows:
    """Steps that officers hold now, divided by the officers who hold any."""
    held = sa.join(sa.join(case, task, task.c.case_id == case.c.id), person, person.c.id == task.c.assignee_id)
    found = rows(NOT_JUDGED, task.c.due_on, who=task.c.assignee_id).select_from(held)
    return found.where(IS_OPEN, task.c.is_open, person.c.kind == "officer")


def load_per_head() -> Rows:
    """Open cases about persons, divided by the persons whom any is about."""
    return rows(NOT_JUDGED, case.c.next_due_on, who=case.c.subject_id).where(IS_OPEN, case.c.subject_id.is_not(None))
