"""What was done for an absent colleague, and what waits for the return: rows for the list that hands back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import PersonId
from webapp.domain.sights import HandedLine, Viewer
from webapp.store.columns import Instant
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import case, task
from webapp.store.visibility import by, workable

_LINE = (
    task.c.id,
    task.c.case_id,
    task.c.name,
    task.c.subject_id,
    task.c.completed_by,
    task.c.closed_at,
    task.c.due_on,
    case.c.number,
    case.c.measure,
)
_FOUND = sa.select(*_LINE).join(case, case.c.id == task.c.case_id)
_DONE = workable(
    _FOUND.where(
        task.c.on_behalf_of == b("absent", type_=sa.Text),
        task.c.closed_at >= b("since", type_=Instant),
        task.c.closed_at < b("until", type_=Instant),
    ).order_by(task.c.closed_at, task.c.case_id, task.c.done_in)
)
_WAITING = workable(
    _FOUND.where(task.c.assignee_id == b("absent", type_=sa.Text), task.c.is_open).order_by(task.c.due_on, task.c.id)
)


def done_for(
    tx: Tx, viewer: Viewer, absent: PersonId, *, since: dt.datetime, until: dt.datetime
) -> Sequence[HandedLine]:
    """This function will list what others completed for an absent person in a while, oldest first."""
    return _lines(tx.execute(_DONE, by(viewer) | {"absent": absent, "since": since, "until": until}).all())


def waiting_for(tx: Tx, viewer: Viewer, absent: PersonId) -> Sequence[HandedLine]:
    """This function will list the open steps that an absent person holds, what is due first first."""
    return _lines(tx.execute(_WAITING, by(viewer) | {"absent": absent}).all())


def _lines(rows: Sequence[AnyRow]) -> Sequence[HandedLine]:
    return tuple(
        HandedLine(
            task_id=row.id,
            case_id=row.case_id,
            name=row.name,
            number=row.number,
            measure=row.measure,
            subject_id=row.subject_id,
            done_by=row.completed_by,
            done_at=row.closed_at,
            due_on=row.due_on,
        )
        for row in rows
    )
