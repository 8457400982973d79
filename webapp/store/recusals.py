"""Recusal (回避): declared once per officer and head, asked for by others, and what it closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import AlreadyThere, NotFound, NotOpen
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.roster import Recusal, RecusalRequest
from webapp.store import keys
from webapp.store.db import RECUSED, AnyRow, Tx
from webapp.store.tables import recusal, recusal_request
from webapp.store.vault import Place
from webapp.store.writing import insert_or_change

DECLARED, APPLIED_FOR, LIFTED = "declared", "requested", "lifted"
"""How a declaration about a head came to be: the person's own word, granted to who asked for it, or lifted again."""
_FIELDS = ("id", "person_id", "subject_id", "case_id", "recused", "kind", "source", "asked_by", "decided_by", "at")
_CHANGED = ("recused", "kind", "source", "asked_by", "decided_by", "at")
_DECLARE = insert_or_change(recusal, ["person_id", "subject_id"], change=_CHANGED)
_ADD = sa.insert(recusal)
_OF_PAIR = sa.select(recusal).where(recusal.c.person_id == b("person"), recusal.c.subject_id == b("subject"))
_OF_PERSON = sa.select(recusal).where(recusal.c.person_id == b("person")).order_by(recusal.c.at)
_IN_FORCE = (
    sa.select(recusal).where(recusal.c.recused, recusal.c.subject_id.is_not(None)).order_by(recusal.c.at, recusal.c.id)
)
_LOCK = sa.select(recusal).where(recusal.c.id == b("recusal"), recusal.c.subject_id.is_not(None)).with_for_update()
_LIFT = (
    sa.update(recusal)
    .where(recusal.c.id == b("of_recusal"), recusal.c.recused)
    .values(recused=sa.false(), kind=None, source=LIFTED, asked_by=b("asker"), decided_by=b("by"), at=b("now"))
)
_OF_CASE = sa.select(recusal.c.person_id).where(
    recusal.c.recused, sa.or_(recusal.c.case_id == b("case"), recusal.c.subject_id == b("subject"))
)
_REQUEST_FIELDS = (
    "id",
    "case_id",
    "person_id",
    "subject_id",
    "asked_by",
    "at",
    "status",
    "decided_by",
    "decided_at",
    "lifts",
)
_ASK = sa.insert(recusal_request)
_OPEN = sa.select(recusal_request).where(recusal_request.c.status == "open").order_by(recusal_request.c.at)
_REQUEST = sa.select(recusal_request).where(recusal_request.c.id == b("request"))
_DECIDE = (
    sa.update(recusal_request)
    .where(recusal_request.c.id == b("request"), recusal_request.c.status == "open")
    .values(status=b("new_status"), decided_by=b("by"), decided_at=b("now"))
)


def declare(tx: Tx, one: Recusal) -> None:
    """This function will write a declaration about a head (a later one of the pair replaces it) or about a case."""
    tx.execute(_DECLARE if one.subject_id else _ADD, _row(one))
    tx.forget(RECUSED)


def close_to(tx: Tx, many: Sequence[Recusal]) -> None:
    """This function will write declarations about one case, at once."""
    if many:
        tx.execute(_ADD, [_row(one) for one in many])
        for key in [key for key in tx.memo if key[0] == RECUSED]:
            tx.memo[key] |= {one.person_id for one in many if one.recused and one.case_id == key[1]}


def _row(one: Recusal) -> dict[str, object]:
    return {name: getattr(one, name) for name in _FIELDS}


def in_force(tx: Tx) -> tuple[Recusal, ...]:
    """This function will give the recusals from heads that hold now, oldest first."""
    return tuple(_recusal(row) for row in tx.execute(_IN_FORCE))


def lock(tx: Tx, recusal_id: str) -> Recusal:
    """This function will lock a person's declaration about a head for a decision; raises NotFound."""
    row = tx.execute(_LOCK, {"recusal": recusal_id}).one_or_none()
    if row is None:
        raise NotFound
    return _recusal(row)


def lift(tx: Tx, recusal_id: str, *, by: PersonId, asked_by: PersonId | None, now: dt.datetime) -> None:
    """This function will lift a recusal; raises NotOpen for one that does not hold any more."""
    if tx.execute(_LIFT, {"of_recusal": recusal_id, "by": by, "asker": asked_by, "now": now}).rowcount != 1:
        raise NotOpen
    tx.forget(RECUSED)


def of_pair(tx: Tx, person_id: PersonId, *, subject_id: PersonId) -> Recusal | None:
    """This function will give a person's declaration about a head, or None when it was never asked for."""
    row = tx.execute(_OF_PAIR, {"person": person_id, "subject": subject_id}).one_or_none()
    return None if row is None else _recusal(row)


def of_person(tx: Tx, person_id: PersonId) -> tuple[Recusal, ...]:
    """This function will give all declarations of a person."""
    return tuple(_recusal(row) for row in tx.execute(_OF_PERSON, {"person": person_id}))


def recused_from(tx: Tx, case_id: CaseId | None, *, subject_id: PersonId | None) -> frozenset[PersonId]:
    """This function will give everyone who is recused from a case or its subject; a lock may have brought them."""
    known: frozenset[PersonId] | None = tx.memo.get((RECUSED, case_id, subject_id))
    if known is None:
        found = tx.execute(_OF_CASE, {"case": case_id or "", "subject": subject_id or ""}).scalars()
        known = tx.memo[RECUSED, case_id, subject_id] = frozenset(PersonId(who) for who in found)
    return known


def ask(tx: Tx, one: RecusalRequest) -> None:
    """This function will write a request that somebody be recused, or that it be lifted; AlreadyThere: asked before."""
    if one.lifts and lifting_asked(tx, one.person_id, subject_id=one.subject_id) is not None:
        raise AlreadyThere
    reason = keys.office(tx).seal(_place(one.id), one.reason.encode())
    tx.execute(_ASK, {name: getattr(one, name) for name in _REQUEST_FIELDS} | {"reason": reason})


def requests(tx: Tx) -> tuple[RecusalRequest, ...]:
    """This function will give the requests that wait for a decision, oldest first."""
    return tuple(_request(tx, row) for row in tx.execute(_OPEN))


def lifting_asked(tx: Tx, person_id: PersonId, *, subject_id: PersonId | None) -> RecusalRequest | None:
    """This function will give the open request that a person's recusal from a head be lifted, or None."""
    open_ones = (one for one in requests(tx) if one.lifts)
    return next((one for one in open_ones if (one.person_id, one.subject_id) == (person_id, subject_id)), None)


def request(tx: Tx, request_id: str) -> RecusalRequest:
    """This function will give one request; raises NotFound."""
    row = tx.execute(_REQUEST, {"request": request_id}).one_or_none()
    if row is None:
        raise NotFound
    return _request(tx, row)


def decide(tx: Tx, request_id: str, *, granted: bool, by: PersonId, now: dt.datetime) -> None:
    """This function will decide a request that is open; raises NotFound for one that is not."""
    status = "granted" if granted else "refused"
    done = tx.execute(_DECIDE, {"request": request_id, "new_status": status, "by": by, "now": now})
    if done.rowcount != 1:
        raise NotFound


def _recusal(row: AnyRow) -> Recusal:
    return Recusal(**{name: row._mapping[name] for name in _FIELDS})


def _request(tx: Tx, row: AnyRow) -> RecusalRequest:
    reason = keys.office(tx).open(_place(row.id), row.reason).decode()
    return RecusalRequest(reason=reason, **{name: row._mapping[name] for name in _REQUEST_FIELDS})


def _place(row: str) -> Place:
    return Place(table="recusal_request.reason", row=row)
