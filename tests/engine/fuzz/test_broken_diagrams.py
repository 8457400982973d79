"""Broken diagrams: refused in words or run, never a crash, never long; what is run goes by the book."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.engine.fuzz.mutation import mutated
from tests.engine.reference.artist import drawn
from tests.engine.reference.drawing import drawings
from tests.engine.reference.interpreter import Reference
from tests.engine.reference.playing import game
from webapp.domain.errors import OfficeError
from webapp.domain.findings import Finding
from webapp.engine.sandbox import DiagramRefused, Sandbox

ROOT = Path(__file__).parents[3]
FILES = [*sorted((ROOT / "tests/engine/foreign").glob("*.bpmn")), *sorted((ROOT / "processes").glob("*/*.bpmn"))]
FEW = 240
SEEDS = range(int(os.environ.get("SHIBIYAN_SEEDS") or FEW))
MOST_SECONDS = 20
"""Of one broken file, on a busy machine."""


def opened(*files: bytes, house: bool = False) -> Sandbox | None:
    """Deploy them; None when they are refused, which they must be in words."""
    box = Sandbox(house=house, handlers={"*": lambda: None})
    found: tuple[Finding, ...] = ()
    try:
        box.deploy(*files)
    except DiagramRefused as refusal:
        found = refusal.findings
    assert all(one.reason and one.remedy for one in found)
    return None if found else box


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"seed-{seed}")
def test_a_broken_file_is_refused_in_words_or_runs(seed: int):
    chance, began = random.Random(seed), time.monotonic()  # noqa: S311 - a test
    content = mutated(chance.choice(FILES).read_bytes(), chance, chance.choice([1, 1, 2, 3, 6]))

    box = opened(content, house=chance.random() < 0.3)
    if box is not None:
        walked(box, chance)

    assert time.monotonic() - began < MOST_SECONDS


def walked(box: Sandbox, chance: random.Random) -> None:
    """Do what can be done, for a while; only what the engine says in words may go wrong."""
    try:
        box.start()
        for _ in range(12):
            tasks = box.tasks()
            if tasks and chance.random() < 0.8:
                box.complete(chance.choice(tasks), {"n": chance.randint(0, 3), "ok": chance.random() < 0.5})
            else:
                box.advance_clock(by="P1D")
    except OfficeError:
        return


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"seed-{seed}")
def test_what_is_accepted_of_a_broken_process_goes_by_the_book(seed: int):
    chance = random.Random(seed)  # noqa: S311 - a test
    first, *called = drawn(seed, 2)
    files = [mutated(first, chance, chance.choice([1, 1, 2])), *called]

    if opened(*files) is not None and chooses_one_start(files[0]):
        game(files, chance, name=f"broken {seed}", acts=20)


def chooses_one_start(content: bytes) -> bool:
    """The game begins at the plain start `s`."""
    nodes = drawings(content).get("p")
    return nodes is not None and "s" in nodes.nodes and nodes.nodes["s"].tag == "startEvent"


def test_enough_of_them_are_accepted():
    counted = Counter(opened(mutated(drawn(seed, 2)[0], random.Random(seed), 1)) is not None for seed in range(60))  # noqa: S311

    assert counted[True] > 5
    assert counted[False] > 20
    assert Reference
