"""An inspection tour through the real office: its plan, chapter, hearing, signed plan, clue at once, and what comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.office import House
from tests.usecases.passages import case_of, issue, meet, post, register_clue, today
from tests.usecases.robot import cannot, do, look_at, open_steps, task_at
from webapp.domain.errors import NotFound, NotOpen, Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.records import CaseStatus
from webapp.store import archive
from webapp.store.tables import case, letter, task, told
from webapp.usecases.beside import start_beside
from webapp.usecases.case_lists import case_list
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import save_draft
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.giving_up import give_up
from webapp.usecases.ladder import climb_all
from webapp.usecases.opening import start_case
from webapp.usecases.portal import portal_task

pytestmark = pytest.mark.story

GROUP = ("zu", "wang", "chen")
OFFICERS = {
    "first_room": "li",
    "second_room": "pei",
    "third_room": "zhou",
    "investigation_one": "qin",
    "investigation_two": "feng",
}
OWN = {"problem": "落实议事规则不严，临时动议较多。", "own": "own"}
UNITS = {"problem": "单位报销审核把关不严。", "own": "unit"}


def start_tour(house: House, unit: str = "yunling_town") -> None:
    """Let the tour office plan a tour of a unit; the heads' cases open by themselves."""
    house.run(start_case, "xun", process="m04a_tour_plan", start_event="tour_planned", token=house.token())
    given = {"unit": unit, "group": "tour_one", "from_on": today(house), "until_on": today(house)}
    do(house, "xun", "register_tour", **given)


def chapter_written(house: House) -> None:
    """A tour whose chapter on the head was written and studied in the group."""
    start_tour(house)
    do(house, brief_by(house), "brief_group")
    days = [{"what": "mobilised", "held_on": today(house)}, {"what": "end", "held_on": today(house)}]
    do(house, "tao", "tour_work", milestones=days)
    do(house, "tao", "chapter/write_chapter", problems=[OWN, UNITS], clue_reported="none", second_officer="yun")
    do(house, "yun", "chapter/confirm_chapter", confirmed="yes")
    do(house, "yun", "chapter/group_study", result="agree", held_on=today(house))


def chapter_sent(house: House) -> None:
    """A chapter approved, sent to the leading group and put on its agenda."""
    chapter_written(house)
    agreed(house, "chapter/approve_report")
    issue(house, "chapter/issue_chapter", "tao")
    do(house, "tao", "chapter/present_report")


def to_plan(house: House) -> None:
    """A tour heard and fed back: the head is to sign the plan."""
    chapter_sent(house)
    meet(house, "chapter/hear_report", "heard")
    do(house, "tao", "give_feedback", held_on=today(house))


def outcome_proposed(house: House) -> None:
    """A plan that the head refuses to sign, with an outcome proposed."""
    to_plan(house)
    do(house, "lin", "plan/ask_plan/write_plan", answer="refuse")
    do(house, brief_by(house, "propose_accountability"), "plan/refusal/propose_accountability", route="accountability")


def numbers_of(house: House, process: str) -> list[str | None]:
    with house.office.database.read() as tx:
        return [row.number for row in tx.execute(case.select().where(case.c.process == process))]


def agreed(house: House, at: str) -> None:
    """Let a paper of the group go up from its leader to the secretary."""
    for rung, who in zip(("by_room", "by_deputy", "by_secretary"), GROUP, strict=True):
        do(house, who, f"{at}/{rung}", decision="agree")


def brief_by(house: House, element: str = "brief_group") -> str:
    """Somebody of the room that a step lies in."""
    with house.office.database.read() as tx:
        row = tx.execute(task.select().where(task.c.is_open, task.c.element == element)).one()
    return OFFICERS[row.room_id]


def test_each_head_of_the_unit_gets_a_case_of_the_group_with_a_number(house: House) -> None:
    start_tour(house)

    tour = case_of(house, "m04_inspection_tour")
    assert (tour.subject_id, tour.room_id, tour.unit_id) == ("lin", "tour_one", "yunling_town")
    assert tour.number.startswith("云巡察〔2026〕")
    assert case_of(house, "m04a_tour_plan").status == CaseStatus.CLOSED


def test_a_step_of_supervision_goes_to_a_supervision_room_though_the_case_is_the_groups(house: House) -> None:
    start_tour(house)

    page = look_at(house, brief_by(house), "brief_group")

    assert page.may_act


def drafted(house: House, **typed: str) -> Mapping[str, Any]:
    """What the head's page of the plan shows after it kept a draft of this."""
    step = task_at(house, "plan/ask_plan/write_plan")
    house.run(save_draft, "lin", task_id=step, posted={name: [text] for name, text in typed.items()})
    return house.view(portal_task, "lin", task_id=step).form_state.values


def test_what_a_choice_brings_into_view_comes_with_what_the_file_knows(house: House) -> None:
    to_plan(house)

    shown = drafted(house, answer="sign")

    assert [row["own"] for row in shown["items"]] == ["on", ""]


def test_what_was_typed_under_one_choice_is_there_again_after_another_was_looked_at(house: House) -> None:
    to_plan(house)
    drafted(house, answer="refuse", refusal="会议记录齐全，与反馈的情况不符。")

    drafted(house, answer="sign", **{"items.0._row": "1", "items.0.own": "on", "items.0.measure": "修订议事规则。"})
    assert drafted(house, answer="refuse")["refusal"] == "会议记录齐全，与反馈的情况不符。"
    assert drafted(house, answer="sign")["items"][0]["measure"] == "修订议事规则。"


def test_the_tour_office_reads_tours_and_no_clue(house: House) -> None:
    start_tour(house)
    register_clue(house)

    found = house.view(case_list, "xun")

    assert {code for code, _ in found.measures} == {"m04"}


def test_nothing_is_fed_back_before_the_leading_group_has_heard_the_chapter(house: House) -> None:
    chapter_sent(house)

    assert open_steps(house) == []

    meet(house, "chapter/hear_report", "heard")

    assert [path for path, _, _ in open_steps(house)] == ["give_feedback"]


def test_what_is_fed_back_about_the_head_is_filed_by_who_wrote_and_who_studied_it_and_weighs_nothing(
    house: House,
) -> None:
    to_plan(house)

    with house.office.database.read() as tx:
        (filed,) = archive.of_subject(tx, PersonId("lin"), me=PersonId("qian"))
    assert (filed.kind, filed.status, filed.weight) == ("tour.fed_back", "verified", "none")
    assert (filed.content["summary"], filed.subject_seen_on, filed.on) == (OWN["problem"], today(house), today(house))
    assert (filed.entered_by, filed.checked_by) == ("tao", "yun")
    assert filed.source_case_id == case_of(house, "m04_inspection_tour").id


def test_a_life_meeting_lists_what_was_fed_back_while_the_tour_still_runs(house: House) -> None:
    to_plan(house)
    meeting = {"reason": "tour", "unit": "yunling_town"}
    post(house, "special_meeting_needed", to="m06_life_meeting", subject="lin", payload=meeting)
    house.drain()
    day = today(house) + dt.timedelta(days=45)
    do(house, "geng", "plan_meeting", theme="专题民主生活会", meeting_on=day, kind="special")

    page = look_at(house, brief_by(house, "list_matters"), "prepare/list_matters")

    assert page.form_state is not None
    (matter,) = page.form_state.values["matters"]
    assert (matter["source"], matter["matter"]) == ("tour", OWN["problem"])
    assert matter["entry"]
    assert case_of(house, "m04_inspection_tour").status == CaseStatus.OPEN


def test_only_the_head_signs_the_plan_and_a_refusal_leads_to_an_outcome(house: House) -> None:
    to_plan(house)
    plan = "plan/ask_plan/write_plan"

    assert cannot(house, "geng", plan, answer="sign") in ("not_found", "not_yours")
    assert cannot(house, "tao", plan, answer="sign") in ("not_found", "not_yours")

    do(house, "lin", plan, answer="refuse")

    assert [path for path, _, _ in open_steps(house)] == ["plan/refusal/propose_accountability"]


def test_an_outcome_opens_an_accountability_that_knows_clause_and_facts_and_sends_its_number(house: House) -> None:
    outcome_proposed(house)
    agreed(house, "plan/refusal/approve_outcome")

    held = case_of(house, "m10f_accountability")
    assert "plan/issue_again/draft_letter" in {path for path, _, _ in open_steps(house)}
    do(house, "han", "check_filed", filed="no")
    page = str(look_at(house, brief_by(house, "plan_inquiry"), "plan_inquiry"))

    assert (held.subject_id, held.origin_case_id) == ("lin", case_of(house, "m04_inspection_tour").id)
    assert "整改方案：" in page


def test_who_refuses_again_after_the_units_plan_came_back_is_not_held_to_account_twice(house: House) -> None:
    outcome_proposed(house)
    agreed(house, "plan/refusal/approve_outcome")
    house.drain()
    issue(house, "plan/issue_again", brief_by(house, "draft_letter"), to="lin")
    do(house, "lin", "plan/ask_again/write_plan", answer="refuse")
    house.clock.shift(days=1)
    do(house, "geng", "plan/write_plan", items=[{"due": today(house) + dt.timedelta(days=60)}])
    do(house, brief_by(house, "review_plan"), "plan/review_plan", result="return")
    do(house, "zheng", "plan/review_by_org", result="pass")

    do(house, "lin", "plan/ask_plan/write_plan", answer="refuse")
    do(house, brief_by(house, "propose_accountability"), "plan/refusal/propose_accountability", route="accountability")
    agreed(house, "plan/refusal/approve_outcome")
    house.drain()

    assert len([one for one in numbers_of(house, "m10f_accountability") if one]) == 1
    assert "plan/refusal/note_not_taken" in {path for path, _, _ in open_steps(house)}


def test_who_refused_and_then_puts_nothing_right_is_held_to_account_once_for_both(house: House) -> None:
    outcome_proposed(house)
    agreed(house, "plan/refusal/approve_outcome")
    house.drain()
    do(house, "han", "check_filed", filed="no")
    officer = brief_by(house, "draft_letter")
    issue(house, "plan/issue_again", officer, to="lin")
    do(house, "lin", "plan/ask_again/write_plan", answer="refuse")
    planned = today(house) + dt.timedelta(days=60)
    do(house, "geng", "plan/write_plan", items=[{"due": planned}])
    do(house, brief_by(house, "review_plan"), "plan/review_plan", result="pass")
    do(house, "zheng", "plan/review_by_org", result="pass")
    issue(house, "plan/issue_plan", officer)
    do(house, "geng", "rectify/work[0]/submit_proof")
    do(house, officer, "rectify/work[0]/accept_item", result="pass")
    house.clock.shift(days=190)
    house.drain()
    do(house, "lin", "progress/own_report")
    do(house, "geng", "progress/unit_report")
    other = next(who for who in ("li", "zhao", "su", "zhou", "wu") if who != officer)
    own, units = look_at(house, officer, "evaluate").form_state.values["items"]  # type: ignore[union-attr, misc]
    assert (own["due"], own["measure"], units["due"]) == (None, None, planned)
    assert units["measure"]
    assert units["course"]
    do(house, officer, "evaluate", items=[{"state": "refused"}, {"state": "good"}], second_officer=other)
    do(house, other, "confirm_evaluation", confirmed="yes")

    do(house, officer, "outcome/propose_accountability", route="accountability")
    agreed(house, "outcome/approve_outcome")
    house.drain()

    assert len([one for one in numbers_of(house, "m10f_accountability") if one]) == 1
    assert "outcome/note_not_taken" in {path for path, _, _ in open_steps(house)}
    investigator = brief_by(house, "plan_inquiry")
    shown = str(look_at(house, investigator, "plan_inquiry"))
    assert "整改方案：" in shown
    assert "反馈问题第1项：" in shown


def test_a_signed_plan_is_reviewed_by_two_offices(house: House) -> None:
    to_plan(house)
    later = today(house) + dt.timedelta(days=40)
    items: list[dict[str, Any]] = [{"due": later, "own": True}, {"due": later}]
    do(house, "lin", "plan/ask_plan/write_plan", answer="sign", items=items)

    assert {path for path, _, _ in open_steps(house)} == {"plan/review_plan", "plan/review_by_org"}


def test_an_item_past_its_day_gets_a_reminder_and_then_the_supervisor_knows(house: House) -> None:
    to_plan(house)
    due = dt.date(2026, 4, 10)
    items = [{"due": due, "own": True}, {"due": due}]
    do(house, "lin", "plan/ask_plan/write_plan", answer="sign", items=items)
    do(house, brief_by(house, "review_plan"), "plan/review_plan", result="pass")
    do(house, "zheng", "plan/review_by_org", result="pass")
    issue(house, "plan/issue_plan", brief_by(house, "draft_letter"))
    house.clock.move_to("2026-04-13T08:30")
    climb_all(house.office)

    reminders = [row for row in rows(house, letter) if row.template == "d24_urge"]
    assert len(reminders) == 2

    house.clock.move_to("2026-04-15T08:30")
    climb_all(house.office)

    assert {row.rung for row in rows(house, told)} >= {"supervisor"}


# ---------------------------------------------------------------- a clue at once


def report_clue(house: House, *, found_on: dt.date | None = None) -> None:
    """Let the group note a finding about the head of the town and report it."""
    house.run(start_case, "tao", process="m04b_clue_urgent", start_event="clue_seen", token=house.token())
    do(house, "tao", "note_finding", person="lin", found_on=found_on or today(house))


def test_a_clue_goes_to_measure_seven_at_once_and_only_its_number_comes_back(house: House) -> None:
    start_tour(house)
    report_clue(house)
    do(house, "tao", "report/write_clue", summary="反映其违规插手工程项目，材料另附。")
    do(house, "yun", "report/check_clue", good=True)

    clue = case_of(house, "m07_clue_disposal")
    assert (clue.subject_id, clue.start_event) == ("lin", "clue_urgent")
    assert case_of(house, "m04b_clue_urgent").status == CaseStatus.CLOSED
    assert case_of(house, "m04_inspection_tour").status == CaseStatus.OPEN

    do(house, brief_by(house), "brief_group")
    page = look_at(house, "tao", "tour_work")

    assert clue.number in str(page)
    assert "违规插手工程项目" not in str(page)


def test_the_tours_own_page_begins_the_report_of_a_clue_with_its_person_and_in_its_room(house: House) -> None:
    start_tour(house)
    tour = CaseId(case_of(house, "m04_inspection_tour").id)
    house.run(declare_about_case, "tao", case_id=tour, answer="none")
    (offer,) = house.view(case_page, "tao", case_id=tour).starts

    step = house.run(start_beside, "tao", case_id=tour, process=offer[0], start_event=offer[1], token=house.token())
    again = house.run(start_beside, "tao", case_id=tour, process=offer[0], start_event=offer[1], token=house.token())

    assert offer == ("m04b_clue_urgent", "clue_seen", "发现问题线索")
    assert step is not None
    assert again == step, "nothing was typed yet: the same one opens again"
    begun = case_of(house, "m04b_clue_urgent")
    assert (begun.origin_case_id, begun.room_id) == (tour, "tour_one")
    page = look_at(house, "tao", "note_finding").form_state
    assert page is not None
    assert page.values["person"] == "lin"
    house.run(give_up, "tao", task_id=step)
    assert case_of(house, "m04b_clue_urgent").status == CaseStatus.GIVEN_UP


@ON_SQLITE
def test_only_the_group_begins_it_and_only_beside_a_tour_that_is_open(house: House) -> None:
    start_tour(house)
    tour, plan = (CaseId(case_of(house, name).id) for name in ("m04_inspection_tour", "m04a_tour_plan"))
    start = {"process": "m04b_clue_urgent", "start_event": "clue_seen"}
    officer = brief_by(house)

    for who in (officer, "ding", "lin"):
        with pytest.raises((NotFound, Refused)):
            house.run(start_beside, who, case_id=tour, token=house.token(), **start)
    with pytest.raises((NotFound, NotOpen)):
        house.run(start_beside, "xun", case_id=plan, token=house.token(), **start)


def test_the_group_sees_nothing_of_the_clue_that_it_reported(house: House) -> None:
    report_clue(house)
    do(house, "tao", "report/write_clue")
    do(house, "yun", "report/check_clue", good=True)

    with pytest.raises(NotFound):
        house.view(case_page, "tao", case_id=CaseId(case_of(house, "m07_clue_disposal").id))


def test_what_the_group_wrote_stands_in_the_form_of_case_oversight(house: House) -> None:
    report_clue(house)
    do(house, "tao", "report/write_clue", summary="反映其违规插手工程项目，材料另附。")
    do(house, "yun", "report/check_clue", good=True)

    page = look_at(house, "han", "acceptance/record_found")

    assert "反映其违规插手工程项目，材料另附。" in str(page)


def test_on_the_fourth_day_tour_office_and_case_oversight_are_alarmed(house: House) -> None:
    report_clue(house)
    house.clock.move_to("2026-03-05T18:00")
    house.drain()
    assert [path for path, _, _ in open_steps(house)] == ["report/write_clue"]

    house.clock.move_to("2026-03-06T09:00")
    house.drain()

    assert {path for path, _, _ in open_steps(house)} == {"report/write_clue", "note_delay", "press_group"}
    assert look_at(house, "xun", "press_group").may_act
    assert look_at(house, "han", "note_delay").may_act
