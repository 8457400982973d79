from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.conftest import ROOT
from tests.postgres import Server
from webapp.settings import Settings

HOME = ROOT / "deploy"


def call(script: str, *words: str, database: Path | str, seals: Path) -> subprocess.CompletedProcess[str]:
    url = f"sqlite:///{database}" if isinstance(database, Path) else database
    environ = {**os.environ, "SHIBIYAN_DATABASE": url, "SHIBIYAN_SEAL_FOLDER": str(seals)}
    command = [sys.executable, str(HOME / script), *words]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A database that somebody is writing to, and a folder of seals."""
    with sqlite3.connect(tmp_path / "office.db") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE entry (number INTEGER)")
        database.executemany("INSERT INTO entry VALUES (?)", [(number,) for number in range(1000)])
    (tmp_path / "seals").mkdir()
    (tmp_path / "seals" / "seals.jsonl").write_text('{"number": 1}\n', encoding="utf-8")
    return tmp_path


def backed_up(place: Path) -> Path:
    done = call("backup.py", str(place / "backups"), database=place / "office.db", seals=place / "seals")
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def restored(place: Path, backup: Path) -> subprocess.CompletedProcess[str]:
    return call("restore.py", str(backup), database=place / "new" / "office.db", seals=place / "new" / "seals")


def test_a_backup_taken_during_an_act_holds_what_was_committed(place: Path):
    writer = sqlite3.connect(place / "office.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO entry VALUES (1000)")

    backup = backed_up(place)
    writer.execute("COMMIT")

    assert restored(place, backup).returncode == 0
    count = sqlite3.connect(place / "new" / "office.db").execute("SELECT count(*) FROM entry").fetchone()
    assert count == (1000,)
    assert (place / "new" / "seals" / "seals.jsonl").read_text(encoding="utf-8") == '{"number": 1}\n'


def test_a_restore_overwrites_nothing(place: Path):
    backup = backed_up(place)
    assert restored(place, backup).returncode == 0

    again = restored(place, backup)

    assert again.returncode != 0
    assert "nothing is overwritten" in again.stderr


def test_a_backup_that_was_changed_is_refused(place: Path):
    backup = backed_up(place)
    with (backup / "shibiyan.db").open("ab") as file:
        file.write(b"x")

    refused = restored(place, backup)

    assert refused.returncode != 0
    assert "shibiyan.db is missing or was changed" in refused.stderr
    assert not (place / "new" / "office.db").exists()


def test_a_backup_that_was_broken_off_is_refused(place: Path):
    backup = backed_up(place)
    (backup / "manifest.json").unlink()

    assert "no complete backup" in restored(place, backup).stderr


def test_only_so_many_backups_are_kept(place: Path):
    for _ in range(4):
        done = call(
            "backup.py", str(place / "backups"), "--keep", "2", database=place / "office.db", seals=place / "seals"
        )
        assert done.returncode == 0, done.stderr

    assert len(list((place / "backups").iterdir())) == 2


def test_the_sample_names_every_setting_and_no_other():
    sample = (HOME / "settings.env").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?(SHIBIYAN_[A-Z_]+)=", sample, flags=re.MULTILINE))

    assert named == {f"SHIBIYAN_{one.name.upper()}" for one in fields(Settings)}


@pytest.mark.postgres
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="no pg_dump: apt-get install postgresql-client")
def test_a_database_of_postgresql_is_restored_into_an_empty_one(
    postgres_server: Server, worker_name: str, tmp_path: Path
):
    names = [f"shibiyan_{part}_{worker_name}" for part in ("lost", "found")]
    lost, found = (postgres_server.create(name) for name in names)
    with psycopg.connect(make_conninfo(postgres_server.conninfo, dbname=names[0])) as connection:
        connection.execute("CREATE TABLE entry AS SELECT generate_series(1, 1000) AS number")

    done = call("backup.py", str(tmp_path / "backups"), database=lost, seals=tmp_path / "seals")
    assert done.returncode == 0, done.stderr
    restored_there = call("restore.py", done.stdout.strip(), database=found, seals=tmp_path / "new_seals")

    assert restored_there.returncode == 0, restored_there.stderr
    with psycopg.connect(make_conninfo(postgres_server.conninfo, dbname=names[1])) as connection:
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (1000,)
    for name in names:
        postgres_server.drop(name)
