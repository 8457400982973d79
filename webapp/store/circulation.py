"""Papers to read (传阅件): copies of cases; having read one is no approval."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId
from webapp.domain.records import Case
from webapp.domain.sights import Viewer
from webapp.store.db import Tx
from webapp.store.rows import CASE_HEADER, case_of
from webapp.store.tables import case, participant
from webapp.store.visibility import ME, by, visible

COPY = "copy"

_UNREAD = (
    sa.select(participant.c.case_id)
    .where(participant.c.person_id == ME, participant.c.capacity == COPY, participant.c.read_at.is_(None))
    .scalar_subquery()
)
_TO_READ = visible(sa.select(*CASE_HEADER).where(case.c.id.in_(_UNREAD))).order_by(case.c.opened_at, case.c.id)
_COUNT = visible(sa.select(sa.func.count()).select_from(case).where(case.c.id.in_(_UNREAD)))
_READ = (
    sa.update(participant)
    .where(
        participant.c.person_id == b("person"),
        participant.c.case_id == b("of_case"),
        participant.c.capacity == COPY,
        participant.c.read_at.is_(None),
    )
    .values(read_at=b("now"))
)
_READERS = (
    sa.select(participant.c.person_id, participant.c.at, participant.c.read_at)
    .where(participant.c.case_id == b("of_case"), participant.c.capacity == COPY)
    .order_by(participant.c.at, participant.c.person_id)
)


def to_read(tx: Tx, viewer: Viewer) -> tuple[Case, ...]:
    """This function will give the cases sent to the viewer to read and not read yet, oldest first."""
    return tuple(case_of(row) for row in tx.execute(_TO_READ, by(viewer)))


def count(tx: Tx, viewer: Viewer) -> int:
    """This function will count the same cases."""
    counted: int = tx.execute(_COUNT, by(viewer)).scalar_one()
    return counted


def mark_read(tx: Tx, case_id: CaseId, *, person_id: PersonId, now: dt.datetime) -> None:
    """This function will note that a person has read a copy."""
    tx.execute(_READ, {"person": person_id, "of_case": case_id, "now": now})


def readers(tx: Tx, case_id: CaseId) -> tuple[tuple[PersonId, dt.datetime, dt.datetime | None], ...]:
    """This function will give to whom a case was sent, when, and when it was read (the caller has checked the case)."""
    return tuple((row.person_id, row.at, row.read_at) for row in tx.execute(_READERS, {"of_case": case_id}))
