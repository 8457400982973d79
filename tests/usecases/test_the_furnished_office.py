"""The office that tests stand in: its people, its processes, its calendar."""

from __future__ import annotations

import datetime as dt

from tests.usecases.office import House
from webapp.domain.actor import Permission
from webapp.domain.ids import RoomId
from webapp.domain.records import Secrecy
from webapp.domain.roster import Need
from webapp.store import calendar, candidates, deployments, grants, people


def test_everybody_of_the_county_has_a_name_a_post_and_a_duty(house: House) -> None:
    with house.office.database.read() as tx:
        names = people.directory(tx)
        held = {one.person_id for one in grants.all_grants(tx)}

    officers = {one.id for one in names.persons.values() if one.kind in ("officer", "outside")}
    assert officers == held
    assert all(names.posts_of(one) for one in names.persons)
    assert names.label(names.search("刘长河")[0].id) == "刘长河，县交通运输局局长"


def test_every_process_is_in_force(house: House) -> None:
    with house.office.database.read() as tx:
        live = {one.process for one in deployments.all_current(tx)}

    assert {"m07_clue_disposal", "m08_talk_letter_inquiry", "m10_violation_handling"} <= live


def test_a_make_up_workday_counts(house: House) -> None:
    with house.office.database.read() as tx:
        days = calendar.load(tx)

    assert days.is_workday(dt.date(2026, 2, 14))
    assert not days.is_workday(dt.date(2026, 2, 17))


def test_an_officer_may_do_what_the_duty_carries_and_no_administrator_reads_cases(house: House) -> None:
    assert house.actor("zhou").may(Permission.READ_CASES)
    assert house.actor("ma").is_concerned
    assert not any(house.actor(who).may(Permission.READ_CASES) for who in ("cui", "jin", "mo", "hu"))


def test_a_step_of_a_room_has_the_officers_of_that_room(house: House) -> None:
    need = Need(role="supervise", room_id=RoomId("third_room"), level="head", secrecy=Secrecy.WORK_SECRET)

    with house.office.database.read() as tx:
        able = candidates.for_needs(tx, [need], on=dt.date(2026, 3, 2))[need]

    assert able == {"zhou", "wu", "he"}
