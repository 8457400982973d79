"""A database on a server: pg_dump in the snapshot in which its heart is read; pg_restore in one transaction.

The password, where there is one, goes to PostgreSQL's programs by the environment: a command line is seen by everybody.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any  # columns of rows, which only SQL knows

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from webapp.store.backups.heart import BackupFailed, Heart, Standing, heart_of

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "shibiyan.dump"
_WALLS = (" POLICY ", " ROW SECURITY ")
_TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
_BEAT = "SELECT at FROM heartbeat WHERE id = 'sealer'"
_MARKED = "SELECT to_regclass('public.half_restored')"
_MARK = "SELECT backup FROM public.half_restored"


def copy_out(url: str, folder: Path) -> Heart:
    """This function will dump a database in one snapshot, which all of its programs see."""
    with _open(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        if _one(connection, _MARKED) is not None:
            raise BackupFailed(why="这里的恢复还没有做完，请先再恢复一次")
        heart = heart_of(lambda statement: _one(connection, statement))
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        words = ("--format=custom", f"--snapshot={snapshot}", f"--file={folder / NAME}")
        _call("pg_dump", (*words, f"--dbname={_place(url)}"), url)
    return heart


def bring_back(folder: Path, url: str, *, mark: str) -> None:
    """This function will fill an empty database, wholly or not at all; it is marked before and stays so.

    One that is filled already, by a restore that was broken off afterwards, is left as it is.
    """
    if _marked(url, mark):
        return
    words = ("--exit-on-error", "--no-owner", "--no-privileges", "--single-transaction", f"--dbname={_place(url)}")
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as wanted:
        wanted.writelines(f"{line}\n" for line in _contents(folder / NAME) if not any(word in line for word in _WALLS))
        wanted.flush()
        _call("pg_restore", (*words, f"--use-list={wanted.name}", str(folder / NAME)), url)


def _marked(url: str, mark: str) -> bool:
    """Mark a database as half restored; True when it is filled already."""
    with _open(url) as connection:
        if _one(connection, _MARKED) is None:
            connection.execute("CREATE TABLE public.half_restored (backup text)")
            connection.execute("INSERT INTO public.half_restored VALUES (%s)", (mark,))
        return _one(connection, "SELECT to_regclass('public.alembic_version')") is not None


def put_in_place(url: str) -> None:
    """This function will take the mark away: what was brought back and made ready is an office from now on."""
    with _open(url) as connection:
        connection.execute("DROP TABLE public.half_restored")


def half(url: str) -> str | None:
    """This function will name the backup of which a database is half, None for a whole or an empty one."""
    with _open(url) as connection:
        return _half(connection)


def _half(connection: psycopg.Connection) -> str | None:
    return None if _one(connection, _MARKED) is None else str(_one(connection, _MARK))


def _contents(dump: Path) -> Sequence[str]:
    """What a dump holds. Walls name roles that the new server need not have: walls.sql puts them up again."""
    return _call("pg_restore", ("--list", str(dump)), "").splitlines()


def standing(url: str) -> Standing | None:
    """This function will tell what the database holds; None when it is empty."""
    with _open(url) as connection:
        others = int(_one(connection, _OTHERS))
        half = _half(connection)
        if not _one(connection, _TABLES):
            return Standing(schema="", others=others) if others else None
        if _one(connection, "SELECT to_regclass('public.alembic_version')") is None:
            return Standing(schema="", others=others, half=half)
        schema = str(_one(connection, "SELECT version_num FROM alembic_version"))
        beat = _one(connection, "SELECT to_regclass('public.heartbeat')") and _one(connection, _BEAT)
        return Standing(schema=schema, beat_at=beat, others=others, half=half)


@contextmanager
def _open(url: str) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(_plain(url), connect_timeout=5) as connection:
            yield connection
    except psycopg.OperationalError as error:
        raise BackupFailed(why="数据库服务器没有应答，或者没有这个数据库") from error
    except psycopg.Error as error:
        raise BackupFailed(why=f"这不是本系统的数据库，或者无权读取（{type(error).__name__}）") from error


def _one(connection: psycopg.Connection, statement: str) -> Any:
    row = connection.execute(statement.encode()).fetchone()
    return None if row is None else row[0]


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _place(url: str) -> str:
    words = {key: value for key, value in conninfo_to_dict(_plain(url)).items() if key != "password"}
    return make_conninfo("", **words)


def _call(program: str, words: Sequence[str], url: str) -> str:
    password = conninfo_to_dict(_plain(url)).get("password")
    environ = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    try:
        done = subprocess.run([program, *words], env=environ, check=True, text=True, stdout=subprocess.PIPE)  # noqa: S603 - our own words
    except FileNotFoundError as error:
        raise BackupFailed(why=f"没有程序{program}，请安装postgresql-client") from error
    except subprocess.CalledProcessError as error:
        raise BackupFailed(why=f"{program}没有成功，原因见上") from error
    return done.stdout
