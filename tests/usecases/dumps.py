"""All that an office's database holds, as bytes: what a thief of it would read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from tests.usecases.office import House


def dump(house: House) -> bytes:
    """Give the files of SQLite as they lie on the disk, else every value of every table of the server."""
    database = house.office.database
    if database.url.startswith("sqlite"):
        database.close()
        folder = Path(database.url.removeprefix("sqlite:///")).parent
        return b"".join(file.read_bytes() for file in folder.glob("*.sqlite3*"))
    return b"\n".join(_values(database.engine))


def _values(engine: sa.Engine) -> Iterator[bytes]:
    with engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')):  # noqa: S608 - names from the catalogue
                yield from (one if isinstance(one, bytes) else str(one).encode() for one in row)
