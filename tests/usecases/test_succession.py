"""A unit is merged, split or renamed (situation 6): people and open cases go over, old papers keep the name."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House, hold
from tests.usecases.passages import case_of, issue, post, to_inquiry
from tests.usecases.robot import do, posted_for
from tests.usecases.test_responsibility_checks import MEASURE, list_clauses, tell
from webapp.domain.errors import NotFound, NotOpen, Refused
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.domain.population import population
from webapp.domain.roster import Directory
from webapp.store import letters, people
from webapp.store.tables import application, audit, case, incident, task
from webapp.usecases.applications import apply_early_ending, decide
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import submit
from webapp.usecases.declaring import declare_about_case, declare_recusal
from webapp.usecases.departures import go_on, move_on, watch_departures
from webapp.usecases.letters import letter_page
from webapp.usecases.people import RosterRefused, end_post, rename_unit, stand_again, succeed_unit
from webapp.usecases.served import unit_page
from webapp.usecases.views.cases import IncidentRow

pytestmark = pytest.mark.story

COOP, HEALTH, WATER = UnitId("county_coop"), UnitId("county_health"), UnitId("county_water")
HOUSING = UnitId("county_housing")
INQUIRY = "m08_talk_letter_inquiry"


@pytest.fixture
def inquiry(house: House) -> CaseId:
    """An inquiry on the head of the cooperative."""
    to_inquiry(house)
    return CaseId(case_of(house, INQUIRY).id)


def names(house: House) -> Directory:
    with house.office.database.read() as tx:
        return people.directory(tx)


def today(house: House) -> dt.date:
    return house.clock().date()


def question(house: House, case_id: CaseId, who: str = "he") -> IncidentRow | None:
    """Give what the case asks about its unit, as the head of the room sees it."""
    watch_departures(house.office)
    found = house.view(case_page, who, case_id=case_id).incidents
    return next((one for one in found if one.goes_on), None)


def renamed(house: House) -> UnitId:
    """Let the cooperative go on under a new name from today, and the next day begin."""
    house.clock.shift(days=1)
    new = house.run(rename_unit, "jin", unit_id=COOP, name="县供销集团", on=today(house))
    house.clock.shift(days=1)
    return new


def test_a_renamed_unit_keeps_its_people_duties_and_head_and_its_past(house: House) -> None:
    before = today(house)
    new = renamed(house)

    now = names(house)
    assert now.units[COOP].until_on == now.units[new].from_on - dt.timedelta(days=1)  # type: ignore[operator]
    assert now.head_of(new, on=today(house)) == "ma"
    assert now.head_of(COOP, on=before) == "ma"
    assert now.head_of(COOP, on=today(house)) is None
    assert [post.unit_id for post in now.posts_of(PersonId("ma"))] == [COOP, new]
    assert {grant.room_id for grant in house.actor("hua").grants} == {new}
    everything_holds(house)


def test_each_open_case_of_a_former_unit_asks_and_is_handed_over_with_the_units_steps(
    house: House, inquiry: CaseId
) -> None:
    new = renamed(house)
    asked = question(house, inquiry)
    assert asked is not None
    assert asked.successors == ((new, "县供销集团"),)

    house.run(move_on, "he", case_id=inquiry, unit_id=new, reason="单位更名，由更名后的单位继续配合。")

    assert case_of(house, INQUIRY).unit_id == new
    assert question(house, inquiry) is None
    assert "转由承继单位办理" in [row.what for row in house.view(case_page, "he", case_id=inquiry).log]
    with pytest.raises(NotOpen):
        house.run(move_on, "he", case_id=inquiry, unit_id=new, reason="再次转交。")
    everything_holds(house)


@ON_SQLITE
def test_of_a_split_unit_either_successor_may_take_a_case_and_nobody_else(house: House, inquiry: CaseId) -> None:
    house.clock.shift(days=1)
    for one in (HEALTH, WATER):
        house.run(succeed_unit, "jin", unit_id=COOP, successor_id=one, on=today(house))
    house.clock.shift(days=1)
    asked = question(house, inquiry)
    assert asked is not None
    assert {key for key, _ in asked.successors} == {HEALTH, WATER}

    with pytest.raises(NotFound):
        house.run(move_on, "he", case_id=inquiry, unit_id=UnitId("county_housing"), reason="没有承继关系。")
    for stranger in ("zhou", "luo", "ma"):
        with pytest.raises((NotFound, Refused)):
            house.run(move_on, stranger, case_id=inquiry, unit_id=WATER, reason="转由水务局。")
    house.run(move_on, "he", case_id=inquiry, unit_id=WATER, reason="有关业务划入水务局。")

    assert case_of(house, INQUIRY).unit_id == WATER


@ON_SQLITE
def test_a_case_may_also_go_on_where_it_is(house: House, inquiry: CaseId) -> None:
    renamed(house)
    assert question(house, inquiry) is not None

    house.run(go_on, "he", case_id=inquiry, reason="问题发生在原单位，仍按原单位办理。")

    assert question(house, inquiry) is None
    assert case_of(house, INQUIRY).unit_id == COOP


def test_of_two_units_that_merge_each_of_nine_cases_is_decided_by_itself(house: House) -> None:
    """Two units go over to a third with nine open matters: seven are handed over, two end; nothing moves alone."""
    for number in range(9):
        post(house, "inquiry_start", to=INQUIRY, subject="ma" if number < 5 else "zhu")
    house.drain()
    house.clock.shift(days=1)
    for old in (COOP, HOUSING):
        house.run(succeed_unit, "jin", unit_id=old, successor_id=HEALTH, on=today(house))
    house.clock.shift(days=1)
    nine = [CaseId(row.id) for row in rows(house, case) if row.process == INQUIRY]
    assert watch_departures(house.office) == len(nine) == 9
    assert {row.unit_id for row in rows(house, case)} == {COOP, HOUSING}

    for one in nine:
        house.run(declare_about_case, "wang", case_id=one, answer="none")
    for one in nine[:7]:
        house.run(move_on, "wang", case_id=one, unit_id=HEALTH, reason="有关职能划入县卫生健康局。")
    for one in nine[7:]:
        house.run(apply_early_ending, "wang", case_id=one, reason="unit_succeeded", text="单位撤并，不再办理。")
        house.run(declare_about_case, "chen", case_id=one, answer="none")
        (asked,) = [row for row in rows(house, application) if row.case_id == one]
        house.run(decide, "chen", application_id=asked.id, agree=True)
        note_successor(house, one)

    watch_departures(house.office)
    found = {row.id: row for row in rows(house, case)}
    assert [found[one].unit_id for one in nine[:7]] == [HEALTH] * 7
    assert [found[one].ended_at_element for one in nine[7:]] == ["ended_early"] * 2
    assert not [row for row in found.values() if row.status == "open" and row.unit_id in (COOP, HOUSING)]
    assert [row.id for row in rows(house, incident) if row.kind == "moved" and row.settled_at is None] == []
    moved = [row for row in rows(house, audit) if row.act in ("case.moved_on", "case.ended_early")]
    assert {row.stream for row in moved} == {f"case:{one}" for one in nine}
    everything_holds(house)


def note_successor(house: House, one: CaseId) -> None:
    """Let an officer of its room write down which unit goes on."""
    (row,) = [row for row in rows(house, task) if row.case_id == one and row.is_open]
    who = {"first_room": "li", "second_room": "pei", "third_room": "zhou"}[row.room_id]
    house.run(declare_recusal, who, task_id=row.id, answer="none")
    posted = house.view(posted_for, who, task_id=row.id, given={})
    house.run(submit, who, task_id=row.id, token=house.token(), posted=posted)


@ON_SQLITE
def test_a_merger_that_is_entered_late_asks_about_what_was_opened_meanwhile(house: House) -> None:
    since = today(house)
    house.clock.shift(days=8)
    post(house, "inquiry_start", to=INQUIRY, subject="ma")
    house.drain()
    one = CaseId(case_of(house, INQUIRY).id)
    house.clock.shift(days=1)

    house.run(succeed_unit, "jin", unit_id=COOP, successor_id=HEALTH, on=since)
    house.run(declare_about_case, "wang", case_id=one, answer="none")
    asked = question(house, one, "wang")

    assert asked is not None
    assert asked.successors == ((HEALTH, "县卫生健康局"),)


@ON_SQLITE
def test_of_a_unit_that_is_merged_and_whose_head_left_both_are_decided_the_unit_first(
    house: House, inquiry: CaseId
) -> None:
    day = today(house)
    house.clock.shift(days=1)
    house.run(end_post, "jin", post_id="post_ma", until_on=day)
    house.run(succeed_unit, "jin", unit_id=COOP, successor_id=HEALTH, on=day + dt.timedelta(days=1))
    house.clock.shift(days=1)

    first = question(house, inquiry)
    assert first is not None
    assert first.successors == ((HEALTH, "县卫生健康局"),)
    house.run(move_on, "he", case_id=inquiry, unit_id=HEALTH, reason="有关职能划入县卫生健康局。")
    second = question(house, inquiry)

    assert second is not None
    assert second.successors == ()
    house.run(go_on, "he", case_id=inquiry, reason="问题发生在任职期间，仍由本机关办理。")
    assert question(house, inquiry) is None
    assert case_of(house, INQUIRY).unit_id == HEALTH


@ON_SQLITE
def test_nobody_leads_a_unit_that_was_merged(house: House) -> None:
    first = today(house)
    house.run(succeed_unit, "jin", unit_id=COOP, successor_id=HEALTH, on=first)
    year = {"first": dt.date(first.year + 1, 1, 1), "last": dt.date(first.year + 1, 12, 31)}

    now = names(house)
    found = {one.id: one for one in population(now, "heads", **year)}

    assert now.head_of(COOP, on=first) is None
    assert now.head_of(COOP, on=first - dt.timedelta(days=1)) == "ma"
    assert (found["ma"].included, found["ma"].why) == (False, "before")
    assert COOP not in {one.id for one in population(now, "units", **year)}


@ON_SQLITE
@pytest.mark.parametrize(
    ("old", "successor", "days", "why"),
    [
        (COOP, COOP, 0, "不能是本单位"),
        (HEALTH, COOP, 0, "已经登记由本单位承继"),
        (WATER, COOP, 0, "已经撤并"),
        (HOUSING, WATER, -4000, "应当晚于单位设立日期"),
    ],
)
def test_a_succession_that_contradicts_is_refused(
    house: House, old: UnitId, successor: UnitId, days: int, why: str
) -> None:
    with house.office.database.write() as tx:
        there = dataclasses.replace(people.directory(tx).units[HOUSING], from_on=dt.date(2020, 1, 1))
        people.put_unit(tx, there)
        hold(tx, house.clock())
    house.run(succeed_unit, "jin", unit_id=COOP, successor_id=HEALTH, on=today(house))
    before = names(house).units[old]

    with pytest.raises(RosterRefused, match=why):
        house.run(succeed_unit, "jin", unit_id=old, successor_id=successor, on=today(house) + dt.timedelta(days=days))

    assert names(house).units[old] == before


def test_a_merger_entered_by_mistake_is_taken_back_and_nothing_is_asked_any_more(house: House) -> None:
    tell(house, "weakness_found", MEASURE, "ma", source="tour")
    house.run(succeed_unit, "jin", unit_id=COOP, successor_id=HEALTH, on=today(house))
    watch_departures(house.office)
    assert [row.kind for row in rows(house, incident) if row.settled_at is None] == ["moved"]
    assert house.view(unit_page, "jin", unit_id=COOP).successors == ("县卫生健康局",)

    house.run(stand_again, "jin", unit_id=COOP)
    watch_departures(house.office)

    assert (names(house).units[COOP].until_on, house.view(unit_page, "jin", unit_id=COOP).successors) == (None, ())
    assert [row.kind for row in rows(house, incident) if row.settled_at is None] == []
    with pytest.raises(RosterRefused, match="没有登记承继"):
        house.run(stand_again, "jin", unit_id=COOP)
    house.run(rename_unit, "jin", unit_id=COOP, name="县供销集团", on=today(house))
    with pytest.raises(RosterRefused, match="是更名"):
        house.run(stand_again, "jin", unit_id=COOP)


@ON_SQLITE
def test_an_old_letter_keeps_the_old_name(house: House) -> None:
    list_clauses(house)
    tell(house, "weakness_found", MEASURE, "ma", source="tour")
    do(house, "su", "plan_check")
    issue(house, "issue_notice", "su", signer="wang")
    with house.office.database.read() as tx:
        (letter,) = letters.of_case(tx, CaseId(case_of(house, MEASURE).id))
    before = house.view(letter_page, "su", letter_id=letter.id).html

    new = renamed(house)

    assert names(house).unit_name(new) == "县供销集团"
    assert "县供销合作社" in before
    assert house.view(letter_page, "su", letter_id=letter.id).html == before


@ON_SQLITE
@pytest.mark.parametrize(
    ("unit", "name", "days", "why"),
    [
        (COOP, "县水务局", 0, "已有同名单位"),
        (COOP, "新名称", 1, "不能晚于今日"),
        (COOP, " ", 0, "请填写单位名称"),
    ],
)
def test_a_name_that_is_taken_too_late_or_empty_is_refused(
    house: House, unit: UnitId, name: str, days: int, why: str
) -> None:
    on = today(house) + dt.timedelta(days=days)

    with pytest.raises(RosterRefused, match=why):
        house.run(rename_unit, "jin", unit_id=unit, name=name, on=on)

    assert names(house).units[COOP].until_on is None
    with pytest.raises(NotFound):
        house.run(rename_unit, "jin", unit_id=UnitId("nowhere"), name="新名称", on=today(house))
    with pytest.raises(Refused):
        house.run(rename_unit, "su", unit_id=COOP, name="新名称", on=today(house))
