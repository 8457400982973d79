"""Copies of a whole database while it is in use, and bringing one back: SQLite's own backup, or pg_dump."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

from webapp.store import watches
from webapp.store.backups import files, servers
from webapp.store.backups.heart import BackupFailed as BackupFailed
from webapp.store.backups.heart import Heart as Heart
from webapp.store.backups.heart import Standing as Standing
from webapp.store.db import Database
from webapp.store.vault import Vault

BEAT = "backup"
"""Under this word the database keeps when it was last backed up: the doctor asks."""


def kind_of(url: str) -> str:
    """This function will name the kind of database: `sqlite` or `postgresql`."""
    return "sqlite" if url.startswith(files.SQLITE) else "postgresql"


def file_of(kind: str) -> str:
    """This function will name the file in which a copy of such a database lies."""
    return files.NAME if kind == "sqlite" else servers.NAME


def copy_out(url: str, folder: Path) -> Heart:
    """This function will copy a database in one state into a folder, others writing meanwhile; raises BackupFailed."""
    return files.copy_out(url, folder) if kind_of(url) == "sqlite" else servers.copy_out(url, folder)


def bring_back(folder: Path, url: str, *, mark: str) -> str:
    """This function will put such a copy where nothing is and give the URL under which it is made ready.

    Until `put_in_place` it is no office: a file beside its place, or a database that says of which backup (`mark`) it
    is half. Raises BackupFailed.
    """
    if kind_of(url) == "sqlite":
        return files.bring_back(folder, url)
    servers.bring_back(folder, url, mark=mark)
    return url


def put_in_place(url: str) -> None:
    """This function will make an office of what was brought back and made ready: the last step of a restore."""
    files.put_in_place(url) if kind_of(url) == "sqlite" else servers.put_in_place(url)


def is_half(url: str) -> bool:
    """This function will tell whether a restore was broken off there; raises BackupFailed."""
    if kind_of(url) == "sqlite":
        return files.half_of(url).exists() and not files.path_of(url).exists()
    return servers.half(url) is not None


def left_beside(url: str) -> tuple[Path, ...]:
    """This function will give the logs of an office in a file that is not there itself."""
    return files.left_beside(url) if kind_of(url) == "sqlite" else ()


def standing(url: str) -> Standing | None:
    """This function will tell what lies at an address, None where nothing does; raises BackupFailed."""
    return files.standing(url) if kind_of(url) == "sqlite" else servers.standing(url)


def note_backup(url: str, *, now: dt.datetime, facts: Mapping[str, object]) -> None:
    """This function will keep in the office that it was backed up; no key is needed for that."""
    database = Database(url, Vault([os.urandom(32)]))
    try:
        with database.write() as tx:
            watches.beat(tx, BEAT, now=now, facts=facts)
    finally:
        database.close()
