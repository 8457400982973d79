"""A step that names one person who is recused waits to be reassigned: in nobody's pool, said on every list."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import every_chain_is_whole, every_open_case_has_a_reason_to_wait
from tests.usecases.office import House
from tests.usecases.passages import approve, case_of, issue, to_inquiry
from tests.usecases.robot import do, open_steps, task_at
from tests.usecases.stand import Stand
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import NotFound, OfficeError
from webapp.domain.ids import CaseId, PersonId
from webapp.store.tables import recusal, told
from webapp.usecases.case_lists import case_list
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_about_case, declare_recusal
from webapp.usecases.handing import claim_task, reassign_task
from webapp.usecases.inbox import inbox
from webapp.usecases.lifting import lift_recusal
from webapp.usecases.monitor import monitor, urge
from webapp.usecases.stuck import reasons
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import InboxFilters

M08 = "m08_talk_letter_inquiry"
TALK = {"kind": "talk", "talker_duty": "room_head", "talker": "he", "recorder": "wu"}
SENTENCE = "“开展谈话”指定的办理人何慎行已回避，等待改派"


def talk_planned(house: House) -> None:
    """An inquiry in the third room; its head is to hold the talk."""
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", **TALK)
    approve(house, "approve_plan", "he", "wang", "chen")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which a talk is planned."""
    return stand.played(talk_planned)


def inquiry(house: House) -> CaseId:
    """Give the inquiry."""
    return CaseId(case_of(house, M08).id)


def the_head_steps_back_before(house: House) -> None:
    """Let the talker step back at the case, then let the talk be called for."""
    house.run(declare_about_case, "he", case_id=inquiry(house), answer="relative")
    issue(house, "hear/talk/issue_talk", "zhou")


def the_head_steps_back_at_the_step(house: House) -> None:
    """Let the talk be called for, then let the talker step back at it."""
    issue(house, "hear/talk/issue_talk", "zhou")
    assert open_steps(house)[0][1] == "he"
    house.run(declare_recusal, "he", task_id=task_at(house, "hear/talk/hold_talk"), answer="relative")


WAYS = (the_head_steps_back_before, the_head_steps_back_at_the_step)


def listed(house: House, who: str) -> list[str]:
    """Give the steps that a person's lists show."""
    pages = (house.view(inbox, who, filters=InboxFilters(tab=tab)) for tab in ("mine", "pool", "absent"))
    return [row.name for page in pages for row in page.rows]


@pytest.mark.parametrize("step_back", WAYS)
def test_the_step_of_a_recused_person_is_nobodys_until_it_is_reassigned(
    house: House, step_back: Callable[[House], None]
) -> None:
    house.after_act.append(every_open_case_has_a_reason_to_wait)

    step_back(house)

    step = task_at(house, "hear/talk/hold_talk")
    assert [(path, who) for path, who, _ in open_steps(house)] == [("hear/talk/hold_talk", None)]
    for who in ("zhou", "wu", "he", "li"):
        assert listed(house, who) == []
        with pytest.raises(OfficeError):
            house.run(claim_task, who, task_id=step)
    with pytest.raises(NotFound):
        house.view(open_task, "he", task_id=step)
    with pytest.raises(NotFound):
        house.view(case_page, "he", case_id=inquiry(house))
    house.run(reassign_task, "wang", task_id=step, to=PersonId("zhou"), reason="何慎行回避，改由周正言谈话。")
    assert listed(house, "zhou") == ["开展谈话"]
    do(house, "zhou", "hear/talk/hold_talk", came="yes")
    every_chain_is_whole(house)


def test_every_list_says_that_it_waits_and_for_whom(house: House) -> None:
    the_head_steps_back_before(house)
    found = inquiry(house)

    page = house.view(case_page, "wang", case_id=found)
    assert page.sentence.startswith(SENTENCE)
    assert [(one.who, one.can_open) for one in page.waiting] == [(("陈守纪", "王慎独"), True)]
    assert house.view(case_page, "zhou", case_id=found).waiting[0].can_open is False
    assert page.road[-1][2] == "待改派"
    view = house.view(open_task, "wang", task_id=task_at(house, "hear/talk/hold_talk"))
    assert (view.why_not, view.can_reassign, view.can_claim) == (
        "此环节指定的办理人已回避，须改派后办理。",
        True,
        False,
    )
    row = next(row for row in house.view(case_list, "wang").rows if row.case_id == found)
    assert row.who == "陈守纪、王慎独"
    line = next(row for row in house.view(monitor, "han").rows if row.step == "开展谈话")
    assert line.holder == "待改派：陈守纪、王慎独"
    why = house.office.view(reasons, SYSTEM, cases={found: house.clock()})[found]
    assert [(one.kind, one.why, one.who, one.remedy) for one in why] == [
        ("withheld", "“开展谈话”指定的办理人已回避，等待改派", "陈守纪、王慎独", "改派"),
        ("incident", "办理人其后回避，所办是否有效待决定", "陈守纪、王慎独", "由可以改派的人员在事项页决定"),
    ]


@ON_SQLITE
def test_who_may_reassign_is_reminded_and_nobody_of_the_pool(house: House) -> None:
    the_head_steps_back_before(house)

    house.run(urge, "han", task_id=task_at(house, "hear/talk/hold_talk"))

    assert sorted(row.person_id for row in rows(house, told)) == ["chen", "wang"]


@ON_SQLITE
def test_it_is_not_handed_to_who_is_recused_and_a_new_holder_who_steps_back_leaves_it_waiting(house: House) -> None:
    the_head_steps_back_before(house)
    step = task_at(house, "hear/talk/hold_talk")
    with pytest.raises(OfficeError) as refusal:
        house.run(reassign_task, "wang", task_id=step, to=PersonId("he"), reason="请其办理。")
    assert refusal.value.code == "no_candidate"
    house.run(reassign_task, "wang", task_id=step, to=PersonId("wu"), reason="改由吴思齐谈话。")

    house.run(declare_recusal, "wu", task_id=step, answer="witness")

    assert listed(house, "zhou") == listed(house, "wu") == []
    assert house.view(case_page, "wang", case_id=inquiry(house)).sentence.startswith(
        "“开展谈话”指定的办理人吴思齐已回避"
    )


@ON_SQLITE
def test_a_lifted_recusal_brings_the_step_back_to_whom_it_names(house: House) -> None:
    the_head_steps_back_before(house)
    one = next(row.id for row in rows(house, recusal) if row.person_id == "he" and row.recused)

    house.run(lift_recusal, "wang", recusal_id=one, reason="声明时看错了人。")

    assert listed(house, "he") == ["开展谈话"]
    do(house, "he", "hear/talk/hold_talk", came="yes")
    every_chain_is_whole(house)
