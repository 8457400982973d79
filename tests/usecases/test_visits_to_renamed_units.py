"""A unit that goes on under another name in the middle of the year is one unit for a visit: one draw of its users."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from tests.usecases.passages import case_of
from tests.usecases.power import COOP, agreed_and_near, visit_planned
from tests.usecases.test_visits_to_several_units import post_of_two
from webapp.usecases.people import rename_unit
from webapp.usecases.sampling import repeat_draws

pytestmark = pytest.mark.story


def test_a_unit_renamed_before_the_draw_is_one_and_its_users_of_the_whole_year_may_be_drawn(house: House) -> None:
    post_of_two(house)
    visit_planned(house)
    house.run(rename_unit, "jin", unit_id=COOP, name="县供销集团", on=house.clock().date())

    agreed_and_near(house)

    draws = {one.unit: one for one in house.view(repeat_draws, "mo")}
    assert {name: one.population for name, one in draws.items()} == {"县供销集团": 40, "县交通运输局": 7}
    assert all(one.same_picked and one.same_population for one in draws.values())
    assert case_of(house, "m03_power_watch").unit_id == COOP
