"""Who has seen what: a row for each look at what is secret, chained into the seals like the audit."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId
from webapp.domain.sights import Look
from webapp.store import keys
from webapp.store.columns import canonical
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import access_log
from webapp.store.vault import Place

_ADD = sa.insert(access_log)
_NEWEST = sa.select(access_log).order_by(access_log.c.id.desc()).limit(b("size", type_=sa.Integer))
_OF_CASE = _NEWEST.where(access_log.c.case_id == b("case_id"))
_OF_SUBJECT = _NEWEST.where(access_log.c.subject_id == b("subject"), access_log.c.at >= b("since"))
_OF_PERSON = _NEWEST.where(access_log.c.person_id == b("person"), access_log.c.at >= b("since"))


def note(
    tx: Tx,
    *,
    person_id: PersonId,
    what: str,
    at: dt.datetime,
    case_id: CaseId | None = None,
    subject_id: PersonId | None = None,
    reason: str | None = None,
) -> None:
    """This function will note a look; `what` is a code, the reason (asked outside one's own tasks) is sealed."""
    row: dict[str, Any] = {"person_id": person_id, "at": at, "what": what, "case_id": case_id, "subject_id": subject_id}
    sealed = None if reason is None else keys.office(tx).seal(_place(row), reason.encode())
    tx.execute(_ADD, row | {"reason": sealed, "hash": hash_of(row, sealed)})


def of_case(tx: Tx, case_id: CaseId, *, limit: int = 200) -> tuple[Look, ...]:
    """This function will give who has looked at a case, the newest first."""
    return tuple(_look(tx, row) for row in tx.execute(_OF_CASE, {"case_id": case_id, "size": limit}))


def of_subject(tx: Tx, subject_id: PersonId, *, since: dt.datetime, limit: int = 1000) -> tuple[Look, ...]:
    """This function will give who has looked at anything about a person since an instant, the newest first."""
    values = {"subject": subject_id, "since": since, "size": limit}
    return tuple(_look(tx, row) for row in tx.execute(_OF_SUBJECT, values))


def by_person(tx: Tx, person_id: PersonId, *, since: dt.datetime, limit: int = 1000) -> tuple[Look, ...]:
    """This function will give what a person has looked at since an instant, the newest first."""
    values = {"person": person_id, "since": since, "size": limit}
    return tuple(_look(tx, row) for row in tx.execute(_OF_PERSON, values))


def newest(tx: Tx, *, limit: int = 200) -> tuple[Look, ...]:
    """This function will give the newest looks (the auditor's page)."""
    return tuple(_look(tx, row) for row in tx.execute(_NEWEST, {"size": limit}))


def hash_of(row: Any, sealed: bytes | None) -> str:
    """This function will compute the hash of a look from its clear part and its sealed reason."""
    clear = canonical({name: row[name] for name in ("person_id", "at", "what", "case_id", "subject_id")})
    return hashlib.sha256(f"{clear}\n{reason_digest(sealed)}".encode()).hexdigest()


def reason_digest(sealed: bytes | None) -> str:
    """This function will give the hash of a sealed reason (nothing for none)."""
    return "" if sealed is None else hashlib.sha256(sealed).hexdigest()


def _look(tx: Tx, row: AnyRow) -> Look:
    fields: dict[str, Any] = {name: row._mapping[name] for name in ("person_id", "at", "what", "case_id", "subject_id")}
    reason = None if row.reason is None else keys.office(tx).open(_place(fields), row.reason).decode()
    return Look(id=row.id, reason=reason, **fields)


def _place(row: dict[str, Any]) -> Place:
    return Place(table="access_log.reason", row=canonical([row["person_id"], row["at"], row["what"], row["case_id"]]))
