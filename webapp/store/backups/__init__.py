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


def copy_out(url: str, folder: Path) -> Heart:
    """This function will copy a database in one state into a folder, others writing meanwhile; raises BackupFailed."""
    return files.copy_out(url, folder) if kind_of(url) == "sqlite" else servers.copy_out(url, folder)


def bring_back(folder: Path, url: str) -> None:
    """This function will put such a copy where nothing is; raises BackupFailed."""
    files.bring_back(folder, url) if kind_of(url) == "sqlite" else servers.bring_back(folder, url)


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
