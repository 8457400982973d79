"""How far a completion is from its floor: the same statements by the driver alone, and the engine's own step.

Whole lives of measure 8 are led; every statement that they send is kept as the driver gets it. Then the driver alone
sends the same transactions to a copy of the database, made before. What lies between both is the house: sight, form,
placing, seals, audit, SQLAlchemy; each part's own time is told.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any  # statements' parameters

import psycopg
from sqlalchemy import event

from tests.bench.figures import Figure, middle, milliseconds
from tests.bench.ground import Ground, Sizes
from tests.bench.life import Prepared, inquiries
from tests.bench.sections import REST, Sections, looked_at
from tests.usecases.office import House

Statement = tuple[str, Any, bool]
NAME, ENGINE = "floor", "engine"


@dataclass
class Transaction:
    """What the driver was sent between BEGIN and COMMIT; `act` numbers the completion that it was."""

    statements: list[Statement] = field(default_factory=list)
    act: int | None = None


class Recorder:
    """Keeps every transaction that is committed, in order."""

    def __init__(self, house: House) -> None:
        self.kept: list[Transaction] = []
        self.running = Transaction()
        self.act: int | None = None
        engine = house.office.database.engine
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "before_cursor_execute", self._send)
        event.listen(engine, "commit", self._commit)

    def _begin(self, _connection: object) -> None:
        self.running = Transaction(act=self.act)

    def _send(self, _c: object, _cursor: object, text: str, given: Any, _context: object, many: bool) -> None:
        if not text.startswith("BEGIN"):
            self.running.statements.append((text, given, many))

    def _commit(self, _connection: object) -> None:
        self.kept.append(self.running)


@dataclass
class Book:
    """What each completion took, and where that went."""

    recorder: Recorder
    sections: Sections
    times: list[float] = field(default_factory=list)
    parts: list[dict[str, float]] = field(default_factory=list)

    def write(self, one: Prepared) -> None:
        """Complete a step and write down what it took."""
        self.recorder.act = len(self.times)
        spent, parts = self.sections.act(one.submit)
        self.recorder.act = None
        self.times.append(spent)
        self.parts.append(parts)


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Lead lives, replay what they sent, and tell floor and parts."""
    house = ground.fresh(NAME)
    for inquiry in inquiries(house, 1):
        inquiry.walk(Prepared.submit)
    with copied(ground, house) as send, looked_at() as sections:
        book = Book(Recorder(house), sections)
        for inquiry in inquiries(house, sizes.lives):
            inquiry.walk(book.write)
        bare = replayed(book.recorder.kept, send)
    floor = middle([bare[act] + parts.get(ENGINE, 0.0) for act, parts in enumerate(book.parts)])
    return _figures(ground.database, book, floor)


def replayed(transactions: Sequence[Transaction], send: Callable[[Transaction], None]) -> dict[int, float]:
    """Send all transactions in order and give how long each completion took."""
    spent: dict[int, float] = {}
    for one in transactions:
        took = milliseconds(lambda one=one: send(one))
        if one.act is not None:
            spent[one.act] = spent.get(one.act, 0.0) + took
    return spent


def _figures(database: str, book: Book, floor: float) -> tuple[Figure, ...]:
    whole = middle(book.times)
    names = sorted({name for parts in book.parts for name in parts})
    own = {name: middle([parts.get(name, 0.0) for parts in book.parts]) for name in names}
    ordered = dict(sorted(own.items(), key=lambda one: (one[0] == REST, -one[1])))
    note = f"a completion took {whole:.2f} ms beside it, {whole / floor:.1f} times the floor; {len(book.times)} acts"
    where = "middle of each part's own time; rest: between the parts"
    return (
        Figure(name="floor_ms", database=database, value=floor, unit="ms", note=note),
        Figure(name="completion, where it goes", database=database, value=ordered, unit="ms", note=where),
    )


@contextmanager
def copied(ground: Ground, house: House) -> Iterator[Callable[[Transaction], None]]:
    """Copy the database as it is now, and give a way to send it transactions by the driver alone."""
    house.office.database.close()  # of what has connections no copy is made; it opens new ones by itself
    if ground.server is None:
        with _as_the_house_opens_it(ground.copy(NAME, f"{NAME}_copy")) as raw:
            yield lambda one: _by_sqlite(raw, one)
        return
    copy = ground.copy(NAME, f"{NAME}_copy")
    with psycopg.connect(copy.replace("+psycopg", ""), options="-c TimeZone=UTC") as raw:
        yield lambda one: _by_psycopg(raw, one)


@contextmanager
def _as_the_house_opens_it(url: str) -> Iterator[sqlite3.Connection]:
    raw = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-2048"):
        raw.execute(f"PRAGMA {pragma}")
    yield raw
    raw.close()


def _by_sqlite(raw: sqlite3.Connection, one: Transaction) -> None:
    raw.execute("BEGIN IMMEDIATE")
    for text, given, many in one.statements:
        if many:
            raw.executemany(text, given)
        else:
            raw.execute(text, given).fetchall()
    raw.execute("COMMIT")


def _by_psycopg(raw: psycopg.Connection[Any], one: Transaction) -> None:
    with raw.cursor() as cursor:
        for text, given, many in one.statements:
            if many:
                cursor.executemany(text, given)
                continue
            cursor.execute(text, given)
            if cursor.description is not None:
                cursor.fetchall()
    raw.commit()
