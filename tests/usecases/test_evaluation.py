"""A head's yearly evaluation in the real office: what the file knows, the person's remark, the sign of a breach."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest

from tests.usecases.office import House, hold
from tests.usecases.passages import approve, case_of, enter, issue, meet
from tests.usecases.robot import cannot, do, look_at, open_steps, posted_for, task_at
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import FormRejected
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import ArchiveItem
from webapp.store import access, archive, grants, letters, people
from webapp.usecases.act import Act, writes
from webapp.usecases.approvals import approval_list
from webapp.usecases.archive_readers import LOOKS
from webapp.usecases.completing import submit
from webapp.usecases.opening import Opening, open_case
from webapp.usecases.people import rename_unit
from webapp.usecases.yearly_lists import add_line

pytestmark = pytest.mark.story

LIU = PersonId("liu")
ROOM = ("luo", "wang")
SANCTION = "decision.political_sanction"
FOUND = "检查发现两次会议没有研究管党治党工作。"
FACT = {"verified": "yes", "observed_on": "2026-02-02", "level": "fair"}
DRAFT: dict[str, Any] = {
    "dimensions": [FACT] * 5,
    "unfiled_sanction": "no",
    "breach_sign": "no",
    "early_sign": "no",
    "abilities": [{"weak": "yes"}, {"weak": "no"}, {"weak": "no"}],
    "deviations": [{"found": "no"}] * 3,
}


@writes(Permission.SYSTEM)
def begin(act: Act, *, period: str, whole: bool = True) -> None:
    """Open the year's evaluation of Liu, as the cycle does."""
    start = {"process": "m01_political_evaluation", "start_event": "yearly", "subject_id": LIU, "period": period}
    open_case(act, Opening(key=f"m01:yearly:{period}:liu", data={"period": period, "whole": whole}, **start))


def keep(house: House, of: str, text: str) -> None:
    """Let the style room put a line into the year's list."""
    house.run(add_line, "su", of=of, year=2026, text=text, source="省委发2号")


def found_by_check(house: House) -> None:
    """Let the check of main responsibility have left a verified entry."""
    found(house, "云档〔2026〕9号", FOUND, dt.date(2026, 3, 1), kind="check.deviating", weight="adverse")


def found(house: House, number: str, summary: str, on: dt.date, **of: str) -> None:
    """Let another measure have left a verified entry."""
    officers = {"entered_by": PersonId("su"), "checked_by": PersonId("qian")}
    case_id = CaseId(uuid.uuid4().hex)
    entry = {"status": "verified", "section": 5, "level": "head"} | of
    with house.office.database.write() as tx:
        archive.enter(
            tx,
            ArchiveItem(
                id=case_id,
                number=number,
                subject_id=LIU,
                source_case_id=CaseId(case_of(house, "m01_political_evaluation").id),
                on=on,
                entered_at=house.clock(),
                content={"summary": summary, "heard": "yes"},
                **entry,  # type: ignore[arg-type]
                **officers,
            ),
        )


def material_collected(house: House) -> None:
    """The material of the year 2026 is together."""
    keep(house, "instructions", "抓好防汛责任落实。")
    keep(house, "provincial", "完成水库除险加固。")
    house.office.run(begin, SYSTEM, period="2026")
    found_by_check(house)
    house.drain()
    do(house, "liu", "collect/own_part/state_data")
    do(house, "rong", "collect/collect_evidence")
    do(house, "li", "collect/choose_consult", consult="no")


def evaluation_read(house: House) -> None:
    """The evaluation is drafted, checked, and its facts read by the person."""
    material_collected(house)
    to_facts(house)
    do(house, "liu", "read_facts", agree="agree")


@pytest.fixture
def begun(house: House) -> House:
    """The material of the year 2026 is together."""
    material_collected(house)
    return house


def to_facts(house: House, **given: Any) -> None:
    """Let the draft be written, graded and checked."""
    do(house, "li", "draft_evaluation", **DRAFT | given)
    do(house, "li", "set_grade")
    do(house, "zhao", "check_evaluation", good="yes", breach_sign="no")


def conclude(house: House, result: str) -> None:
    """Let the evaluation be approved, studied, acted on and delivered."""
    approve(house, "approve_grade", *ROOM)
    meet(house, "study", result)
    do(house, "li", "outcome/set_measures")
    enter(house, "outcome/archive", "li")
    issue(house, "outcome/issue_result", "li", signer="wang", to="liu")
    issue(house, "outcome/issue_report", "li")


def test_the_draft_knows_the_lists_the_posts_the_statement_and_what_the_check_found(begun: House) -> None:
    shown = look_at(begun, "li", "draft_evaluation").form_state.values

    assert [row["text"] for row in shown["instructions"]] == ["抓好防汛责任落实。"]
    assert [row["text"] for row in shown["provincial"]] == ["完成水库除险加固。"]
    assert [row["unit"] for row in shown["chapters"]] == ["县交通运输局"]
    assert len(shown["self_duties"]) == 5
    governing = next(row for row in shown["dimensions"] if row["dimension"] == "governing_party")
    assert (governing["fact"], governing["source"], governing["verified"]) == (FOUND, "云档〔2026〕9号", "yes")


def test_whoever_opens_the_draft_has_read_the_archive_and_is_told_of_a_correction(begun: House) -> None:
    look_at(begun, "li", "draft_evaluation")

    with begun.office.database.read() as tx:
        seen = access.of_subject(tx, LIU, since=begun.clock() - dt.timedelta(days=1))
    assert ("li", True) in {(one.person_id, one.what in LOOKS) for one in seen}


def test_what_a_tour_fed_back_last_year_is_followed_up_and_this_year_stands_under_governing_the_party(
    begun: House,
) -> None:
    tour = {"kind": "tour.fed_back", "weight": "none"}
    found(begun, "云档〔2025〕7号", "上年反馈的问题，已经整改。", dt.date(2025, 6, 2), **tour)
    found(begun, "云档〔2026〕2号", "今年反馈的问题。", dt.date(2026, 1, 20), **tour)

    shown = look_at(begun, "li", "draft_evaluation").form_state.values

    assert [row["entry_no"] for row in shown["last_weaknesses"]] == ["云档〔2025〕7号"]
    governing = next(row for row in shown["dimensions"] if row["dimension"] == "governing_party")
    assert governing["source"] == "云档〔2026〕9号", "the check's fact comes first"
    put = {row["source"]: row["dimension"] for row in shown["facts"]}
    assert put["云档〔2026〕2号"] == "governing_party"


def test_an_entry_of_two_characters_is_a_fact_that_says_of_what_and_when_it_is_so(begun: House) -> None:
    found(begun, "云档〔2026〕4号", "无。", dt.date(2026, 2, 3), kind="talk.talked", weight="none")
    shown = look_at(begun, "li", "draft_evaluation").form_state.values

    to_facts(begun, facts=[row | {"dimension": row["dimension"] or "central"} for row in shown["facts"]])

    assert {row["source"]: row["fact"] for row in shown["facts"]}["云档〔2026〕4号"] == "2026年2月3日廉政谈话：无。"
    assert task_at(begun, "read_facts")


def test_who_left_in_the_year_is_evaluated_for_the_part_served(house: House) -> None:
    with house.office.database.write() as tx:
        (post,) = people.directory(tx).posts_of(LIU, on=dt.date(2026, 2, 1))
        people.put_post(tx, dataclasses.replace(post, until_on=dt.date(2026, 2, 15)))
        hold(tx, house.clock())
    house.office.run(begin, SYSTEM, period="2026", whole=False)
    do(house, "liu", "collect/own_part/state_data")
    do(house, "rong", "collect/collect_evidence")
    do(house, "li", "collect/choose_consult", consult="no")

    shown = look_at(house, "li", "draft_evaluation").form_state.values

    assert [(row["unit"], str(row["until_on"])) for row in shown["chapters"]] == [("县交通运输局", "2026-02-15")]
    assert shown["part"] == "part"


def test_a_unit_that_got_another_name_in_the_year_is_one_post_with_one_chapter(begun: House) -> None:
    """The roster ends the post with the old name and begins it with the new one: the year in it is one."""
    begun.clock.shift(days=1)
    with begun.office.database.read() as tx:
        (post,) = people.directory(tx).posts_of(LIU, on=begun.clock().date())
    begun.run(rename_unit, "jin", unit_id=post.unit_id, name="县综合交通局", on=begun.clock().date())

    shown = look_at(begun, "li", "draft_evaluation").form_state.values

    served = [(row["unit"], row["from_on"], row["until_on"]) for row in shown["chapters"]]
    assert served == [("县综合交通局", post.from_on, None)]


def test_who_was_in_post_for_less_than_the_limit_is_evaluated_in_part_and_the_letters_say_so(house: House) -> None:
    with house.office.database.write() as tx:
        (post,) = people.directory(tx).posts_of(LIU, on=dt.date(2026, 2, 1))
        served = {"from_on": dt.date(2025, 11, 1), "until_on": dt.date(2026, 2, 15)}
        people.put_post(tx, dataclasses.replace(post, **served))
        hold(tx, house.clock())
    house.office.run(begin, SYSTEM, period="2026", whole=False)
    do(house, "liu", "collect/own_part/state_data")
    do(house, "rong", "collect/collect_evidence")
    do(house, "li", "collect/choose_consult", consult="no")

    to_facts(house)
    do(house, "liu", "read_facts", agree="agree")
    conclude(house, "grade_fair")

    evaluation = CaseId(case_of(house, "m01_political_evaluation").id)
    with house.office.database.read() as tx:
        texts = [one.text for one in letters.of_case(tx, evaluation)]
    assert ["任职不满6个月，本次为阶段性评价" in text for text in texts] == [True, True]
    assert [text for text in texts if "县交通运输局原局长刘长河" in text], "left since, and named so"


def test_a_political_sanction_is_read_from_the_archive_and_the_grade_follows_it(begun: House) -> None:
    """DMN-7: nothing is typed twice; the officer may only add what is not filed yet, and says why."""
    found(begun, "云档〔2025〕8号", "上年度已经给予处分。", dt.date(2025, 5, 6), kind=SANCTION, weight="adverse")
    found(begun, "云档〔2026〕6号", "给予党内严重警告处分。", dt.date(2026, 2, 6), kind=SANCTION, weight="adverse")

    shown = look_at(begun, "li", "draft_evaluation").form_state.values
    assert [(row["entry_no"], row["what"]) for row in shown["sanctions"]] == [
        ("云档〔2026〕6号", "给予党内严重警告处分。")
    ]
    do(begun, "li", "draft_evaluation", **DRAFT)
    assert look_at(begun, "li", "set_grade").form_state.values["overall"] == "grade_poor"


def test_a_sanction_that_is_not_filed_yet_needs_its_number_and_a_reason(begun: House) -> None:
    key = task_at(begun, "draft_evaluation")
    posted = begun.view(posted_for, "li", task_id=key, given=DRAFT)

    with pytest.raises(FormRejected) as refused:
        begun.run(submit, "li", task_id=key, token=begun.token(), posted=posted | {"unfiled_sanction": ["yes"]})

    assert {fault.field for fault in refused.value.faults} == {"sanction_number", "unfiled_reason"}


def test_the_remark_is_handled_before_the_study_and_next_year_shows_the_last_measure(begun: House) -> None:
    to_facts(begun)
    assert "level" not in str(look_at(begun, "liu", "read_facts").form_state.values)
    do(begun, "liu", "read_facts", agree="disagree", text="第一项事实的日期有误，请核对。")
    assert not [path for path, _, _ in open_steps(begun) if path.startswith(("approve_grade", "study"))]
    do(begun, "li", "handle_remark", decision="keep")
    conclude(begun, "grade_fair")

    assert case_of(begun, "m01_political_evaluation").ended_at_element == "evaluated"
    with begun.office.database.read() as tx:
        kinds = [(one.kind, one.status) for one in archive.of_subject(tx, LIU, me=PersonId("qian"))]
        mine = [one.template for one in letters.to_person(tx, LIU)]
    assert ("evaluation.grade_fair", "verified") in kinds
    assert mine == ["d01_evaluation"]

    begun.clock.move_to("2027-09-01T07:00")
    with begun.worker_away():  # else the year opens for every other head, too
        begun.office.run(begin, SYSTEM, period="2027")
        do(begun, "liu", "collect/own_part/state_data")
        do(begun, "rong", "collect/collect_evidence")
        do(begun, "li", "collect/choose_consult", consult="no")
        (last,) = look_at(begun, "li", "draft_evaluation").form_state.values["last_measures"]
    assert last["ability"] == "judgement"
    assert last["measure"]


def test_evaluations_are_approved_by_list(begun: House) -> None:
    to_facts(begun)
    do(begun, "liu", "read_facts", agree="agree")
    do(begun, "luo", "approve_grade/by_room", decision="agree")
    look_at(begun, "wang", "approve_grade/by_deputy")  # declares no recusal

    (row,) = begun.view(approval_list, "wang", kind="evaluation").rows

    assert row.listable
    assert row.proposed_by == "李怀瑾"


def test_a_sign_of_a_breach_waits_for_the_number_of_the_clue(begun: House) -> None:
    with begun.worker_away():
        to_facts(begun, breach_sign="yes")
        assert [path for path, _, _ in open_steps(begun)] == []
    begun.drain()

    assert case_of(begun, "m07_clue_disposal").number
    assert [path for path, _, _ in open_steps(begun) if path == "read_facts"] == ["read_facts"]


def test_who_drafted_cannot_check(begun: House) -> None:
    do(begun, "li", "draft_evaluation", **DRAFT)
    do(begun, "li", "set_grade")

    assert cannot(begun, "li", "check_evaluation", good="yes", breach_sign="no") in ("four_eyes", "overtaken")


def test_the_head_who_is_to_approve_alone_is_left_out_of_draft_and_check(begun: House) -> None:
    look_at(begun, "luo", "draft_evaluation")
    assert cannot(begun, "luo", "draft_evaluation") == "kept_free"
    do(begun, "li", "draft_evaluation", **DRAFT)
    do(begun, "li", "set_grade")

    assert [who for path, who, _ in open_steps(begun) if path == "check_evaluation"] == ["zhao"]
    assert cannot(begun, "luo", "check_evaluation", good="yes", breach_sign="no") == "kept_free"


def test_where_only_the_head_is_left_to_check_the_approval_begins_with_the_deputy(begun: House) -> None:
    do(begun, "li", "draft_evaluation", **DRAFT)
    with begun.office.database.write() as tx:
        for one in grants.of_person(tx, PersonId("zhao"), on=dt.date(2026, 3, 2)):
            grants.end(tx, one)
    do(begun, "li", "set_grade")
    do(begun, "luo", "check_evaluation", good="yes", breach_sign="no")
    do(begun, "liu", "read_facts", agree="agree")

    assert [path for path, _, _ in open_steps(begun) if path.startswith("approve_grade")] == ["approve_grade/by_deputy"]
