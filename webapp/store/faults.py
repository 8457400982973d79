"""What the databases' drivers report, told apart: try again, connection lost, not available, or a fault of ours."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa
from sqlalchemy import exc

from webapp.domain.errors import OfficeError, Unavailable

# SQLite primary result codes (https://sqlite.org/rescode.html).
_SQLITE_TRY_AGAIN = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_SQLITE_GONE = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN})
_SQLITE_MALFORMED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
# PostgreSQL SQLSTATE (appendix A): serialization failure, deadlock, lock not available.
_POSTGRES_TRY_AGAIN = frozenset({"40001", "40P01", "55P03"})
_POSTGRES_MALFORMED = ("XX001", "XX002")
_POSTGRES_FORBIDDEN = "42501"
_POSTGRES_GONE = ("08", "53", "57", "58", "25006")


class Contended(Unavailable):
    """系统正忙，您填写的内容未丢失，请稍后再试。"""

    code = "contended"


class Disconnected(Unavailable):
    """系统暂时不可用，您填写的内容未丢失。"""

    code = "disconnected"


class Malformed(Unavailable):
    """数据库损坏，读不出其中的内容，没有再作改动。请系统管理员停止服务，保留原文件，从最近的备份恢复。"""

    code = "malformed"


def breaks(error: exc.IntegrityError, constraint: str, *columns: str) -> bool:
    """This function will tell whether an error says that this constraint was broken (SQLite names columns instead)."""
    text = str(error.orig)
    return constraint in text or (bool(columns) and text.endswith(": " + ", ".join(columns)))


def is_forbidden(error: Exception) -> bool:
    """This function will tell whether the database refused because of the role as which the office came."""
    return isinstance(error, sa.exc.DBAPIError) and getattr(error.orig, "sqlstate", None) == _POSTGRES_FORBIDDEN


def translate(error: exc.SQLAlchemyError) -> OfficeError | None:
    """This function will give the office's word for a driver's error, or None when the fault is ours."""
    if isinstance(error, exc.TimeoutError):
        return Contended()
    if not isinstance(error, sa.exc.DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error.orig)
    return _of_postgres(error)


def _of_sqlite(error: sqlite3.Error) -> OfficeError | None:
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if primary in _SQLITE_TRY_AGAIN:
        return Contended()
    if primary in _SQLITE_MALFORMED:
        return Malformed()
    return Unavailable() if primary in _SQLITE_GONE else None


def _of_postgres(error: exc.DBAPIError) -> OfficeError | None:
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state in _POSTGRES_TRY_AGAIN:
        return Contended()
    if state in _POSTGRES_MALFORMED:
        return Malformed()
    if error.connection_invalidated:
        return Disconnected()
    if state and state.startswith(_POSTGRES_GONE):
        return Unavailable()
    return Unavailable() if state is None and isinstance(error, exc.OperationalError) else None
