"""Absences: who stands in for whom on which days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import PersonId
from webapp.domain.roster import Absence
from webapp.store import sealed_texts
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import absence
from webapp.store.visibility import COVER, ME, TODAY

_FIELDS = ("id", "person_id", "substitute_id", "from_on", "until_on", "reason", "ended_at")
_ADD = sa.insert(absence)
_END = sa.update(absence).where(absence.c.id == b("absence"), absence.c.ended_at.is_(None)).values(ended_at=b("now"))
_NOW = sa.and_(absence.c.from_on <= TODAY, absence.c.until_on >= TODAY, absence.c.ended_at.is_(None))
_ON = sa.select(absence).where(_NOW).order_by(absence.c.person_id)
_OF = sa.select(absence).where(absence.c.person_id == ME).order_by(absence.c.from_on)
_BY_SUBSTITUTE = sa.select(absence).where(absence.c.substitute_id == ME).order_by(absence.c.from_on)
_COVERED = sa.select(COVER.c.person_id)


def add(tx: Tx, one: Absence) -> None:
    """This function will write an absence with its substitute."""
    row = {name: getattr(one, name) for name in _FIELDS}
    sealed = None if one.reason is None else sealed_texts.seal(tx, absence.c.reason, one.id, one.reason)
    tx.execute(_ADD, row | {"reason": sealed})
    _forget(tx)


def end(tx: Tx, absence_id: str, *, now: dt.datetime) -> None:
    """This function will end an absence early; what is open goes back by itself."""
    tx.execute(_END, {"absence": absence_id, "now": now})
    _forget(tx)


def _forget(tx: Tx) -> None:
    for kept in [key for key in tx.memo if key[0] == "away"]:
        del tx.memo[kept]


def on_day(tx: Tx, day: dt.date) -> Sequence[Absence]:
    """This function will give who is away on a day; asked once a transaction, since lists ask for every line."""
    kept = ("away", day.isoformat())
    if kept not in tx.memo:
        tx.memo[kept] = tuple(_absence(tx, row) for row in tx.execute(_ON, {"today": day}))
    found: Sequence[Absence] = tx.memo[kept]
    return found


def of_person(tx: Tx, person_id: PersonId) -> Sequence[Absence]:
    """This function will give a person's absences, past ones too."""
    return tuple(_absence(tx, row) for row in tx.execute(_OF, {"me": person_id}))


def by_substitute(tx: Tx, person_id: PersonId) -> Sequence[Absence]:
    """This function will give the absences in which a person stands or stood in, past ones too."""
    return tuple(_absence(tx, row) for row in tx.execute(_BY_SUBSTITUTE, {"me": person_id}))


def covered_by(tx: Tx, person_id: PersonId, *, on: dt.date) -> frozenset[PersonId]:
    """This function will give everyone for whom a person stands in on a day, along chains of substitutes."""
    found = tx.execute(_COVERED, {"me": person_id, "today": on}).scalars()
    return frozenset(PersonId(who) for who in found) - {person_id}


def _absence(tx: Tx, row: AnyRow) -> Absence:
    fields = {name: row._mapping[name] for name in _FIELDS}
    opened = None if row.reason is None else sealed_texts.read(tx, absence.c.reason, row.id, row.reason)
    return Absence(**fields | {"reason": opened})
