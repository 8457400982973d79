"""Checking rows against the record: each bound row is as the newest entry about it says, and nothing lies beside it.

What no entry holds is counted again: the day by which lists sort a case, the keys, contents of files and of diagrams.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.store.attachments import content_place
from webapp.store.audit import stream_of
from webapp.store.bound import BOUND, as_it_lies, folded
from webapp.store.db import AnyRow, Tx
from webapp.store.deadlines import COUNTS_FOR_ALL
from webapp.store.row_words import WORDS
from webapp.store.sayings import Saying, Sayings
from webapp.store.tables import (
    IS_OPEN,
    attachment,
    case,
    data_key,
    deadline,
    deployment_blob,
    subscription,
    task,
    timer,
)
from webapp.store.vault import DataKey, KeyGone, Tampered, WrappedKey
from webapp.store.visibility import checked

NO_ENTRY, GONE = "{what}（{row}）没有操作记录", "{what}（{row}）已不存在"
DIFFERS, BACK = "{what}（{row}）与本条所记不符", "{what}（{row}）已按本条删除，却又出现"
CLOSED, OTHER = "{what}（{row}）打不开", "{what}（{row}）的内容与其校验码不符"
DAY = "{what}（{row}）的最近期限与其环节、等待和定时不符"
_BY_PAGE = 500
_ROWS = {
    name: checked(
        sa.select(*one.columns).order_by(*one.order).execution_options(yield_per=_BY_PAGE),
        "the auditor's check compares digests, no case",
    )
    for name, one in BOUND.items()
}


def _first_day(table: sa.Table, live: sa.ColumnElement[bool]) -> sa.Select[Any]:
    day = sa.func.min(as_it_lies(table.c.due_on), type_=sa.types.NullType())
    return checked(
        sa.select(table.c.case_id, day).where(live).group_by(table.c.case_id), "the auditor's check compares days"
    )


_OPEN = checked(sa.select(case.c.id).where(IS_OPEN), "the auditor's check compares days, no case")
_DUE = (
    _first_day(timer, timer.c.gone_at.is_(None)),
    _first_day(task, task.c.is_open),
    _first_day(subscription, subscription.c.gone_at.is_(None)),
    _first_day(deadline, sa.and_(COUNTS_FOR_ALL, deadline.c.case_id.in_(_OPEN))),
)
_NEXT_DUE = checked(
    sa.select(case.c.id, as_it_lies(case.c.next_due_on).label("kept")).execution_options(yield_per=_BY_PAGE),
    "the auditor's check compares days, no case",
)
_KEYS = sa.select(*map(as_it_lies, data_key.columns)).execution_options(yield_per=_BY_PAGE)
_FILES = sa.select(attachment.c.id)
_CONTENT = (
    sa.select(
        attachment.c.id,
        attachment.c.case_id,
        attachment.c.content_hash,
        as_it_lies(attachment.c.content).label("content"),
        *map(as_it_lies, data_key.columns),
    )
    .join(data_key, data_key.c.owner == sa.literal("case:") + attachment.c.case_id, isouter=True)
    .where(attachment.c.id == b("file"))
)
_BLOBS = sa.select(deployment_blob.c.id, as_it_lies(deployment_blob.c.content).label("content")).execution_options(
    yield_per=20
)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong with a stream, at an entry's number (0: with the stream as a whole)."""

    stream: str
    number: int
    what: str


def rows_that_differ(tx: Tx, said: Sayings) -> Iterator[Fault]:
    """This function will give what differs from the record; `said` is used up."""
    for name, binding in BOUND.items():
        yield from _of_groups(tx, name, said) if binding.together else _of_rows(tx, name, said)
    yield from (_about(one, GONE, table, key) for table, key, one in said.left())
    yield from _days(tx)
    yield from (
        _beside(str(row.owner), CLOSED, "data_key", row.owner) for row in tx.execute(_KEYS) if not _opened(tx, row)
    )
    yield from _contents(tx)


def unsaid(tx: Tx, said: Sayings) -> Iterator[tuple[str, str, str, str]]:
    """This function will give the bound rows that no entry speaks of: stream, table, key, digest."""
    for name, binding in BOUND.items():
        for key, stream, digests in groups(tx, name):
            if not said.of(name, key):
                yield stream, name, key, folded(digests) if binding.together else digests[0]


def bound_rows(tx: Tx, name: str) -> Iterator[Mapping[str, object]]:
    """This function will give the rows of a table that the record binds; a draft is no act and is not bound."""
    names = [column.name for column in BOUND[name].columns]
    for row in tx.execute(_ROWS[name]):
        values = dict(zip(names, row, strict=True))
        if values.get("final", True):
            yield values


def _of_rows(tx: Tx, name: str, said: Sayings) -> Iterator[Fault]:
    binding = BOUND[name]
    for values in bound_rows(tx, name):
        key = binding.key_of(values)
        one = next(iter(said.pop(name, key)), None)
        if one is None:
            yield Fault(stream=_stream(name, values), number=0, what=_sentence(NO_ENTRY, name, key))
        elif not binding.fits(values, one.digest):
            yield _about(one, DIFFERS if one.digest else BACK, name, key)


def _of_groups(tx: Tx, name: str, said: Sayings) -> Iterator[Fault]:
    """Rows lie in the order in which acts added them, so each act's entry is compared with its own."""
    for key, stream, digests in groups(tx, name):
        begin = 0
        for one, part in [(each, part) for each in said.pop(name, key) for part in each.digest.split()]:
            count = part.partition(":")[0]
            end = begin + int(count) if count.isdecimal() else begin
            if folded(digests[begin:end]) != part:
                yield _about(one, DIFFERS, name, key)
            begin = end
        if digests[begin:]:
            yield Fault(stream=stream, number=0, what=_sentence(NO_ENTRY, name, key))


def groups(tx: Tx, name: str) -> Iterator[tuple[str, str, list[str]]]:
    """This function will give key, stream and digests of each group of rows of a table that is only added to."""
    binding = BOUND[name]
    for key, rows in groupby(bound_rows(tx, name), key=binding.key_of):
        found = list(rows)
        yield key, _stream(name, found[0]), [binding.digest(one) for one in found]


def _days(tx: Tx) -> Iterator[Fault]:
    timers, *steps, wholes = (_first_days(tx, statement) for statement in _DUE)
    for row in tx.execute(_NEXT_DUE):
        days = [days[row.id] for days in steps if days.get(row.id)]
        known = (min(days, default=timers.get(row.id)), wholes.get(row.id))
        first = min((one for one in known if one), default=None)
        if str(row.kept) != str(first):
            yield Fault(stream=stream_of(row.id), number=0, what=_sentence(DAY, "case", row.id))


def _first_days(tx: Tx, statement: sa.Select[Any]) -> Mapping[str, str]:
    return {key: str(day) for key, day in tx.execute(statement) if day is not None}


def _opened(tx: Tx, row: AnyRow) -> DataKey | None:
    if not isinstance(row.wrapped, bytes):
        return None
    try:
        return tx.vault.open_anew(WrappedKey(owner=str(row.owner), wrapped=row.wrapped, master_id=str(row.master_id)))
    except (KeyGone, Tampered):
        return None


def _contents(tx: Tx) -> Iterator[Fault]:
    """One file at a time; of one whose key was destroyed nothing is left to compare."""
    for file in tx.execute(_FILES).all():
        row = tx.execute(_CONTENT, {"file": file.id}).one()
        key = _opened(tx, row)
        if key is not None and not _is_whole(key, row):
            yield _beside(f"case:{row.case_id}", OTHER, "attachment", row.id)
    for row in tx.execute(_BLOBS):
        if not isinstance(row.content, bytes) or hashlib.sha256(row.content).hexdigest() != row.id:
            yield _beside("office", OTHER, "deployment_blob", row.id)


def _is_whole(key: DataKey, row: AnyRow) -> bool:
    try:
        plain = key.open(content_place(row.id), row.content) if isinstance(row.content, bytes) else b"\x00"
    except Tampered:
        return False
    return hashlib.sha256(plain).hexdigest() == str(row.content_hash)


def _stream(table: str, values: Mapping[str, object]) -> str:
    owner = str(values.get("owner", ""))
    if owner.startswith("case:"):
        return owner
    found = values.get("id" if table == "case" else "case_id")
    return stream_of(str(found)) if found else "office"


def _beside(owner: str, text: str, table: str, row: str) -> Fault:
    stream = owner if owner.startswith("case:") else "office"
    return Fault(stream=stream, number=0, what=_sentence(text, table, row))


def _about(one: Saying, text: str, table: str, key: str) -> Fault:
    return Fault(stream=one.stream, number=one.number, what=_sentence(text, table, key))


def _sentence(text: str, table: str, key: str) -> str:
    return text.format(what=WORDS.get(table, ""), row=f"{table} {key}")
