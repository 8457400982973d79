"""Checking the audit: every chain link by link, every head, every seal; and saying what is wrong, where.

Found: an entry that was changed, removed, put elsewhere, inserted, cut off at the end; a seal that does not fit; any
bound row that is not as the newest entry about it says (`store/rows_check.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from webapp.store import number_register, power_check, rows_check
from webapp.store.audit import OFFICE, hash_of, is_ours, sealed_digest, stream_of
from webapp.store.bound import as_it_lies
from webapp.store.columns import Instant
from webapp.store.db import AnyRow, Tx
from webapp.store.rows_check import Fault as Fault
from webapp.store.sayings import Sayings
from webapp.store.tables import audit, audit_stream, case
from webapp.store.visibility import checked


class AsItIs(Instant):
    """An instant that may be none: what the database holds is given as it is where it is no date."""

    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """This function will give an aware instant, or the text that is none."""
        try:
            return super().process_result_value(value, dialect)
        except ValueError:
            return str(value)


_BY_PAGE = 500
_AT = sa.type_coerce(audit.c.at, AsItIs()).label("at")
_OTHERS = [as_it_lies(one).label(one.name) for one in audit.columns if one.name != "at"]
AS_IT_LIES = (*_OTHERS, _AT)
"""Columns of an entry as the database holds them: nothing that a hand put there makes reading it fail."""
_ROWS = sa.select(*AS_IT_LIES).order_by(audit.c.stream, audit.c.number).execution_options(yield_per=_BY_PAGE)
_CASE_HEADS = checked(
    sa.select(case.c.id, case.c.chain_length, case.c.chain_head).order_by(case.c.id),
    "the auditor's check reads heads of chains, no case",
)
_OFFICE_HEADS = sa.select(audit_stream.c.id, audit_stream.c.length, audit_stream.c.head)


LISTED = 10_000
"""So many places are named one by one; a database that fits its record nowhere must not fill the memory."""
NOT_OURS = "不是本系统写入的记录：校验码与机关密钥不符"
NOT_LISTED_ROWS = "{whose}的登录资料、岗位、回避或者应急查阅不是本系统写入的：与机关密钥标记的清单不符，该人员不能登录"
NOT_LISTED = "另有{count}处不符，没有逐一列出"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the check saw: streams, entries, and what is wrong; `count` is in how many places.

    Of more than LISTED places the last fault tells how many are not named.
    """

    streams: int
    entries: int
    faults: tuple[Fault, ...]
    count: int


@dataclass
class _Found:
    """What is wrong so far, in how many entries."""

    named: list[Fault] = field(default_factory=list)
    count: int = 0
    entries: int = 0

    def heard(self, tx: Tx, rows: Iterable[AnyRow], said: Sayings) -> Iterator[Mapping[Any, Any]]:
        """Count entries and keep what they say of rows while their chain is checked."""
        for row in rows:
            self.entries += 1
            said.listen([row])
            if row.sealed_by is None and not is_ours(tx, str(row.hash), row.mac):
                self.take([Fault(stream=str(row.stream), number=row.number, what=NOT_OURS)])
            yield row._mapping

    def take(self, several: Iterable[Fault]) -> None:
        """Name what is wrong, count what would be too much."""
        for one in several:
            self.count += 1
            if self.count <= LISTED:
                self.named.append(one)

    def told(self) -> tuple[Fault, ...]:
        """Give what is named, and last how many are not."""
        more = self.count - len(self.named)
        last = (Fault(stream=OFFICE, number=0, what=NOT_LISTED.format(count=more)),) if more else ()
        return (*self.named, *last)


def verify(tx: Tx) -> Verdict:
    """This function will check every chain from its first entry to the head that its case (or the office) keeps.

    And every row that acts bind against the newest entry about it, and every series of numbers for a hole.
    """
    heads, found, streams = dict(heads_of(tx)), _Found(), 0
    with Sayings() as said:
        for stream, rows in groupby(tx.execute(_ROWS), key=lambda row: str(row.stream)):
            streams += 1
            found.take(check_chain(stream, found.heard(tx, rows, said), head=heads.pop(stream, None)))
        gone = [stream for stream, (length, _) in heads.items() if length]
        found.take(Fault(stream=stream, number=1, what="全部记录缺失") for stream in gone)
        found.take(rows_check.rows_that_differ(tx, said))
    found.take(Fault(stream=OFFICE, number=0, what=what) for what in number_register.faults(tx))
    found.take(Fault(stream=OFFICE, number=0, what=NOT_LISTED_ROWS.format(whose=one)) for one in power_check.unfit(tx))
    return Verdict(streams=streams + len(gone), entries=found.entries, faults=found.told(), count=found.count)


def check_chain(stream: str, rows: Iterable[Mapping[Any, Any]], *, head: tuple[int, str] | None) -> Iterator[Fault]:
    """This function will give the faults of one chain; `head` is what its case says of it, None without a case."""
    previous, expected, before = "", 1, 0
    for row in rows:
        number = row["number"]
        if row["id"] < before:
            yield Fault(stream=stream, number=number, what="记录的先后顺序被改动")
        yield from _numbering(stream, number, expected)
        if not isinstance(row["at"], dt.datetime):
            yield Fault(stream=stream, number=number, what="时间不是有效日期")
        if sealed_digest(row["sealed"]) != row["sealed_hash"]:
            yield Fault(stream=stream, number=number, what="加密内容被改动")
        if hash_of(previous, row) != row["hash"]:
            yield Fault(stream=stream, number=number, what="记录被改动、删除或者调换过顺序")
        previous, expected, before = row["hash"], number + 1, row["id"]
    if head is None:
        yield Fault(stream=stream, number=0, what="记录没有对应的事项")
    elif head != (expected - 1, previous):
        yield Fault(stream=stream, number=expected, what=_end(head[0], expected - 1))


def _numbering(stream: str, number: int, expected: int) -> Iterator[Fault]:
    if number > expected:
        yield Fault(stream=stream, number=expected, what=f"缺少第{expected}条至第{number - 1}条记录")
    if number < expected:
        yield Fault(stream=stream, number=number, what="记录重复")


def _end(kept: int, found: int) -> str:
    if found < kept:
        return f"末尾缺少{kept - found}条记录"
    return f"末尾多出{found - kept}条记录" if found > kept else "末条记录与事项所记不符"


def heads_of(tx: Tx) -> Iterator[tuple[str, tuple[int, str]]]:
    """This function will give of each stream the length and the head that its case (or the office) keeps."""
    for row in tx.execute(_CASE_HEADS):
        yield stream_of(row.id), (row.chain_length, row.chain_head)
    for row in tx.execute(_OFFICE_HEADS):
        yield str(row.id), (row.length, row.head)
