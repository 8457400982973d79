"""Yearly own data: stated once, confirmed with one click, taken over where unchanged, read by officers' forms."""

from __future__ import annotations

from typing import Any

import pytest

from tests.usecases.office import PROCESSES, House, hold
from tests.usecases.robot import do, look_at, open_steps, task_at
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.engine import collect
from webapp.store import statements
from webapp.usecases.act import Act, writes
from webapp.usecases.opening import Opening, open_case, start_case
from webapp.usecases.task_pages import open_task

SHOP = [{"relation": "spouse", "what": "经营一家文具店。", "linked": "no"}]
LIU = PersonId("liu")
EVALUATED, UPDATED = "collect/own_part", "state_own"


@pytest.fixture
def asking(house: House) -> House:
    """Let the shared part be there by itself, so that its person may begin it."""
    with house.office.database.write() as tx:
        house.office.library.deploy(tx, collect(PROCESSES, "own_data"), at=house.clock())
        hold(tx, house.clock())
    return house


def ask(house: House) -> None:
    house.run(start_case, "liu", process="own_data", start_event="data_wanted", token=house.token())


@writes(Permission.SYSTEM)
def begin_yearly(act: Act, process: str) -> None:
    """Open a measure's case of the year on one head, as the cycle does."""
    start = {"process": process, "start_event": "yearly", "subject_id": LIU, "period": "2026"}
    open_case(act, Opening(key=f"{process}:yearly:2026:liu", data={"period": "2026", "whole": True}, **start))


def asked(house: House) -> list[str]:
    return sorted(path for path, holder, _ in open_steps(house) if holder == LIU)


def kept(house: House, year: int) -> list[dict[str, Any]]:
    with house.office.database.read() as tx:
        return [dict(one.content) for one in statements.of_year(tx, LIU, year)]


def test_what_is_unchanged_next_year_is_taken_over_and_both_years_stay(asking: House) -> None:
    ask(asking)
    do(asking, "liu", "state_data", family_business=SHOP, problems=[{"text": "到基层少。", "plan": "每月去一次。"}])
    asking.clock.move_to("2027-01-11T09:00")
    ask(asking)

    shown = look_at(asking, "liu", "state_data")
    do(asking, "liu", "state_data", family_business_unchanged=True)

    assert shown.form_state.values["family_business"] == SHOP
    (first,), (second,) = kept(asking, 2026), kept(asking, 2027)
    assert second["family_business"] == first["family_business"] == SHOP
    assert first["posts"][0]["unit"] == "县交通运输局"


def test_in_the_same_year_one_click_confirms_and_a_change_is_a_further_version(asking: House) -> None:
    ask(asking)
    do(asking, "liu", "state_data", family_business=SHOP)
    ask(asking)
    do(asking, "liu", "confirm_data", confirmed="same")
    assert len(kept(asking, 2026)) == 1

    ask(asking)
    do(asking, "liu", "confirm_data", confirmed="changed")
    do(asking, "liu", "state_data", family_business=[])

    newest, first = kept(asking, 2026)
    assert (newest["family_business"], first["family_business"]) == ([], SHOP)


def test_two_matters_that_ask_at_once_are_answered_by_writing_once(asking: House) -> None:
    ask(asking)
    do(asking, "liu", "state_data", family_business=SHOP)
    first = kept(asking, 2026)[0]
    ask(asking)
    do(asking, "liu", "confirm_data", confirmed="changed")

    shown = look_at(asking, "liu", "state_data").form_state.values  # type: ignore[union-attr]

    assert shown["duties"] == first["duties"]
    assert shown["family_business"] == first["family_business"]


def test_of_two_measures_that_ask_at_once_the_second_wants_a_confirmation_only(house: House) -> None:
    for process in ("m01_political_evaluation", "m09a_archive_update"):
        house.office.run(begin_yearly, SYSTEM, process)
    house.drain()
    assert asked(house) == [f"{EVALUATED}/state_data", f"{UPDATED}/state_data"]

    do(house, "liu", f"{UPDATED}/state_data", family_business=SHOP)
    house.drain()

    assert asked(house) == [f"{EVALUATED}/confirm_data"]
    do(house, "liu", f"{EVALUATED}/confirm_data", confirmed="same")
    assert (asked(house), len(kept(house, 2026))) == ([], 1)


def test_only_who_stated_before_reads_of_what_is_as_last_time(asking: House) -> None:
    def told() -> bool:
        return "text_1" not in look_at(asking, "liu", "state_data").form_state.hidden  # type: ignore[union-attr]

    ask(asking)
    assert not told()
    do(asking, "liu", "state_data", family_business=SHOP)
    asking.clock.move_to("2027-01-11T09:00")
    ask(asking)
    assert told()


def test_no_officer_and_no_other_head_sees_or_fills_in_a_persons_own_data(asking: House) -> None:
    ask(asking)
    key = task_at(asking, "state_data")

    for who in ("zhou", "ma", "cui"):
        with pytest.raises(NotFound):
            asking.view(open_task, who, task_id=key)
