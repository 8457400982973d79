"""Random walks through every process from each of its starts: nobody is stuck, and no demand's row is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from webapp import engine
from webapp.usecases.scenarios import walk
from webapp.usecases.scenarios.__main__ import registry
from webapp.usecases.scenarios.reading import shared_answers

PROCESSES = Path(__file__).parents[3] / "processes"
HANDLERS = registry()
NAMES = engine.processes_in(PROCESSES)
FEW, MANY = range(2), range(2, 60)


@cache
def definition(process: str) -> engine.Definition:
    return engine.read(engine.collect(PROCESSES, process), HANDLERS)


def walk_all(process: str, seeds: range) -> None:
    """Walk from each start with each seed; a walk that gets stuck or escapes a row says so with its seed."""
    drawn = definition(process)
    answers = shared_answers(drawn.scenarios[process])
    for start in drawn.starts:
        for seed in seeds:
            found = walk(drawn, HANDLERS, seed=seed, start=start.id, answers=answers)
            assert found.ended in drawn.main.elements, (start.id, seed)


@pytest.mark.parametrize("process", NAMES)
def test_a_few_walks_of_each_process_end_and_escape_no_row(process: str) -> None:
    walk_all(process, FEW)


@pytest.mark.long
@pytest.mark.parametrize("process", NAMES)
def test_many_walks_of_each_process_end_and_escape_no_row(process: str) -> None:
    walk_all(process, MANY)


def test_every_process_has_scenarios_whose_answers_its_walks_take() -> None:
    assert [name for name in NAMES if name not in definition(name).scenarios] == []
