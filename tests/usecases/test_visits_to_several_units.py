"""One person, several posts: the visit goes to each unit that the person heads, and no code tells which."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.usecases.office import House, hold
from tests.usecases.power import COOP, TRANSPORT, record, until_drawn
from tests.usecases.robot import do, look_at, open_steps
from tests.usecases.stand import Stand
from webapp.domain.ids import PersonId
from webapp.domain.roster import Post
from webapp.store import ledgers, people
from webapp.usecases.people import rename_unit
from webapp.usecases.sampling import repeat_draws

pytestmark = pytest.mark.story

MA = PersonId("ma")


def post_of_two(house: House) -> None:
    """The head of the cooperative also heads the transport bureau, where seven people were served."""
    with house.office.database.write() as tx:
        since = dt.date(2025, 1, 1)
        post = Post(id="post_ma_too", person_id=MA, unit_id=TRANSPORT, title="局长", is_head=True, from_on=since)
        people.put_post(tx, post)
        served = [record(n, dt.date(2026, 1, n)) for n in range(1, 8)]
        ledgers.add_served(tx, [dataclasses.replace(one, id=f"road_{one.id}", unit_id=TRANSPORT) for one in served])
        hold(tx, house.clock())


def two_units_drawn(house: House) -> None:
    """A visit to the head of two units, whose users were drawn."""
    post_of_two(house)
    until_drawn(house)


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which the users of two units have been drawn for one visit."""
    return stand.played(two_units_drawn)


def test_as_many_are_drawn_in_each_unit_and_an_auditor_draws_them_again(house: House) -> None:
    bureau, cooperative = sorted(house.view(repeat_draws, "mo"), key=lambda one: one.population)

    assert (bureau.population, len(bureau.picked)) == (7, 5)
    assert (cooperative.population, len(cooperative.picked)) == (40, 5)
    assert all(one.same_picked and one.same_population for one in (bureau, cooperative))
    assert bureau.lot == cooperative.lot


def test_the_members_of_each_unit_are_heard_once_each(house: House) -> None:
    page = look_at(house, "li", "visit/arrange")
    assert page.form_state is not None
    listed = [row["person"] for row in page.form_state.values["members"]]
    today = house.clock().date()
    with house.office.database.read() as tx:
        names = people.directory(tx)
    there, here = ({one.person_id for one in names.members({unit}, on=today)} for unit in (TRANSPORT, COOP))

    assert min(len(there - {MA}), len(here - {MA})) > 0
    assert sorted(listed) == sorted((there | here) - {MA})


def test_who_arranges_sees_where_to_go_and_the_codes_follow_the_lot(house: House) -> None:
    page = look_at(house, "li", "visit/arrange")
    assert page.form_state is not None
    rows = page.form_state.values["users"]

    assert sorted(row["unit"] for row in rows) == ["县交通运输局"] * 5 + ["县供销合作社"] * 5
    assert sorted(row["code"] for row in rows) == sorted(f"乙{number}" for number in range(1, 11))


def test_meetings_are_picked_in_each_unit(house: House) -> None:
    do(house, "li", "visit/arrange", users=[{"when": "三日上午"}] * 10, members=[{"when": "四日上午"}] * 2)
    picks = sorted(path for path, _, _ in open_steps(house) if "/pick_meetings" in path)

    units = {look_at(house, "li", path).form_state.values["unit"] for path in picks}  # type: ignore[union-attr]
    for path in picks:
        do(house, "li", path, meetings=[{"kind": "fund", "meeting_on": "2026-01-12"}])

    assert units == {"县交通运输局", "县供销合作社"}
    checks = sorted(path for path, _, _ in open_steps(house) if "/check_meeting" in path)
    assert len(checks) == 2
    assert {look_at(house, "li", path).form_state.values["unit"] for path in checks} == units  # type: ignore[union-attr]


def test_a_unit_renamed_after_the_draw_keeps_its_place_under_the_name_of_now(house: House) -> None:
    house.run(rename_unit, "jin", unit_id=COOP, name="县供销集团", on=house.clock().date())
    do(house, "li", "visit/arrange", users=[{"when": "三日上午"}] * 10, members=[{"when": "四日上午"}] * 2)
    picks = sorted(path for path, _, _ in open_steps(house) if "/pick_meetings" in path)

    units = {look_at(house, "li", path).form_state.values["unit"] for path in picks}  # type: ignore[union-attr]

    assert units == {"县交通运输局", "县供销集团"}
