"""谁能办 names those who can: not who holds the other of two reviews, is recused or away; but who stands in."""

from __future__ import annotations

import pytest

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.office import House
from tests.usecases.passages import ALL_TRUE, case_of, to_reply
from tests.usecases.robot import do, open_steps, task_at
from tests.usecases.stand import Stand
from tests.usecases.written import away
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import FourEyes, OfficeError
from webapp.domain.ids import CaseId, PersonId
from webapp.store.tables import told
from webapp.usecases.case_lists import case_list
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.handing import claim_task, reassign_task, release_task
from webapp.usecases.inbox import inbox
from webapp.usecases.monitor import urge
from webapp.usecases.stuck import reasons
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import InboxFilters

FIRST, SECOND = "review_reply_a", "review_reply_b"


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which an answer waits for two officers to check it; one of them holds the first check."""
    return stand.played(to_reply)


def inquiry(house: House) -> CaseId:
    """Give the inquiry."""
    return CaseId(case_of(house, "m08_talk_letter_inquiry").id)


def able(house: House, path: str) -> list[str]:
    """Give who can act on a step, as the secretary's page of the case says."""
    found = house.view(case_page, "chen", case_id=inquiry(house)).waiting
    return sorted(next(one.who for one in found if one.element == path))


def pool(house: House, who: str) -> set[str]:
    """Give the names of the steps that a person may claim, and check that as many are counted."""
    found = house.view(inbox, who, filters=InboxFilters(tab="pool"))
    assert found.counts["pool"] == len(found.rows)
    return {row.name for row in found.rows}


def listed(house: House) -> tuple[str, bool]:
    """Give who stands in the secretary's list of matters beside the inquiry, and whether a step lies in the pool."""
    row = next(row for row in house.view(case_list, "chen").rows if row.case_id == inquiry(house))
    return row.who, row.pooled


def test_a_list_of_matters_says_that_a_step_lies_in_the_pool(house: House) -> None:
    assert listed(house) == ("周正言", True)
    house.run(declare_about_case, "wu", case_id=inquiry(house), answer="none")
    house.run(claim_task, "wu", task_id=task_at(house, SECOND))
    assert listed(house) == ("周正言、吴思齐", False)


def test_the_second_check_is_not_offered_to_who_holds_the_first(house: House) -> None:
    second = task_at(house, SECOND)

    assert "协办人核查答复" in pool(house, "wu")
    assert "协办人核查答复" not in pool(house, "zhou")
    with pytest.raises(FourEyes):
        house.run(claim_task, "zhou", task_id=second)
    house.run(release_task, "zhou", task_id=task_at(house, FIRST))
    assert {"承办人核查答复", "协办人核查答复"} <= pool(house, "zhou")


def test_the_second_check_does_not_name_who_holds_the_first(house: House) -> None:
    assert [(path, who) for path, who, _ in open_steps(house) if path == FIRST] == [(FIRST, "zhou")]

    assert able(house, FIRST) == ["周正言"]
    assert able(house, SECOND) == ["何慎行", "吴思齐"]
    house.run(urge, "han", task_id=task_at(house, SECOND))
    assert sorted(row.person_id for row in rows(house, told)) == ["he", "wu"]
    with pytest.raises(OfficeError) as refusal:
        house.run(reassign_task, "he", task_id=task_at(house, SECOND), to=PersonId("zhou"), reason="请其办理。")
    assert refusal.value.code == "four_eyes"
    assert [key for key, _ in house.view(open_task, "he", task_id=task_at(house, SECOND)).colleagues] == ["he", "wu"]


@ON_SQLITE
def test_it_does_not_name_who_did_the_first(house: House) -> None:
    do(house, "zhou", FIRST, checks=ALL_TRUE)

    assert able(house, SECOND) == ["何慎行", "吴思齐"]


def test_it_does_not_name_who_is_recused(house: House) -> None:
    house.run(declare_about_case, "wu", case_id=inquiry(house), answer="relative")

    assert able(house, SECOND) == ["何慎行"]


def test_for_the_absent_it_names_the_substitute_unless_something_keeps_that_person_away(house: House) -> None:
    away(house, "he", "li")
    assert able(house, SECOND) == ["吴思齐", "李怀瑾"]

    house.run(declare_about_case, "wu", case_id=inquiry(house), answer="relative")
    assert able(house, SECOND) == ["李怀瑾"]

    away(house, "li", "zhou")
    assert able(house, SECOND) == []


@ON_SQLITE
def test_who_holds_a_step_and_is_away_is_stood_in_for(house: House) -> None:
    house.run(declare_about_case, "wu", case_id=inquiry(house), answer="none")
    house.run(claim_task, "wu", task_id=task_at(house, SECOND))
    away(house, "zhou", "li")

    page = house.view(case_page, "chen", case_id=inquiry(house))
    assert able(house, FIRST) == ["李怀瑾"]
    assert any(str(one.sentence).startswith("等待李怀瑾") for one in page.waiting)
    why = house.office.view(reasons, SYSTEM, cases={inquiry(house): house.clock()})[inquiry(house)]
    assert sorted(one.who for one in why) == ["吴思齐", "李怀瑾"]
    assert house.view(case_page, "he", case_id=inquiry(house)).waiting[0].can_open is False
