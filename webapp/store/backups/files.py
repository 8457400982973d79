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
LOGS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside its file: of one that was moved away, acts that it would mix into whatever comes there."""
_HALF = ".restoring"
_BEAT = "SELECT at FROM heartbeat WHERE id = 'sealer'"


def copy_out(url: str, folder: Path) -> Heart:
    """This function will copy a database file that is being written to, and look whether the copy is whole."""
    target = folder / NAME
    with _open(path_of(url)) as source, closing(sqlite3.connect(target)) as copy:
        _copied(source, copy)
    target.chmod(0o600)
    with _open(target) as copy:
        return heart_of(lambda statement: _one(copy, statement))


def _copied(source: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        whole = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.Error as error:
        raise BackupFailed(why=f"副本没有写成（{error}），请检查备份文件夹的空间和权限") from error
    if not whole:
        raise BackupFailed(why="副本损坏，请检查磁盘")


def bring_back(folder: Path, url: str) -> str:
    """This function will put the file beside its place and give the URL under which it is made ready."""
    half = half_of(url)
    half.parent.mkdir(parents=True, exist_ok=True)
    for left in (half, *_logs(half)):  # of a restore that was broken off
        left.unlink(missing_ok=True)
    shutil.copyfile(folder / NAME, half)
    half.chmod(0o600)
    return f"{SQLITE}{half}"


def put_in_place(url: str) -> None:
    """This function will put what was made ready beside its place there, in one step; raises BackupFailed."""
    half, target = half_of(url), path_of(url)
    with closing(sqlite3.connect(half)) as ready:
        if ready.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",):  # one file, without a log beside it
            raise BackupFailed(why=f"{half}正被别的程序使用，请停止它，再恢复一次")
    settle(half)
    half.replace(target)
    settle(target.parent)


def half_of(url: str) -> Path:
    """This function will give the file in which a restore is made ready: there as long as it is not done."""
    return path_of(url).with_name(f"{path_of(url).name}{_HALF}")


def left_beside(url: str) -> tuple[Path, ...]:
    """This function will give the logs that lie where the database file itself does not."""
    path = path_of(url)
    return () if path.exists() else tuple(log for log in _logs(path) if log.exists())


def with_logs(url: str) -> tuple[Path, ...]:
    """This function will give the database file and its logs, as far as they are there."""
    return tuple(one for one in (path_of(url), *_logs(path_of(url))) if one.exists())


def _logs(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(f"{path.name}{end}") for end in LOGS)


def settle(path: Path) -> None:
    """This function will see a file, or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
