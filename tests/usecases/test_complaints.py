"""A complaint about officers: whoever is meant does not learn that it exists, from the first moment on (§10 no. 15)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.passages import case_of, issue, to_inquiry
from tests.usecases.robot import cannot, do, look_at, open_steps, task_at
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.store import holdings
from webapp.usecases.asking_recusal import NotNeeded, ask_recusal
from webapp.usecases.case_lists import case_list
from webapp.usecases.case_pages import case_page
from webapp.usecases.inbox import inbox
from webapp.usecases.monitor import monitor
from webapp.usecases.opening import start_case
from webapp.usecases.portal import portal
from webapp.usecases.search import search
from webapp.usecases.views.tasks import InboxFilters

COMPLAINT, NAME = "complaint", "反映办理人员"
OFFICERS = ("ding", "han", "shi", "zhou", "he", "lu", "su", "sun", "yu", "qian", "rong", "wang", "deng", "xun")
"""One of each duty of the house, but for staff supervision and the secretary."""


def complain(house: House, *names: str, leader: str = "no") -> None:
    """Let the head of the cooperative complain in the own page."""
    house.run(start_case, "ma", process=COMPLAINT, start_event="officer_complained", token=house.token())
    do(house, "ma", "file_complaint", officers=[{"name": name} for name in names], leader=leader)


def complaint(house: House) -> CaseId:
    """Give the complaint."""
    return CaseId(case_of(house, COMPLAINT).id)


def learnt_by(house: House, who: str) -> set[str]:
    """Give each page on which a person would learn of the complaint."""
    key = complaint(house)
    return {name for name, there in _looks(house, who, key) if there}


def _looks(house: House, who: str, key: CaseId) -> Iterator[tuple[str, bool]]:
    for tab in ("mine", "pool", "absent"):
        yield tab, any(row.case_id == key for row in house.view(inbox, who, filters=InboxFilters(tab=tab)).rows)
    try:
        yield "list", any(row.case_id == key for row in house.view(case_list, who).rows)
    except NotFound:
        yield "list", False
    try:
        yield "desk", any(row.measure == COMPLAINT for row in house.view(monitor, who).rows)
    except NotFound:
        yield "desk", False
    yield (
        "search",
        any(NAME in "".join((*hit.title, *hit.detail)) for hit in house.view(search, who, words="马远帆").hits),
    )
    try:
        house.view(case_page, who, case_id=key)
    except NotFound:
        return
    yield "page", True


def test_nobody_of_the_house_learns_of_a_complaint_while_it_is_written(house: House) -> None:
    house.run(start_case, "ma", process=COMPLAINT, start_event="officer_complained", token=house.token())
    assert [who for who in (*OFFICERS, "ye", "chen") if learnt_by(house, who)] == []
    assert case_of(house, COMPLAINT).number is None, "a series of numbers would tell case oversight of it"
    with pytest.raises(NotNeeded):
        house.run(ask_recusal, "ma", task_id=task_at(house, "file_complaint"), reason="书记应当回避")


@ON_SQLITE
def test_who_is_named_sees_nothing_and_who_is_not_sees_only_the_own_step(house: House) -> None:
    complain(house, "王慎独 副书记", "韩明理")
    assert "page" in learnt_by(house, "ye")
    assert {who for who in OFFICERS if learnt_by(house, who)} == set()
    do(house, "ye", "accept_complaint", answer="accept", meant=[{"person": "zhou"}])
    do(house, "ye", "examine_complaint", finding="upheld")
    do(house, "chen", "confirm_complaint", opinion="agree")
    everything_holds(house)
    assert [learnt_by(house, who) for who in ("wang", "han", "zhou")] == [set()] * 3
    issue(house, "issue_answer", "ye", to="ma")
    do(house, "ye", "put_right")
    assert case_of(house, COMPLAINT).ended_at_element == "upheld"
    assert "关于反映办理人员事项的答复" in {one.title for one in house.view(portal, "ma").letters}


def test_the_officer_who_would_get_the_step_is_named_and_another_examines(house: House) -> None:
    complain(house, "干部监督室的叶知秋")
    assert learnt_by(house, "ye") == set()
    assert [(path, who) for path, who, _ in open_steps(house)] == [("appoint_officer", "chen")]
    look_at(house, "chen", "appoint_officer")
    assert cannot(house, "chen", "appoint_officer", officer="ye") == "form_rejected"
    do(house, "chen", "appoint_officer", officer="xun")
    assert learnt_by(house, "ye") == set()
    do(house, "xun", "accept_complaint", answer="refuse")
    everything_holds(house)


@ON_SQLITE
def test_on_paper_it_is_the_same_and_whoever_registers_what_is_about_himself_sees_it_no_more(house: House) -> None:
    begin = {"process": COMPLAINT, "start_event": "complaint_received"}
    for stranger in ("ding", "zhou", "sun"):
        with pytest.raises(Refused):
            house.run(start_case, stranger, **begin, token=house.token())
    house.run(start_case, "ye", **begin, token=house.token())
    do(house, "ye", "register_complaint", person="ma", officers=[{"name": "叶知秋"}, {"name": "周正言"}], leader="no")

    assert case_of(house, COMPLAINT).subject_id == "ma"
    assert [learnt_by(house, who) for who in ("ye", "zhou")] == [set(), set()]
    assert [(path, who) for path, who, _ in open_steps(house)] == [("appoint_officer", "chen")]


@ON_SQLITE
def test_a_name_that_nobody_bears_keeps_out_everybody_who_had_a_hand_in_the_persons_matters(house: House) -> None:
    to_inquiry(house)
    complain(house, "和我谈话的两个人")
    assert "page" in learnt_by(house, "ye")
    do(house, "ye", "accept_complaint", answer="accept")
    assert {cannot(house, who, "examine_complaint") for who in ("zhou", "ding", "wang")} == {"not_found"}


def test_a_complaint_about_the_organs_leader_goes_up_unread_by_the_leader(house: House) -> None:
    complain(house, "书记", leader="yes")
    assert learnt_by(house, "chen") == set()
    do(house, "ye", "pass_up/pass_up")
    do(house, "ma", "pass_up/read_passed")
    assert (case_of(house, COMPLAINT).ended_at_element, learnt_by(house, "chen")) == ("passed_on", set())


@ON_SQLITE
def test_a_leader_who_is_found_to_be_meant_loses_sight_at_once(house: House) -> None:
    complain(house, "签发文书的领导")
    assert "page" in learnt_by(house, "chen")
    do(house, "ye", "accept_complaint", answer="accept", meant=[{"person": "chen"}])
    assert learnt_by(house, "chen") == set()
    assert [path for path, _, _ in open_steps(house)] == ["pass_up/pass_up"]


@ON_SQLITE
def test_what_a_head_complains_of_is_never_held_against_the_head(house: House) -> None:
    complain(house, "王慎独")
    with house.office.database.read() as tx:
        assert holdings.matters(tx, [PersonId("ma")]) == ()
