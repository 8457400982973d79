"""All that an office's database holds, as bytes: what a thief of it would read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from tests.usecases.office import House


def dump(house: House) -> bytes:
    """Give the files of SQLite as they lie on the disk, else every value of every table of the server."""
    database = house.office.database
    if database.url.startswith("sqlite"):
        database.close()
        folder = Path(database.url.removeprefix("sqlite:///")).parent
        return b"".join(file.read_bytes() for file in folder.glob("*.sqlite3*"))
    return b"\n".join(_values(database.engine))


def raw_dump(house: House) -> dict[str, bytes]:
    """Give everything that lies there, place by place: files as they are with log and free pages, else COPY's text.

    Of every table also each clear column by itself, so that what is found has a name.
    """
    database = house.office.database
    found = {}
    if database.url.startswith("sqlite"):
        folder = Path(database.url.removeprefix("sqlite:///")).parent
        found = {file.name: file.read_bytes() for file in folder.glob("*.sqlite3*")}
        database.close()
        found |= {f"{file.name} closed": file.read_bytes() for file in folder.glob("*.sqlite3*")}
    return dict(_columns(database.engine)) | (found or dict(_copies(database.url)))


def _columns(engine: sa.Engine) -> Iterator[tuple[str, bytes]]:
    with engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            rows = connection.execute(sa.text(f'SELECT * FROM "{table}"'))  # noqa: S608 - names from the catalogue
            names, values = list(rows.keys()), list(zip(*rows, strict=True))
            for name, column in zip(names, values, strict=False):
                yield f"{table}.{name}", b"\n".join(_bytes(one) for one in column if one is not None)


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _copies(url: str) -> Iterator[tuple[str, bytes]]:
    with psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:")) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in names:
            with (
                connection.cursor() as cursor,
                cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as rows,
            ):
                yield f"COPY {table}", b"".join(bytes(one) for one in rows)


def _values(engine: sa.Engine) -> Iterator[bytes]:
    with engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')):  # noqa: S608 - names from the catalogue
                yield from (one if isinstance(one, bytes) else str(one).encode() for one in row)
