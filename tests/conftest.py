"""What every test may ask for: a frozen clock, databases, and no way out to the network."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
from collections import defaultdict
from collections.abc import Iterator, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import time_machine
from hypothesis import settings

from tests.postgres import NO_SERVER, Server, find_or_start

settings.register_profile("house", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("house")

ROOT = Path(__file__).parents[1]
FROZEN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in the office
LOOPBACK = ("localhost", "")
DATABASES = ("sqlite", "postgres")
SELDOM = (50_000, 20, 20)
"""Garbage is searched for so seldom in tests: it had been a tenth of their time, and half of the house rules'."""


class ConnectionRefusedByTheHouseError(RuntimeError):
    """A test tried to reach another machine; tests talk to this one only."""


def is_loopback(address: object) -> bool:
    """Tell whether a socket address stays on this machine."""
    if not isinstance(address, tuple):
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return address[0] in LOOPBACK


gc.disable()
gc.set_threshold(*SELDOM)


def pytest_collection_finish() -> None:
    """Search for garbage from here on, but not among what was collected: that stays to the end, half a gigabyte."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a story run on one of both databases, in turn by its name; on the other it is a long test."""
    known = defaultdict[str, set[str | None]](set)
    for item in items:
        known[told_as(item)].add(database_of(item))
    for item in items:
        if item.get_closest_marker("story") and not has_its_turn(item, known[told_as(item)]):
            item.add_marker(pytest.mark.long)


def has_its_turn(story: pytest.Item, known: Set[str | None]) -> bool:
    """Tell whether `make test` runs a story on this database; one that knows a single database always has its turn."""
    turn = DATABASES[crc32(told_as(story).encode()) % len(DATABASES)]
    return not known >= set(DATABASES) or database_of(story) == turn


def told_as(story: pytest.Item) -> str:
    """Give the name of a test without what it is told with."""
    return story.nodeid.partition("[")[0]


def database_of(story: pytest.Item) -> str | None:
    """Give the database that a test is told on, None where it knows none."""
    callspec = getattr(story, "callspec", None)
    return callspec.params.get("furnished") if callspec else None


@pytest.fixture(scope="session", autouse=True)
def no_way_out() -> Iterator[None]:
    """Close all sockets but those to this machine."""
    plain_connect, plain_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guard(address: object) -> None:
        if not is_loopback(address):
            raise ConnectionRefusedByTheHouseError(f"{address}: {ConnectionRefusedByTheHouseError.__doc__}")

    def connect(self: socket.socket, address: Any) -> None:
        guard(address)
        plain_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        guard(address)
        return plain_connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        yield


@pytest.fixture
def now() -> datetime:
    """Give the instant at which tests take place: Monday 2 March 2026, 09:00 in the office."""
    return FROZEN


@pytest.fixture
def frozen_clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock of the process at `now`; `move_to` and `shift` turn it."""
    with time_machine.travel(FROZEN, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def worker_name() -> str:
    """Name the process that runs the test, for what must not be shared."""
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


@pytest.fixture(scope="session")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the URL of an SQLite file of this worker."""
    return f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'office.sqlite3'}"


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Find a PostgreSQL server or start one; skip, loudly, where there is neither."""
    server = find_or_start()
    if server is None:
        pytest.skip(NO_SERVER)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Server, worker_name: str) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL database of this worker, dropped at the end."""
    name = f"shibiyan_test_{worker_name}_{os.getpid()}"
    yield postgres_server.create(name)
    postgres_server.drop(name)


@pytest.fixture(
    scope="session", params=["sqlite_url", pytest.param("postgres_url", marks=pytest.mark.postgres)], ids=str
)
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the URL of each database in turn: what is stored works on both."""
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
def clean_database_url(database_url: str, request: pytest.FixtureRequest) -> str:
    """Give `database_url` with everything in it removed first."""
    if database_url.startswith("sqlite"):
        for file in Path(database_url.removeprefix("sqlite:///")).parent.glob("office.sqlite3*"):
            file.unlink()
    else:
        request.getfixturevalue("postgres_server").empty(database_url)
    return database_url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once, at the end, how much was not tested for want of a server."""
    skipped = [report for report in terminalreporter.stats.get("skipped", ()) if NO_SERVER in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"NOT TESTED ON POSTGRESQL: {len(skipped)} tests. {NO_SERVER}", red=True)
