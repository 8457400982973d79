"""The first line through the use cases: a clue that proves untrue, and one that ends in a decision and an appeal."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.appealed import is_revoked_everywhere, is_under_way, may_be_appealed_against
from tests.usecases.invariants import (
    every_chain_is_whole,
    every_header_knows_its_next_day,
    every_open_case_has_a_reason_to_wait,
)
from tests.usecases.office import House
from tests.usecases.passages import (
    ALL_TRUE,
    FIVE,
    INVESTIGATION,
    ONE_FALSE,
    approve,
    assign_clue,
    case_of,
    enter,
    issue,
    meet,
    register_clue,
    suggest,
    today,
)
from tests.usecases.robot import cannot, do, look_at, open_steps, steps_of_stories, task_at
from webapp.domain.errors import FormRejected, NotFound, Refused
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.papers import LetterRow
from webapp.store import archive, deadlines, letters, messages, tasks
from webapp.store.tables import case, task
from webapp.usecases.case_pages import case_page
from webapp.usecases.inbox import inbox
from webapp.usecases.opening import start_case
from webapp.usecases.recalling import TooLateToRecall, recall_task
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import InboxFilters

pytestmark = pytest.mark.story
TEAM = [{"person": "qin"}, {"person": "meng"}]
BENCH = [{"person": "lu"}, {"person": "bai"}]
REVIEWERS = [{"person": "gu"}, {"person": "jiang"}]
FACTS = [{"issue": "违规收受管理服务对象礼金", "discipline": "integrity", "proven": "proven"}]


@pytest.fixture(autouse=True)
def after_every_act(house: House) -> None:
    """Let every open case have a reason to wait, whatever is done in these tests."""
    house.after_act += [every_open_case_has_a_reason_to_wait, every_header_knows_its_next_day]


def due(house: House, process: str) -> dict[str, dt.date]:
    """Give the time limits that run in a case."""
    with house.office.database.read() as tx:
        return dict(deadlines.due_days(tx, CaseId(case_of(house, process).id)))


def due_of(house: House, path: str) -> dt.date | None:
    """Give the due day of the open step."""
    with house.office.database.read() as tx:
        found = tasks.open_tasks(tx, CaseId(_case_of_task(house, path)))
    return next(one.due_on for one in found if one.id == task_at(house, path))


def _case_of_task(house: House, path: str) -> str:
    with house.office.database.read() as tx:
        return str(tx.execute(task.select().where(task.c.id == task_at(house, path))).one().case_id)


def letter_of(house: House, process: str, template: str) -> LetterRow:
    """Give the one letter of that template that a case issued."""
    with house.office.database.read() as tx:
        rows = letters.of_case(tx, CaseId(case_of(house, process).id))
    return next(row for row in rows if row.template == template)


def archived(house: House, subject: str) -> list[tuple[str, str, str, str, str]]:
    """Give kind, status and weight of a person's entries, and who made and who checked them."""
    with house.office.database.read() as tx:
        found = archive.of_subject(tx, PersonId(subject), me=PersonId("qian"))
    return sorted((one.kind, one.status, one.weight, one.entered_by, one.checked_by) for one in found)


def sent(house: House, process: str) -> dict[str, str]:
    """Give what became of each message that a case sent."""
    one = case_of(house, process)
    with house.office.database.read() as tx:
        return {row.name: row.status for row in messages.of_case(tx, CaseId(one.id)) if row.source_case_id == one.id}


def pool(house: House, who: str, tab: str = "pool") -> list[str]:
    """Give the names of the tasks that a person finds in a tab of the inbox."""
    return [row.name for row in house.view(inbox, who, filters=InboxFilters(tab=tab)).rows]


def numbers(house: House) -> dict[str, str]:
    """Give the number of each case by its process."""
    with house.office.database.read() as tx:
        return {row.process: row.number for row in tx.execute(case.select())}


def clue_to_inquiry(house: House, subject: str) -> None:
    """A letter about a head becomes a clue of the third room, which is to ask the person in writing."""
    register_clue(house, subject=subject)
    assert numbers(house) == {"m07_clue_disposal": "云线索〔2026〕1号"}
    assert cannot(house, "ding", "acceptance/make_abstract", summary="太短") == "not_declared"
    look_at(house, "ding", "acceptance/make_abstract")
    assert cannot(house, "ding", "acceptance/make_abstract", summary="太短") == "form_rejected"
    do(house, "ding", "acceptance/make_abstract", discipline_class=["integrity"], tags=["project"])
    assert cannot(house, "ding", "acceptance/check_abstract") == "four_eyes"
    do(house, "fang", "acceptance/check_abstract", verdict="good")
    do(house, "han", "acceptance/accept_clue", verdict="separate", room="third_room")
    assert due_of(house, "disposal/analyse_clue") == dt.date(2026, 3, 17)
    assert pool(house, "zhou") == pool(house, "wu") == ["分析研判线索"]
    assert pool(house, "li") == []
    assert cannot(house, "li", "disposal/analyse_clue") == "not_found"
    suggest(house, "zhou", "inquiry")
    meet(house, "disposal/study", "inquiry")
    assert cannot(house, "zhou", "disposal/approve_way/by_room") == "not_yours"
    approve(house, "disposal/approve_way")


def inquiry_to_reply(house: House, subject: str) -> None:
    """Five questions go to the person, who signs for the letter and answers on the own page, in the own name."""
    assert due_of(house, "plan_inquiry") == dt.date(2026, 3, 5)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to=subject)
    assert due(house, "m08_talk_letter_inquiry")["letter.reply"] == dt.date(2026, 3, 23)
    assert due_of(house, "hear/reply") == dt.date(2026, 3, 23)
    assert cannot(house, "zhou", "hear/reply") == "not_yours"
    assert cannot(house, "hua", "hear/reply") == "not_found"
    assert pool(house, subject, "mine") == ["书面答复"]
    with pytest.raises(NotFound):
        house.view(case_page, subject, case_id=CaseId(case_of(house, "m08_talk_letter_inquiry").id))
    do(house, subject, "hear/reply")
    assert pool(house, subject, "mine") == []


def test_a_clue_that_proves_untrue_is_closed_and_the_person_is_cleared(house: House) -> None:
    clue_to_inquiry(house, "ma")
    inquiry_to_reply(house, "ma")
    notice = letter_of(house, "m08_talk_letter_inquiry", "d14_inquiry_notice")
    assert notice.number == "云纪函〔2026〕1号"
    assert (notice.drafted_by, notice.checked_by, notice.signed_by, notice.recipient_id) == (
        "zhou",
        "sun",
        "chen",
        "ma",
    )
    assert notice.received_on == dt.date(2026, 3, 2)
    assert all(one["text"] in notice.text for one in FIVE)
    assert "15个工作日" in notice.text

    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)
    assert cannot(house, "zhou", "review_reply_b") == "four_eyes"
    do(house, "wu", "review_reply_b", checks=ALL_TRUE)
    assert due(house, "m08_talk_letter_inquiry")["inquiry.report"] == dt.date(2026, 4, 2)
    do(house, "zhou", "dispose/write_report", sufficiency="complete", not_true=True)
    meet(house, "dispose/study", "not_true")
    approve(house, "dispose/approve_outcome")
    issue(house, "dispose/close_inquiry/issue_closing", "zhou", signer="wang", to="ma")
    closing = letter_of(house, "m08_talk_letter_inquiry", "d15_closing")
    assert closing.signed_by == "wang"
    assert "云纪函〔2026〕1号" in closing.text
    assert "有关反映不实" in closing.text
    assert cannot(house, "zhou", "archive_outcome/make_entry") == "form_rejected"
    do(house, "zhou", "archive_outcome/make_entry")
    assert cannot(house, "zhou", "archive_outcome/check_entry") == "not_yours"
    do(house, "qian", "archive_outcome/check_entry", good=True)
    enter(house, "conclude/archive", "zhou")
    assert case_of(house, "m08_talk_letter_inquiry").ended_at_element == "inquiry_closed"
    assert case_of(house, "m07_clue_disposal").ended_at_element == "disposed"
    assert sent(house, "m08_talk_letter_inquiry") == {
        "closed_not_established": "delivered",
        "case_concluded": "delivered",
        "archive_entry": "delivered",
    }

    do(house, "zhou", "assess_impact", impact=["unit"])
    do(house, "ma", "seek_wish/ask_wish", wish="written")
    do(house, "hua", "seek_wish/unit_view")
    do(house, "zhou", "plan_clarification", scope="县供销合作社班子成员范围内。", clean=True)
    approve(house, "approve_plan")
    issue(house, "carry_out/issue_written", "zhou", to="ma")
    do(house, "zhou", "carry_out/confirm_done", written_received=True, no_source=True)
    do(house, "zhou", "tell_unit/draft_letter", copies=[{"copy_to": "县委组织部"}])
    do(house, "sun", "tell_unit/check_letter", good=True)
    do(house, "chen", "tell_unit/sign_by_secretary", decision="agree")
    do(house, "sun", "tell_unit/seal_letter")
    do(house, "sun", "tell_unit/deliver", way="confidential", result="received", received_on=today(house))
    told = letter_of(house, "m10e_clarification", "d22_unit_notice")
    assert (told.recipient_unit_id, told.recipient_id) == ("county_coop", None)
    assert "县委组织部" in told.record
    assert "经核查，有关问题不实" in told.text
    enter(house, "archive", "zhou")
    assert letter_of(house, "m10e_clarification", "d22_clarification").recipient_id == "ma"
    assert archived(house, "ma") == [
        ("clarification.cleared", "cleared", "none", "zhou", "qian"),
        ("inquiry.not_true", "cleared", "none", "zhou", "qian"),
    ]

    assert steps_of_stories(house) == []
    assert due(house, "m10e_clarification")["clarify.visit"] == dt.date(2026, 6, 2)
    house.clock.move_to("2026-06-02T08:00")
    house.drain()
    assert steps_of_stories(house) == []
    house.clock.move_to("2026-06-03T09:00")
    house.drain()
    do(house, "zhou", "visit", effect="gone", second_officer="wu")
    do(house, "wu", "confirm_visit", confirmed="yes")
    assert case_of(house, "m10e_clarification").ended_at_element == "clarified"
    every_chain_is_whole(house)


def test_one_contradicted_answer_of_five_leads_to_a_decision_that_an_appeal_by_others_revokes(house: House) -> None:
    clue_to_inquiry(house, "lin")
    inquiry_to_reply(house, "lin")
    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)
    do(house, "wu", "review_reply_b", checks=ONE_FALSE)
    assert numbers(house)["m10_violation_handling"] == "云核查〔2026〕1号"
    enter(house, "archive_verify", "zhou")
    assert case_of(house, "m08_talk_letter_inquiry").ended_at_element == "to_verification"

    verify(house)
    file_and_investigate(house)
    try_and_decide(house)
    decision = letter_of(house, "m10_violation_handling", "d20_decision")
    assert decision.recipient_id == "lin"
    assert "对党纪处分不服的，可以向云岭县纪委监委提出申诉" in decision.text
    assert "给予林清越党内警告处分" in decision.text
    execute(house, decision)
    enter(house, "conclude/archive", "zhou")
    assert case_of(house, "m10_violation_handling").ended_at_element == "decided"
    assert case_of(house, "m07_clue_disposal").ended_at_element == "disposed"
    assert ("decision.sanction", "verified", "adverse", "lu", "qian") in archived(house, "lin")

    may_be_appealed_against(house, decision)
    appeal(house, decision)
    is_revoked_everywhere(house, decision)
    assert case_of(house, "m10d_appeal").ended_at_element == "corrected"
    assert case_of(house, "m10d_appeal").origin_case_id == case_of(house, "m10_violation_handling").id
    assert ("decision.sanction", "corrected", "none", "lu", "qian") in archived(house, "lin")
    assert ("appeal.revoke", "corrected", "none", "gu", "qian") in archived(house, "lin")
    every_chain_is_whole(house)


def verify(house: House) -> None:
    """The plan is approved up to the Party principal; the report bears the name of each of the team."""
    do(house, "qin", "verify_bound/plan_verification", members=TEAM)
    approve(house, "verify_bound/approve_plan", *INVESTIGATION)
    assert due(house, "m10_violation_handling")["verify.limit"] == dt.date(2026, 5, 6)
    do(house, "qin", "verify_bound/carry_out", next="report")
    do(house, "qin", "verify_bound/write_report", facts=FACTS, **{"class": "discipline"}, handling="accountable")
    assert cannot(house, "xu", "verify_bound/sign_report[0]") == "overtaken"
    assert cannot(house, "qin", "verify_bound/sign_report[1]") == "overtaken"
    do(house, "qin", "verify_bound/sign_report[0]", decision="sign")
    do(house, "meng", "verify_bound/sign_report[1]", decision="sign")
    assert cannot(house, "qin", "dispose/second_reading") == "not_yours"
    do(house, "han", "dispose/second_reading")
    meet(house, "dispose/study", "file")
    approve(house, "dispose/approve_outcome", *INVESTIGATION[:3])


def file_and_investigate(house: House) -> None:
    """Filing is the Party principal's to approve; the person is told, and heard before the findings."""
    do(house, "qin", "file_case/filing_report", accountable=True, members=TEAM)
    approve(house, "file_case/approve_filing", *INVESTIGATION)
    assert due(house, "m10_violation_handling")["invest.limit"] == dt.date(2026, 6, 1)
    do(house, "qin", "file_case/plan_investigation")
    meet(house, "file_case/study_plan", "agree")
    issue(house, "file_case/issue_filing", "qin", to="lin")
    do(house, "qin", "file_case/announce_filing", second_officer="meng")
    do(house, "meng", "file_case/confirm_announced", confirmed="yes")
    do(house, "qin", "file_case/notify_unit")
    do(house, "qin", "file_case/investigate_facts", outcome="proven")
    do(house, "qin", "file_case/hear/state_facts")
    do(house, "lin", "file_case/hear/explain", agree="partly")
    do(house, "qin", "file_case/hear/weigh_reply", facts="same")
    do(house, "qin", "file_case/write_findings", facts=[{"discipline": "integrity"}])
    do(house, "qin", "file_case/sign_findings[0]", decision="sign")
    do(house, "meng", "file_case/sign_findings[1]", decision="sign")


def try_and_decide(house: House) -> None:
    """Nobody who investigated sits on the bench; unit, personnel office and committee are asked before the decision."""
    with pytest.raises(FormRejected):
        sit(house, [{"person": "lu"}, {"person": "qin"}])
    sit(house, BENCH)
    do(house, "lu", "try_case/accept_trial", papers="full")
    assert due(house, "m10_violation_handling")["trial.limit"] == dt.date(2026, 4, 2)
    do(house, "lu", "try_case/read_case", result="opinion", facts="yes", evidence="yes", procedure="yes")
    do(house, "lu", "try_case/hear/state_facts")
    do(house, "lin", "try_case/hear/explain", agree="disagree")
    do(house, "lu", "try_case/hear/weigh_reply", facts="same")
    sanction = {"party_kind": "warning", "state_kind": "none"}
    do(house, "lu", "try_case/write_trial_report", proposal="sanction", **sanction)
    do(house, "lu", "try_case/sign_trial[0]", decision="sign")
    do(house, "bai", "try_case/sign_trial[1]", decision="sign")
    meet(house, "try_case/study", "sanction")
    do(house, "zheng", "try_case/org_opinion")
    assert cannot(house, "hua", "try_case/unit_opinion") == "not_found"
    do(house, "geng", "try_case/unit_opinion")
    meet(house, "try_case/committee", "agree")
    do(house, "lu", "try_case/decide", effective_on=today(house))
    page = house.view(case_page, "lu", case_id=CaseId(case_of(house, "m10_violation_handling").id))
    decided = dict(page.contents[-1].lines)
    assert [one for one in page.studies if one.count.startswith("应到5人，实到5人，赞成5人")]
    assert (decided["赞成票数"], decided["应到会人数"]) == (5, 5)
    issue(house, "carry_out/issue_decision", "lu", to="lin")


def sit(house: House, members: list[dict[str, str]]) -> None:
    """Let the deputy appoint a bench."""
    do(house, "deng", "try_case/appoint_bench", lead="lu", members=members)


def execute(house: House, decision: LetterRow) -> None:
    """The decision is read out and carried out; others learn from it."""
    do(house, "lu", "carry_out/announce", announced_on=today(house), appeal_told=True)
    do(house, "geng", "carry_out/execute")
    do(house, "su", "carry_out/warn", kind="education", scope="云岭镇各党支部范围内。")
    issue(house, "carry_out/issue_warning", "su")
    enter(house, "carry_out/archive", "lu")


def appeal(house: House, decision: LetterRow) -> None:
    """The person appeals on the own page; whoever had a hand in the case is kept out."""
    house.run(start_case, "lin", process="m10d_appeal", start_event="appeal_filed", token=house.token())
    do(house, "lin", "file_appeal", decision_ref=decision.number, served_on=today(house))
    is_under_way(house)
    do(house, "gu", "check_appeal", answer="accept")
    with pytest.raises(FormRejected):
        do(house, "gu", "form_team", members=[{"person": "gu"}, {"person": "lu"}])
    do(house, "gu", "form_team", members=REVIEWERS)
    assert due(house, "m10d_appeal")["appeal.party"] == dt.date(2026, 6, 2)
    do(house, "gu", "talk_appellant", second_officer="jiang")
    do(house, "jiang", "confirm_record", confirmed="yes")
    do(house, "lin", "confirm_talk", right="yes")
    do(house, "gu", "write_review", proposal="revoke")
    do(house, "gu", "sign_review[0]", decision="sign")
    do(house, "jiang", "sign_review[1]", decision="sign")
    meet(house, "study", "revoke")
    issue(house, "issue_notice", "gu", to="lin")
    assert "决定撤销原决定" in letter_of(house, "m10d_appeal", "d20_appeal_decision").text
    enter(house, "archive", "gu")
    do(house, "zheng", "restore/restore_post")
    do(house, "su", "restore/restore_reputation", scope="云岭镇各党支部范围内。", old_scope=None)


def test_an_act_that_ran_no_handler_is_taken_back_until_somebody_opens_the_next_step(house: House) -> None:
    register_clue(house)
    step = task_at(house, "acceptance/make_abstract")
    do(house, "ding", "acceptance/make_abstract", discipline_class=["integrity"], tags=["project"])

    house.run(recall_task, "ding", task_id=step)

    assert [path for path, _, _ in open_steps(house)] == ["acceptance/make_abstract"]
    page = house.view(open_task, "ding", task_id=step)
    assert page.draft_saved_at is not None
    do(house, "ding", "acceptance/make_abstract", discipline_class=["integrity"], tags=["project"])
    look_at(house, "fang", "acceptance/check_abstract")
    with pytest.raises(TooLateToRecall):
        house.run(recall_task, "ding", task_id=step)
    do(house, "fang", "acceptance/check_abstract", verdict="good")
    with pytest.raises(Refused):
        house.run(recall_task, "fang", task_id=done_task(house, "acceptance/check_abstract"))


def done_task(house: House, path: str) -> TaskId:
    """Give the last finished task of a path."""
    with house.office.database.read() as tx:
        rows = tx.execute(task.select().where(task.c.path == path, task.c.completed)).all()
    return TaskId(rows[-1].id)


def test_nobody_outside_the_line_finds_the_case(house: House) -> None:
    register_clue(house)
    assign_clue(house)
    clue = CaseId(case_of(house, "m07_clue_disposal").id)

    for who in ("li", "qin", "lu", "gu"):
        with pytest.raises(NotFound):
            house.view(case_page, who, case_id=clue)
        with pytest.raises(NotFound):
            house.view(open_task, who, task_id=task_at(house, "disposal/analyse_clue"))
