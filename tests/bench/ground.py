"""Where is measured: databases of one kind, fresh ones for each measure, and how much is measured."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.postgres import Server, answering, url
from tests.usecases.office import House, an_office, open_office
from webapp.usecases.demo.cases import SPAN, under_way
from webapp.usecases.demo.stage import Stage
from webapp.usecases.library import Library

NOW = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
"""Monday, nine in the morning: the clock of the measured offices stands there until it is turned."""
STORIES_LAST = dt.timedelta(days=SPAN)
FURNISHED, TOLD = "furnished", "told"


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much is measured.

    `lives`: whole lives of measure 8. `stories`: whether the demo's stories, which lead all ten measures, are told.
    `small`, `large`: open cases, `acts`: completions timed among them, `looks`: pages of an inbox. `full`: open cases
    of three rooms. `rounds`: the late round of a loop. `served`: completions of a server whose memory is watched, after
    `warm_up` of them. `posts`: completions over HTTP for each number of `clients`. `items`: cases on one agenda.
    `cycle`: heads for whom a period is opened, `heads`: those on the coverage page.
    `entries`: of one archive, `entries_checked`: of a record.
    """

    lives: int
    stories: bool
    small: int
    large: int
    full: int
    acts: int
    looks: int
    rounds: int
    warm_up: int
    served: int
    posts: int
    clients: tuple[int, ...]
    items: int
    cycle: int
    heads: int
    entries: int
    entries_checked: int


FULL = Sizes(
    lives=12,
    stories=True,
    small=1_000,
    large=100_000,
    full=10_000,
    acts=150,
    looks=40,
    rounds=1_000,
    warm_up=1_000,
    served=10_000,
    posts=216,
    clients=(1, 4, 16),
    items=40,
    cycle=500,
    heads=2_000,
    entries=500,
    entries_checked=200_000,
)
QUICK = Sizes(
    lives=3,
    stories=True,
    small=500,
    large=5_000,
    full=1_000,
    acts=40,
    looks=15,
    rounds=150,
    warm_up=100,
    served=600,
    posts=36,
    clients=(1, 4, 16),
    items=40,
    cycle=60,
    heads=120,
    entries=200,
    entries_checked=20_000,
)
TINY = Sizes(
    lives=1,
    stories=False,
    small=40,
    large=80,
    full=40,
    acts=2,
    looks=1,
    rounds=12,
    warm_up=4,
    served=8,
    posts=9,
    clients=(1, 4),
    items=2,
    cycle=8,
    heads=9,
    entries=20,
    entries_checked=300,
)


@dataclass(kw_only=True)
class Ground:
    """Databases of one kind; an office is furnished once and copied. What was made is closed and dropped.

    `filled` is the office that was filled with many cases, once it was: filling takes minutes.
    """

    database: str
    folder: Path
    server: Server | None = None
    filled: House | None = None
    made: ExitStack = field(default_factory=ExitStack)

    def url(self, name: str) -> str:
        """Give the URL of an empty database."""
        if self.server is None:
            return f"sqlite:///{self.folder / name}.db"
        self.made.callback(self.server.drop, self._named(name))
        return self.server.create(self._named(name))

    def copy(self, source: str, name: str) -> str:
        """Give the URL of a copy of a database that nobody is connected to."""
        if self.server is None:
            shutil.copyfile(self.folder / f"{source}.db", self.folder / f"{name}.db")
            return f"sqlite:///{self.folder / name}.db"
        self.made.callback(self.server.drop, self._named(name))
        self.server.drop(self._named(name))
        words = {"name": sql.Identifier(self._named(name)), "source": sql.Identifier(self._named(source))}
        self.server.run(sql.SQL("CREATE DATABASE {name} TEMPLATE {source}").format(**words))
        return url(make_conninfo(self.server.conninfo, dbname=self._named(name)))

    @staticmethod
    def _named(name: str) -> str:
        return f"shibiyan_bench_{os.getpid()}_{name}"

    @cached_property
    def library(self) -> Library:
        """Furnish the office that all others are copied from, and give the library that has read its diagrams."""
        furnished = an_office(self.url(FURNISHED), NOW, self.folder)
        furnished.office.database.close()
        return furnished.office.library

    @cached_property
    def stories(self) -> dt.datetime:
        """Tell the demo's stories in an office that others are copied from, and give the instant at which they end."""
        house = self.fresh(TOLD)
        end = house.clock() + STORIES_LAST
        under_way(Stage(house.office, begins=house.clock()), end=end)
        house.office.database.close()
        return end

    def fresh(self, name: str, *, at: dt.datetime = NOW) -> House:
        """Give a furnished office of its own, whose clock stands at an instant."""
        return self._opened(name, self.library, of=FURNISHED, at=at)

    def told(self, name: str) -> House:
        """Give an office of its own in which the demo's stories have been told: ten measures are under way."""
        return self._opened(name, self.library, at=self.stories, of=TOLD)

    def _opened(self, name: str, library: Library, *, of: str, at: dt.datetime) -> House:
        home = self.folder / name
        home.mkdir()
        house = open_office(self.copy(of, name), at, home, library=library)
        self.made.callback(house.office.database.close)
        return house


@contextmanager
def sqlite_ground() -> Iterator[Ground]:
    """Measure on SQLite files."""
    with tempfile.TemporaryDirectory() as name:
        ground = Ground(database="sqlite", folder=Path(name))
        with ground.made:
            yield ground


@contextmanager
def postgres_ground() -> Iterator[Ground | None]:
    """Measure on a PostgreSQL server that answers, else on none; a private one would not sync, so it tells nothing."""
    server = answering()
    if server is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as name:
        ground = Ground(database="postgresql", folder=Path(name), server=server)
        with ground.made:
            yield ground
