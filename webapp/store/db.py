"""The database: one place that begins and commits, for acts (`write`) and for looking (`read`)."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar, cast  # Any: columns only SQL knows

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.sql.base import Executable

from webapp.domain.errors import Unavailable
from webapp.domain.sights import Viewer
from webapp.store import bound, powers, prepared, walls
from webapp.store.faults import Contended, Disconnected, translate
from webapp.store.points import Point
from webapp.store.vault import DataKey, Vault

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
AnyRow: TypeAlias = sa.Row[*tuple[Any, ...]]
AnyResult: TypeAlias = sa.CursorResult[*tuple[Any, ...]]
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]
Witness = Callable[[str], None]
TRIES = 3
_PAUSE = 0.02
RECUSED = "recused"
"""What a transaction remembers of who is kept from a case; whoever writes recusals lets it forget."""


@dataclass(frozen=True, kw_only=True)
class PerDialect:
    """One statement in each database's words."""

    sqlite: Executable
    postgresql: Executable


class Tx:
    """One transaction: runs statements, knows the keys and chain heads that it has read, remembers what to do after.

    `written` holds the digests of the bound rows that it wrote, until an entry of the record takes them.
    """

    def __init__(
        self, connection: sa.Connection, *, writes: bool, vault: Vault, shelf: dict[str, Any], witness: Witness | None
    ) -> None:
        self.writes = writes
        self.vault = vault
        self.shelf = shelf
        self.keys: dict[str, DataKey] = {}
        self.chains: dict[str, tuple[int, str]] = {}
        self.memo: dict[tuple[str | None, ...], Any] = {}
        self.statements = 0
        self.callbacks: list[Callable[[], None]] = []
        self.closings: dict[str, Callable[[], None]] = {}
        self.written: bound.Written = {}
        self.connection = connection
        self._witness = witness

    @property
    def dialect(self) -> str:
        """The database's name: `sqlite` or `postgresql`."""
        return self.connection.dialect.name

    def execute(self, statement: Executable | PerDialect, parameters: Parameters | None = None) -> AnyResult:
        """This function will run a statement; a list of parameters runs it for each and counts once."""
        if isinstance(statement, PerDialect):
            statement = statement.sqlite if self.dialect == "sqlite" else statement.postgresql
        if not self.writes and _writes(statement):
            raise RuntimeError("a view neither writes nor locks: use Database.write")
        self.statements += 1
        if self._witness:
            self._witness(f"statement {self.statements}")
        if not self.connection.in_transaction():
            self.connection.begin()
        told = bound.telling(statement)
        if told is not None:
            return cast("AnyResult", told.run(self.connection, parameters, self.written, self._hearer(told)))
        return cast("AnyResult", prepared.run(self.connection, statement, parameters))

    def _hearer(self, told: bound.Telling) -> bound.Hearer | None:
        heard = powers.hears(told.binding.table.name, told.statement)
        return partial(powers.hear, self.connection, self.vault) if heard else None

    def once(self, words: tuple[str | None, ...], read: Callable[[], T]) -> T:
        """This function will ask once in a look, which sees one state of the database; an act asks every time anew."""
        if self.writes:
            return read()
        if words not in self.memo:
            self.memo[words] = read()
        found: T = self.memo[words]
        return found

    def reach(self, point: Point) -> None:
        """This function will tell the witness, where there is one, which named point the act has come to."""
        if self._witness:
            self._witness(point)

    def forget(self, *words: str) -> None:
        """This function will drop what the transaction remembers under these words."""
        for kept in [key for key in self.memo if key[0] in words]:
            del self.memo[kept]

    def after_commit(self, callback: Callable[[], None]) -> None:
        """This function will run something once the transaction is safe; it is dropped when the act fails."""
        self.callbacks.append(callback)


class Database:
    """An SQLite file (WAL, synchronous FULL) or a PostgreSQL database, and the vault that seals what it holds.

    `witness` is told of each statement and of the named points; fault tests stop the process there. One for all
    databases of a process is set by a fault test's own process alone: no setting, no argument, no module of the office.
    """

    witness_of_all: ClassVar[Witness | None] = None

    def __init__(self, url: str, vault: Vault, *, busy_seconds: float = 5.0, witness: Witness | None = None) -> None:
        self.url = url
        self.vault = vault
        self.shelf: dict[str, Any] = {}
        self._witness = witness or Database.witness_of_all
        self._writer, self._reader = _engines(url, busy_seconds)
        self._patience = busy_seconds
        self._line = threading.Lock() if self._writer.dialect.name == "sqlite" else None

    @contextmanager
    def write(self, viewer: Viewer | None = None) -> Iterator[Tx]:
        """This function will run an act: all of it is kept, or nothing (BEGIN IMMEDIATE; READ COMMITTED and row locks).

        `viewer` is who acts, None the office itself: the second wall asks, where one stands.

        Raises Contended or Disconnected when it may be tried again, Unavailable when the database does not answer, or
        its answer to the commit was lost.
        """
        with _in_our_words(), self._in_turn(), self._writer.connect() as connection:
            walls.tell(connection, viewer, acts=True)
            tx = self._tx(connection, writes=True)
            yield tx
            for closing in tx.closings.values():
                closing()
            self.reach(Point.COMMITTING)
            with _for_good():
                connection.commit()
        self.reach(Point.COMMITTED)
        for callback in tx.callbacks:
            callback()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """SQLite has one writer: those of this process stand in line instead of asking it again and again."""
        if self._line is None:
            yield
            return
        if not self._line.acquire(timeout=self._patience):
            raise Contended
        try:
            yield
        finally:
            self._line.release()

    @contextmanager
    def read(self, viewer: Viewer | None = None) -> Iterator[Tx]:
        """This function will look at one state of the database; a statement that writes is refused."""
        with _in_our_words(), self._reader.connect() as connection:
            walls.tell(connection, viewer, acts=False)
            yield self._tx(connection, writes=False)
            _end_looking(connection)

    def close(self) -> None:
        """This function will let go of all connections."""
        self._writer.dispose()
        self._reader.dispose()

    @property
    def engine(self) -> sa.Engine:
        """The engine that writes, for migrations."""
        return self._writer

    def _tx(self, connection: sa.Connection, *, writes: bool) -> Tx:
        return Tx(connection, writes=writes, vault=self.vault, shelf=self.shelf, witness=self._witness)

    def reach(self, point: Point) -> None:
        """This function will tell the witness, where there is one, of a named point outside of a transaction."""
        if self._witness:
            self._witness(point)


def retrying(call: Callable[[], T]) -> T:
    """This function will try an act up to three times while another one stands in its way, then raise Contended.

    One whose connection was lost before its commit is tried once more, on another connection.
    """
    lost = False
    for attempt in range(1, TRIES):
        try:
            return call()
        except Contended:
            time.sleep(_PAUSE * attempt)
        except Disconnected:
            if lost:
                raise
            lost = True
    return call()


def _writes(statement: Executable) -> bool:
    return bool(statement.is_dml or getattr(statement, "_for_update_arg", None) is not None)


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except exc.SQLAlchemyError as error:
        ours = translate(error)
        if ours is None:
            raise
        raise ours from error


@contextmanager
def _for_good() -> Iterator[None]:
    """Whether an act is kept whose commit was not answered nobody knows: the office does not try it again by itself."""
    try:
        with _in_our_words():
            yield
    except Disconnected as error:
        raise Unavailable from error


POOLED, OVERFLOW = 5, 10
MOST_CONNECTIONS = POOLED + OVERFLOW
"""So many connections a process opens at most to a server."""
KEPT_PLANS = 500
"""Statements that a PostgreSQL connection keeps planned; the driver's own hundred is fewer than the house has."""


def _engines(url: str, busy_seconds: float) -> tuple[sa.Engine, sa.Engine]:
    if sa.make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, busy_seconds, begin="BEGIN IMMEDIATE"), _sqlite(url, busy_seconds, begin="BEGIN")
    engine = sa.create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=POOLED,
        max_overflow=OVERFLOW,
        connect_args={"options": "-c TimeZone=UTC -c lock_timeout=10s", "connect_timeout": 5},
    )
    event.listen(engine, "connect", _keeps_its_plans)
    event.listen(engine, "connect", walls.look_for)
    event.listen(engine, "checkin", _as_the_server_says)
    return engine, engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _end_looking(connection: sa.Connection) -> None:
    """After a ROLLBACK psycopg forgets what it had the server plan; a look that ends well ends with COMMIT instead.

    A server that goes away at this moment takes nothing back of what was seen.
    """
    if connection.dialect.name != "sqlite" and (raw := connection.connection.driver_connection) is not None:
        try:
            raw.execute("COMMIT")
        except connection.dialect.loaded_dbapi.Error as error:
            connection.invalidate(error)


def _keeps_its_plans(connection: psycopg.Connection, _record: object) -> None:
    """To plan a look through all walls takes fifty times what it takes to look: what was planned is kept."""
    connection.prepare_threshold, connection.prepared_max = 1, KEPT_PLANS


def _as_the_server_says(connection: psycopg.Connection | None, _record: object) -> None:
    """After a view the driver would ask for READ WRITE in words, against a server that is set to be read only."""
    if connection is not None and not connection.closed:
        connection.read_only = None


PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-2048", "secure_delete=ON")
"""Each connection keeps 2 MB of pages, the machine all of them. What was deleted, a destroyed key above all, is written
over, not only left out of use."""


def _sqlite(url: str, busy_seconds: float, *, begin: str) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": busy_seconds})
    reads_only = begin == "BEGIN"

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin by itself, too late and too weakly
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA query_only={int(reads_only)}")

    def began(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)
    return engine
