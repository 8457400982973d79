"""Whoever decides reads what is decided on: every approval of every process, on every rung, by whoever sits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.office import PROCESSES, House
from tests.usecases.passages import (
    ALL_TRUE,
    FIVE,
    INVESTIGATION,
    ROOM,
    approve,
    assign_clue,
    meet,
    register_clue,
    sign_and_seal,
    suggest,
    to_inquiry,
    to_reply,
    today,
)
from tests.usecases.power import advice_listed, visit_planned
from tests.usecases.robot import do, task_at
from tests.usecases.test_accountability import accountability_decided, accountability_planned, early_drafted
from tests.usecases.test_evaluation import evaluation_read
from tests.usecases.test_first_line import BENCH, FACTS, TEAM, file_and_investigate, verify
from tests.usecases.test_inspection_tour import GROUP, chapter_written, outcome_proposed
from tests.usecases.test_integrity_talks import talk_planned
from tests.usecases.test_life_meeting import refused_to_put_right
from tests.usecases.test_monitoring import analysis_written, campaign_planned
from tests.usecases.test_responsibility_checks import items_listed, until_checked
from webapp.bootstrap import all_handlers
from webapp.domain.errors import NotFound
from webapp.domain.said import in_chinese
from webapp.engine import collect, processes_in, read
from webapp.usecases.absences import set_absence
from webapp.usecases.approvals import approval_list
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.files import attach, attachment_file
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import Request, TaskView

pytestmark = pytest.mark.story

RUNGS = ("by_room", "by_deputy", "by_secretary", "by_party")
WORDS = "事项具体，有据可查，请按方案办理，注意保密。"
NOTHING = [{"issue": "反映的违规决定仓库租金问题", "discipline": "integrity", "proven": "unproven"}]


@dataclass(frozen=True)
class Story:
    """How a call is reached, where it stands in the case, who decides there, and what the drafter is called."""

    reach: Callable[[House], None]
    at: str
    who: tuple[str, ...]
    drafter: str
    study: str = ""
    grounds: tuple[str, ...] = ()
    rungs: tuple[str, ...] = RUNGS
    gist: int = 1  # none where the proposal itself says what the case is about


@pytest.fixture(autouse=True)
def time_goes_on(house: House) -> None:
    """Let a minute pass with every act, so that one is before the other."""
    house.after_act.append(lambda here: here.clock.shift(minutes=1))


def a_clue(house: House, way: str, subject: str = "lin") -> None:
    """Let a clue about the head of a town be weighed and studied."""
    register_clue(house, subject=subject)
    assign_clue(house)
    suggest(house, "zhou", way)


def way_studied(house: House) -> None:
    """A clue whose group has decided on verification."""
    a_clue(house, "verify")
    meet(house, "disposal/study", "verify")


def ending_studied(house: House) -> None:
    """A clue whose group has decided that it is closed."""
    a_clue(house, "close")
    meet(house, "disposal/study", "close")


def inquiry_planned(house: House) -> None:
    """An inquiry with a plan."""
    to_inquiry(house, "lin")
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE, safety_plan=WORDS)


def reply_reviewed(house: House) -> None:
    """An inquiry whose answers were found true and studied."""
    to_reply(house, "lin")
    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)
    do(house, "wu", "review_reply_b", checks=ALL_TRUE)
    do(house, "zhou", "dispose/write_report", sufficiency="complete", not_true=True)
    meet(house, "dispose/study", "not_true")


def a_verification(house: House) -> None:
    """A verification with a plan."""
    way_studied(house)
    approve(house, "disposal/approve_way", "he", "wang", "chen", "pan")
    do(house, "qin", "verify/plan_verification", members=TEAM)


def measure_wanted(house: House) -> None:
    """A verification that asks for a measure."""
    a_verification(house)
    approve(house, "verify/approve_plan", *INVESTIGATION)
    do(house, "qin", "verify/carry_out", next="measure")


def outcome_studied(house: House, result: str = "close") -> None:
    """A verification whose report was read by another room and studied."""
    a_verification(house)
    approve(house, "verify/approve_plan", *INVESTIGATION)
    do(house, "qin", "verify/carry_out", next="report")
    found = FACTS if result == "first_form" else NOTHING
    do(house, "qin", "verify/write_report", facts=found, **{"class": "discipline" if found is FACTS else "unfounded"})
    for number, who in enumerate(("qin", "meng")):
        do(house, who, f"verify/sign_report[{number}]", decision="sign")
    do(house, "han", "dispose/second_reading", opinion=WORDS)
    meet(house, "dispose/study", result)


def first_form_drafted(house: House) -> None:
    """A verification that ends with a measure of the first form, the person heard."""
    outcome_studied(house, "first_form")
    approve(house, "dispose/approve_outcome", *INVESTIGATION[:3])
    do(house, "qin", "first_form/hear/state_facts")
    do(house, "lin", "first_form/hear/explain", agree="partly")
    do(house, "qin", "first_form/hear/weigh_reply", facts="same")
    do(house, "qin", "first_form/decide_measure")


def untruthful(house: House) -> None:
    """An answer that was contradicted, verified and proven."""
    to_reply(house, "lin")
    do(house, "zhou", "review_reply_a", checks=[*ALL_TRUE[:4], {**ALL_TRUE[4], "contradicted_by": "file"}])
    do(house, "wu", "review_reply_b", checks=ALL_TRUE)
    verify(house)


def filing_reported(house: House) -> None:
    """A verification that is to be filed."""
    untruthful(house)
    do(house, "qin", "file_case/filing_report", accountable=True, members=TEAM)


def trial_returns(house: House) -> None:
    """A case whose bench wants more evidence."""
    untruthful(house)
    file_and_investigate(house)
    do(house, "deng", "try_case/appoint_bench", lead="lu", members=BENCH)
    do(house, "lu", "try_case/accept_trial", papers="lacking")


def clarification_planned(house: House) -> None:
    """A person found innocent who wishes that it be said in public."""
    outcome_studied(house)
    approve(house, "dispose/approve_outcome", *INVESTIGATION[:3])
    do(house, "qin", "close_case", code="not_established")
    do(house, "zhou", "assess_impact", impact=["unit"])
    do(house, "lin", "seek_wish/ask_wish", wish="meeting")
    do(house, "geng", "seek_wish/unit_view")
    do(house, "zhou", "plan_clarification", clean=True)


def recommended(house: House) -> None:
    """A check of main responsibility that found two problems."""
    until_checked(house)
    items_listed(house)


STORIES = {
    "m01_political_evaluation/approve_grade": Story(
        evaluation_read,
        "approve_grade",
        ("luo", "wang"),
        "李怀瑾",
        grounds=("撰写评价初稿", "第二人复核", "阅看事实部分"),
    ),
    "m10f_accountability/approve_start": Story(accountability_planned, "approve_start", INVESTIGATION, "秦若愚"),
    "m10f_accountability/approve_decision": Story(
        accountability_decided,
        "approve_decision",
        INVESTIGATION,
        "秦若愚",
        "予以问责",
        ("形成问责调查报告", "说明或申辩", "核实说明和申辩"),
    ),
    "m10g_early_handling/approve_measure": Story(
        early_drafted,
        "approve_measure",
        ROOM,
        "周正言",
        grounds=("研判苗头问题", "说明或申辩", "核实说明和申辩"),
    ),
    "m02e_recommendation/approve_items": Story(
        recommended,
        "recommend/approve_items",
        ("luo", "wang", "chen"),
        "苏景和",
        grounds=("汇总检查发现", "确定检查结论"),
        gist=0,
    ),
    "m03_power_watch/approve_plan": Story(visit_planned, "approve_plan", ("luo", "wang"), "李怀瑾", gist=0),
    "m03c_advice/approve_advice": Story(
        advice_listed, "advise/approve_advice", ("luo", "wang", "chen"), "李怀瑾", grounds=("综合研判",), gist=0
    ),
    "m05_integrity_talk/approve_plan": Story(talk_planned, "approve_plan", ("luo", "wang", "chen"), "李怀瑾", gist=0),
    "m06c_accountability/approve_proposal": Story(
        refused_to_put_right, "failing/approve_proposal", ("luo", "wang", "chen"), "李怀瑾"
    ),
    "m07c_analysis/approve_analysis": Story(
        analysis_written, "approve_analysis", ("chen",), "丁若水", rungs=("by_secretary",), gist=0
    ),
    "m07d_campaign/approve_plan": Story(
        campaign_planned, "approve_plan", ("chen",), "苏景和", rungs=("by_secretary",), gist=0
    ),
    "m04c_chapter/approve_report": Story(chapter_written, "chapter/approve_report", GROUP, "陶行简"),
    "m04f_outcome/approve_outcome": Story(outcome_proposed, "plan/refusal/approve_outcome", GROUP, "李怀瑾"),
    "m07b_disposal/approve_way": Story(
        way_studied, "disposal/approve_way", (*ROOM, "pan"), "周正言", "初步核实", ("分析研判线索",)
    ),
    "m07b_disposal/approve_ending": Story(
        ending_studied, "disposal/approve_ending", ROOM, "周正言", "予以了结", ("分析研判线索",)
    ),
    "m08_talk_letter_inquiry/approve_plan": Story(inquiry_planned, "approve_plan", ROOM, "周正言"),
    "m08b_outcome/approve_outcome": Story(
        reply_reviewed,
        "dispose/approve_outcome",
        ROOM,
        "周正言",
        "反映失实",
        ("书面答复", "承办人核查答复", "协办人核查答复"),
    ),
    "m10a_verification/approve_plan": Story(a_verification, "verify/approve_plan", INVESTIGATION, "秦若愚"),
    "m10a_verification/approve_request": Story(measure_wanted, "verify/approve_request", INVESTIGATION[:3], "秦若愚"),
    "m10a_disposal/approve_outcome": Story(
        outcome_studied, "dispose/approve_outcome", INVESTIGATION[:3], "韩明理", "予以了结", ("形成核实报告",)
    ),
    "m10a_first_form/approve_measure": Story(
        first_form_drafted,
        "first_form/approve_measure",
        INVESTIGATION[:3],
        "秦若愚",
        grounds=("形成核实报告", "说明或申辩", "核实说明和申辩"),
    ),
    "m10b_filing/approve_filing": Story(
        filing_reported, "file_case/approve_filing", INVESTIGATION, "秦若愚", grounds=("形成核实报告",)
    ),
    "m10c_trial/approve_return": Story(trial_returns, "try_case/approve_return", INVESTIGATION[:2], "陆鸣谦"),
    "m10e_clarification/approve_plan": Story(
        clarification_planned,
        "approve_plan",
        ("he", "wang", "chen", "pan"),
        "周正言",
        grounds=("评估不实影响", "提出单位意见"),
    ),
}


def seen(house: House, who: str, path: str) -> TaskView:
    """Give the page of an open step to a person, who has nothing to declare."""
    key = task_at(house, path)
    page = house.view(open_task, who, task_id=key)
    if page.needs_declaration:
        house.run(declare_recusal, who, task_id=key, answer="none")
        page = house.view(open_task, who, task_id=key)
    return page


def asked(house: House, who: str, path: str) -> Request:
    """Give what a person is asked at an open step."""
    found = seen(house, who, path).asked
    assert found is not None
    return found


def test_every_approval_that_is_drawn_has_its_story() -> None:
    drawn = set()
    for process in processes_in(PROCESSES):
        definition = read(collect(PROCESSES, process), all_handlers())
        drawn |= {f"{one.process}/{one.id}" for one in definition.elements.values() if one.called == "approve"}

    assert drawn == set(STORIES)


@ON_SQLITE
@pytest.mark.parametrize("call", STORIES)
def test_every_rung_reads_the_proposal_its_drafter_the_study_and_the_opinions(house: House, call: str) -> None:
    story, said = STORIES[call], list[str]()
    story.reach(house)

    for rung, who in zip(story.rungs, story.who, strict=False):
        found = asked(house, who, f"{story.at}/{rung}")

        assert found.proposal is not None, (call, rung)
        assert found.question.startswith("是否同意"), (call, rung)
        assert found.proposal.by == story.drafter
        assert [one.step for one in found.grounds] == list(story.grounds)
        assert any(len(in_chinese(text)) > 10 for _, text in found.proposal.lines), (call, rung)
        assert [in_chinese(one.words) for one in found.opinions] == said
        assert story.study in "".join(in_chinese(text) for _, text in found.study)
        assert who != "pan" or found.before == ()
        assert len(found.gist) == story.gist
        do(house, who, f"{story.at}/{rung}", decision="agree", remark=f"{who}已阅。")
        said.append(f"同意、{who}已阅。")


@ON_SQLITE
def test_the_party_principal_reads_what_is_decided_on_and_nothing_else_of_the_case(house: House) -> None:
    a_verification(house)
    approve(house, "verify/approve_plan", *INVESTIGATION[:3])

    page = seen(house, "pan", "verify/approve_plan/by_party")

    assert page.asked is not None
    assert page.earlier == page.asked.before == ()
    assert page.asked.gist[0][0] == "反映的主要问题"
    assert [one.by for one in page.asked.opinions] == ["曹景明", "邓思勉", "陈守纪"]
    with pytest.raises(NotFound):
        house.view(case_page, "pan", case_id=page.head.case_id)


@ON_SQLITE
def test_files_of_the_proposal_are_there_for_who_decides_until_it_is_decided(house: House) -> None:
    way_studied(house)
    approve(house, "disposal/approve_way", "he", "wang", "chen", "pan")
    pdf = {"field": "", "name": "核实方案.pdf", "content": b"%PDF-1.4\n%%EOF\n"}
    plan = house.run(attach, "qin", task_id=own(house, "qin", "verify/plan_verification"), **pdf)
    do(house, "qin", "verify/plan_verification", members=TEAM)
    approve(house, "verify/approve_plan", *INVESTIGATION[:2])
    assert not reads_file(house, "pan", plan.id)
    do(house, "chen", "verify/approve_plan/by_secretary", decision="agree")

    page = seen(house, "pan", "verify/approve_plan/by_party")

    assert [one.id for one in page.attachments] == [plan.id]
    assert reads_file(house, "pan", plan.id)
    assert not reads_file(house, "li", plan.id)
    do(house, "pan", "verify/approve_plan/by_party", decision="agree")
    assert not reads_file(house, "pan", plan.id)


@ON_SQLITE
def test_who_stands_in_for_an_absent_leader_reads_the_request(house: House) -> None:
    inquiry_planned(house)
    do(house, "he", "approve_plan/by_room", decision="agree")
    house.run(set_absence, "wang", substitute_id="deng", from_on=today(house), until_on=today(house))

    found = asked(house, "deng", "approve_plan/by_deputy")

    assert found.proposal is not None
    assert found.proposal.by == "周正言"
    assert "第五项" in "".join(in_chinese(text) for _, text in found.proposal.lines)


@ON_SQLITE
def test_a_returned_plan_comes_back_with_what_was_added(house: House) -> None:
    inquiry_planned(house)
    do(house, "he", "approve_plan/by_room", decision="return", opinion="请补充安全预案。")
    do(house, "zhou", "approve_plan/supplement", answer="已补充两名陪同人员和就医安排。")

    found = asked(house, "he", "approve_plan/by_room")

    assert found.proposal is not None
    assert found.proposal.step == "拟定谈话函询方案"
    assert [in_chinese(one.words) for one in found.opinions] == ["退回补充、请补充安全预案。"]
    assert [in_chinese(text) for one in found.added for _, text in one.lines] == ["已补充两名陪同人员和就医安排。"]
    (row,) = house.view(approval_list, "he", kind="all").rows
    assert (row.proposed_by, row.summary[0][1]) == ("周正言", "函询")


@ON_SQLITE
def test_who_signs_a_letter_reads_it_and_its_check(house: House) -> None:
    inquiry_planned(house)
    approve(house, "approve_plan")
    at = "hear/issue_inquiry"
    do(house, "zhou", f"{at}/draft_letter", body="请一并说明资金来源。")
    do(house, "sun", f"{at}/check_letter", good=True)

    page = seen(house, "chen", f"{at}/sign_by_secretary")

    assert page.asked is not None
    assert (page.asked.name, page.asked.signs) == ("制发函询通知书", True)
    assert page.asked.proposal is not None
    assert (page.asked.proposal.step, page.asked.proposal.by) == ("拟稿", "周正言")
    assert [(one.step, one.by) for one in page.asked.added] == [("核稿", "孙怀远")]
    assert page.letter_html is not None
    assert "请一并说明资金来源。" in page.letter_html


@ON_SQLITE
def test_who_decides_how_a_letter_goes_on_reads_how_it_came_back(house: House) -> None:
    inquiry_planned(house)
    approve(house, "approve_plan")
    at = "hear/issue_inquiry"
    sign_and_seal(house, at, "zhou")
    do(house, "sun", f"{at}/deliver", way="post", result="returned", why_returned="邮局退回，查无此人。")
    do(house, "sun", f"{at}/hand_over", second_officer="yu", result="refused", what_happened="本人当面拒收，两人在场。")
    do(house, "yu", f"{at}/confirm_hand_over", confirmed="yes")

    found = asked(house, "chen", f"{at}/decide_undelivered")

    told = [one.step for one in found.added]
    assert told[-3:] == ["送达", "两人当面送达", "同行人确认"]
    assert "查无此人" in "".join(in_chinese(text) for one in found.added for _, text in one.lines)


@ON_SQLITE
def test_what_the_clue_is_about_stands_above_the_way_that_is_proposed(house: House) -> None:
    register_clue(house)
    do(
        house,
        "ding",
        "acceptance/make_abstract",
        summary="反映马远帆违规决定仓库租金。",
        discipline_class=["work"],
        tags=["none"],
    )
    do(house, "fang", "acceptance/check_abstract", verdict="good")
    do(house, "han", "acceptance/accept_clue", verdict="separate", room="third_room")
    suggest(house, "zhou", "inquiry")
    meet(house, "disposal/study", "inquiry")

    found = asked(house, "he", "disposal/approve_way/by_room")

    assert found.gist == (("反映的主要问题", "反映马远帆违规决定仓库租金。"),)


def own(house: House, who: str, path: str) -> str:
    """Let a person open a step, with nothing to declare, and give its id."""
    seen(house, who, path)
    return task_at(house, path)


def reads_file(house: House, who: str, key: str) -> bool:
    """Tell whether a file is there for a person."""
    try:
        house.view(attachment_file, who, attachment_id=key)
    except NotFound:
        return False
    return True
