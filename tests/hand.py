"""The hand of whoever owns a database: takes away the triggers that keep the record, then does what it likes."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from webapp.store.db import Database

GUARDS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE :named"
ALL = "kept_%"
STANDING = """
    SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger
    WHERE tgname LIKE :named AND NOT tgisinternal AND tgenabled <> 'D'"""


def take_guards_away(database: Database, named: str = ALL) -> None:
    """Drop the triggers that keep the record in a file, or one; on a server disable them: `Stand` puts them back."""
    with database.write() as tx:
        if tx.dialect == "sqlite":
            for name in tx.execute(sa.text(GUARDS), {"named": named}).scalars().all():
                tx.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            for statement in tx.execute(sa.text(STANDING), {"named": named}).scalars().all():
                tx.execute(sa.text(statement))


def drop_guards(connection: sqlite3.Connection) -> None:
    """Drop them on a connection."""
    for (name,) in connection.execute(GUARDS, {"named": ALL}).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
