"""A furnished office for every test of a use case: furnished once per database, put back or copied for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from psycopg import sql

from tests.conftest import FROZEN
from tests.postgres import Server, url
from tests.usecases.office import House, an_office, key_file, open_office
from tests.usecases.stand import FileStand, ServerStand, Stand
from webapp.usecases.library import Library


@dataclass(frozen=True)
class Furnished:
    """A furnished database to copy, and the library that has read its deployments (they never change)."""

    name: str
    folder: Path
    library: Library
    server: Server | None = None


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def furnished(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_name: str
) -> Iterator[Furnished]:
    """Furnish one office for each database."""
    folder = tmp_path_factory.mktemp("furnished")
    if request.param == "sqlite":
        house = an_office(f"sqlite:///{folder / 'office.sqlite3'}", FROZEN, folder)
        house.office.database.close()
        yield Furnished(name="office.sqlite3", folder=folder, library=house.office.library)
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = f"shibiyan_{folder.name}_{worker_name}_{os.getpid()}"
    house = an_office(server.create(name), FROZEN, folder)
    house.office.database.close()
    yield Furnished(name=name, folder=folder, library=house.office.library, server=server)
    server.drop(name)


@pytest.fixture(scope="session")
def stand(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """Give the furnished database in which this worker's tests take turns."""
    folder = tmp_path_factory.mktemp("stand")
    copy, address = _copy(
        furnished, folder, "office.sqlite3" if furnished.server is None else f"{furnished.name}_stand"
    )
    made = FileStand(folder / copy.name) if copy.server is None else ServerStand(address, folder)
    yield made.keep(furnished.library)
    made.close()
    if copy.server is not None:
        copy.server.drop(copy.name)


@pytest.fixture
def house(furnished: Furnished, now: datetime, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """Give an office of this test's own, at `now`, on SQLite and on PostgreSQL in turn.

    Tests that break the database itself belong to a folder without a `stand`: theirs is a copy.
    """
    try:
        stand: Stand = request.getfixturevalue("stand")
    except pytest.FixtureLookupError:
        with copy_of(furnished, tmp_path, now) as opened:
            yield opened
        return
    yield stand.open(now)
    stand.leave()


@contextmanager
def copy_of(furnished: Furnished, folder: Path, now: datetime) -> Iterator[House]:
    """Open a copy of a furnished office; it is gone afterwards."""
    copy, address = _copy(furnished, folder, f"{furnished.name}_copy")
    opened = open_office(address, now, furnished.folder, library=furnished.library)
    try:
        yield opened
    finally:
        opened.office.database.close()
        if copy.server is not None:
            copy.server.drop(copy.name)


@contextmanager
def played(
    furnished: Furnished, folder: Path, now: datetime, play: Callable[[House], None], *, stage: str
) -> Iterator[Furnished]:
    """Let a story be played to a stage in a furnished office, once, for many tests to go on from."""
    copy, address = _copy(furnished, folder, f"{furnished.name}_{stage}")
    opened = open_office(address, now, furnished.folder, library=furnished.library)
    play(opened)
    opened.office.database.close()
    yield copy
    if copy.server is not None:
        copy.server.drop(copy.name)


def _copy(furnished: Furnished, folder: Path, name: str) -> tuple[Furnished, str]:
    """Copy a furnished database; gives the copy and its URL."""
    if furnished.server is None:
        shutil.copyfile(furnished.folder / furnished.name, folder / name)
        key_file(folder)
        return replace(furnished, name=name, folder=folder), f"sqlite:///{folder / name}"
    return replace(furnished, name=name), _copied(furnished.server, furnished.name, name)


def _copied(server: Server, template: str, name: str) -> str:
    server.drop(name)
    words = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    server.run(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**words))
    # What a power cut would do to the server is the store's own tests' matter; here each commit need not wait for disk.
    server.run(sql.SQL("ALTER DATABASE {name} SET synchronous_commit = off").format(**words))
    return url_of(server, name)


def url_of(server: Server, name: str) -> str:
    """Give the URL of a database of a server."""
    from psycopg.conninfo import make_conninfo

    return url(make_conninfo(server.conninfo, dbname=name))
