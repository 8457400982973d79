"""The key-watch list (重点名单): confirmed by a person, with a reason, for a while."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import KeyWatch
from webapp.store import keys
from webapp.store.codec import pack, unpack
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import key_watch
from webapp.store.vault import Place
from webapp.store.visibility import ME, TODAY, not_recused

_CLEAR = ("id", "subject_id", "criterion", "status", "case_id", "from_on", "until_on", "confirmed_by", "at")
_ADD = sa.insert(key_watch)
_LISTED = sa.and_(
    key_watch.c.status == "listed", key_watch.c.from_on <= b("day", type_=sa.Date), key_watch.c.until_on >= b("day")
)
_SEEN = sa.and_(key_watch.c.subject_id != ME, not_recused(key_watch.c.subject_id, key_watch.c.case_id))
_ON = sa.select(key_watch).where(_LISTED, _SEEN).order_by(key_watch.c.until_on, key_watch.c.id)
_OF = sa.select(key_watch).where(key_watch.c.subject_id == b("subject")).order_by(key_watch.c.from_on, key_watch.c.id)
_IDS = sa.select(key_watch.c.subject_id).where(_LISTED).distinct()
_CRITERIA = (
    sa.select(key_watch.c.criterion, key_watch.c.case_id)
    .where(_LISTED, key_watch.c.subject_id == b("subject"))
    .order_by(key_watch.c.criterion, key_watch.c.id)
)
_END = (
    sa.update(key_watch)
    .where(key_watch.c.id == b("entry"), key_watch.c.status == "listed")
    .values(status=b("new_status"), until_on=b("last"))
)


def listed_today() -> sa.Select[tuple[str]]:
    """This function will give the query of who is listed on the viewer's day, for lists to put first."""
    return sa.select(key_watch.c.subject_id).where(
        key_watch.c.status == "listed", key_watch.c.from_on <= TODAY, key_watch.c.until_on >= TODAY
    )


def add(tx: Tx, one: KeyWatch) -> None:
    """This function will put a head on the list; the reason is sealed with the case's (else the office's) key."""
    reason = keys.of_case(tx, one.case_id).seal(_place(one.id), pack(one.reason))
    tx.execute(_ADD, {name: getattr(one, name) for name in _CLEAR} | {"reason": reason})


def end(tx: Tx, entry_id: str, *, on: dt.date, status: str = "ended") -> None:
    """This function will take a head off the list; raises NotFound when the entry is not listed."""
    if tx.execute(_END, {"entry": entry_id, "last": on, "new_status": status}).rowcount != 1:
        raise NotFound


def on_day(tx: Tx, day: dt.date, *, me: PersonId) -> tuple[KeyWatch, ...]:
    """This function will give the list of a day; nothing of oneself and of whom `me` is recused from."""
    return tuple(_entry(tx, row) for row in tx.execute(_ON, {"day": day, "me": me}))


def of_subject(tx: Tx, subject_id: PersonId) -> tuple[KeyWatch, ...]:
    """This function will give all entries of a person, past ones too (the caller checks recusal)."""
    return tuple(_entry(tx, row) for row in tx.execute(_OF, {"subject": subject_id}))


def listed_ids(tx: Tx, day: dt.date) -> frozenset[PersonId]:
    """This function will give who is listed on a day (for rules that open an extra visit or talk)."""
    return frozenset(PersonId(found) for found in tx.execute(_IDS, {"day": day}).scalars())


def criteria_on(tx: Tx, subject_id: PersonId, day: dt.date) -> tuple[tuple[str, CaseId | None], ...]:
    """This function will give for what a person is listed on a day, each with the case that listed (no reason)."""
    rows = tx.execute(_CRITERIA, {"subject": subject_id, "day": day})
    return tuple((row.criterion, CaseId(row.case_id) if row.case_id else None) for row in rows)


def _entry(tx: Tx, row: AnyRow) -> KeyWatch:
    reason = unpack(keys.of_case(tx, row.case_id).open(_place(row.id), row.reason))
    return KeyWatch(reason=reason, **{name: row._mapping[name] for name in _CLEAR})


def _place(row: str) -> Place:
    return Place(table="key_watch.reason", row=row)
