"""Break-glass (应急查阅): a look without a right, with a reason, for a while, told of at once, reviewed afterwards."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b
from sqlalchemy.exc import IntegrityError

from webapp.domain.errors import AlreadyThere, NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.sights import Viewer
from webapp.store import keys
from webapp.store.columns import Instant
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import access_log, case, glass_review
from webapp.store.tables import break_glass as table
from webapp.store.vault import Place
from webapp.store.visibility import by, openable

_OPENABLE = openable(sa.select(case.c.id).where(case.c.number == b("number"), case.c.status != "given_up"))
_ADD = sa.insert(table)
_REVIEW = sa.insert(glass_review)
_CLOSE = sa.update(table).where(table.c.id == b("opening")).values(until_at=b("now", type_=Instant))
_ALL = sa.select(
    table,
    glass_review.c.person_id.label("reviewed_by"),
    glass_review.c.justified,
    glass_review.c.words,
    glass_review.c.at.label("reviewed_at"),
).join(glass_review, glass_review.c.break_glass_id == table.c.id, isouter=True)
_ONE = _ALL.where(table.c.id == b("opening"))
_NEWEST = _ALL.order_by(table.c.at.desc(), table.c.id).limit(b("size", type_=sa.Integer))
_MINE = _NEWEST.where(table.c.person_id == b("person"))
_OPEN = _ALL.where(glass_review.c.at.is_(None)).order_by(table.c.at, table.c.id)
_MISUSED = (
    sa.select(table.c.id)
    .join(glass_review, glass_review.c.break_glass_id == table.c.id)
    .where(table.c.case_id == b("case_id"), table.c.person_id == b("person"), glass_review.c.justified.is_(False))
    .limit(1)
)
_LOOKS = (
    sa.select(access_log.c.at, access_log.c.what)
    .where(
        access_log.c.person_id == b("person"),
        access_log.c.case_id == b("case_id"),
        access_log.c.at >= b("since", type_=Instant),
        access_log.c.at <= b("until", type_=Instant),
    )
    .order_by(access_log.c.id)
)


@dataclass(frozen=True, kw_only=True)
class Review:
    """What somebody else came to afterwards, with the words why."""

    by: PersonId
    justified: bool
    words: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Broken:
    """Who opened which case by break-glass, why, from when until when, and what the review came to."""

    id: str
    person_id: PersonId
    case_id: CaseId
    reason: str
    at: dt.datetime
    until_at: dt.datetime
    review: Review | None = None


def openable_case(tx: Tx, number: str, *, viewer: Viewer) -> CaseId | None:
    """This function will give the case of that number when the viewer may open it in an emergency, else None."""
    found = tx.execute(_OPENABLE, by(viewer) | {"number": number}).scalars().first()
    return None if found is None else CaseId(found)


def was_misused(tx: Tx, case_id: CaseId, *, person_id: PersonId) -> bool:
    """This function will tell whether a review found an earlier look of that person at the case not justified."""
    return tx.execute(_MISUSED, {"case_id": case_id, "person": person_id}).first() is not None


def break_glass(
    tx: Tx, case_id: CaseId, *, person_id: PersonId, reason: str, now: dt.datetime, until: dt.datetime
) -> str:
    """This function will let a person read a case for a while and give the opening's id; recusal still closes it."""
    row_id = uuid.uuid4().hex
    sealed = keys.office(tx).seal(_place(row_id), reason.encode())
    row = {"id": row_id, "person_id": person_id, "case_id": case_id, "reason": sealed, "at": now, "until_at": until}
    tx.execute(_ADD, row)
    return row_id


def read(tx: Tx, opening_id: str) -> Broken:
    """This function will give one opening; raises NotFound."""
    row = tx.execute(_ONE, {"opening": opening_id}).one_or_none()
    if row is None:
        raise NotFound
    return _broken(tx, row)


def newest(tx: Tx, *, limit: int = 200) -> tuple[Broken, ...]:
    """This function will give who broke the glass, the newest first."""
    return tuple(_broken(tx, row) for row in tx.execute(_NEWEST, {"size": limit}))


def of_person(tx: Tx, person_id: PersonId, *, limit: int = 50) -> tuple[Broken, ...]:
    """This function will give a person's own openings, the newest first."""
    return tuple(_broken(tx, row) for row in tx.execute(_MINE, {"person": person_id, "size": limit}))


def not_reviewed(tx: Tx) -> tuple[Broken, ...]:
    """This function will give the openings that nobody has reviewed yet, the oldest first."""
    return tuple(_broken(tx, row) for row in tx.execute(_OPEN))


def looks(tx: Tx, one: Broken) -> tuple[tuple[dt.datetime, str], ...]:
    """This function will give what was looked at of the case while it was open: when, and the look's code."""
    span = {"person": one.person_id, "case_id": one.case_id, "since": one.at, "until": one.until_at}
    return tuple((row.at, row.what) for row in tx.execute(_LOOKS, span))


def review(tx: Tx, one: Broken, *, by: PersonId, justified: bool, words: str, now: dt.datetime) -> None:
    """This function will write what a review came to; one not justified ends at once. Raises AlreadyThere."""
    sealed = keys.office(tx).seal(_words(one.id), words.encode())
    row = {"break_glass_id": one.id, "person_id": by, "justified": justified, "words": sealed, "at": now}
    try:
        tx.execute(_REVIEW, row)
    except IntegrityError as error:
        raise AlreadyThere from error
    if not justified and one.until_at > now:
        tx.execute(_CLOSE, {"opening": one.id, "now": now})


def _broken(tx: Tx, row: AnyRow) -> Broken:
    key = keys.office(tx)
    found = None
    if row.reviewed_at is not None:
        words = key.open(_words(row.id), row.words).decode()
        found = Review(by=row.reviewed_by, justified=row.justified, words=words, at=row.reviewed_at)
    return Broken(
        id=row.id,
        person_id=row.person_id,
        case_id=row.case_id,
        reason=key.open(_place(row.id), row.reason).decode(),
        at=row.at,
        until_at=row.until_at,
        review=found,
    )


def _place(row: str) -> Place:
    return Place(table="break_glass.reason", row=row)


def _words(row: str) -> Place:
    return Place(table="glass_review.words", row=row)
