"""A database in a file: SQLite's online backup gives one state while others write (sqlite.org/backup.html)."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any  # columns of rows, which only SQL knows

from webapp.store.backups.heart import BackupFailed, Heart, Standing, heart_of
from webapp.store.columns import instant_of

SQLITE = "sqlite:///"
NAME = "shibiyan.db"
_BEAT = "SELECT at FROM heartbeat WHERE id = 'sealer'"


def copy_out(url: str, folder: Path) -> Heart:
    """This function will copy a database file that is being written to, and look whether the copy is whole."""
    target = folder / NAME
    with _open(path_of(url)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupFailed(why="副本损坏，请检查磁盘")
    target.chmod(0o600)
    with _open(target) as copy:
        return heart_of(lambda statement: _one(copy, statement))


def bring_back(folder: Path, url: str) -> None:
    """This function will put the file in its place, in one step."""
    target = path_of(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.restoring")
    shutil.copyfile(folder / NAME, fresh)
    fresh.chmod(0o600)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(target)


def standing(url: str) -> Standing | None:
    """This function will tell what kind of file is there."""
    path = path_of(url)
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as there:
            schema = str(_one(there, "SELECT version_num FROM alembic_version"))
            beat = _one(there, _BEAT)
    except sqlite3.Error:
        return Standing(schema="")
    return Standing(schema=schema, beat_at=None if beat is None else instant_of(beat))


def path_of(url: str) -> Path:
    """This function will give the file of such a URL."""
    return Path(url.removeprefix(SQLITE))


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise BackupFailed(why=f"没有数据库文件{path}")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise BackupFailed(why=f"{path}不是本系统的数据库，或者读不出") from error


def _one(connection: sqlite3.Connection, statement: str) -> Any:
    row = connection.execute(statement).fetchone()
    return None if row is None else row[0]
