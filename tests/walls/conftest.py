"""One walled office for all tests of the second wall, copied for each; where there is no server, skipped loudly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from psycopg import sql

from tests.conftest import FROZEN
from tests.postgres import NO_SERVER, Server, start
from tests.usecases.office import House, an_office
from tests.walls.roles import owned, run, walled
from webapp.usecases.library import Library

FURNISHED = "furnished"


@dataclass(frozen=True, kw_only=True)
class Walled:
    """A server with a walled database to copy."""

    server: Server
    folder: Path
    library: Library


@pytest.fixture(scope="session")
def furnished_behind_walls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walled]:
    """Furnish an office as its owner and put the walls up."""
    server = start()
    if server is None:
        pytest.skip(NO_SERVER)
    run(server, "roles.sql")
    folder = tmp_path_factory.mktemp("walls")
    house = an_office(owned(server, FURNISHED), FROZEN, folder)
    house.office.database.close()
    run(server, "walls.sql", database=FURNISHED, role="shibiyan_owner")
    yield Walled(server=server, folder=folder, library=house.office.library)
    server.stop()


@pytest.fixture
def house(furnished_behind_walls: Walled, now: datetime) -> Iterator[House]:
    """Give an office behind walls of this test's own."""
    one = furnished_behind_walls
    one.server.drop("one")
    words = {"name": sql.Identifier("one"), "template": sql.Identifier(FURNISHED)}
    one.server.run(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**words))
    with walled(one.server, "one", one.folder, now, one.library) as opened:
        yield opened
