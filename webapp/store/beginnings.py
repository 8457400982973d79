"""Registrations begun by hand and not handed in: a person's own, whether one is still empty, and emptying it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.sights import Viewer
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import IS_OPEN, application, attachment, case, letter, message_in, person, submission, task
from webapp.store.visibility import ME, by, checked, workable

SIGNED = "scan"
"""A signed paper that came back is handed in, whatever the form says."""


def _some(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.Exists:
    return sa.exists(sa.select(sa.literal(1)).select_from(table).where(*conditions))


_BY_HAND = sa.and_(IS_OPEN, case.c.initiator_id.is_not(None))
_GONE_OUT = sa.or_(
    _some(message_in, message_in.c.source_case_id == case.c.id),
    _some(message_in, message_in.c.target_case_id == case.c.id),
    _some(letter, letter.c.case_id == case.c.id),
)
_HANDED_IN = sa.or_(
    _some(submission, submission.c.case_id == case.c.id, submission.c.final),
    _some(attachment, attachment.c.case_id == case.c.id, attachment.c.kind == SIGNED),
    _GONE_OUT,
)
_TOUCHED = sa.or_(
    _some(submission, submission.c.case_id == case.c.id),
    _some(attachment, attachment.c.case_id == case.c.id, attachment.c.removed_at.is_(None)),
)
_EMPTY = checked(
    sa.select(case.c.id).where(case.c.id == b("case_id"), _BY_HAND, sa.not_(_HANDED_IN)),
    "the caller has seen a task of the case",
)
_OWN = workable(
    sa.select(
        case.c.id.label("case_id"),
        case.c.number,
        case.c.measure,
        case.c.process,
        case.c.start_event,
        case.c.deployment_id,
        case.c.opened_at,
        case.c.origin_case_id,
        task.c.id.label("task_id"),
        task.c.name,
        _TOUCHED.label("touched"),
    )
    .select_from(sa.join(case, task, task.c.case_id == case.c.id))
    .where(task.c.is_open, task.c.assignee_id == ME, case.c.initiator_id == ME, _BY_HAND, sa.not_(_HANDED_IN))
    .order_by(case.c.opened_at.desc(), task.c.id)
)
# Two windows that begin the same at once: the second waits for the first. Rows that name the person go on meanwhile.
_ONE_AT_A_TIME = sa.select(person.c.id).where(person.c.id == b("who")).with_for_update(key_share=True)
_DROP_DRAFTS = sa.delete(submission).where(submission.c.case_id == b("of_case"), sa.not_(submission.c.final))
_DROP_FILES = sa.delete(attachment).where(attachment.c.case_id == b("of_case"))
_DROP_APPLICATIONS = sa.delete(application).where(application.c.case_id == b("of_case"))


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A registration under way of which nothing is handed in; `touched` when something was typed or put there."""

    case_id: CaseId
    number: str | None
    measure: str
    process: str
    start_event: str
    deployment_id: str
    opened_at: dt.datetime
    task_id: TaskId
    name: str
    touched: bool
    origin_case_id: CaseId | None = None


def of_person(tx: Tx, viewer: Viewer) -> tuple[Beginning, ...]:
    """This function will give the registrations that a person began, still holds and has not handed in, newest first.

    One whose step was given to somebody else is that officer's.
    """
    first: dict[str, AnyRow] = {}
    for row in tx.execute(_OWN, by(viewer)):
        first.setdefault(row.case_id, row)
    return tuple(_beginning(row) for row in first.values())


def is_empty(tx: Tx, case_id: CaseId) -> bool:
    """This function will tell whether a case was begun by hand and nothing of it was handed in, sent or received."""
    return tx.execute(_EMPTY, {"case_id": case_id}).one_or_none() is not None


def one_at_a_time(tx: Tx, person_id: PersonId) -> None:
    """This function will let what is done by a person, or to one, wait for what is under way there."""
    tx.execute(_ONE_AT_A_TIME, {"who": person_id})


def clear(tx: Tx, case_id: CaseId) -> None:
    """This function will remove the drafts, files and applications of a case of which nothing was handed in."""
    for drop in (_DROP_DRAFTS, _DROP_FILES, _DROP_APPLICATIONS):
        tx.execute(drop, {"of_case": case_id})


def _beginning(row: AnyRow) -> Beginning:
    names = Beginning.__dataclass_fields__
    return Beginning(**{name: row._mapping[name] for name in names} | {"touched": bool(row.touched)})
