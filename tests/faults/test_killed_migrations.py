"""A migration that is killed half way: nothing of it is there, and the next one does all of it."""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event

from tests.faults.armed import KILLED
from tests.faults.length import some
from tests.faults.struck import forked
from tests.store.conftest import bare_url, key_file  # noqa: F401 - an empty database of a test's own
from webapp.store.db import Database
from webapp.store.migrating import is_current, migrate
from webapp.store.points import Point
from webapp.store.vault import Vault

HALF_WAY = "0012"
NUMBER = (
    "INSERT INTO number_issued (series, year, value, text, at)"
    " VALUES ('纪函', 2026, 3, '纪函〔2026〕3号', '2026-03-02T01:00:00.000000Z')"
)


def tables(database: Database) -> list[str]:
    with database.read() as tx:
        return sorted(sa.inspect(tx.connection).get_table_names())


def dying(url: str, key: Path, counted: Path, at: int) -> None:
    """Migrate and die before the statement of that number, at the latest before the commit, having counted."""
    sent = 0

    def told(*_: object) -> None:
        nonlocal sent
        sent += 1
        if sent == at:
            os._exit(KILLED)

    def committing(moment: str) -> None:
        if moment == Point.COMMITTING:
            counted.write_text(str(sent))
            os._exit(KILLED)

    database = Database(url, Vault.from_file(key), witness=committing)
    event.listen(database.engine, "before_cursor_execute", told)
    migrate(database)


def test_a_migration_killed_half_way_is_completed_by_the_next_one(
    bare_url: str,  # noqa: F811
    key_file: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    database, counted = Database(bare_url, Vault.from_file(key_file)), tmp_path / "counted"
    migrate(database, HALF_WAY)
    with database.write() as tx:
        tx.execute(sa.text(NUMBER))
    before = tables(database)

    def killed_at(number: int) -> int:
        database.close()
        return forked(lambda: dying(bare_url, key_file, counted, number), tmp_path / "said.txt").wait()

    assert killed_at(0) == KILLED
    for number in some(range(1, int(counted.read_text()) + 1), 4):
        assert killed_at(number) == KILLED
        assert tables(database) == before, number
        assert not is_current(database)
    migrate(database)

    assert is_current(database)
    with database.read() as tx:
        assert tx.execute(sa.text("SELECT text FROM number_issued")).scalar_one() == "纪函〔2026〕3号"
    database.close()
