"""A head leaves, a unit passes on: each open case is decided by itself; none goes unasked, none is asked twice."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House
from tests.usecases.passages import case_of, to_inquiry
from webapp.domain.calendar import ONE_DAY
from webapp.domain.errors import NotFound, NotOpen, Refused
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.store import incidents, people
from webapp.usecases.application_pages import waiting
from webapp.usecases.applications import apply_early_ending, decide
from webapp.usecases.case_pages import case_page
from webapp.usecases.departures import go_on, watch_departures
from webapp.usecases.digests import digest_all, own_digest
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.people import add_post, end_post, succeed_unit
from webapp.usecases.questions import own_questions
from webapp.usecases.retrying import retry

INQUIRY = "m08_talk_letter_inquiry"


@pytest.fixture
def inquiry(house: House) -> CaseId:
    """Open a clue and an inquiry about one head."""
    to_inquiry(house)
    return CaseId(case_of(house, INQUIRY).id)


def leave(house: House, who: str = "ma") -> None:
    """End the post of a head yesterday, and let the night pass."""
    with house.office.database.read() as tx:
        post = next(one for one in people.directory(tx).posts if one.person_id == who)
    house.run(end_post, "jin", post_id=post.id, until_on=house.clock().date())
    house.clock.at += dt.timedelta(days=1)


def asked(house: House, case_id: CaseId, who: str = "he") -> list[str]:
    return [one.sentence for one in house.view(case_page, who, case_id=case_id).incidents if one.goes_on]


def test_every_open_case_of_a_head_who_left_is_to_be_decided(house: House, inquiry: CaseId) -> None:
    assert watch_departures(house.office) == 0
    leave(house)

    assert watch_departures(house.office) == watch_departures(house.office) == 2

    clue = CaseId(case_of(house, "m07_clue_disposal").id)
    assert [len(asked(house, one)) for one in (inquiry, clue)] == [1, 1]
    assert "已经离任" in asked(house, inquiry)[0]
    assert house.view(case_page, "he", case_id=inquiry).head.subject_post == "原任主任"
    assert [one.goes_on for one in house.view(case_page, "zhou", case_id=inquiry).incidents] == [False]


def test_who_leads_another_unit_now_has_left_the_cases_of_the_former_post(house: House, inquiry: CaseId) -> None:
    """The head led a second unit all along; the first post had ended before the case began, as is entered only now."""
    add = {"person_id": PersonId("ma"), "level": "head", "is_head": True}
    house.run(add_post, "jin", unit_id=UnitId("county_housing"), title="代局长", from_on=dt.date(2025, 1, 1), **add)
    assert watch_departures(house.office) == 0
    left = dt.date(2026, 2, 20)
    house.run(end_post, "jin", post_id="post_ma", until_on=left)

    assert watch_departures(house.office) == 2

    unit = UnitId(case_of(house, INQUIRY).unit_id)
    assert len(asked(house, inquiry)) == 1
    house.run(add_post, "jin", unit_id=unit, title="党委书记、局长", from_on=left + ONE_DAY, **add)
    assert watch_departures(house.office) == 0
    assert asked(house, inquiry) == []


def test_the_question_is_in_the_inbox_and_the_digest_of_the_head_of_the_room(house: House, inquiry: CaseId) -> None:
    leave(house)
    watch_departures(house.office)
    digest_all(house.office)

    mine = house.view(own_questions, "he")
    told = house.view(own_digest, "he")

    assert inquiry in {one.case_id for one in mine}
    assert told is not None
    assert any("已经离任" in words for _, words in told.lines)
    assert house.view(own_questions, "chen") == ()
    with pytest.raises((NotFound, Refused)):
        house.view(own_questions, "zhou")
    house.run(go_on, "he", case_id=inquiry, reason="仍由本机关办理。")
    assert inquiry not in {one.case_id for one in house.view(own_questions, "he")}


def test_a_case_that_is_to_go_on_is_asked_no_more(house: House, inquiry: CaseId) -> None:
    leave(house)
    watch_departures(house.office)
    with pytest.raises(ReasonMissing):
        house.run(go_on, "he", case_id=inquiry, reason=" ")
    for stranger, refusal in (("li", Refused), ("ma", Refused), ("luo", NotFound)):
        with pytest.raises((refusal, NotFound)):
            house.run(go_on, stranger, case_id=inquiry, reason="继续办理。")

    house.run(go_on, "he", case_id=inquiry, reason="问题发生在任职期间，仍由本机关办理。")

    watch_departures(house.office)
    assert asked(house, inquiry) == []
    assert "决定继续办理" in [row.what for row in house.view(case_page, "he", case_id=inquiry).log]
    with pytest.raises(NotOpen):
        house.run(go_on, "he", case_id=inquiry, reason="再次决定。")
    every_chain_is_whole(house)


def test_a_case_that_ends_early_is_asked_no_more(house: House, inquiry: CaseId) -> None:
    leave(house)
    watch_departures(house.office)
    house.run(apply_early_ending, "he", case_id=inquiry, reason="subject_left_post", text="已调往外县任职。")
    house.run(decide, "chen", application_id=house.view(waiting, "chen")[0].id, agree=True)

    watch_departures(house.office)

    with house.office.database.read() as tx:
        open_ones = [one.case_id for one in incidents.open_incidents(tx) if one.kind == "moved"]
    assert inquiry not in open_ones


def test_cases_of_a_unit_that_passed_on_are_to_be_decided(house: House, inquiry: CaseId) -> None:
    unit = UnitId(case_of(house, INQUIRY).unit_id)
    house.run(succeed_unit, "jin", unit_id=unit, successor_id=UnitId("county_health"), on=house.clock().date())
    assert watch_departures(house.office) == 2, "both were opened before the roster heard of it"
    house.clock.at += dt.timedelta(days=1)
    house.run(succeed_unit, "jin", unit_id=unit, successor_id=UnitId("county_health"), on=house.clock().date())

    watch_departures(house.office)

    assert "已经撤并" in asked(house, inquiry)[0]


def test_the_question_is_no_fault_to_be_tried_again(house: House, inquiry: CaseId) -> None:
    leave(house)
    watch_departures(house.office)
    row = next(one for one in house.view(case_page, "he", case_id=inquiry).incidents if one.goes_on)

    with pytest.raises(NotFound):
        house.run(retry, "he", incident_id=row.id)
    assert asked(house, inquiry)
