"""The hand of whoever owns a database file: takes away the triggers that keep the record, then does what it likes."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from webapp.store.db import Database

GUARDS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE :named"
ALL = "kept_%"


def take_guards_away(database: Database, named: str = ALL) -> None:
    """Drop the triggers of a SQLite database, or one; on PostgreSQL roles keep the record, not triggers."""
    with database.write() as tx:
        if tx.dialect == "sqlite":
            for name in tx.execute(sa.text(GUARDS), {"named": named}).scalars().all():
                tx.execute(sa.text(f"DROP TRIGGER {name}"))


def drop_guards(connection: sqlite3.Connection) -> None:
    """Drop them on a connection."""
    for (name,) in connection.execute(GUARDS, {"named": ALL}).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
