"""Holds (暂缓销毁): what must not be destroyed whatever its term says, a case or every case of its person.

A hold's words are sealed with the key of the case on which it was set: they live as long as that case.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.sights import Viewer
from webapp.store import keys
from webapp.store.codec import pack, unpack_mapping
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import case, legal_hold
from webapp.store.vault import Place
from webapp.store.visibility import by, checked, visible

_CLEAR = ("id", "case_id", "subject_id", "set_by", "set_at", "lift_asked_by", "lift_asked_at", "lifted_by", "lifted_at")
_ADD = sa.insert(legal_hold)
_LOCK = sa.select(legal_hold).where(legal_hold.c.id == b("hold"), legal_hold.c.lifted_at.is_(None)).with_for_update()


def covering(of: Any = case) -> sa.ColumnElement[bool]:
    """This function will give the condition that a hold in force covers a case: its own, or one of its person."""
    return sa.exists(
        sa.select(sa.literal(1))
        .select_from(legal_hold)
        .where(
            legal_hold.c.lifted_at.is_(None),
            sa.or_(legal_hold.c.case_id == of.c.id, legal_hold.c.subject_id == of.c.subject_id),
        )
    )


_NEWEST = (legal_hold.c.lifted_at.is_not(None), legal_hold.c.set_at.desc(), legal_hold.c.id)
_OF_CASE = (
    sa.select(legal_hold)
    .where(sa.or_(legal_hold.c.case_id == b("case_id"), legal_hold.c.subject_id == b("subject", type_=sa.Text)))
    .order_by(*_NEWEST)
)
_IN_FORCE = visible(
    sa.select(legal_hold, case.c.number)
    .join(case, case.c.id == legal_hold.c.case_id)
    .where(legal_hold.c.lifted_at.is_(None))
    .order_by(legal_hold.c.set_at, legal_hold.c.id),
    glass=False,
)
_IS_HELD = checked(sa.select(case.c.id).where(case.c.id == b("case_id"), covering()), "yes or no, for an act")
_ASK = (
    sa.update(legal_hold)
    .where(legal_hold.c.id == b("hold"), legal_hold.c.lift_asked_by.is_(None))
    .values(lift_asked_by=b("by"), lift_asked_at=b("now"), lift_words=b("sealed"))
)
_LIFT = (
    sa.update(legal_hold)
    .where(legal_hold.c.id == b("hold"), legal_hold.c.lifted_at.is_(None), legal_hold.c.lift_asked_by != b("by"))
    .values(lifted_by=b("by"), lifted_at=b("now"))
)
_LEAVE = (
    sa.update(legal_hold)
    .where(legal_hold.c.id == b("hold"), legal_hold.c.lifted_at.is_(None))
    .values(lift_asked_by=None, lift_asked_at=None, lift_words=None)
)
_END = (
    sa.update(legal_hold)
    .where(
        legal_hold.c.lifted_at.is_(None),
        sa.or_(legal_hold.c.case_id == b("of_case"), legal_hold.c.subject_id == b("of_subject", type_=sa.Text)),
    )
    .values(lifted_at=b("now"))
)
_COUNT = sa.select(sa.func.count()).select_from(legal_hold).where(legal_hold.c.lifted_at.is_(None))


@dataclass(frozen=True, kw_only=True)
class Hold:
    """One hold: on which case, for all of whose cases, by whom, why, and how far its lifting has come."""

    id: str
    case_id: CaseId
    subject_id: PersonId | None
    set_by: PersonId
    set_at: dt.datetime
    reason: str
    basis: str
    lift_asked_by: PersonId | None = None
    lift_asked_at: dt.datetime | None = None
    lift_reason: str = ""
    lifted_by: PersonId | None = None
    lifted_at: dt.datetime | None = None
    number: str | None = None


def put(
    tx: Tx,
    case_id: CaseId,
    *,
    subject_id: PersonId | None,
    by: PersonId,
    words: Mapping[str, str],
    now: dt.datetime,
) -> str:
    """This function will set a hold, with its reason and basis, and give its id."""
    hold_id = uuid.uuid4().hex
    sealed = keys.of_case(tx, case_id).seal(_place("words", hold_id), pack(words))
    row = {"id": hold_id, "case_id": case_id, "subject_id": subject_id, "set_by": by, "set_at": now, "words": sealed}
    tx.execute(_ADD, row)
    return hold_id


def lock(tx: Tx, hold_id: str) -> Hold:
    """This function will lock a hold that is in force; raises NotFound."""
    row = tx.execute(_LOCK, {"hold": hold_id}).one_or_none()
    if row is None:
        raise NotFound
    return _hold(tx, row)


def of_case(tx: Tx, case_id: CaseId, *, subject_id: PersonId | None) -> tuple[Hold, ...]:
    """This function will give the holds that cover a case, those in force first."""
    return tuple(_hold(tx, row) for row in tx.execute(_OF_CASE, {"case_id": case_id, "subject": subject_id}))


def in_force(tx: Tx, viewer: Viewer) -> tuple[Hold, ...]:
    """This function will give the holds in force on cases that the viewer sees by right, the oldest first."""
    return tuple(_hold(tx, row, number=row.number) for row in tx.execute(_IN_FORCE, by(viewer)))


def is_held(tx: Tx, case_id: CaseId) -> bool:
    """This function will tell whether a hold in force covers a case."""
    return tx.execute(_IS_HELD, {"case_id": case_id}).first() is not None


def ask_lifting(tx: Tx, one: Hold, *, by: PersonId, reason: str, now: dt.datetime) -> bool:
    """This function will note who asks to lift a hold and why; False when somebody has asked before."""
    sealed = keys.of_case(tx, one.case_id).seal(_place("lift_words", one.id), reason.encode())
    return tx.execute(_ASK, {"hold": one.id, "by": by, "now": now, "sealed": sealed}).rowcount == 1


def lift(tx: Tx, one: Hold, *, by: PersonId, now: dt.datetime) -> bool:
    """This function will lift a hold; False for whoever asked for it, the database refuses that person, too."""
    return tx.execute(_LIFT, {"hold": one.id, "by": by, "now": now}).rowcount == 1


def leave(tx: Tx, one: Hold) -> None:
    """This function will let a hold stay whose lifting was asked for."""
    tx.execute(_LEAVE, {"hold": one.id})


def end(tx: Tx, case_id: CaseId, *, subject_id: PersonId | None, now: dt.datetime) -> int:
    """This function will end what an older backup brought back about a case that was destroyed since."""
    return tx.execute(_END, {"of_case": case_id, "of_subject": subject_id, "now": now}).rowcount


def count(tx: Tx) -> int:
    """This function will count the holds in force."""
    return int(tx.execute(_COUNT).scalar_one())


def _hold(tx: Tx, row: AnyRow, *, number: str | None = None) -> Hold:
    key = keys.of_case(tx, row.case_id)
    words: Any = unpack_mapping(key.open(_place("words", row.id), row.words))
    why = "" if row.lift_words is None else key.open(_place("lift_words", row.id), row.lift_words).decode()
    clear: dict[str, Any] = {name: row._mapping[name] for name in _CLEAR}
    return Hold(**clear, reason=words["reason"], basis=words["basis"], lift_reason=why, number=number)


def _place(column: str, row: str) -> Place:
    return Place(table=f"legal_hold.{column}", row=row)
