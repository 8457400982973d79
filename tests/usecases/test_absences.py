"""A month away (situation 2): the substitute takes what is open and what comes, signs 代, and hands back by a list."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.passages import (
    FIVE,
    approve,
    assign_clue,
    case_of,
    register_clue,
    sign_and_seal,
    suggest,
    to_inquiry,
)
from tests.usecases.robot import do, look_at, open_steps, task_at
from tests.usecases.written import away
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import FormRejected, NotFound
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.store.tables import task
from webapp.usecases.absences import end_absence
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.handing import claim_task, reassign_task
from webapp.usecases.handing_back import hand_back_list, handed_back, just_back
from webapp.usecases.inbox import done_tasks, inbox
from webapp.usecases.opening import start_case
from webapp.usecases.stuck import reasons
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import InboxFilters

M08 = "m08_talk_letter_inquiry"
LATE, BACK = dt.date(2026, 3, 31), dt.date(2026, 4, 1)


def in_tab(house: House, who: str, tab: str) -> list[tuple[str, str | None]]:
    """Give names and marks of what a person finds in a tab of the inbox."""
    return [(row.name, row.on_behalf_of) for row in house.view(inbox, who, filters=InboxFilters(tab=tab)).rows]


def held(house: House, path: str, who: str = "zhou") -> None:
    """Let a person take a step."""
    house.run(claim_task, who, task_id=look_at(house, who, path).task_id)


def test_a_month_away_loses_nothing_and_comes_back_as_a_list(house: House) -> None:
    """Zhou holds a plan and an analysis; wu, of the same room, does the one, what follows, and leaves the other."""
    to_inquiry(house)
    held(house, "plan_inquiry")
    register_clue(house, subject="liu")
    assign_clue(house)
    held(house, "disposal/analyse_clue")
    house.clock.shift(hours=1)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    absence = away(house, "zhou", "wu", LATE)
    assert in_tab(house, "wu", "absent") == [("分析研判线索", "周正言")]

    suggest(house, "wu", "inquiry")
    approve(house, "approve_plan")
    taken_over = in_tab(house, "wu", "absent")
    do(house, "wu", "hear/issue_inquiry/draft_letter")

    assert taken_over == [("拟稿", "周正言")]
    during = house.view(hand_back_list, "zhou", absence_id=absence)
    assert (during.over, {row.name for row in during.done}) == (False, {"分析研判线索", "提出处置建议", "拟稿"})
    signed = {row.element: row.on_behalf_of for row in rows(house, task) if row.completed_by == "wu"}
    assert signed == {"analyse_clue": "zhou", "suggest_way": "zhou", "draft_letter": "zhou"}
    page = house.view(case_page, "he", case_id=CaseId(case_of(house, M08).id))
    assert "吴思齐（代周正言）" in [row.who for row in page.log]
    assert ("代周正言办理",) in [one.notes for one in page.contents]
    assert {row.on_behalf_of for row in house.view(done_tasks, "wu")} == {"周正言"}
    do(house, "sun", "hear/issue_inquiry/check_letter", good=False)
    assert in_tab(house, "wu", "absent") == [("拟稿", "周正言")]

    house.clock.move_to(f"{BACK}T09:00")
    (back,) = house.view(just_back, "zhou")
    found = house.view(hand_back_list, "zhou", absence_id=back.absence_id)
    assert (found.over, len(found.done), [row.name for row in found.open]) == (True, 3, ["拟稿"])
    assert in_tab(house, "wu", "absent") == []
    assert ("拟稿", None) in in_tab(house, "zhou", "mine")
    assert [one.absence_id for one in house.view(handed_back, "wu")] == [absence]
    everything_holds(house)


@ON_SQLITE
def test_the_list_is_for_the_two_of_them_and_ends_with_an_absence_that_ends_early(house: House) -> None:
    register_clue(house)
    assign_clue(house)
    held(house, "disposal/analyse_clue")
    absence = away(house, "zhou", "wu", LATE)
    suggest(house, "wu", "inquiry")

    for stranger in ("he", "li", "jin", "ma"):
        with pytest.raises(NotFound):
            house.view(hand_back_list, stranger, absence_id=absence)
    house.clock.shift(days=2)
    house.run(end_absence, "zhou", absence_id=absence)

    found = house.view(hand_back_list, "wu", absence_id=absence)
    assert (found.over, found.until_on, len(found.done)) == (True, dt.date(2026, 3, 4), 2)
    house.clock.shift(days=70)
    assert house.view(handed_back, "zhou") == house.view(just_back, "zhou") == ()


def test_a_substitute_may_do_nothing_that_the_absent_one_could_not_do(house: House) -> None:
    for room in ("third_room", "second_room"):
        register_clue(house)
        assign_clue(house, room=room)
    waiting = {row.room_id: TaskId(row.id) for row in rows(house, task) if row.element == "analyse_clue"}
    away(house, "zhou", "wu", LATE)

    assert house.view(open_task, "wu", task_id=waiting["third_room"]).can_claim
    with pytest.raises(NotFound):
        house.view(open_task, "wu", task_id=waiting["second_room"])


@ON_SQLITE
def test_a_substitute_names_no_absent_one_and_not_oneself_as_the_second_of_two(house: House) -> None:
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    sign_and_seal(house, "hear/issue_inquiry", "zhou")
    deliver = "hear/issue_inquiry/deliver"
    away(house, "sun", "yu")

    page = look_at(house, "yu", deliver)
    with pytest.raises(FormRejected) as refused:
        do(house, "yu", deliver, way="hand", result="received", second_officer="sun")

    assert page.form_state is not None
    offered = {who for who, _ in page.form_state.choices["officer/second"]}
    assert "wu" in offered
    assert not offered & {"yu", "sun"}
    assert [one.sentence for one in refused.value.faults] == ["您正代孙怀远办理，“同行人”须是另一人"]


@ON_SQLITE
def test_who_steps_back_while_standing_in_leaves_nothing_of_that_head_in_the_list(house: House) -> None:
    register_clue(house)
    assign_clue(house)
    held(house, "disposal/analyse_clue")
    absence = away(house, "zhou", "wu", LATE)
    suggest(house, "wu", "inquiry")

    house.run(declare_about_case, "wu", case_id=CaseId(case_of(house, "m07_clue_disposal").id), answer="relative")

    assert house.view(hand_back_list, "wu", absence_id=absence).done == ()
    assert len(house.view(hand_back_list, "zhou", absence_id=absence).done) == 2


def test_a_talk_waits_or_goes_to_another_who_may_lead_talks(house: House) -> None:
    house.run(start_case, "zheng", process="m05b_appointment", start_event="appointment", token=house.token())
    do(house, "zheng", "register_appointment", person="ma", effective_on="2026-04-01")
    do(house, "li", "plan_talk", talker="chen", recorder="zhao", talk_on="2026-03-20")
    for step, who in (("by_room", "luo"), ("by_deputy", "wang"), ("by_secretary", "chen")):
        do(house, who, f"approve_plan/{step}", decision="agree")
    do(house, "li", "outline")
    away(house, "chen", "gao", LATE)

    step = task_at(house, "confirm_outline")
    assert [(path, who) for path, who, _ in open_steps(house) if path == "confirm_outline"] == [
        ("confirm_outline", "chen")
    ]
    assert "确认谈话提纲" not in [name for name, _ in in_tab(house, "gao", "absent")]
    talk = CaseId(case_of(house, "m05_integrity_talk").id)
    why = house.office.view(reasons, SYSTEM, cases={talk: house.clock()})[talk]
    assert [one.kind for one in why] == ["task"]

    house.run(reassign_task, "luo", task_id=step, to=PersonId("wang"), reason="书记外出学习，改由副书记谈话。")

    assert [(path, who) for path, who, _ in open_steps(house) if path == "confirm_outline"] == [
        ("confirm_outline", "wang")
    ]
    do(house, "wang", "confirm_outline")
