"""At the door: whoever passes is not counted, whoever is in does not stand there, and which duties pass without."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from tests.usecases.test_second_factor import MINUTE, code_of, enrol, pass_door, sign_in, signed_in, strict
from webapp.domain import limits
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import NotFound
from webapp.usecases import factor_rules, proving
from webapp.usecases.proving import Given

assert strict


def test_whoever_passes_is_not_counted(strict: House) -> None:
    secret = enrol(strict, "zhou", sign_in(strict, "zhou"))

    for _ in range(limits.PROOF.times + 1):
        strict.clock.shift(seconds=30)
        assert pass_door(strict, sign_in(strict, "zhou"), code_of(strict, secret))


def test_whoever_is_in_does_not_stand_at_the_door(strict: House) -> None:
    to_enrol = sign_in(strict, "wu")
    secret = enrol(strict, "zhou", sign_in(strict, "zhou"))
    inside = pass_door(strict, sign_in(strict, "zhou"), code_of(strict, secret))
    strict.clock.shift(seconds=MINUTE)

    for token in (to_enrol, inside):
        with pytest.raises(NotFound):
            pass_door(strict, token, code_of(strict, secret))
        with pytest.raises(NotFound):
            strict.office.run(proving.open_door, SYSTEM, token=token, given=Given(code=code_of(strict, secret)))
    assert signed_in(strict, inside).actor.person_id == "zhou"


def test_a_duty_that_there_is_not_is_not_freed(strict: House) -> None:
    with pytest.raises(NotFound):
        strict.run(factor_rules.free, "jin", duties=("supervise", factor_rules.EVERYBODY))

    assert not any(free for *_, free in strict.view(factor_rules.freed, "jin"))


def test_the_list_of_duties_says_which_are_free(house: House) -> None:
    """The demo frees all, which no administrator can."""
    assert all(free for *_, free in house.view(factor_rules.freed, "jin"))

    house.run(factor_rules.free, "jin", duties=("supervise",))

    assert [code for code, _, free in house.view(factor_rules.freed, "jin") if free] == ["supervise"]
