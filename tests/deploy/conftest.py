"""An office and an empty place beside it, on each database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.deploy.places import Place, begun
from tests.postgres import Server
from tests.usecases.conftest import furnished, house, stand  # noqa: F401 - furnished offices on each database

NO_DUMP = "no pg_dump: apt-get install postgresql-client"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_name: str
) -> Iterator[Place]:
    """Give one office for all tests of a module; what a test changes in it, it changes back."""
    tmp_path = tmp_path_factory.mktemp("kept")
    if request.param == "sqlite":
        yield begun(Place(home=tmp_path, url=f"sqlite:///{tmp_path / 'office.db'}", keys=tmp_path / "keys"))
        return
    if shutil.which("pg_dump") is None:
        pytest.skip(NO_DUMP)
    server: Server = request.getfixturevalue("postgres_server")
    name = f"shibiyan_kept_{worker_name}_{os.getpid()}"
    yield begun(Place(home=tmp_path, url=server.create(name), keys=tmp_path / "keys", server=server))
    server.drop(name)


@pytest.fixture
def empty(place: Place, tmp_path: Path, worker_name: str) -> Iterator[Place]:
    """Give a place where nothing is, for the keys of the same office."""
    if place.server is None:
        yield replace(place, home=tmp_path, url=f"sqlite:///{tmp_path / 'office.db'}")
        return
    name = f"shibiyan_found_{worker_name}_{os.getpid()}"
    yield replace(place, home=tmp_path, url=place.server.create(name))
    place.server.drop(name)
