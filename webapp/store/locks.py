"""Locking a case for one act: one statement brings the case, the task, the actor's standing and what deciding needs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import Case, Task
from webapp.domain.sights import Hold, Viewer
from webapp.store import audit, keys, versions
from webapp.store.db import RECUSED, AnyRow, Tx
from webapp.store.faults import Contended
from webapp.store.prepared import HOT
from webapp.store.rows import (
    CASE_COLUMNS,
    KEY_COLUMNS,
    TASK_COLUMNS,
    case_of,
    key_of_case,
    step_columns,
    steps_of,
    task_of,
)
from webapp.store.standing import STANDING, standing_of
from webapp.store.tables import (
    agenda_item,
    application,
    case,
    data_key,
    deadline,
    kept_version,
    opinion,
    recusal,
    submission,
    task,
)
from webapp.store.visibility import ME, by, checked
from webapp.store.writing import json_rows

_WHY = "write path: the act decides by the standing, or has checked the id"
_other, _past = case.alias(), task.alias()
# PostgreSQL fetches a locked row anew after waiting for it, but not what subqueries saw before: a chain that has grown
# meanwhile betrays it, and the act begins again.
_LENGTH_SEEN = sa.select(_other.c.chain_length).where(_other.c.id == case.c.id).scalar_subquery().label("length_seen")
_DEADLINES = (
    sa.select(json_rows(deadline.c.key, deadline.c.due_on))
    .where(deadline.c.case_id == case.c.id)
    .scalar_subquery()
    .label("deadlines")
)
_STEPS = (
    sa.select(json_rows(*step_columns(_past)))
    .where(_past.c.case_id == case.c.id, sa.not_(_past.c.superseded))
    .scalar_subquery()
    .label("steps")
)
_of_origin = task.alias()
_ORIGIN_PEOPLE = (
    sa.select(json_rows(_of_origin.c.completed_by, _of_origin.c.assignee_id, _of_origin.c.on_behalf_of))
    .where(_of_origin.c.case_id == case.c.origin_case_id)
    .scalar_subquery()
    .label("origin_people")
)
_ORIGIN_VOICES = (
    sa.select(json_rows(opinion.c.person_id))
    .join(agenda_item, agenda_item.c.id == opinion.c.item_id)
    .where(agenda_item.c.case_id == case.c.origin_case_id)
    .scalar_subquery()
    .label("origin_voices")
)
_RECUSED = (
    sa.select(json_rows(recusal.c.person_id))
    .where(recusal.c.recused, sa.or_(recusal.c.case_id == case.c.id, recusal.c.subject_id == case.c.subject_id))
    .scalar_subquery()
    .label("recused_people")
)
_VERSIONS = sa.select(json_rows(kept_version.c.id, kept_version.c.version)).scalar_subquery().label("versions")
_DRAFT = sa.and_(submission.c.task_id == task.c.id, submission.c.person_id == ME, sa.not_(submission.c.final))
_DRAFT_ID = sa.select(submission.c.id).where(_DRAFT).scalar_subquery().label("draft_id")
_DRAFT_VERSION = sa.select(submission.c.version).where(_DRAFT).scalar_subquery().label("draft_version")
_TOKEN_USED = sa.exists(
    sa.select(sa.literal(1)).select_from(submission).where(submission.c.form_token == b("token", type_=sa.Text))
).label("submitted")
_ASKED = sa.exists(
    sa.select(sa.literal(1))
    .select_from(application)
    .where(application.c.case_id == case.c.id, application.c.status == "open")
).label("asked")

# Whoever enters something into the archive of the case's subject finds its key here; it is opened only then.
_archive_key = data_key.alias()
_ARCHIVE_KEY = tuple(_archive_key.c[name].label(f"archive_{name}") for name in ("owner", "wrapped", "master_id"))
_CASE_AND_KEY = sa.select(*CASE_COLUMNS, *KEY_COLUMNS, _LENGTH_SEEN, _ASKED).join(data_key, key_of_case(), isouter=True)
_BY_CASE = checked(_CASE_AND_KEY.where(case.c.id == b("case_id")).with_for_update(of=case), _WHY)
_FOR_TASK = (
    sa.select(*CASE_COLUMNS, *KEY_COLUMNS, *TASK_COLUMNS, _LENGTH_SEEN, _ASKED)
    .select_from(task)
    .join(case, case.c.id == task.c.case_id)
    .join(data_key, key_of_case(), isouter=True)
    .where(task.c.id == b("task_id"))
    .with_for_update(of=[case, task])
)
_BY_TASK = checked(_FOR_TASK, _WHY)
_OTHERS = (_ORIGIN_PEOPLE, _ORIGIN_VOICES, _RECUSED)
_DECIDING = (*STANDING, _DEADLINES, _STEPS, *_OTHERS, _VERSIONS, _DRAFT_ID, _DRAFT_VERSION, _TOKEN_USED)
_OF_SUBJECT = _archive_key.c.owner == sa.literal(keys.ARCHIVE) + case.c.subject_id
_TO_ACT = checked(
    _FOR_TASK.join(_archive_key, _OF_SUBJECT, isouter=True).add_columns(*_DECIDING, *_ARCHIVE_KEY),
    _WHY,
).execution_options(**HOT)


def lock(tx: Tx, case_id: CaseId) -> Case:
    """This function will lock a case (whose id the act has checked) and open its state; raises NotFound."""
    row = tx.execute(_BY_CASE, {"case_id": case_id}).one_or_none()
    if row is None:
        raise NotFound
    return _locked(tx, row)


def lock_for_task(tx: Tx, task_id: TaskId) -> tuple[Case, Task]:
    """This function will lock a task and its case; raises NotFound."""
    row = tx.execute(_BY_TASK, {"task_id": task_id}).one_or_none()
    if row is None:
        raise NotFound
    return _locked(tx, row), task_of(row, keys.learn_unless_gone(tx, row))


def lock_to_act(tx: Tx, task_id: TaskId, *, viewer: Viewer, token: str | None = None) -> Hold:
    """This function will lock a task and its case with all that deciding about an act needs; raises NotFound.

    `token` is the form token of the page; `submitted` of the answer tells whether it was used before.
    """
    row = tx.execute(_TO_ACT, by(viewer) | {"task_id": task_id, "token": token}).one_or_none()
    if row is None:
        raise NotFound
    locked = _locked(tx, row)
    due_days = _due_days(row.deadlines)
    versions.learn(tx, row.versions)
    if row.archive_owner is not None:
        keys.offer(tx, row.archive_owner, wrapped=row.archive_wrapped, master_id=row.archive_master_id)
    steps = tx.memo["steps", locked.id] = steps_of(row.steps)
    tx.memo["deadlines", locked.id] = due_days
    tx.memo[RECUSED, locked.id, locked.subject_id] = _people(row.recused_people)
    if locked.origin_case_id is not None:
        tx.memo["participants", locked.origin_case_id] = _people(row.origin_people) | _people(row.origin_voices)
    return Hold(
        case=locked,
        task=task_of(row, keys.learn_unless_gone(tx, row)),
        standing=standing_of(row),
        deadlines=due_days,
        steps=steps,
        draft_id=row.draft_id,
        draft_version=row.draft_version or 0,
        submitted=bool(row.submitted),
    )


def _locked(tx: Tx, row: AnyRow) -> Case:
    if row.length_seen != row.c_chain_length:
        raise Contended
    locked = case_of(row, keys.learn_unless_gone(tx, row))
    tx.chains[audit.stream_of(locked.id)] = (locked.chain_length, locked.chain_head)
    tx.memo["case", locked.id] = locked
    tx.memo["asked", locked.id] = bool(row.asked)
    return locked


def _due_days(text: str | None) -> Mapping[str, dt.date]:
    return {key: dt.date.fromisoformat(due) for key, due in json.loads(text or "[]")}


def _people(text: str | None) -> frozenset[PersonId]:
    return frozenset(PersonId(who) for row in json.loads(text or "[]") for who in row if who)
