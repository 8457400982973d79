"""A head moves in September (situation 5): asked about, the part served evaluated, the opinion revised, facts go on."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.filing import enter, file, prepare
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.opinions import ask, copies, decide, departments, draft, officers, replies, send_reply, to_signature
from tests.usecases.passages import case_of, today
from tests.usecases.robot import do, look_at, open_steps
from tests.usecases.test_departures import leave
from tests.usecases.test_evaluation import ROOM, begin, to_facts
from tests.usecases.test_rounds import COOP
from webapp.domain.actor import SYSTEM
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.store.tables import case, message_in
from webapp.usecases.application_pages import waiting
from webapp.usecases.applications import apply_early_ending
from webapp.usecases.applications import decide as decide_on
from webapp.usecases.case_pages import case_page
from webapp.usecases.daily import daily
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.departures import go_on
from webapp.usecases.moves import watch_moves
from webapp.usecases.opening import start_case
from webapp.usecases.people import add_post, end_post, rename_unit

M01, M09D, CORRECTION = "m01_political_evaluation", "m09d_revision", "m09c_correction"
LIU = PersonId("liu")


def night(house: House) -> None:
    """Let a night pass with what it looks for."""
    house.clock.shift(days=1)
    daily(house.office)
    house.drain()


def moves(house: House, who: str, to: str = "county_health") -> None:
    """Let a head's post end today and another one begin tomorrow elsewhere in the county."""
    on = today(house)
    house.run(end_post, "jin", post_id=f"post_{who}", until_on=on)
    words = {"title": "代局长", "is_head": True, "level": "head", "from_on": on + dt.timedelta(days=1)}
    house.run(add_post, "jin", person_id=PersonId(who), unit_id=UnitId(to), **words)


def answered(house: House, *people: str) -> None:
    """Let the organisation department be answered about persons."""
    ask(house, *people)
    departments(house)
    draft(house)
    decide(house)
    send_reply(house)


def test_a_move_in_september_is_asked_about_and_the_part_served_is_evaluated(house: House) -> None:
    house.clock.move_to("2026-09-07T09:00")
    house.office.run(begin, SYSTEM, period="2026")
    do(house, "liu", "collect/own_part/state_data")
    do(house, "rong", "collect/collect_evidence")
    do(house, "li", "collect/choose_consult", consult="no")
    evaluation = CaseId(case_of(house, M01).id)

    leave(house, "liu")
    daily(house.office)
    house.run(declare_about_case, "luo", case_id=evaluation, answer="none")

    asked = [one.sentence for one in house.view(case_page, "luo", case_id=evaluation).incidents if one.goes_on]
    assert len(asked) == 1
    assert "已经离任" in asked[0]
    house.run(go_on, "luo", case_id=evaluation, reason="评价其本年度在任期间。")
    shown = look_at(house, "li", "draft_evaluation").form_state
    assert shown is not None
    assert [(row["unit"], str(row["until_on"])) for row in shown.values["chapters"]] == [  # type: ignore[attr-defined]
        ("县交通运输局", "2026-09-07")
    ]
    assert shown.values["part"] == "part"
    to_facts(house)
    do(house, "liu", "read_facts", agree="agree")
    do(house, ROOM[0], "approve_grade/by_room", decision="agree")
    assert case_of(house, M01).status == "open"


@ON_SQLITE
def test_who_goes_on_to_another_post_in_the_year_is_evaluated_for_the_whole_of_it(house: House) -> None:
    house.clock.move_to("2026-09-07T09:00")
    house.office.run(begin, SYSTEM, period="2026")
    do(house, "liu", "collect/own_part/state_data")
    do(house, "rong", "collect/collect_evidence")
    do(house, "li", "collect/choose_consult", consult="no")
    moves(house, "liu")

    shown = look_at(house, "li", "draft_evaluation").form_state

    assert shown is not None
    assert [row["unit"] for row in shown.values["chapters"]] == [  # type: ignore[attr-defined]
        "县交通运输局",
        "县卫生健康局",
    ]
    assert shown.values["part"] == "whole"


def test_the_new_organ_gets_a_list_of_verified_entries_only(house: House) -> None:
    verified = file(house, "检查发现两次会议没有研究管党治党工作。", subject="liu")
    prepare(house, subject="liu", kind="clue", result="inquiry")
    enter(house, summary="来信反映，尚未核实。")  # stays in the internal register
    house.office.run(begin, SYSTEM, period="2026")
    evaluation = CaseId(case_of(house, M01).id)
    leave(house, "liu")
    house.run(apply_early_ending, "wang", case_id=evaluation, reason="subject_left_post", text="已调往外县任职。")
    house.run(declare_about_case, "chen", case_id=evaluation, answer="none")
    house.run(decide_on, "chen", application_id=house.view(waiting, "chen")[0].id, agree=True)
    do(house, "han", "end_early/check_competence", ours=False)

    shown = look_at(house, "han", "end_early/transfer").form_state
    do(house, "han", "end_early/transfer")

    assert shown is not None
    assert [row["entry_no"] for row in shown.values["entries"]] == [verified]  # type: ignore[attr-defined]
    assert "来信反映" not in str(shown.values)


def test_an_opinion_in_force_on_a_head_who_moved_is_asked_for_anew(house: House) -> None:
    house.clock.move_to("2026-09-07T09:00")
    answered(house, "liu", "ren")
    house.clock.shift(days=3)
    moves(house, "liu")

    night(house)

    told = [(row.name, row.subject_id, row.status) for row in rows(house, message_in) if row.name == "stage_changed"]
    assert told == [("stage_changed", "liu", "delivered")]
    revision = case_of(house, M09D)
    assert (revision.subject_id, revision.status) == ("liu", "open")
    departments(house)
    draft(house)
    decide(house)
    send_reply(house)
    assert [row.text.count("县卫生健康局") for row in replies(house)] == [1, 1]  # ren's post, then liu's new one
    assert copies(house, "liu") == ["opinion.no_finding", "opinion.no_finding"]
    do(house, "zheng", "read_revision")
    assert case_of(house, M09D).ended_at_element == "opinion_revised"
    assert watch_moves(house.office) == 0
    everything_holds(house)


@ON_SQLITE
def test_a_unit_that_gets_another_name_moves_nobody_and_asks_for_no_other_opinion(house: House) -> None:
    answered(house, "ma")
    house.clock.shift(days=3)
    house.run(rename_unit, "jin", unit_id=COOP, name="县供销集团", on=today(house))

    night(house)

    assert [row for row in rows(house, message_in) if row.name == "stage_changed"] == []
    assert [row for row in rows(house, case) if row.process == M09D] == []


def test_an_opinion_in_force_is_given_anew_when_the_archive_that_it_rests_on_is_corrected(house: House) -> None:
    number = file(house, "主体责任检查发现当日缺席专题会议。")
    answered(house, "ma")
    house.run(start_case, "ma", process=CORRECTION, start_event="correction_asked", token=house.token())
    do(house, "ma", "file_correction", entry=number, mistake="wrong")
    officer = {"first_room": "zhao", "second_room": "pei", "third_room": "zhou"}[
        str(case_of(house, CORRECTION).room_id)
    ]
    do(
        house,
        officer,
        "verify_correction",
        finding="upheld",
        right_words="当日出席会议，没有缺席。",
        still_adverse="no",
    )
    do(house, "wang", "confirm_correction", opinion="agree")
    house.drain()

    revision = case_of(house, M09D)
    assert (revision.subject_id, revision.status) == ("ma", "open")


@ON_SQLITE
@pytest.mark.parametrize("who", ["liu", "shen"])
def test_who_moved_before_the_answer_or_was_never_answered_about_is_told_of_to_nobody(house: House, who: str) -> None:
    house.clock.move_to("2026-09-07T09:00")
    if who == "liu":
        moves(house, "liu")
        house.clock.shift(days=1)
        answered(house, "liu")
    else:
        moves(house, "shen")

    night(house)

    assert [row.name for row in rows(house, message_in) if row.name == "stage_changed"] == []
    assert [row.id for row in rows(house, case) if row.process == M09D] == []


def test_a_move_on_the_way_to_the_signature_stops_the_reply(house: House) -> None:
    house.clock.move_to("2026-09-07T09:00")
    ask(house, "liu")
    departments(house)
    draft(house)
    decide(house)
    to_signature(house)
    moves(house, "liu")
    house.clock.shift(days=1)

    do(house, "chen", "form_opinion/reply/sign_by_secretary", decision="agree")

    assert [path for path, _, _ in open_steps(house) if path.startswith("form_opinion")] == [
        "form_opinion/reply/note_change"
    ]
    assert replies(house) == []
    do(house, officers(house)[0], "form_opinion/reply/note_change")
    departments(house)
    draft(house)
    decide(house)
    send_reply(house)
    (reply,) = replies(house)
    assert "县卫生健康局" in reply.text
