"""What the entries of the record say of rows, kept in a file of its own: decades of them would fill the memory.

The file belongs to the check alone, bears digests only, and is gone when the check is over.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from webapp.store.bound import TOGETHER
from webapp.store.db import AnyRow
from webapp.store.witness import FACT

_CACHE_KB = 65_536
"""So much of it stays in memory."""
_TABLE = """CREATE TABLE said (
    of_table TEXT, key TEXT, place INTEGER, stream TEXT, number INTEGER, written INTEGER, digest TEXT,
    PRIMARY KEY (of_table, key, place)
) WITHOUT ROWID"""
_TAKE = """INSERT INTO said VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
SET stream = excluded.stream, number = excluded.number, written = excluded.written, digest = excluded.digest
WHERE excluded.written > written"""
_OF_ROW = "SELECT stream, number, digest FROM said WHERE of_table = ? AND key = ? ORDER BY place"
_DROP = "DELETE FROM said WHERE of_table = ? AND key = ?"
_LEFT = """SELECT of_table, key, stream, number, digest FROM said
WHERE (of_table, key, place) IN (SELECT of_table, key, max(place) FROM said GROUP BY of_table, key) AND digest <> ''"""


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What an entry says of a row: its digest, nothing for a row that the act removed."""

    stream: str
    number: int
    digest: str


class Sayings:
    """Of each row the newest saying, of a group that is added to all of them in their order; to be closed after use."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)
        for one in (f"PRAGMA cache_size = -{_CACHE_KB}", "PRAGMA journal_mode = OFF", _TABLE, "BEGIN"):
            self._file.execute(one)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def listen(self, chain: Iterable[AnyRow]) -> None:
        """This function will take from entries what they say of rows; newer words replace older ones."""
        self._file.executemany(_TAKE, (one for row in chain for one in _told(row)))

    def of(self, table: str, key: str) -> list[Saying]:
        """This function will give what is said of a row (nothing: no entry speaks of it)."""
        with closing(self._file.execute(_OF_ROW, (table, key))) as found:
            return [Saying(stream=stream, number=number, digest=digest) for stream, number, digest in found]

    def pop(self, table: str, key: str) -> list[Saying]:
        """This function will give what is said of a row and forget it."""
        found = self.of(table, key)
        self._file.execute(_DROP, (table, key))
        return found

    def left(self) -> Iterator[tuple[str, str, Saying]]:
        """This function will give table, key and newest saying of rows that should be there and were not asked for."""
        for table, key, stream, number, digest in self._file.execute(_LEFT):
            yield table, key, Saying(stream=stream, number=number, digest=digest)


def _told(row: AnyRow) -> Iterator[tuple[str, str, int, str, int, int, str]]:
    for table, rows in _written(row.facts).items():
        place = row.id if table in TOGETHER else 0
        for key, made in rows.items():
            yield table, key, place, row.stream, row.number, row.id, str(made)


def _written(facts: str) -> Mapping[str, Mapping[str, object]]:
    """The chain's own check names facts that were changed; here they just say nothing."""
    try:
        found = json.loads(facts).get(FACT, {})
    except (ValueError, AttributeError, TypeError):
        return {}
    whole = isinstance(found, dict) and all(isinstance(one, dict) for one in found.values())
    return found if whole else {}
