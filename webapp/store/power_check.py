"""Asking the lists of `powers`: whether a person's rows are those that the office wrote, and whose are not.

A row beside the list counts as forged, and so does a second factor or a recusal of the list that is gone: taking one
away opens a door as well. Duties that are gone open nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.store import absences, audit, powers, rows_check
from webapp.store.bound import BOUND
from webapp.store.db import Tx
from webapp.store.powers import GUARDS, OFFICE, RECUSAL, WHOSE, Listed
from webapp.store.sayings import Sayings
from webapp.store.tables import absence, power_mark, recusal
from webapp.store.tables import audit as entries
from webapp.store.tables import person as persons

FACTOR, LENT = "factor", ("role_grant", "absence", RECUSAL)
_OF = {
    name: sa.select(*BOUND[name].columns).where(BOUND[name].table.c[column] == b("whose"))
    for name, column in WHOSE.items()
    if column is not None
}
_OF["absence"] = _OF["absence"].where(absence.c.ended_at.is_(None), absence.c.until_on >= b("today", type_=sa.Date))
_OF[RECUSAL] = _OF[RECUSAL].where(recusal.c.recused)
_ROW = {name: sa.select(*BOUND[name].columns).where(BOUND[name].table.c.id == b("row")) for name in WHOSE}
_LIST = sa.select(power_mark.c.rows, power_mark.c.mac).where(power_mark.c.id == b("whose"))
_SPOKEN = sa.select(
    entries.c.id,
    entries.c.stream,
    entries.c.number,
    entries.c.facts,
    entries.c.hash,
    entries.c.mac,
    entries.c.sealed_by,
).where(sa.or_(*[entries.c.facts.like(f'%"{name}":{{%') for name in WHOSE]))
_PERSONS = sa.select(persons.c.id)


ASKED = 3
"""An act of PostgreSQL sees what is committed between two of its statements, the list and the rows: what differs is
asked again, and differs again where it was forged."""


class PowerUnfit(NotFound):
    """登录资料、岗位、回避或者应急查阅与机关密钥不符，不是本系统写入，不能登录。请运行 shibiyan verify，查明后恢复。"""

    code = "power_unfit"


def is_whole(tx: Tx, person_id: PersonId, *, today: dt.date) -> bool:
    """This function will tell whether what lets a person in, and all that the person may, was written by the office.

    Whom the person stands in for counts along: their duties are lent.
    """
    return any(_all_whole(tx, person_id, today) for _ in range(ASKED))


def _all_whole(tx: Tx, person_id: PersonId, today: dt.date) -> bool:
    listed = _listed(tx, person_id)
    if listed is None or not all(_is_whole(tx, listed, name, person_id, today) for name in _OF):
        return False
    if not listed.get("absence"):
        return True
    return all(_may_lend(tx, away, today) for away in absences.covered_by(tx, person_id, on=today))


def _may_lend(tx: Tx, person_id: PersonId, today: dt.date) -> bool:
    listed = _listed(tx, person_id)
    return listed is not None and all(_is_whole(tx, listed, name, person_id, today) for name in LENT)


def _is_whole(tx: Tx, listed: Listed, name: str, whose: str, today: dt.date) -> bool:
    return powers.fits(name, listed.get(name, {}), _said(tx, name, _OF[name], {"whose": whose, "today": today}))


def _listed(tx: Tx, whose: str) -> Listed | None:
    row = tx.execute(_LIST, {"whose": whose}).one_or_none()
    return None if row is None else powers.opened(tx.vault, whose, row.rows, row.mac)


def _said(tx: Tx, name: str, statement: sa.Select[Any], given: Mapping[str, object]) -> dict[str, str]:
    binding = BOUND[name]
    names = [column.name for column in binding.columns]
    rows = (dict(zip(names, row, strict=True)) for row in tx.execute(statement, given))
    return dict(powers.said(binding, row) for row in rows)


def is_listed(tx: Tx, name: str, row_id: str, whose: str) -> bool:
    """This function will tell whether a row is as the office wrote it."""
    return any(_is_listed(tx, name, row_id, whose) for _ in range(ASKED))


def _is_listed(tx: Tx, name: str, row_id: str, whose: str) -> bool:
    digest = _said(tx, name, _ROW[name], {"row": row_id}).get(row_id)
    return digest is not None and (_listed(tx, whose) or {}).get(name, {}).get(row_id) == digest


def is_the_offices(tx: Tx, name: str, row_id: str) -> bool:
    """This function will tell whether a setting or a version of a process is as the office wrote it, or not there."""
    return any(_is_the_offices(tx, name, row_id) for _ in range(ASKED))


def _is_the_offices(tx: Tx, name: str, row_id: str) -> bool:
    found, listed = _said(tx, name, _ROW[name], {"row": row_id}), _listed(tx, OFFICE) or {}
    return powers.fits(name, listed.get(name, {}), found)


def had_factors(tx: Tx, person_id: PersonId) -> bool:
    """This function will tell whether the office gave a person second factors, whatever lies there now."""
    return bool((_listed(tx, person_id) or {}).get(FACTOR))


def unfit(tx: Tx) -> tuple[str, ...]:
    """This function will give whose rows are not as the office wrote them: persons' ids, or `office`."""
    lists = powers.all_listed(tx.connection, tx.vault)
    found = {owner for owner in _owners(tx) if owner not in lists}
    there: dict[str, Listed] = {}
    for name, owner, values in _rows(tx):
        key, word = powers.said(BOUND[name], values)
        if word:
            there.setdefault(owner, {}).setdefault(name, {})[key] = word
    for owner in {*lists, *there}:
        listed, lies = lists.get(owner, {}), there.get(owner, {})
        if not all(powers.fits(name, listed.get(name, {}), lies.get(name, {})) for name in WHOSE):
            found.add(owner)
    return tuple(sorted(found))


def _owners(tx: Tx) -> Iterator[str]:
    yield from (str(one) for one in tx.execute(_PERSONS).scalars())


def _rows(tx: Tx) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for name in WHOSE:
        for values in rows_check.bound_rows(tx, name):
            owner = powers.whose(name, values)
            if owner is not None:
                yield name, owner, values


def list_what_the_record_says(tx: Tx) -> int:
    """This function will write all lists anew from rows that are as the record says, and give how many rows.

    Rows that the record does not bear out get on no list: an upgrade whitens nothing. Neither does it forget what
    guarded a door and is gone.
    """
    powers.hold(tx.connection)
    before, lists = powers.all_listed(tx.connection, tx.vault), dict[str, Listed]()
    with Sayings() as said:
        said.listen(row for row in tx.execute(_SPOKEN) if row.sealed_by or audit.is_ours(tx, row.hash, row.mac))
        for name, owner, values in _rows(tx):
            one = next(iter(said.of(name, BOUND[name].key_of(values))), None)
            if one is not None and BOUND[name].fits(values, one.digest):
                key, word = powers.said(BOUND[name], values)
                lists.setdefault(owner, {}).setdefault(name, {})[key] = word
        for owner, listed in before.items():
            for name in GUARDS:
                gone = {key: word for key, word in listed.get(name, {}).items() if not _was_removed(said, name, key)}
                lists.setdefault(owner, {})[name] = gone | lists.get(owner, {}).get(name, {})
    for tables in lists.values():
        tables[RECUSAL] = {key: word for key, word in tables.get(RECUSAL, {}).items() if word}
    powers.write_all(tx.connection, tx.vault, lists)
    return sum(len(rows) for listed in lists.values() for rows in listed.values())


def _was_removed(said: Sayings, name: str, key: str) -> bool:
    """Whether the record itself says that a row is gone."""
    one = next(iter(said.of(name, key)), None)
    return one is not None and not one.digest
