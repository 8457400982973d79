"""Visits and special reports in the real office: a lot drawn again, words that reach nobody, a report unseen."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.office import House, hold
from tests.usecases.passages import case_of, enter, today
from tests.usecases.power import (
    COOP,
    JI,
    SECRET,
    TRANSPORT,
    begin,
    hear_everybody,
    interviews,
    record,
    until_drawn,
)
from tests.usecases.robot import cannot, do, look_at, task_at
from tests.usecases.stand import Stand
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import AlreadyThere, NotFound
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.domain.roster import Post
from webapp.letters import from_record
from webapp.store import archive, grants, ledgers, letters, people
from webapp.store.tables import case
from webapp.usecases.absences import set_absence
from webapp.usecases.case_pages import case_page
from webapp.usecases.inbox import inbox
from webapp.usecases.monitor import monitor
from webapp.usecases.people import end_post, rename_unit
from webapp.usecases.portal import portal, portal_task
from webapp.usecases.sampling import repeat_draws
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import InboxFilters

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which the users to be heard have been drawn."""
    return stand.played(until_drawn)


def test_an_auditor_draws_the_lot_again_and_finds_the_same(house: House) -> None:
    (draw,) = house.view(repeat_draws, "mo")

    assert (draw.population, draw.population_now, len(draw.picked)) == (40, 40, 5)
    assert draw.same_population
    assert draw.same_picked


def test_a_record_slipped_in_afterwards_shows_when_the_lot_is_drawn_again(house: House) -> None:
    with house.office.database.write() as tx:
        ledgers.add_served(tx, [record(90, dt.date(2026, 1, 5))])
        hold(tx, house.clock())

    (draw,) = house.view(repeat_draws, "mo")

    assert (draw.population_now, draw.same_population) == (41, False)


def test_the_unit_has_no_part_in_the_sample(house: House) -> None:
    with house.office.database.write() as tx:
        ledgers.add_served(tx, [record(3, dt.date(2026, 1, 5))])
        hold(tx, house.clock())

    (draw,) = house.view(repeat_draws, "mo")

    assert draw.same_population  # a record that is there stays as it came in
    assert cannot(house, "hua", "visit/arrange") == "not_found"
    assert house.view(inbox, "hua", filters=InboxFilters()).rows == ()


def test_each_colleague_of_the_day_is_heard_under_a_code(house: House) -> None:
    do(house, "li", "visit/arrange", users=[{"when": "三日上午"}] * 5, members=[{"when": "四日上午"}])

    assert len(interviews(house)) == 1 + 5
    assert all("hua" not in path and "record" not in path for path in interviews(house))


def test_who_leads_a_group_dispatched_to_a_unit_reports_on_its_head_and_is_heard_as_no_colleague(house: House) -> None:
    house.office.run(begin, SYSTEM, process="m03b_special_report", subject="rong")
    house.clock.move_to("2026-11-10T09:00")
    house.drain()

    state = look_at(house, "rong", "group_report/write_report").form_state
    assert state is not None
    assert [row["head"] for row in state.values["chapters"]] == [  # type: ignore[index]
        "县卫生健康局局长任重远",
        "县水务局局长沈望舒",
    ]
    with house.office.database.read() as tx:
        there = people.directory(tx).members({UnitId("county_health")}, on=today(house))
    assert [one.person_id for one in there] == ["dou", "ren"]


def test_what_the_second_officer_says_of_one_interview_stands_on_the_form_of_no_other(house: House) -> None:
    do(house, "li", "visit/arrange", users=[{"when": "三日上午"}] * 5, members=[{"when": "四日上午"}])
    first, other, *_ = interviews(house)
    do(house, "li", first, held="yes", second_officer="zhao", topics=["major"], **{"class": "opinion"})
    do(house, "zhao", f"{first.rpartition('/')[0]}/confirm_interview", confirmed="no", difference="时间应为下午。")

    state, beside = look_at(house, "li", first).form_state, look_at(house, "li", other).form_state
    assert state is not None
    assert (state.again, state.values["differs"], state.values["topics"]) == (True, "时间应为下午。", ["major"])
    assert beside is not None
    assert "differs" in beside.hidden
    assert not beside.values["differs"]


def test_what_was_said_reaches_neither_the_person_nor_the_archive(house: House) -> None:
    hear_everybody(house)
    visit = case_of(house, "m03_power_watch")
    finding = {
        "class": "deviating",
        "fact": "大额资金使用没有集体研究。",
        "document": "账册",
        "source_kind": "contract",
    }
    do(house, "li", "synthesise", findings=[finding])
    do(house, "li", "facts/tell_facts", way="face")
    shown = repr(house.view(portal_task, "ma", task_id=task_at(house, "facts/explain_facts")))
    page = repr(house.view(portal, "ma"))
    do(house, "ma", "facts/explain_facts", agree="agree")
    do(house, "li", "facts/weigh_facts", facts="same")
    enter(house, "archive", "li", heard="yes", heard_on=today(house))

    assert "大额资金使用没有集体研究。" in shown
    assert not [word for word in (SECRET, SECRET[:10], "甲1", "乙1") if word in shown + page]
    with house.office.database.read() as tx:
        (entry,) = archive.of_subject(tx, PersonId("ma"), me=PersonId("qian"))
    assert (entry.kind, entry.weight) == ("power.deviating", "adverse")
    assert SECRET[:10] not in repr(entry.content)
    with house.office.database.read() as tx:
        ended = tx.execute(case.select().where(case.c.id == visit.id)).one()
    assert ended.ended_at_element == "watched"


def test_ten_workdays_after_the_last_day_of_the_visit_the_desk_shows_red(house: House) -> None:
    hear_everybody(house)  # on 2 March, a Monday
    house.clock.move_to("2026-03-16T18:00")
    in_time = house.view(monitor, "su", measure="m03")
    house.clock.move_to("2026-03-17T08:00")
    late = house.view(monitor, "su", measure="m03")

    assert (in_time.overdue, late.overdue) == (0, 1)
    assert [row.step for row in late.rows] == ["综合研判"]


# ---------------------------------------------------------------- the special report


def to_report(house: House, who: str) -> CaseId:
    """The year's report of a person is due in two months."""
    case_id = CaseId(house.office.run(begin, SYSTEM, process="m03b_special_report", subject=who))
    house.clock.move_to("2026-11-02T09:00")
    house.drain()
    return case_id


def test_the_year_asks_leaders_of_groups_and_secretaries_once_each(house: House) -> None:
    with house.office.database.read() as tx:
        found = grants.reporters(tx, on=dt.date(2026, 12, 31))
    assert {"ji", "chen"} < set(found)
    assert sorted(set(found)) == sorted(found)
    to_report(house, "ji")

    with pytest.raises(AlreadyThere):
        house.office.run(begin, SYSTEM, process="m03b_special_report", subject="ji")


def test_the_leaders_report_goes_to_the_sending_organ_and_the_unit_finds_nothing(house: House) -> None:
    case_id = to_report(house, "ji")
    steps = [task_at(house, "write_report")]
    page = house.view(open_task, "ji", task_id=task_at(house, "write_report"))
    assert [row["head"] for row in page.form_state.values["chapters"]] == ["县交通运输局局长刘长河"]
    do(house, "ji", "write_report", chapters=[{"power_use": "末位表态执行较好，重大事项集体研究。"}])
    steps.append(task_at(house, "sign_report"))
    do(house, "ji", "sign_report", decision="sign", in_person=True)
    steps.append(task_at(house, "receive_report"))

    for outsider in ("jia", "liu", "hua", "li"):
        with pytest.raises(NotFound):
            house.view(case_page, outsider, case_id=case_id)
        for key in steps:
            with pytest.raises(NotFound):
                house.view(open_task, outsider, task_id=key)
    assert house.view(portal, "liu").tasks == house.view(portal, "liu").letters == ()
    do(house, "chen", "receive_report")
    with house.office.database.read() as tx:
        (letter,) = letters.of_case(tx, case_id)
        directory = people.directory(tx)
    assert (letter.template, letter.signed_by) == ("d07_special_report", "ji")
    assert from_record(letter.record).signer == directory.name(PersonId("ji"))
    assert (letter.recipient_id, letter.recipient_unit_id) == (None, None)


def test_a_group_in_two_units_reports_on_the_heads_of_both_whatever_they_are_called_since(house: House) -> None:
    with house.office.database.write() as tx:
        since = dt.date(2024, 1, 1)
        people.put_post(tx, Post(id="post_ji_too", person_id=JI, unit_id=COOP, title="派驻组组长", from_on=since))
        hold(tx, house.clock())
    to_report(house, "ji")
    house.run(end_post, "jin", post_id="post_liu", until_on=house.clock().date())
    house.clock.shift(days=1)
    house.run(rename_unit, "jin", unit_id=TRANSPORT, name="县交通局", on=house.clock().date())

    page = house.view(open_task, "ji", task_id=task_at(house, "write_report"))

    heads = {row["head"] for row in page.form_state.values["chapters"]}
    assert heads == {"县交通运输局局长刘长河", "县供销合作社主任马远帆"}


def test_nobody_signs_for_the_author_not_even_a_substitute(house: House) -> None:
    to_report(house, "chen")
    do(house, "chen", "write_report", chapters=[])
    day = house.clock().date()
    house.run(set_absence, "chen", substitute_id=PersonId("wang"), from_on=day, until_on=day)

    for other in ("wang", "ji", "deng"):
        assert cannot(house, other, "sign_report", decision="sign") == "not_found"
    assert [row.name for row in house.view(inbox, "wang", filters=InboxFilters(tab="absent")).rows] == []


def test_the_secretarys_report_has_a_chapter_for_every_head(house: House) -> None:
    to_report(house, "chen")

    page = house.view(open_task, "chen", task_id=task_at(house, "write_report"))

    heads = [row["head"] for row in page.form_state.values["chapters"]]
    assert len(heads) == len(set(heads)) == 7
    assert cannot(house, "chen", "write_report", overview="总体情况良好，逐人情况见后。") == "form_rejected"
