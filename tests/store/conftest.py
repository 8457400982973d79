"""A migrated, empty database on each dialect for every test of the store."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import FROZEN
from tests.hand import take_guards_away
from tests.postgres import Server
from webapp.store.adopting import adopt
from webapp.store.db import Database
from webapp.store.migrating import migrate
from webapp.store.tables import metadata
from webapp.store.vault import Vault

SEEDED = {
    "room": "INSERT INTO room (id, name) VALUES ('office', '全机关')",
    "kept_version": "INSERT INTO kept_version (id, version) VALUES ('people', 0), ('calendar', 0), ('deployments', 0)",
    "audit_stream": "INSERT INTO audit_stream (id, length, head) VALUES ('office', 0, '')",
}


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a key file; the same for all tests, so that databases can be used again."""
    path = tmp_path_factory.mktemp("keys") / "office.key"
    path.write_text(base64.b64encode(b"k" * 32).decode())
    return path


@pytest.fixture(scope="session")
def migrated(database_url: str, key_file: Path) -> Iterator[Database]:
    """Give the database of this worker with the newest schema; its record is emptied and tampered with by tests."""
    database = Database(database_url, Vault.from_file(key_file), busy_seconds=2)
    migrate(database)
    take_guards_away(database)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path, worker_name: str) -> Iterator[str]:
    """Give the URL of a database of this test's own, with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"shibiyan_bare_{worker_name}_{os.getpid()}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def bare_postgres_url(postgres_server: Server, worker_name: str) -> Iterator[str]:
    """Give the URL of a PostgreSQL database of this test's own, with nothing in it."""
    name = f"shibiyan_alone_{worker_name}_{os.getpid()}"
    yield postgres_server.create(name)
    postgres_server.drop(name)


@pytest.fixture
def database(migrated: Database) -> Iterator[Database]:
    """Give the database, emptied after the test."""
    yield migrated
    migrated.shelf.clear()
    empty(migrated)


TABLES = [table.name for table in reversed(metadata.sorted_tables) if table.name != "data_key"]
HOLD_ROWS = sa.text(
    " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in TABLES)  # noqa: S608
)


def empty(database: Database) -> None:
    """Remove all rows but those that the migrations write."""
    with database.write() as tx:
        if tx.dialect == "sqlite":
            tx.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        full = set(tx.execute(HOLD_ROWS).scalars())
        for name in TABLES:
            if name in full:
                tx.execute(sa.text(f'DELETE FROM "{name}"'))  # noqa: S608 - our own table names
        tx.execute(sa.text("DELETE FROM data_key WHERE owner <> 'office'"))
        for statement in SEEDED.values():
            tx.execute(sa.text(statement))
        adopt(tx, at=FROZEN)
