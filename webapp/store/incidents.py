"""Incidents: a step that failed, a message nobody can take, a missing holiday year; open until they are settled."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import IncidentRow
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import incident
from webapp.store.writing import insert_once

_FIELDS = (
    "id",
    "kind",
    "case_id",
    "element",
    "task_id",
    "code",
    "facts",
    "at",
    "settled_at",
    "settled_by",
    "remedy",
)
_OPEN_ONCE = insert_once(incident)
_OPEN = sa.select(incident).where(incident.c.settled_at.is_(None)).order_by(incident.c.at, incident.c.id)
_OF_CASE = sa.select(incident).where(incident.c.case_id == b("case_id")).order_by(incident.c.at, incident.c.id)
_ONE = sa.select(incident).where(incident.c.id == b("incident"))
_SETTLE = (
    sa.update(incident)
    .where(incident.c.id == b("incident"), incident.c.settled_at.is_(None))
    .values(settled_at=b("now"), settled_by=b("by"), remedy=b("how"))
)
_SETTLE_KIND = (
    sa.update(incident)
    .where(incident.c.kind == b("of_kind"), incident.c.code == b("of_code"), incident.c.settled_at.is_(None))
    .values(settled_at=b("now"), remedy=b("how"))
)


def open_incident(
    tx: Tx, *, incident_id: str, case_id: CaseId | str | None, verb: str, kind: str, at: dt.datetime
) -> None:
    """This function will note that a verb failed by a fault of this kind (its type, never its text)."""
    raise_once(tx, kind="fault", code=f"{verb}:{kind}", at=at, case_id=case_id, incident_id=incident_id)


def raise_once(
    tx: Tx,
    *,
    kind: str,
    code: str,
    at: dt.datetime,
    case_id: CaseId | str | None = None,
    task_id: TaskId | str | None = None,
    element: str | None = None,
    facts: Mapping[str, object] | None = None,
    incident_id: str | None = None,
) -> None:
    """This function will open an incident unless the same (kind, case, task, code) is open; facts are ids and codes."""
    row: dict[str, Any] = {"kind": kind, "code": code, "at": at, "element": element, "facts": dict(facts or {})}
    place = {"case_id": case_id or None, "case_or_none": case_id or "", "task_id": task_id or ""}
    tx.execute(_OPEN_ONCE, row | place | {"id": incident_id or uuid.uuid4().hex})


def settle(tx: Tx, incident_id: str, *, by: PersonId | str, now: dt.datetime, remedy: str) -> None:
    """This function will close an incident with what was done; raises NotFound when it is not open."""
    done = tx.execute(_SETTLE, {"incident": incident_id, "now": now, "by": by, "how": remedy})
    if done.rowcount != 1:
        raise NotFound


def settle_kind(tx: Tx, kind: str, *, code: str, now: dt.datetime, remedy: str) -> None:
    """This function will close all open incidents of a kind and code (the holidays of a year were imported)."""
    tx.execute(_SETTLE_KIND, {"of_kind": kind, "of_code": code, "now": now, "how": remedy})


def open_incidents(tx: Tx) -> tuple[IncidentRow, ...]:
    """This function will give the open incidents, oldest first."""
    return tuple(_incident(row) for row in tx.execute(_OPEN))


def of_case(tx: Tx, case_id: CaseId) -> tuple[IncidentRow, ...]:
    """This function will give all incidents of a case that the caller has checked, oldest first."""
    return tuple(_incident(row) for row in tx.execute(_OF_CASE, {"case_id": case_id}))


def read(tx: Tx, incident_id: str) -> IncidentRow:
    """This function will give one incident; raises NotFound."""
    row = tx.execute(_ONE, {"incident": incident_id}).one_or_none()
    if row is None:
        raise NotFound
    return _incident(row)


def _incident(row: AnyRow) -> IncidentRow:
    fields = {name: row._mapping[name] for name in _FIELDS}
    return IncidentRow(**fields | {"task_id": fields["task_id"] or None})
