"""Random processes go as the second interpreter says: loops, joins, boundaries, instances, calls, early endings."""

from __future__ import annotations

import os

import pytest

from tests.engine.reference.artist import drawn
from tests.engine.reference.playing import faults, play
from tests.engine.reference.words import evaluate
from webapp.domain.errors import OfficeError

FEW = 160
SEEDS = range(int(os.environ.get("SHIBIYAN_SEEDS") or FEW))
"""More of them: SHIBIYAN_SEEDS=5000; one of them: -k seed-17."""
CHUNK = 20


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"seed-{seed}")
def test_a_random_process_goes_by_the_book(seed: int):
    play(seed, depth=2 + seed % 3)


@pytest.mark.parametrize("first", SEEDS[::CHUNK], ids=lambda first: f"from-{first}")
def test_the_check_refuses_none_of_them_but_for_joins_that_can_wait_for_ever(first: int):
    assert [fault for seed in range(first, first + CHUNK) for fault in faults(seed)] == []


def test_the_artist_draws_everything_and_the_games_are_long_enough():
    whole = b"".join(part for seed in range(FEW) for part in drawn(seed, 3)).decode()
    words = (
        *(
            "exclusiveGateway",
            "parallelGateway",
            "inclusiveGateway",
            "eventBasedGateway",
            "boundaryEvent",
            "callActivity",
        ),
        *("subProcess", "transaction", "multiInstance", "standardLoop", 'triggeredByEvent="true"', "terminateEvent"),
        *("errorEvent", "escalationEvent", "cancelEvent", "linkEvent", "conditionalEvent", "timeCycle", "receiveTask"),
    )

    assert [word for word in words if word not in whole] == []
    assert sum(play(seed) for seed in range(20)) > 40


@pytest.mark.parametrize(
    ("text", "value"),
    [("n < 2", True), ("n >= 1 and m = 3", True), ("not(n = 1) or x", None), ("n + 1 - m", -1), ("x < 1", None)],
)
def test_the_reader_of_conditions_knows_three_values(text: str, value: object):
    assert evaluate(text, {"n": 1, "m": 3}) is value or evaluate(text, {"n": 1, "m": 3}) == value


def test_a_known_fault_is_found(monkeypatch: pytest.MonkeyPatch):
    """The game can lose: an engine that forgets to stop the other branches of a scope is caught."""
    from webapp.engine.tree import RunningCase

    monkeypatch.setattr(RunningCase, "stop_all", lambda *_: None)
    noticed = []
    for seed in range(FEW):
        try:
            play(seed)
        except (AssertionError, OfficeError, KeyError) as error:
            noticed.append(error)

    assert noticed
