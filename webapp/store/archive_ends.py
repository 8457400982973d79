"""Archives at their end: nothing of a person is kept any more but what stood beside the entries, and that is old, too.

Entries go with their cases, which three people decide about one by one. Then the archive's own key is left, with the
yearly statements, snapshots and the portrait.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import PersonId
from webapp.domain.records import CaseStatus
from webapp.store import keys
from webapp.store.archive import owner_of
from webapp.store.columns import Instant
from webapp.store.db import Tx
from webapp.store.tables import (
    archive_entry,
    archive_file,
    archive_snapshot,
    case,
    data_key,
    key_watch,
    legal_hold,
    own_statement,
    person,
    personal_matters,
    portrait,
    post,
)
from webapp.store.visibility import checked

_WHY = "ids of persons of whom nothing is kept, for the office's own clock; nothing is shown"
_BESIDE = (own_statement, archive_snapshot, portrait, personal_matters, archive_file)
"""What an archive is besides its entries: what its key seals, and that it was opened."""


def _none(table: Any, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.not_(sa.exists(sa.select(sa.literal(1)).select_from(table).where(*conditions).correlate(person)))


_LEFT = (
    _none(archive_entry, archive_entry.c.subject_id == person.c.id),
    _none(
        case,
        case.c.subject_id == person.c.id,
        case.c.destroyed_at.is_(None),
        case.c.status != CaseStatus.GIVEN_UP,
    ),
    _none(legal_hold, legal_hold.c.subject_id == person.c.id, legal_hold.c.lifted_at.is_(None)),
    _none(key_watch, key_watch.c.subject_id == person.c.id, key_watch.c.status == "listed"),
    _none(
        post,
        post.c.person_id == person.c.id,
        sa.or_(post.c.until_on.is_(None), post.c.until_on >= b("today", type_=sa.Date)),
    ),
)
_NEWEST = [
    sa.select(sa.func.max(one.c.at, type_=Instant))
    .where(one.c.subject_id == person.c.id)
    .correlate(person)
    .scalar_subquery()
    .label(one.name)
    for one in _BESIDE
]
_LAST_POST = (
    sa.select(sa.func.max(post.c.until_on))
    .where(post.c.person_id == person.c.id)
    .correlate(person)
    .scalar_subquery()
    .label("last_post")
)
_HAS_KEY = data_key.c.owner == sa.literal(keys.ARCHIVE) + person.c.id
_EMPTY = checked(
    sa.select(person.c.id, _LAST_POST, *_NEWEST).join(data_key, _HAS_KEY).where(*_LEFT).order_by(person.c.id), _WHY
)
_WIPE = tuple(sa.delete(one).where(one.c.subject_id == b("of_person")) for one in _BESIDE)
_LATER = tuple(
    sa.select(sa.func.max(one.c.at, type_=Instant)).where(one.c.subject_id == b("of_person")) for one in _BESIDE
)
_ENTRY = sa.select(archive_entry.c.id).where(archive_entry.c.subject_id == b("of_person")).limit(1)


def empty(tx: Tx, *, zone: dt.tzinfo, today: dt.date) -> Mapping[PersonId, dt.date | None]:
    """This function will give who has an archive of which nothing is kept, with the newest day of what is beside it.

    None: nothing is beside it. Whoever holds a post, or is covered by a hold, is not among them.
    """
    found = dict[PersonId, dt.date | None]()
    for row in tx.execute(_EMPTY, {"today": today}):
        days = [at.astimezone(zone).date() for one in _BESIDE if (at := row._mapping[one.name])]
        found[PersonId(row.id)] = max([*days, *([row.last_post] if row.last_post else [])], default=None)
    return found


def grew_since(tx: Tx, subject_id: PersonId, at: dt.datetime) -> bool:
    """This function will tell whether an archive has an entry, or anything newer than an instant: it is another one."""
    if tx.execute(_ENTRY, {"of_person": subject_id}).first() is not None:
        return True
    newest = (tx.execute(one, {"of_person": subject_id}).scalar_one() for one in _LATER)
    return any(one is not None and one > at for one in newest)


def wipe(tx: Tx, subject_id: PersonId) -> None:
    """This function will destroy a person's archive: its key, and the rows that it sealed beside the entries."""
    keys.destroy(tx, owner_of(subject_id))
    for statement in _WIPE:
        tx.execute(statement, {"of_person": subject_id})
