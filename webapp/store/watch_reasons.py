"""What is behind the counts of `signs.filed_on`, item by item, in one statement: matters and entries of one archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import PersonId
from webapp.domain.matters import COUNTED
from webapp.store import keys
from webapp.store.archive import IN_ARCHIVE, owner_of
from webapp.store.codec import unpack_mapping
from webapp.store.db import Tx
from webapp.store.ledgers import SETTLED
from webapp.store.signs import DEVIATING, POOR
from webapp.store.tables import archive_entry, personal_matters
from webapp.store.vault import Place

_REASONS = sa.union_all(
    sa.select(
        sa.literal("archive_entry.content").label("place"),
        archive_entry.c.id,
        archive_entry.c.kind,
        archive_entry.c.number.label("mark"),
        archive_entry.c.on,
        archive_entry.c.content,
    ).where(
        archive_entry.c.subject_id == b("subject"),
        archive_entry.c.status == "verified",
        archive_entry.c.kind.in_((DEVIATING, POOR)),
        archive_entry.c.on >= b("first", type_=sa.Date),
        IN_ARCHIVE,
    ),
    sa.select(
        sa.literal("personal_matters.content").label("place"),
        personal_matters.c.id,
        personal_matters.c.kind,
        sa.cast(personal_matters.c.year, sa.Text).label("mark"),
        sa.cast(sa.null(), sa.Date).label("on"),
        personal_matters.c.content,
    ).where(
        personal_matters.c.subject_id == b("subject"),
        personal_matters.c.kind == "family_business",
        personal_matters.c.status.in_(COUNTED),
        SETTLED,
        personal_matters.c.year >= b("year", type_=sa.Integer),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A filed item: an entry with its number and day, or a declared matter with its year (`mark`)."""

    kind: str
    mark: str
    on: dt.date | None
    content: Mapping[str, object]


def of_person(tx: Tx, person: PersonId, *, since: dt.date) -> tuple[Reason, ...]:
    """This function will give the items on a person since a day, matters first, then entries by day."""
    rows = tx.execute(_REASONS, {"subject": person, "first": since, "year": since.year}).all()
    if not rows:
        return ()
    key = keys.of(tx, owner_of(person))
    found = [
        Reason(
            kind=row.kind,
            mark=row.mark,
            on=row.on,
            content=unpack_mapping(key.open(Place(table=row.place, row=row.id), row.content)),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.on is not None, one.on or dt.date.min, one.mark)))
