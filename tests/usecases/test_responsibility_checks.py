"""Checks of main responsibility in the real office: one a year and head, accountability at once, items by their day."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.lists import approve_lists
from tests.usecases.office import House, hold
from tests.usecases.passages import approve, case_of, enter, issue, post, today
from tests.usecases.robot import cannot, do, look_at, open_steps, task_at
from tests.usecases.stand import Stand
from tests.usecases.test_duty_reports import filed
from webapp.domain.ids import CaseId, UnitId
from webapp.domain.papers import Instruction
from webapp.store import deadlines, ledgers, letters, people
from webapp.store.tables import application, case, incident, message_in, rung
from webapp.usecases.applications import apply_extension, decide
from webapp.usecases.cycles import turn_all
from webapp.usecases.ladder import climb_all
from webapp.usecases.watching import watch_messages

pytestmark = pytest.mark.story

MEASURE = "m02_main_responsibility"
CLAUSES = ("第一责任人责任", "领导班子责任", "责任落实")
GOOD, BASIC, BAD = {"result": "good"}, {"result": "basic"}, {"result": "bad"}
PROBLEM = {"text": "半年没有专题研究全面从严治党工作。", "suggestion": "每季度专题研究一次。", "due": "2026-06-30"}


def tell(house: House, name: str, to: str, subject: str, **payload: Any) -> None:
    """Let another measure send a message about a person."""
    post(house, name, to=to, subject=subject, payload=payload)
    house.drain()


def list_clauses(house: House, year: int = 2026) -> None:
    """Let the conduct office's list of the year be there."""
    line = Instruction(
        id="", list="main_responsibility", year=year, position=1, text="按照规定履行主体责任。", at=house.clock()
    )
    with house.office.database.write() as tx:
        for place, source in enumerate(CLAUSES, 1):
            ledgers.put_line(tx, dataclasses.replace(line, id=f"clause{place}", position=place, source=source))
        hold(tx, house.clock())


def until_checked(house: House) -> None:
    """A weakness of Liu is found; the check is planned, announced, held, confirmed and talked over."""
    list_clauses(house)
    tell(house, "weakness_found", MEASURE, "liu", source="tour")
    do(house, "su", "plan_check")
    issue(house, "issue_notice", "su", signer="wang")
    do(house, "li", "check/check_items", items=[BASIC, GOOD, BAD])
    do(house, "su", "check/confirm_items", good=True)
    do(house, "li", "check/talk_head", second_officer="zhao")
    do(house, "zhao", "check/confirm_talk", confirmed="yes")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which a check has come to its findings."""
    return stand.played(until_checked)


def items_listed(house: House) -> None:
    """Let the check find two problems and suggest what to do about each."""
    do(house, "su", "find", no_duty="no", problems=[PROBLEM, {**PROBLEM, "text": "没有按期报告责任落实情况。"}])
    do(house, "su", "hear/state_facts")
    do(house, "liu", "hear/explain", agree="agree")
    do(house, "su", "hear/weigh_reply", facts="same")
    do(house, "su", "conclude", grade="basic")
    enter(house, "archive_check", "su", heard="yes", heard_on=today(house))
    do(house, "su", "recommend/list_items", kind="supervision")


def to_plan(house: House) -> None:
    """Let the recommendation of two problems be accepted by the unit."""
    items_listed(house)
    approve(house, "recommend/approve_items", "luo", "wang", "chen")
    issue(house, "recommend/issue_recommendation", "su")
    do(house, "jia", "answer_recommendation", adopt="adopt")


def test_each_year_one_check_opens_for_each_head_who_held_the_post_and_none_twice(house: House) -> None:
    house.clock.move_to("2027-01-05T08:01")
    turn_all(house.office)
    approve_lists(house, MEASURE)
    turn_all(house.office)
    turn_all(house.office)

    with house.office.database.read() as tx:
        heads = set(people.directory(tx).heads(dt.date(2027, 1, 1), dt.date(2027, 12, 31)))
    opened = [row for row in rows(house, case) if row.process == MEASURE and row.start_event == "yearly"]
    assert {row.subject_id for row in opened} == heads
    assert len(opened) == len(heads)
    assert {row.period for row in opened} == {"2027"}


@ON_SQLITE
def test_a_weakness_found_meanwhile_joins_the_running_check_and_another_heads_opens_one(house: House) -> None:
    tell(house, "weakness_found", MEASURE, "ma", source="clues")
    assert task_at(house, "check/plan_check")
    tell(house, "weakness_found", MEASURE, "ma", source="tour")

    checks = [row.subject_id for row in rows(house, case) if row.process == MEASURE]
    assert sorted(checks) == ["liu", "ma"]
    assert task_at(house, "take_weakness")


def test_shirked_duty_is_put_forward_at_once_and_the_check_goes_on(house: House) -> None:
    do(house, "su", "find", no_duty="yes", problems=[PROBLEM])
    do(house, "su", "propose_duty/propose_accountability", target="刘长河", kind="circular", clause="问责条例第七条")

    accountability = case_of(house, "m10f_accountability")
    assert accountability.subject_id == "liu"
    assert accountability.number
    assert any(path == "hear/state_facts" for path, _, _ in open_steps(house))
    do(house, "han", "check_filed", filed="no")
    plan = look_at(house, "qin", "plan_inquiry")
    assert plan.form_state.values["clause"] == "问责条例第七条"


@ON_SQLITE
def test_what_became_of_an_accountability_is_told_to_the_check_and_waits_for_nothing(house: House) -> None:
    do(house, "su", "find", no_duty="yes", problems=[PROBLEM])
    do(house, "su", "propose_duty/propose_accountability", target="刘长河", kind="circular", clause="问责条例第七条")
    do(house, "han", "check_filed", filed="yes")

    told = [row for row in rows(house, message_in) if row.name == "case_concluded" and row.target_case_id]
    check = next(row.id for row in rows(house, case) if row.process == MEASURE)
    assert [(row.status, row.taken_by_id) for row in told] == [("delivered", check)]
    house.clock.shift(days=15)
    watch_messages(house.office)
    assert [row.element for row in rows(house, incident)] == []


@ON_SQLITE
def test_the_plan_of_a_check_lists_what_was_decided_this_year_and_last(house: House) -> None:
    for number, kind, year in (("档1", "decision.sanction", 2025), ("档2", "accountability.accountable", 2023)):
        filed(house, number, kind, "verified", f"{year}-06-02")
    tell(house, "weakness_found", MEASURE, "ma", source="clues")

    shown = look_at(house, "su", "check/plan_check").form_state

    assert shown is not None
    assert [(row["entry_no"], row["what"]) for row in shown.values["decisions"]] == [("档1", "档1的情况")]


@ON_SQLITE
def test_the_head_alone_signs_the_plan_and_nobody_in_the_heads_place(house: House) -> None:
    to_plan(house)

    for who in ("jia", "su", "li"):
        assert cannot(house, who, "rectify/write_plan", answer="sign") in ("not_found", "not_yours")
    texts = [row["text"] for row in look_at(house, "liu", "rectify/write_plan").form_state.values["items"]]
    assert texts == [PROBLEM["text"], "没有按期报告责任落实情况。"]


def test_each_item_has_its_day_is_urged_outside_and_extended_by_itself(house: House) -> None:
    to_plan(house)
    do(house, "liu", "rectify/write_plan", answer="sign", items=[{"due": "2026-05-29"}, {"due": "2026-06-30"}])
    do(house, "su", "rectify/check_plan", good=True)
    key = task_at(house, "work[0]/submit_proof")
    check = CaseId(next(row.id for row in rows(house, case) if row.process == MEASURE))

    house.run(apply_extension, "jia", task_id=key, reason="材料尚未审定。", until=dt.date(2026, 6, 5))
    asked = waiting_application(house)
    house.run(decide, "wang", application_id=asked, agree=True, text="同意。")

    with house.office.database.read() as tx:
        found = {row.key: row.due_on for row in deadlines.of_case(tx, check)}
    assert found["rectify.item#1"] == dt.date(2026, 6, 5)
    assert found["rectify.item#2"] == dt.date(2026, 6, 30)
    house.clock.move_to("2026-06-08T08:30")
    climb_all(house.office)
    with house.office.database.read() as tx:
        urged = [row for row in letters.of_case(tx, check) if row.template == "d24_urge"]
    assert [(row.path, row.recipient_unit_id) for row in urged] == [
        ("rectify/work[0]/submit_proof", UnitId("county_transport"))
    ]
    assert {row.rung for row in rows(house, rung) if row.step_id == key} >= {"after"}


def waiting_application(house: House) -> str:
    """Give the one application that waits for a decision."""
    (found,) = rows(house, application)
    return str(found.id)


@ON_SQLITE
def test_an_item_that_fails_twice_leads_to_accountability(house: House) -> None:
    to_plan(house)
    do(house, "liu", "rectify/write_plan", answer="sign")
    do(house, "su", "rectify/check_plan", good=True)
    do(house, "jia", "work[0]/submit_proof")
    do(house, "su", "work[0]/accept_item", result="fail", again_due=today(house))
    shown = look_at(house, "jia", "work[0]/submit_proof").form_state.values
    assert shown["problem"] == PROBLEM["text"]
    assert shown["returned"]
    do(house, "jia", "work[0]/submit_proof")
    do(house, "su", "work[0]/accept_item", result="fail")
    do(house, "jia", "work[1]/submit_proof")
    do(house, "su", "work[1]/accept_item", result="pass")
    do(house, "su", "propose_refusal/propose_accountability", target="刘长河", kind="circular")

    assert case_of(house, "m10f_accountability").subject_id == "liu"
    enter(house, "archive_rectify", "su", heard="yes", heard_on=today(house))
    assert not any(path.startswith("rectify") for path, _, _ in open_steps(house))
