"""What the office's own data key seals, column by column, and sealing it anew under the key that took its place.

A row that the newest key opens is done: whatever broke off goes on by asking the rows. Not here: what chains hold
(sealed parts of the office's entries, reasons of looks), which the older keys go on opening, and what is gone in a day
(kept forms, sign-ins under way).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.store import keys, power_check, powers, reporters
from webapp.store.db import AnyRow, Tx
from webapp.store.sealed_texts import COLUMNS, MARK
from webapp.store.tables import (
    archive_request,
    break_glass,
    cycle_run,
    factor,
    glass_review,
    job,
    key_watch,
    meeting,
    message_in,
    person,
    phrase,
    post,
    proposal,
    recovery,
    recusal_request,
    reporter,
    reporter_opening,
    roster_draft,
    service_record,
    setting,
    unit,
)
from webapp.store.vault import DataKey, Place, Tampered, TurnedKey
from webapp.store.writing import insert_or_change

AT_ONCE = 500
STATE = "office_key"


@dataclass(frozen=True, kw_only=True)
class Column:
    """Sealed columns of one table: how a row is named, in which version it was sealed, which rows count."""

    table: sa.Table
    names: tuple[str, ...]
    key: sa.ColumnElement[Any]
    version: Callable[[AnyRow], int] = lambda _: 0
    row_of: Callable[[str], str] = lambda key: key
    only: sa.ColumnElement[bool] | None = None
    hashed: str | None = None
    """The column whose words are found by a keyed hash (`name_hash`)."""

    @property
    def rows(self) -> sa.Select[Any]:
        """This function will build the select of the rows that count, in the order of their keys."""
        found = sa.select(self.table, self.key.label("of_key")).order_by(self.key)
        return found if self.only is None else found.where(self.only)

    def update(self, names: Sequence[str]) -> sa.Update:
        """This function will build the update of one row."""
        return sa.update(self.table).where(self.key == b("of_key")).values({name: b(f"new_{name}") for name in names})

    def place(self, name: str, row: AnyRow) -> Place:
        """This function will give the place of a sealed value of a row."""
        return Place(table=f"{self.table.name}.{name}", row=self.row_of(row.of_key), version=self.version(row))


def _plain(table: sa.Table, *names: str, **options: Any) -> Column:
    return Column(table=table, names=names, key=options.pop("key", table.c.get("id")), **options)


def _its_own(row: AnyRow) -> int:
    version: int = row.version
    return version


_ROUND = (
    cycle_run.c.measure
    + ":"
    + cycle_run.c.start_event
    + ":"
    + cycle_run.c.period
    + ":"
    + cycle_run.c.subject_id
    + "|"
    + cycle_run.c.subject_kind
)
COLUMNS_OF_OFFICE: tuple[Column, ...] = (
    _plain(person, "name", "phone", version=_its_own, hashed="name"),
    _plain(unit, "name", version=_its_own, hashed="name"),
    _plain(post, "title", version=_its_own),
    _plain(phrase, "text"),
    _plain(reporter_opening, "reason"),
    _plain(archive_request, "reason", "opinion", "answer"),
    _plain(proposal, "reason", "answer"),
    _plain(break_glass, "reason"),
    _plain(glass_review, "words", key=glass_review.c.break_glass_id),
    _plain(factor, "name", "secret"),
    _plain(recovery, "reason"),
    _plain(service_record, "content"),
    _plain(meeting, "content"),
    _plain(recusal_request, "reason"),
    _plain(roster_draft, "content", version=lambda _: 1),
    _plain(cycle_run, "note", key=_ROUND, row_of=lambda key: key.rpartition("|")[0], version=_its_own),
    _plain(key_watch, "reason", only=key_watch.c.case_id.is_(None)),
    _plain(message_in, "payload", only=message_in.c.key_owner == keys.OFFICE),
    _plain(job, "payload", only=job.c.key_owner == keys.OFFICE),
    *(_plain(one.table, one.name) for one in COLUMNS),
)
REPORTERS = len(COLUMNS_OF_OFFICE)
"""The number after the last column: hashes of reporters' names."""
_REPORTERS = (
    sa.select(reporter.c.id, reporter.c.name_hash)
    .where(reporter.c.id > b("after"), reporter.c.name_hash.is_not(None))
    .order_by(reporter.c.id)
    .limit(b("size", type_=sa.Integer))
)
_HASH = sa.update(reporter).where(reporter.c.id == b("of_reporter")).values(name_hash=b("new_hash"))
_STATE = sa.select(setting.c.value).where(setting.c.id == STATE)
_PUT_STATE = insert_or_change(setting, ["id"], change=["value", "changed_at", "changed_by"])


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some rows of a column: those that an older key sealed, and the last one that was looked at (None: no more)."""

    stale: tuple[str, ...]
    last: str | None


def look(tx: Tx, number: int, *, after: str) -> Page:
    """This function will look through the next rows of a column and tell which are to be sealed anew."""
    asked = {"after": after, "size": AT_ONCE}
    if number == REPORTERS:
        rows = tx.execute(_REPORTERS, asked).all()
        stale = tuple(row.id for row in rows if reporters.hash_anew(tx, row.id) != row.name_hash)
        return Page(stale=stale, last=rows[-1].id if rows else None)
    column, newest = COLUMNS_OF_OFFICE[number], keys.office(tx).newest
    page = column.rows.where(column.key > b("after")).limit(b("size", type_=sa.Integer))
    rows = tx.execute(page, asked).all()
    old = tuple(str(row.of_key) for row in rows if not all(_is_new(newest, column, row, name) for name in column.names))
    return Page(stale=old, last=str(rows[-1].of_key) if rows else None)


def seal_anew(tx: Tx, number: int, wanted: Sequence[str]) -> int:
    """This function will seal rows anew, locked, as they are now, and give how many there were to do."""
    if number == REPORTERS:
        made = [{"of_reporter": one, "new_hash": reporters.hash_anew(tx, one)} for one in wanted]
        tx.execute(_HASH, made)
        return len(made)
    column, key, count = COLUMNS_OF_OFFICE[number], keys.office(tx), 0
    locked = column.rows.where(column.key.in_(b("wanted", expanding=True))).with_for_update()
    for row in tx.execute(locked, {"wanted": list(wanted)}).all():
        fresh = _fresh(key, column, row)
        if fresh:
            values = {f"new_{name}": sealed for name, sealed in fresh.items()}
            tx.execute(_update(tx, column, row, tuple(fresh)), values | {"of_key": row.of_key})
            count += 1
    return count


def _update(tx: Tx, column: Column, row: AnyRow, names: Sequence[str]) -> sa.Update:
    """What SQL put there is sealed anew with the rest, and gets on no list by that."""
    update, name = column.update(names), column.table.name
    ours = name not in powers.WHOSE or power_check.is_listed(
        tx, name, row.id, str(powers.whose(name, dict(row._mapping)))
    )
    return update if ours else update.execution_options(**powers.UNHEARD)


def _fresh(key: TurnedKey, column: Column, row: AnyRow) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for name in column.names:
        if _is_new(key.newest, column, row, name):
            continue
        plain = key.open(column.place(name, row), _blob(row._mapping[name]))
        sealed = key.newest.seal(column.place(name, row), plain)
        text = isinstance(row._mapping[name], str)
        found[name] = MARK + base64.b64encode(sealed).decode() if text else sealed
        if name == column.hashed:
            found["name_hash"] = key.fingerprint(plain.decode())
    return found


def _is_new(key: DataKey, column: Column, row: AnyRow, name: str) -> bool:
    value = row._mapping[name]
    if value is None or (isinstance(value, str) and not value.startswith(MARK)):
        return True
    try:
        key.open(column.place(name, row), _blob(value))
    except Tampered:
        return False
    return True


def _blob(value: Any) -> bytes:
    return base64.b64decode(value.removeprefix(MARK)) if isinstance(value, str) else bytes(value)


def turning(tx: Tx) -> int | None:
    """This function will give the number of the turn that is under way, None when none is."""
    value = tx.execute(_STATE).scalar_one_or_none()
    return None if value is None else value.get("turning")


def note_turn(tx: Tx, number: int | None, *, by: str, now: Any) -> None:
    """This function will note that a turn is under way, or over (None)."""
    tx.execute(_PUT_STATE, {"id": STATE, "value": {"turning": number}, "changed_at": now, "changed_by": by})
