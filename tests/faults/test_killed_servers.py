"""A server that dies or is told to stop: what it acknowledged is there, once; what it did not is sent again, once."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench.served import now
from tests.faults.armed import A_MOMENT, FAULT_AT, FAULT_HELD, KILLED
from tests.faults.length import LONG, rounds
from tests.faults.load import Crowd, Forms, lead_one
from tests.faults.struck import serving
from tests.usecases.conftest import Furnished, copy_of, played
from tests.usecases.invariants import COMPLETED, everything_holds
from tests.usecases.office import House, key_file
from webapp.store.points import COMPLETION, Point
from webapp.store.tables import audit

SEED = 20260302
IN_SHORT = (Point.COMMITTED,)
"""Every point of a completion and every statement of it is struck in tests/usecases/test_races.py; here over HTTP."""


@dataclass(frozen=True, kw_only=True)
class Led:
    """An office in which one inquiry was led by hand, and what was filled in."""

    office: Furnished
    forms: Forms


@pytest.fixture(scope="module")
def led(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Led]:
    """Lead one inquiry, once for all tests, at the machine's instant: servers read the machine's clock."""
    forms: dict[str, Mapping[str, list[str]]] = {}
    lead = lambda house: forms.update(lead_one(house))  # noqa: E731
    with played(furnished, tmp_path_factory.mktemp("led"), now(), lead, stage="led") as one:
        yield Led(office=one, forms=forms)


@pytest.fixture
def house(led: Led, tmp_path: Path) -> Iterator[House]:
    """Give an office of this test's own."""
    key_file(tmp_path)
    with copy_of(led.office, tmp_path, now()) as opened:
        yield opened


def completions(house: House) -> int:
    with house.office.database.read() as tx:
        return len(tx.execute(audit.select().where(audit.c.act == COMPLETED)).all())


def test_a_server_killed_at_random_loses_nothing_that_it_acknowledged_and_does_nothing_twice(
    house: House, led: Led, tmp_path: Path
) -> None:
    crowd, chance = Crowd(house, led.forms), random.Random(SEED)  # noqa: S311 - no secret
    before = completions(house)
    for _ in range(rounds(2)):
        with serving(house, tmp_path) as server:
            working = crowd.start(server.port)
            wanted = len(crowd.acknowledged) + chance.randint(1, 8)
            crowd.wait_for(wanted)
            threading.Event().wait(chance.random() * 0.05)
            assert server.strike(signal.SIGKILL) == -signal.SIGKILL
            crowd.rest(working)
        everything_holds(house, crowd.acknowledged)

    with serving(house, tmp_path) as server:
        crowd.finish(server.port)
    everything_holds(house, crowd.acknowledged)
    assert completions(house) == before + len(crowd.acknowledged)


@pytest.mark.parametrize("point", COMPLETION if LONG else IN_SHORT)
def test_a_server_killed_at_a_named_point_has_the_step_open_or_wholly_done(
    house: House, led: Led, tmp_path: Path, point: Point
) -> None:
    crowd = Crowd(house, led.forms, clients=1)
    before, number = completions(house), COMPLETION.index(point) + 1

    with serving(house, tmp_path, **{FAULT_AT: str(number)}) as server:
        crowd.rest(crowd.start(server.port), stop=False)
        assert server.wait() == KILLED

    done = number > COMPLETION.index(Point.COMMITTING) + 1
    assert completions(house) == before + done
    everything_holds(house)
    with serving(house, tmp_path) as server:
        crowd.finish(server.port)
    assert completions(house) == before + 1
    everything_holds(house, crowd.acknowledged)


def test_a_server_told_to_stop_answers_what_it_has_begun(house: House, led: Led, tmp_path: Path) -> None:
    crowd, before = Crowd(house, led.forms), completions(house)
    with serving(house, tmp_path, **{FAULT_HELD: str(tmp_path)}) as server:
        working = crowd.start(server.port)
        while server.lives() and not (tmp_path / "held").exists():
            threading.Event().wait(A_MOMENT)

        os.kill(server.pid, signal.SIGTERM)
        threading.Event().wait(0.1)
        (tmp_path / "go").touch()

        assert server.wait() == 0
        crowd.rest(working)
    assert crowd.acknowledged
    assert completions(house) == before + len(crowd.acknowledged), "what was done was also answered"
    everything_holds(house, crowd.acknowledged)


def test_nobody_is_refused_while_servers_take_turns_at_one_door(house: House, led: Led, tmp_path: Path) -> None:
    crowd, before = Crowd(house, led.forms, keeps=False), completions(house)
    with socket.create_server(("127.0.0.1", 0)) as line, ExitStack() as stack:
        port = line.getsockname()[1]
        gates = [tmp_path / name for name in ("now", "later")]
        first = stack.enter_context(serving(house, home(tmp_path, "first"), line=line))
        second = stack.enter_context(serving(house, home(tmp_path, "second"), line=line, after=gates[0]))
        third = stack.enter_context(serving(house, home(tmp_path, "third"), line=line, after=gates[1]))
        working = crowd.start(port)
        crowd.wait_for(2)

        assert first.strike(signal.SIGTERM) == 0  # whoever comes now waits in the line
        gates[0].touch()
        crowd.wait_for(len(crowd.acknowledged) + 2)
        gates[1].touch()
        assert third.port == port
        crowd.wait_for(len(crowd.acknowledged) + 2)
        assert second.strike(signal.SIGTERM) == 0
        crowd.wait_for(len(crowd.acknowledged) + 2)
        crowd.rest(working)

    assert crowd.refused == []
    assert completions(house) == before + len(crowd.acknowledged)
    everything_holds(house, crowd.acknowledged)


def home(folder: Path, name: str) -> Path:
    """Give a folder for one of several servers, with the office's key."""
    (folder / name).mkdir()
    key_file(folder / name)
    return folder / name
