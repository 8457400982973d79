"""Whether a loop grows slower with its rounds: its thousandth round beside the tenth of fresh ones, in turn."""

from __future__ import annotations

from tests.bench.figures import Figure, at_most, middle
from tests.bench.ground import Ground, Sizes
from tests.bench.rounds import Circle, deploy

LIMIT = 1.5
EARLY = 10
FRESH = 8


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Let one case go round and round, then time it against cases in their tenth round."""
    house = ground.fresh("loops")
    deploy(house)
    old = Circle(house)
    old.turn_to(sizes.rounds - FRESH)
    late: list[float] = []
    early: list[float] = []
    for _ in range(FRESH):
        young = Circle(house)
        young.turn_to(EARLY - 1)
        early += young.turn()
        late += old.turn()
    growth = middle(late) / middle(early)
    note = f"round {old.rounds} {middle(late):.1f} ms, round {EARLY} {middle(early):.1f} ms, middle of {len(late)} each"
    return (at_most(LIMIT, name="loop_growth", database=ground.database, value=growth, note=note),)
