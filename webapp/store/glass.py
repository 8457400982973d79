"""Break-glass (应急查阅): a look without a right, with a reason, for a while, seen by the auditor."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId
from webapp.store import keys
from webapp.store.db import Tx
from webapp.store.tables import break_glass as table
from webapp.store.vault import Place

_ADD = sa.insert(table)
_NEWEST = sa.select(table).order_by(table.c.at.desc(), table.c.id).limit(b("size", type_=sa.Integer))


@dataclass(frozen=True, kw_only=True)
class Broken:
    """Who opened which case by break-glass, why, from when until when."""

    person_id: PersonId
    case_id: CaseId
    reason: str
    at: dt.datetime
    until_at: dt.datetime


def break_glass(
    tx: Tx, case_id: CaseId, *, person_id: PersonId, reason: str, now: dt.datetime, until: dt.datetime
) -> None:
    """This function will let a person see a case until an instant; recusal still closes it."""
    row_id = uuid.uuid4().hex
    sealed = keys.office(tx).seal(_place(row_id), reason.encode())
    row = {"id": row_id, "person_id": person_id, "case_id": case_id, "reason": sealed, "at": now, "until_at": until}
    tx.execute(_ADD, row)


def newest(tx: Tx, *, limit: int = 200) -> tuple[Broken, ...]:
    """This function will give who broke the glass, the newest first (the auditor's page)."""
    key = keys.office(tx)
    return tuple(
        Broken(
            person_id=row.person_id,
            case_id=row.case_id,
            reason=key.open(_place(row.id), row.reason).decode(),
            at=row.at,
            until_at=row.until_at,
        )
        for row in tx.execute(_NEWEST, {"size": limit})
    )


def _place(row: str) -> Place:
    return Place(table="break_glass.reason", row=row)
