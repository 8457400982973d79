"""Signs on heads for the key-watch list, and a quarter's figures: counts, kinds and days only, never a text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import PersonId
from webapp.domain.matters import COUNTED
from webapp.store.archive import IN_ARCHIVE
from webapp.store.db import Tx
from webapp.store.ledgers import SETTLED
from webapp.store.registers import MANNER, WATCHED, WATCHES
from webapp.store.tables import archive_entry, case, case_link, case_tag, personal_matters
from webapp.store.visibility import checked

DEVIATING, POOR = "power.deviating", "appraisal.poor"
"""Entries of a visit that found a deviation (m03), and of an appraisal below its share."""
CLUES, MONITORING = "m07_clue_disposal", WATCHES[0]
_WHY = "write path of a handler: counts and days of heads, no case is shown"
_SINCE = b("since", type_=case.c.opened_at.type)
_UNTIL = b("until", type_=case.c.opened_at.type)
_WANTED = sa.or_(b("anybody", type_=sa.Boolean), case.c.subject_id == b("subject"))
_CLUE = sa.and_(case.c.process == CLUES, case.c.number.is_not(None), case.c.opened_at >= _SINCE)
_REPORTED = checked(
    sa.select(case.c.subject_id, sa.func.count().label("cases"), sa.func.max(case.c.opened_at).label("newest"))
    .where(_CLUE, case.c.subject_id.is_not(None))
    .group_by(case.c.subject_id),
    _WHY,
)
_REPEATED = checked(
    sa.select(case.c.subject_id, sa.func.count().label("cases"), sa.func.max(case_link.c.at).label("newest"))
    .select_from(sa.join(case_link, case, case.c.id == case_link.c.other_id))
    .where(case_link.c.kind == "repeat", case_link.c.at >= _SINCE, case.c.subject_id.is_not(None))
    .group_by(case.c.subject_id),
    _WHY,
)
_NAMED = checked(
    sa.select(case.c.subject_id, sa.func.count(sa.distinct(case.c.id)).label("cases"))
    .select_from(sa.join(case_tag, case, case.c.id == case_tag.c.case_id))
    .where(_CLUE, _WANTED, case_tag.c.kind == MANNER, case.c.subject_id.is_not(None))
    .group_by(case.c.subject_id),
    _WHY,
)
_LOOKED_AT = checked(
    sa.select(case.c.subject_id, sa.func.max(case.c.opened_at).label("newest"))
    .where(case.c.process == MONITORING, case.c.subject_id.is_not(None))
    .group_by(case.c.subject_id),
    _WHY,
)
_IN_HAND = checked(sa.select(WATCHED), _WHY)
_ENTRIES = sa.select(archive_entry.c.subject_id, archive_entry.c.kind, archive_entry.c.on).where(
    archive_entry.c.status == "verified",
    archive_entry.c.on >= b("first", type_=sa.Date),
    sa.or_(b("anybody", type_=sa.Boolean), archive_entry.c.subject_id == b("subject")),
    archive_entry.c.kind.in_((DEVIATING, POOR)),
    IN_ARCHIVE,
)
_MATTERS = sa.select(personal_matters.c.subject_id, personal_matters.c.at).where(
    personal_matters.c.kind == "family_business",
    personal_matters.c.status.in_(COUNTED),
    SETTLED,
    personal_matters.c.year >= b("year", type_=sa.Integer),
    sa.or_(b("anybody", type_=sa.Boolean), personal_matters.c.subject_id == b("subject")),
)
_OF_SPAN = sa.and_(
    case.c.process == CLUES, case.c.number.is_not(None), case.c.opened_at >= _SINCE, case.c.opened_at < _UNTIL
)
_CLUES = checked(sa.select(sa.func.count()).select_from(case).where(_OF_SPAN), _WHY)
_HEADS = checked(
    sa.select(sa.func.count(sa.distinct(case.c.subject_id))).where(
        _OF_SPAN, case.c.level.in_(("head", "head_next_lower"))
    ),
    _WHY,
)
_MARKS = checked(
    sa.select(case_tag.c.kind, case_tag.c.word, sa.func.count(sa.distinct(case.c.id)).label("cases"))
    .select_from(sa.join(case_tag, case, case.c.id == case_tag.c.case_id))
    .where(_OF_SPAN)
    .group_by(case_tag.c.kind, case_tag.c.word)
    .order_by(case_tag.c.kind, case_tag.c.word),
    _WHY,
)
_REPEATS = sa.select(sa.func.count()).where(
    case_link.c.kind == "repeat", case_link.c.at >= _SINCE, case_link.c.at < _UNTIL
)


@dataclass
class Found:
    """Counts of one head and the newest instant or day behind them."""

    reports: int = 0
    named: int = 0
    repeats: int = 0
    business: int = 0
    deviations: int = 0
    poor_appraisals: int = 0
    newest: dt.datetime | None = None
    newest_on: dt.date | None = None

    def seen(self, at: dt.datetime | None) -> None:
        """This function will keep the later instant."""
        if at is not None and (self.newest is None or at > self.newest):
            self.newest = at

    def dated(self, on: dt.date) -> None:
        """This function will keep the later day."""
        if self.newest_on is None or on > self.newest_on:
            self.newest_on = on


def of_heads(tx: Tx, *, since: dt.datetime, day: dt.date) -> Mapping[PersonId, Found]:
    """This function will count the signs on everybody since an instant and the day it fell on."""
    asked = _asked(since, day)
    found: dict[PersonId, Found] = {}
    for row in tx.execute(_REPORTED, asked):
        _of(found, row.subject_id).reports += row.cases
        _of(found, row.subject_id).seen(row.newest)
    for row in tx.execute(_REPEATED, asked):
        _of(found, row.subject_id).repeats = row.cases
        _of(found, row.subject_id).reports += row.cases
        _of(found, row.subject_id).seen(row.newest)
    _add_filed(tx, asked, found)
    return found


def filed_on(tx: Tx, person: PersonId, *, since: dt.datetime, day: dt.date) -> Found:
    """This function will count what the files hold of one person; clues and repeats are counted by `registers`."""
    found: dict[PersonId, Found] = {}
    _add_filed(tx, _asked(since, day, person), found)
    return found.get(person) or Found()


def _asked(since: dt.datetime, day: dt.date, person: PersonId | None = None) -> dict[str, object]:
    return {"since": since, "first": day, "year": day.year, "anybody": person is None, "subject": person or ""}


def _add_filed(tx: Tx, asked: dict[str, object], found: dict[PersonId, Found]) -> None:
    for row in tx.execute(_NAMED, asked):
        _of(found, row.subject_id).named = row.cases
    for row in tx.execute(_ENTRIES, asked):
        one = _of(found, row.subject_id)
        one.deviations += row.kind == DEVIATING
        one.poor_appraisals += row.kind == POOR
        one.dated(row.on)
    for row in tx.execute(_MATTERS, asked):
        _of(found, row.subject_id).business += 1
        _of(found, row.subject_id).seen(row.at)


def _of(found: dict[PersonId, Found], person: str) -> Found:
    return found.setdefault(PersonId(person), Found())


def looked_at(tx: Tx) -> Mapping[PersonId, dt.datetime]:
    """This function will give when the newest matter of monitoring on each head was opened."""
    return {PersonId(row.subject_id): row.newest for row in tx.execute(_LOOKED_AT)}


def in_hand(tx: Tx, person: PersonId) -> bool:
    """This function will tell whether an officer has an open step of monitoring on a person."""
    return tx.execute(_IN_HAND, {"subject": person}).scalar_one() not in (0, False)


@dataclass(frozen=True, kw_only=True)
class Span:
    """What the register holds of a span of time."""

    clues: int
    heads: int
    repeats: int
    marks: Mapping[tuple[str, str], int]


def clues_in(tx: Tx, *, since: dt.datetime, until: dt.datetime) -> int:
    """This function will count the clues that were numbered in a span of time."""
    return int(tx.execute(_CLUES, {"since": since, "until": until}).scalar_one())


def of_span(tx: Tx, *, since: dt.datetime, until: dt.datetime) -> Span:
    """This function will count the clues, heads, repeats and marks of a span of time."""
    asked = {"since": since, "until": until}
    return Span(
        clues=clues_in(tx, since=since, until=until),
        heads=int(tx.execute(_HEADS, asked).scalar_one()),
        repeats=int(tx.execute(_REPEATS, asked).scalar_one()),
        marks={(row.kind, row.word): row.cases for row in tx.execute(_MARKS, asked)},
    )
