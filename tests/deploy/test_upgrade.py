"""Databases of an earlier state, kept as they were: they are upgraded, their chains verify, and their cases go on.

`golden/0017.*`: a letter inquiry up to the person's reply, as the office of the schema 0017 wrote it on 2 March 2026,
on each database. Such a file is never written again; a new one stands beside it.
"""

from __future__ import annotations

import lzma
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FROZEN
from tests.deploy.places import Place
from tests.drill.course import spoken
from tests.postgres import Server
from tests.usecases.invariants import everything_holds
from tests.usecases.office import key_file, open_office
from tests.usecases.passages import ALL_TRUE, do
from webapp.store import guards
from webapp.store.seals import make_signing_key

GOLDEN = Path(__file__).parent / "golden"
STATES = sorted({file.name.partition(".")[0] for file in GOLDEN.iterdir()})


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kept(request: pytest.FixtureRequest, state: str, tmp_path: Path, worker_name: str) -> Iterator[Place]:
    """Lay out a kept database with the keys that it was written with."""
    key_file(tmp_path)
    (tmp_path / "office.key").chmod(0o600)
    make_signing_key(tmp_path / "seal.key")
    if request.param == "sqlite":
        file = tmp_path / "office.db"
        file.write_bytes(lzma.decompress((GOLDEN / f"{state}.sqlite.xz").read_bytes()))
        yield Place(home=tmp_path, url=f"sqlite:///{file}", keys=tmp_path)
        return
    if shutil.which("psql") is None:
        pytest.skip("no psql: apt-get install postgresql-client")
    server: Server = request.getfixturevalue("postgres_server")
    name = f"shibiyan_golden_{worker_name}_{os.getpid()}"
    url = server.create(name)
    dump = lzma.decompress((GOLDEN / f"{state}.sql.xz").read_bytes())
    place = url.replace("postgresql+psycopg://", "postgresql://")
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", place], input=dump, check=True, capture_output=True)
    yield Place(home=tmp_path, url=url, keys=tmp_path)
    server.drop(name)


@pytest.mark.parametrize("state", STATES)
def test_an_office_of_an_earlier_state_is_upgraded_verifies_and_its_cases_go_on(kept: Place):
    assert "已是最新" in spoken(kept, "migrate")
    assert "全部完整" in spoken(kept, "verify")

    house = open_office(kept.url, FROZEN, kept.keys)
    everything_holds(house)
    with house.office.database.read() as tx:
        assert (guards.fallen(tx), guards.strange(tx)) == ((), ())
    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)
    do(house, "wu", "review_reply_b", checks=ALL_TRUE)
    everything_holds(house)
    house.office.database.close()

    assert "全部完整" in spoken(kept, "verify")


def test_each_state_is_kept_for_each_database():
    assert STATES
    assert {file.name for file in GOLDEN.iterdir()} == {
        f"{one}.{kind}.xz" for one in STATES for kind in ("sqlite", "sql")
    }
