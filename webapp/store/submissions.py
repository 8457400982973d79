"""What people wrote into forms: drafts and final submissions, sealed with the case's key."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b
from sqlalchemy.exc import IntegrityError

from webapp.domain.errors import AlreadySubmitted, Overtaken
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import Submission
from webapp.domain.said import Said
from webapp.store import keys
from webapp.store.codec import pack, unpack_mapping
from webapp.store.db import AnyRow, Tx
from webapp.store.faults import breaks
from webapp.store.rows import KEY_COLUMNS, key_of_case
from webapp.store.tables import data_key, submission, task
from webapp.store.vault import DataKey, Place
from webapp.store.visibility import checked
from webapp.store.writing import insert_or_change

_PUT = insert_or_change(
    submission,
    ["id"],
    change=["version", "final", "at", "form_token", "content", "state_before", "path", "element"],
)
_JOINED = sa.select(submission, *KEY_COLUMNS).join(data_key, key_of_case(submission), isouter=True)
_STANDS = sa.and_(submission.c.final, submission.c.withdrawn_at.is_(None))
_DRAFT = _JOINED.where(
    submission.c.task_id == b("task_id"), submission.c.person_id == b("person_id"), sa.not_(submission.c.final)
)
_DRAFTS_OF_TASK = _JOINED.where(submission.c.task_id == b("task_id"), sa.not_(submission.c.final))
_OF_TASK = _JOINED.where(submission.c.task_id == b("task_id"), _STANDS).order_by(submission.c.at)
_AS_DONE = (sa.func.coalesce(task.c.done_in, 0), submission.c.at, submission.c.id)
_OF_CASE = checked(
    _JOINED.join(task, task.c.id == submission.c.task_id)
    .where(submission.c.case_id == b("case_id"), _STANDS)
    .order_by(*_AS_DONE),
    "the caller has checked the case",
)
_ALL_OF_CASE = _JOINED.where(submission.c.case_id == b("case_id"))
_STRIKE = sa.update(submission).where(submission.c.id == b("of_row")).values(content=b("empty"), state_before=None)
_LATEST = checked(
    _JOINED.join(task, task.c.id == submission.c.task_id)
    .where(task.c.case_id == b("case_id"), sa.not_(task.c.superseded))  # few, however often a loop went round
    .where(task.c.element.in_(b("elements", expanding=True)), _STANDS)
    .order_by(*_AS_DONE),
    "submissions only, of a case that the caller has checked",
)
_BY_TOKEN = sa.select(submission.c.task_id, submission.c.case_id).where(submission.c.form_token == b("token"))
_NEW_DRAFT = sa.insert(submission)
_CHANGE_DRAFT = (
    sa.update(submission)
    .where(submission.c.id == b("draft"), submission.c.version == b("old"), sa.not_(submission.c.final))
    .values(version=b("new"), at=b("now"), content=b("sealed"))
)
_DROP_DRAFT = sa.delete(submission).where(
    submission.c.task_id == b("task_id"), submission.c.person_id == b("person_id"), sa.not_(submission.c.final)
)
_WITHDRAW = (
    sa.update(submission)
    .where(submission.c.task_id == b("task"), _STANDS)
    .values(withdrawn_at=b("now"), form_token=None)
)


def put(tx: Tx, one: Submission) -> None:
    """This function will write a final submission; with a draft's id the draft becomes it.

    Raises AlreadySubmitted (facts: task, case) when the form token was used before.
    """
    try:
        tx.execute(_PUT, _row(tx, one))
    except IntegrityError as error:
        if not breaks(error, "uq_submission_form_token", "submission.form_token"):
            raise
        raise AlreadySubmitted(task=one.task_id, case=one.case_id) from error


def save_draft(tx: Tx, one: Submission) -> Submission:
    """This function will keep what was typed so far and give it with its new version.

    `version` is the one that the page began with, 0 for none: when the draft was changed since, elsewhere, raises
    Overtaken and keeps what is there.
    """
    if one.version:
        return _change_draft(tx, one)
    fresh = dataclasses.replace(one, id=one.id or uuid.uuid4().hex, version=1, final=False, form_token=None)
    try:
        tx.execute(_NEW_DRAFT, _row(tx, fresh))
    except IntegrityError as error:
        if not breaks(error, "uq_submission_draft", "submission.task_id", "submission.person_id"):
            raise
        raise Overtaken(who=Said("您"), when=Said("另一处")) from error
    return fresh


def _change_draft(tx: Tx, one: Submission) -> Submission:
    fresh = dataclasses.replace(one, version=one.version + 1, final=False, form_token=None)
    row = _row(tx, fresh)
    found = {"draft": one.id, "old": one.version, "new": fresh.version, "now": one.at, "sealed": row["content"]}
    if tx.execute(_CHANGE_DRAFT, found).rowcount != 1:
        raise Overtaken(who=Said("您"), when=Said("另一处"))
    return fresh


def draft(tx: Tx, task_id: TaskId, *, person_id: PersonId) -> Submission | None:
    """This function will give a person's draft of a task, wherever it was typed, or None."""
    row = tx.execute(_DRAFT, {"task_id": task_id, "person_id": person_id}).one_or_none()
    return None if row is None else _submission(tx, row)


def drafts_of_task(tx: Tx, task_id: TaskId) -> tuple[Submission, ...]:
    """This function will give all drafts of a task (a substitute goes on with the absent one's)."""
    return tuple(_submission(tx, row) for row in tx.execute(_DRAFTS_OF_TASK, {"task_id": task_id}))


def drop_draft(tx: Tx, task_id: TaskId, *, person_id: PersonId) -> None:
    """This function will throw a person's draft away."""
    tx.execute(_DROP_DRAFT, {"task_id": task_id, "person_id": person_id})


def of_task(tx: Tx, task_id: TaskId) -> Submission | None:
    """This function will give the submission that completed a task, or None."""
    rows = tx.execute(_OF_TASK, {"task_id": task_id}).all()
    return _submission(tx, rows[-1]) if rows else None


def of_case(tx: Tx, case_id: CaseId) -> tuple[Submission, ...]:
    """This function will give all final submissions of a case, oldest first, withdrawn ones left out."""
    return tx.once(("submissions", case_id), lambda: _of_case(tx, case_id))


def _of_case(tx: Tx, case_id: CaseId) -> tuple[Submission, ...]:
    return tuple(_submission(tx, row) for row in tx.execute(_OF_CASE, {"case_id": case_id}))


def latest(tx: Tx, case_id: CaseId, *, elements: Sequence[str]) -> Mapping[str, Submission]:
    """This function will give the last final submission of each path whose element is among those named."""
    if not elements:
        return {}
    rows = tx.execute(_LATEST, {"case_id": case_id, "elements": sorted(set(elements))}).all()
    newest = {row.path: row for row in rows}
    return {path: _submission(tx, row) for path, row in newest.items()}


def by_token(tx: Tx, token: str) -> tuple[TaskId, CaseId] | None:
    """This function will tell which task and case a form token was used for, or None."""
    row = tx.execute(_BY_TOKEN, {"token": token}).one_or_none()
    return None if row is None else (TaskId(row.task_id), CaseId(row.case_id))


def withdraw(tx: Tx, task_id: TaskId, *, now: dt.datetime) -> None:
    """This function will mark a task's submission as withdrawn (撤回): kept, but no answer any more."""
    tx.execute(_WITHDRAW, {"task": task_id, "now": now})


def strike(tx: Tx, case_id: CaseId) -> None:
    """This function will empty everything that was written into a case's forms, drafts included: a sealed transfer.

    The rows stay, so that the record knows that something was written; their contents and the states before are gone.
    """
    for row in tx.execute(_ALL_OF_CASE, {"case_id": case_id}).all():
        key = keys.learn(tx, row)
        empty = key.seal(_place(row.id, row.version), pack({}))
        tx.execute(_STRIKE, {"of_row": row.id, "empty": empty})


def _row(tx: Tx, one: Submission) -> dict[str, Any]:
    key = keys.of_case(tx, one.case_id)
    before = None if one.state_before is None else key.seal(_before_place(one.id, one.version), one.state_before)
    names = ("id", "case_id", "task_id", "path", "element", "person_id", "version", "final", "at", "form_token")
    fields = {name: getattr(one, name) for name in names}
    return fields | {"content": key.seal(_place(one.id, one.version), pack(one.content)), "state_before": before}


def _submission(tx: Tx, row: AnyRow) -> Submission:
    key = keys.learn(tx, row)
    return Submission(
        id=row.id,
        case_id=row.case_id,
        task_id=row.task_id,
        path=row.path,
        element=row.element,
        person_id=row.person_id,
        version=row.version,
        final=row.final,
        at=row.at,
        form_token=row.form_token,
        content=opened(key, row.id, row.version, row.content),
        state_before=_before(key, row),
    )


def opened(key: DataKey, row: str, version: int, content: bytes) -> Mapping[str, Any]:
    """This function will open what was written, by the key of its case."""
    return unpack_mapping(key.open(_place(row, version), content))


def _before(key: DataKey, row: AnyRow) -> bytes | None:
    return None if row.state_before is None else key.open(_before_place(row.id, row.version), row.state_before)


def _place(row: str, version: int) -> Place:
    return Place(table="submission.content", row=row, version=version)


def _before_place(row: str, version: int) -> Place:
    return Place(table="submission.state_before", row=row, version=version)
