"""A server that dies or is told to stop: what it acknowledged is there, once; what it did not is sent again, once."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Iterator, Mapping
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
