"""The simulated year, in its short form: one seed for each database; `make bench` lives through many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FROZEN
from tests.faults.length import LONG, rounds
from tests.faults.year import Year, begin, seeded
from tests.usecases.conftest import Furnished, copy_of, played
from tests.usecases.due import ON_SQLITE

SEEDS = range(2026, 2026 + max(1, rounds(1) // 10))
DEEDS = 300 if LONG else 60


@pytest.fixture(scope="module")
def begun(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """Let two matters be under way, once for all years."""
    with played(furnished, tmp_path_factory.mktemp("begun"), FROZEN, begin, stage="begun") as one:
        yield one


def live(begun: Furnished, folder: Path, seed: int, deeds: int) -> list[str]:
    """Live through a year and give what happened; of one in which something does not hold, seed and way are said."""
    folder.mkdir()
    with copy_of(begun, folder, FROZEN) as house, seeded(seed) as chance:
        year = Year(house, chance)
        try:
            year.live(deeds)
        except BaseException as fault:
            fault.add_note("\n".join([f"seed {seed}, {deeds} deeds", *year.told[-30:]]))
            raise
        return year.told


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_in_a_year_everything_holds_at_its_end(begun: Furnished, tmp_path: Path, seed: int) -> None:
    told = live(begun, tmp_path / "year", seed, DEEDS)

    assert sum(one.endswith("done") for one in told) > DEEDS / 8


@ON_SQLITE
def test_the_same_seed_lives_the_same_year_again(begun: Furnished, tmp_path: Path) -> None:
    first = live(begun, tmp_path / "once", 7, 20)

    assert live(begun, tmp_path / "again", 7, 20) == first
