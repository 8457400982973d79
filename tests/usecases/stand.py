"""A database in which the tests of a worker take turns: put back for each of them, its statements compiled once."""

from __future__ import annotations

import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any, Self  # Any: a value of the database

import psycopg
from sqlalchemy import Table, event

from tests.conftest import FROZEN
from tests.usecases.office import House, Meter, house_on, key_file
from webapp.store.db import Database
from webapp.store.tables import metadata
from webapp.store.vault import Vault
from webapp.usecases.library import Library

Play = Callable[[House], None]


class Stand(ABC):
    """One address; whoever opens it finds the database as it was when it was kept."""

    library: Library
    stages: dict[Play, Self]

    def __init__(self, address: str, folder: Path) -> None:
        self.meter = Meter()
        self.database = Database(address, Vault.from_file(key_file(folder)), busy_seconds=2, witness=self.meter)

    def keep(self, library: Library) -> Self:
        """Give the same address, to be put back to what is there now, with the library that has read its diagrams."""
        kept = self._kept("furnished")
        kept.library, kept.stages = library, {}
        return kept

    def played(self, play: Play) -> Self:
        """Let a story be played, once, for many tests to go on from."""
        if play not in self.stages:
            play(self.open(FROZEN))
            self.leave()
            self.stages[play] = self._kept(f"stage_{len(self.stages)}")
        return self.stages[play]

    def open(self, now: datetime) -> House:
        """Open the office anew, as it was kept."""
        self.put_back()
        self.database.shelf.clear()
        self.meter.running = self.meter.committed = 0
        return house_on(self.database, self.meter, now, self.library)

    def leave(self) -> None:
        """Make room for the next one."""
        self.database.close()

    @abstractmethod
    def put_back(self) -> None:
        """Undo whatever was done since it was kept."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything."""

    @abstractmethod
    def _kept(self, name: str) -> Self: ...


class FileStand(Stand):
    """A file, copied again for each test."""

    source: Path

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"sqlite:///{path}", path.parent)
        event.listen(self.database.engine, "connect", need_not_wait)

    def put_back(self) -> None:
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()
        shutil.copyfile(self.source, self.path)

    def close(self) -> None:
        self.database.close()

    def _kept(self, name: str) -> Self:
        kept = copy(self)
        kept.source = self.path.with_name(f"{name}.kept")
        shutil.copyfile(self.path, kept.source)
        return kept


def need_not_wait(connection: sqlite3.Connection, _record: object) -> None:
    """What a power cut would do is the store's own tests' matter; here no commit need wait for the disk."""
    connection.execute("PRAGMA synchronous=OFF")


class ServerStand(Stand):
    """A database on a server; to put it back takes a tenth of the time of dropping it and copying another.

    A copy of each table is kept beside it. Tables that hold newer rows than the last time, or fewer, are filled again,
    and with them those that refer to them. Whoever leaves keeps the connections for the next one.
    """

    schema: str
    changed: str
    counters: str
    since: int

    def __init__(self, address: str, folder: Path) -> None:
        super().__init__(address, folder)
        place = address.replace("postgresql+psycopg:", "postgresql:")
        self.keeper = psycopg.connect(place, options="-c lock_timeout=10s", autocommit=True)

    def put_back(self) -> None:
        with self.keeper.transaction():
            stale = with_dependents(set(one(self.keeper.execute(self.changed, {"since": self.since}))))
            self._guards("DISABLE")
            away = self._about("DELETE FROM {own}", reversed(stale))
            back = self._about("INSERT INTO {own} TABLE {kept}", stale)
            self.keeper.execute(";".join((*away, *back, self.counters)).encode())
            self._guards("ENABLE")
            self.since = this_act(self.keeper)

    def _guards(self, turn: str) -> None:
        """Triggers keep the record from whoever owns the tables; whoever puts it back passes them."""
        self.keeper.execute(";".join(f"ALTER TABLE {name} {turn} TRIGGER USER" for name in KEPT).encode())

    def leave(self) -> None:
        pass

    def close(self) -> None:
        self.database.close()
        self.keeper.close()

    def _kept(self, name: str) -> Self:
        kept = copy(self)
        kept.schema = f"kept_{name}"
        kept.changed = f"SELECT ARRAY({' UNION ALL '.join(kept._about(TOUCHED, metadata.sorted_tables))})"
        copies = kept._about("CREATE UNLOGGED TABLE {kept} AS TABLE {own}", metadata.sorted_tables)
        with self.keeper.transaction():
            self.keeper.execute(";".join((f'CREATE SCHEMA "{kept.schema}"', *copies)).encode())
            kept.counters = ";".join(row[0] for row in self.keeper.execute(COUNTERS))
            kept.since = this_act(self.keeper)
        return kept

    def _about(self, text: str, tables: Iterable[Table]) -> list[str]:
        """Write a statement about each table and what was kept of it."""
        return [
            text.format(name=one.name, own=f'public."{one.name}"', kept=f'"{self.schema}"."{one.name}"')
            for one in tables
        ]


KEPT = ("audit", "access_log", "look_gone", "seal")
TOUCHED = (
    "SELECT '{name}' WHERE (SELECT count(*) FROM {own}) <> (SELECT count(*) FROM {kept})"
    " OR EXISTS (SELECT FROM {own} WHERE xmin::text::bigint > %(since)s)"
)
COUNTERS = (
    "SELECT format('SELECT setval(%L, %s, %L)', sequencename, coalesce(last_value, 1), last_value IS NOT NULL)"
    " FROM pg_sequences WHERE schemaname = 'public'"
)


def this_act(connection: psycopg.Connection) -> int:
    """Give the number of the transaction; rows of later ones bear a higher one."""
    return int(one(connection.execute("SELECT pg_current_xact_id()::xid::text")))


def one(cursor: psycopg.Cursor) -> Any:
    """Give the one value of an answer."""
    row = cursor.fetchone()
    assert row is not None
    return row[0]


def with_dependents(names: set[str]) -> list[Table]:
    """Give tables and all that refer to them, each after those that it refers to."""
    found: list[Table] = []
    for table in metadata.sorted_tables:
        if table.name in names or any(key.column.table in found for key in table.foreign_keys):
            found.append(table)
    return found
