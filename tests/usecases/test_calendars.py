"""Holidays and make-up workdays: imported, entered, changed; the dates that rest on them follow (scenario 13)."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.office import House
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import TaskId
from webapp.domain.records import Task
from webapp.store import audit, calendar, incidents, tasks
from webapp.usecases import calendars
from webapp.usecases.opening import start_case

TYPED_2027 = "\n".join(["2027-01-01 放假 元旦", "2027-01-04 放假 元旦", "2027-01-05 放假 元旦", "2027-01-09 上班 元旦"])


def intake(house: House) -> TaskId:
    task = house.run(start_case, "ding", process="m07_clue_disposal", start_event="intake", token=house.token())
    assert task is not None
    return task


def stored(house: House, task_id: TaskId) -> Task:
    from webapp.domain.ids import PersonId
    from webapp.domain.sights import Viewer

    now = house.clock()
    viewer = Viewer(person_id=PersonId("ding"), now=now, today=now.date())
    with house.office.database.read() as tx:
        return tasks.read(tx, task_id, viewer=viewer).task


def test_a_year_shows_its_days_off_and_make_up_workdays(house: House) -> None:
    found = house.view(calendars.year_page, "cui", year=2026)

    assert found.known
    assert found.can_import
    assert (dt.date(2026, 2, 14), "上班", "春节") in found.days
    assert (dt.date(2026, 2, 17), "放假", "春节") in found.days


def test_dates_beyond_the_known_years_are_provisional_and_follow_when_the_year_comes_in(house: House) -> None:
    house.clock.move_to("2026-12-31T09:00")
    task = intake(house)
    before = stored(house, task)

    changed = house.run(calendars.enter_year, "cui", year=2027, lines=TYPED_2027)

    after = stored(house, task)
    assert (before.due_on, before.provisional) == (dt.date(2027, 1, 5), True)
    assert (after.due_on, after.provisional) == (dt.date(2027, 1, 7), False)
    assert changed == 1
    with house.office.database.read() as tx:
        entry = audit.entries(tx, audit.stream_of(after.case_id))[-1].entry
    assert entry.act == "deadline.recounted"
    assert entry.facts == {"keys": ["clue.register"]}


def test_counting_again_changes_nothing_the_second_time(house: House) -> None:
    house.clock.move_to("2026-12-31T09:00")
    intake(house)
    house.run(calendars.enter_year, "cui", year=2027, lines=TYPED_2027)

    assert calendars.recount(house.office, year=2027) == 0


def test_one_incident_for_a_missing_year_however_many_cases_and_it_is_settled_by_the_import(house: House) -> None:
    house.clock.move_to("2026-12-31T09:00")
    intake(house)
    intake(house)

    house.office.run(calendars.note_missing_years, SYSTEM)
    house.office.run(calendars.note_missing_years, SYSTEM)

    with house.office.database.read() as tx:
        assert [(one.kind, one.code) for one in incidents.open_incidents(tx)] == [("holiday_year", "2027")]
    house.run(calendars.enter_year, "cui", year=2027, lines=TYPED_2027)
    with house.office.database.read() as tx:
        assert incidents.open_incidents(tx) == ()


def test_a_day_that_becomes_a_workday_moves_a_due_day(house: House) -> None:
    task = intake(house)
    before = stored(house, task).due_on

    house.run(calendars.set_day, "cui", on=dt.date(2026, 3, 4), kind="放假", name="停电检修")

    assert before == dt.date(2026, 3, 4)
    assert stored(house, task).due_on == dt.date(2026, 3, 5)


def test_a_day_can_be_made_plain_again(house: House) -> None:
    house.run(calendars.set_day, "cui", on=dt.date(2026, 3, 4), kind="放假")
    house.run(calendars.set_day, "cui", on=dt.date(2026, 3, 4), kind="")

    with house.office.database.read() as tx:
        assert calendar.load(tx).is_workday(dt.date(2026, 3, 4))


def test_the_official_table_is_imported_again_over_what_was_typed(house: House) -> None:
    house.run(calendars.set_day, "cui", on=dt.date(2026, 3, 4), kind="放假")

    house.run(calendars.import_year, "cui", year=2026)

    with house.office.database.read() as tx:
        days = calendar.load(tx)
    assert days.is_workday(dt.date(2026, 3, 4))
    assert days.is_workday(dt.date(2026, 2, 14))


def test_a_year_that_is_not_published_is_not_imported(house: House) -> None:
    with pytest.raises(Refused, match="2031年"):
        house.run(calendars.import_year, "cui", year=2031)


@pytest.mark.parametrize(
    "lines", ["", "2027-02-30 放假 某日", "2026-01-01 放假 元旦", "2027/1/1 放假", "2027-01-01 休息"]
)
def test_a_typed_year_says_which_line_is_wrong(house: House, lines: str) -> None:
    with pytest.raises(Refused, match=r"第1行|逐行"):
        house.run(calendars.enter_year, "cui", year=2027, lines=lines)


def test_one_day_of_an_unknown_year_makes_no_calendar(house: House) -> None:
    with pytest.raises(NotFound):
        house.run(calendars.set_day, "cui", on=dt.date(2027, 1, 1), kind="放假")


@pytest.mark.parametrize("who", ["jin", "mo", "zhou", "chen"])
def test_only_the_system_administrator_changes_the_calendar(house: House, who: str) -> None:
    with pytest.raises(Refused):
        house.run(calendars.import_year, who, year=2026)
