"""What a password costs at the door: slow on purpose, so that a stolen table of hashes is dear to guess at."""

from __future__ import annotations

from tests.bench.figures import Figure, middle, processor
from tests.bench.ground import Ground, Sizes
from tests.usecases.office import PASSWORD, House
from webapp.domain.actor import SYSTEM
from webapp.usecases.hashing import LANES, MEMORY_KIB, PASSES, house_hasher
from webapp.usecases.sessions import sign_in

TIMES = 5


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Sign an officer in with the house's own parameters; the first time renews the quick hash of the tests."""
    house = ground.fresh("signing_in")
    house.office.hasher = house_hasher()
    enter(house)
    spent = middle([processor(lambda: enter(house)) for _ in range(TIMES)])
    note = f"argon2id, {MEMORY_KIB // 1024} MiB, {PASSES} passes, {LANES} lanes; processor time, middle of {TIMES}"
    return (
        Figure(
            name="signin_ms",
            database=ground.database,
            value=spent,
            unit="ms",
            limit="about 200 ms, on purpose",
            note=note,
        ),
    )


def enter(house: House) -> None:
    """Sign in once."""
    house.office.run(sign_in, SYSTEM, login="zhou", password=PASSWORD)
