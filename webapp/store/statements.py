"""Yearly own data of heads, sealed with the person's archive key; each version of a year stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId
from webapp.domain.statements import OwnStatement
from webapp.store import keys
from webapp.store.archive import owner_of
from webapp.store.codec import pack, unpack_mapping
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import case, own_statement, subscription, task
from webapp.store.vault import Place
from webapp.store.visibility import checked

_CLEAR = ("id", "subject_id", "year", "version", "case_id", "entered_by", "at")
_ADD = sa.insert(own_statement)
_OF_SUBJECT = (
    sa.select(own_statement)
    .where(
        own_statement.c.subject_id == b("subject"),
        own_statement.c.year >= b("first"),
        own_statement.c.year <= b("last"),
    )
    .order_by(own_statement.c.year.desc(), own_statement.c.version.desc())
)
_NEWEST = _OF_SUBJECT.limit(1)
_NEWEST_BEFORE = _OF_SUBJECT.where(own_statement.c.at < b("before")).limit(1)
_OF_ITS_YEAR = sa.cast(sa.func.substr(sa.func.coalesce(case.c.period, b("this_year", type_=sa.Text)), 1, 4), sa.Integer)
_CHANGED = sa.exists(
    sa.select(sa.literal(1)).where(task.c.case_id == case.c.id, task.c.element == b("confirmed_at"), task.c.completed)
)
_ASKED_AGAIN = checked(
    sa.select(
        subscription.c.task_id, subscription.c.case_id, case.c.subject_id, own_statement.c.case_id.label("source")
    )
    .join(case, case.c.id == subscription.c.case_id)
    .join(
        own_statement,
        sa.and_(own_statement.c.subject_id == case.c.subject_id, own_statement.c.year == _OF_ITS_YEAR),
    )
    .where(subscription.c.message == b("name"), subscription.c.gone_at.is_(None), case.c.status == "open")
    .where(own_statement.c.version == 1, sa.not_(_CHANGED))
    .order_by(subscription.c.opened_at, subscription.c.task_id),
    "due work: cases that ask for what the person has stated in another one",
)


@dataclass(frozen=True, kw_only=True)
class AskedAgain:
    """A wait for own data of a year that were stated elsewhere meanwhile (`source`: in which case)."""

    task_id: str
    case_id: CaseId
    subject_id: PersonId
    source: CaseId | None


def asked_again(tx: Tx, *, name: str, confirmed_at: str, year: int) -> tuple[AskedAgain, ...]:
    """This function will list the waits for that message whose year's own data are there.

    Not those whose person said there, at the step `confirmed_at`, that something has changed. A case without a period
    asks for this `year`.
    """
    rows = tx.execute(_ASKED_AGAIN, {"name": name, "confirmed_at": confirmed_at, "this_year": str(year)})
    return tuple(AskedAgain(**row._mapping) for row in rows)


def add(tx: Tx, one: OwnStatement) -> None:
    """This function will keep a statement beside the earlier versions of its year."""
    sealed = keys.ensure(tx, owner_of(one.subject_id)).seal(_place(one.id), pack(one.content))
    tx.execute(_ADD, {name: getattr(one, name) for name in _CLEAR} | {"content": sealed})


def newest(
    tx: Tx, subject_id: PersonId, *, first: int, last: int, before: dt.datetime | None = None
) -> OwnStatement | None:
    """This function will give a person's newest statement for the years from `first` to `last`, or None.

    `before`: the newest of those that were there at that instant.
    """
    asked: dict[str, Any] = {"subject": subject_id, "first": first, "last": last}
    found = tx.execute(_NEWEST_BEFORE, asked | {"before": before}) if before else tx.execute(_NEWEST, asked)
    row = found.one_or_none()
    return None if row is None else _statement(tx, row)


def of_year(tx: Tx, subject_id: PersonId, year: int) -> tuple[OwnStatement, ...]:
    """This function will give every version of a year, the newest first."""
    rows = tx.execute(_OF_SUBJECT, {"subject": subject_id, "first": year, "last": year}).all()
    return tuple(_statement(tx, row) for row in rows)


def _statement(tx: Tx, row: AnyRow) -> OwnStatement:
    fields: dict[str, Any] = {name: row._mapping[name] for name in _CLEAR}
    content = unpack_mapping(keys.of(tx, owner_of(row.subject_id)).open(_place(row.id), row.content))
    return OwnStatement(content=content, **fields)


def _place(row: str) -> Place:
    return Place(table="own_statement.content", row=row)
