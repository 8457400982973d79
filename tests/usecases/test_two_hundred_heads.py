"""Two hundred heads (situation 10): opened in waves of units, studied forty at a time, each moved on by itself."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from tests.faults.drawn import deploy
from tests.usecases.due import rows
from tests.usecases.lists import approve_lists
from tests.usecases.office import House, hold
from tests.usecases.opinions import MEMBERS
from tests.usecases.passages import today
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.roster import Affiliation, Person, Post, Unit
from webapp.store import people
from webapp.store.tables import case, message_in, subscription
from webapp.usecases import agreeing, listing, meetings
from webapp.usecases.minutes import sign_minutes
from webapp.usecases.round_pages import round_page

ALL, THERE, FORTY, WAVE = 200, 7, 40, 90
ROUND = {"process": "m22_reviews", "start_event": "yearly", "period": "2026"}
REVIEWS = """process m22_reviews 年度评议
  secrecy: internal
lane office 会议（办公室会务）
start yearly 年度启动
  cycle: 0 8 5 4 *
  population: heads
service request 列入会议议题
  run: meetings.request
  arg.body: "standing"
  arg.proposal: "keep"
  arg.choices: ["keep", "change"]
catch meeting_decided 会议已研究 : meeting_decided
  deadline: meeting.held
end reviewed 已评议
yearly > request > meeting_decided > reviewed
"""


def furnish(house: House) -> None:
    """As many heads, each of a unit of his or her own, as make two hundred with those who are there."""
    with house.office.database.write() as tx:
        for number in range(ALL - THERE):
            unit, person = UnitId(f"unit_{number}"), PersonId(f"head_{number}")
            people.put_unit(tx, Unit(id=unit, name=f"第{number}单位", kind="bureau"))
            people.put_person(tx, Person(id=person, kind=Affiliation.HEAD, name=f"某{number}号"))
            held = {"id": f"post_{number}", "person_id": person, "unit_id": unit, "title": "局长", "level": "head"}
            people.put_post(tx, Post(**held, is_head=True, from_on=dt.date(2024, 1, 1)))  # type: ignore[arg-type]
        hold(tx, house.clock())


def opened(house: House) -> int:
    """Count the cases that are there."""
    return len([row for row in rows(house, case) if row.process == ROUND["process"]])


def study_forty(house: House) -> int:
    """Hold one meeting on as many as it takes; give how many results its minutes handed over."""
    meeting = house.run(meetings.plan_meeting, "sun", body="standing", on=today(house))
    house.run(meetings.set_members, "sun", meeting_id=meeting, present=[PersonId(who) for who in MEMBERS])
    listed = house.run(listing.list_group, "sun", meeting_id=meeting, measure="m22", period="2026")
    assert house.run(agreeing.agree_to_the_rest, "sun", meeting_id=meeting) == listed == FORTY
    return house.run(sign_minutes, "chen", meeting_id=meeting).delivered


def test_two_hundred_heads_open_in_waves_and_are_studied_forty_at_a_time(house: House) -> None:
    furnish(house)
    deploy(house, REVIEWS)
    house.clock.move_to("2026-04-05T08:00")
    house.drain()
    approve_lists(house, ROUND["process"], each_week=WAVE)
    waves = []
    for _ in range(3):
        house.drain()
        house.drain()
        waves.append(opened(house))
        house.clock.shift(days=7)
    assert waves == [WAVE, 2 * WAVE, ALL]

    delivered = [study_forty(house) for _ in range(ALL // FORTY)]

    assert delivered == [FORTY] * 5
    told = [row for row in rows(house, message_in) if row.name == "meeting_decided"]
    assert Counter(row.status for row in told) == {"delivered": ALL}
    assert len({row.taken_by_id for row in told}) == ALL
    mine = [row for row in rows(house, case) if row.process == ROUND["process"]]
    assert Counter((row.status, row.ended_at_element) for row in mine) == {("closed", "reviewed"): ALL}
    waits = [row.message for row in rows(house, subscription) if row.gone_at is None]
    assert "meeting_decided" not in waits
    assert house.view(round_page, "su", **ROUND).head.counts == {"done": ALL}
