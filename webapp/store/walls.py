"""The second wall of PostgreSQL (deploy/postgresql/walls.sql): a transaction says for whom it is and whether it acts.

Where no wall stands (SQLite, or a role that owns the tables) nothing is said and nothing is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from webapp.domain.sights import Viewer

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy.pool import ConnectionPoolEntry

WALLED = "walled"
_STANDS = b"SELECT coalesce(row_security_active(to_regclass('public.\"case\"')), false)"
_BLIND = sa.text(
    "SELECT current_user WHERE row_security_active(to_regclass('public.\"case\"')) AND NOT EXISTS"
    " (SELECT FROM pg_policies WHERE schemaname = 'public' AND tablename = 'case' AND qual = 'true'"
    " AND current_user = ANY (roles))"
)
_TELL = (
    "SELECT set_config('shibiyan.person', %s, true), set_config('shibiyan.acts', %s, true),"
    " set_config('shibiyan.now', %s, true), set_config('shibiyan.today', %s, true)"
)


def look_for(connection: psycopg.Connection, record: ConnectionPoolEntry) -> None:
    """This function will ask, once for each connection, whether its role has to say for whom it asks."""
    row = connection.execute(_STANDS).fetchone()
    record.info[WALLED] = bool(row and row[0])
    connection.rollback()


def tell(connection: sa.Connection, viewer: Viewer | None, *, acts: bool) -> None:
    """This function will say for whom the transaction is; without a person it sees nothing of any case."""
    if viewer is None or not connection.info.get(WALLED):
        return
    said = (viewer.person_id, "1" if acts else "", viewer.now.isoformat(), viewer.today.isoformat())
    connection.exec_driver_sql(_TELL, said)


def blind(connection: sa.Connection) -> str:
    """This function will name the role that asks if a wall shows it no case for nobody; empty when it sees all.

    Who counts, checks or marks anew as such a role takes what it does not see for what is not there.
    """
    if connection.dialect.name != "postgresql":
        return ""
    return str(connection.execute(_BLIND).scalar_one_or_none() or "")
