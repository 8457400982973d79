"""Members read what they are to vote on, before they vote and while it is open for them; the case keeps what came."""

from __future__ import annotations

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.meeting_room import KEEPER, attend, clue, held, only_item, planned, say
from tests.usecases.office import House
from tests.usecases.passages import assign_clue, case_of, register_clue, suggest
from tests.usecases.robot import do, task_at
from tests.usecases.test_what_is_decided_on import asked
from tests.usecases.written import recuse
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.said import in_chinese
from webapp.usecases import deliberating, minutes
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.files import attach, attachment_file
from webapp.usecases.item_pages import declare_about_item, item_page
from webapp.usecases.meeting_pages import meeting_page
from webapp.usecases.views.cases import CaseView
from webapp.usecases.views.office import ItemView

MEMBER = "gao"
"""Sits in the clue group and reads no cases."""


def material(house: House, meeting: str, who: str = MEMBER, *, declare: bool = True) -> ItemView:
    """Give the material of a meeting's only item to somebody, who has nothing to declare."""
    key = {"meeting_id": meeting, "item_id": only_item(house, meeting).item_id}
    if declare and house.view(item_page, who, **key).needs_declaration:
        house.run(declare_about_item, who, **key, answer="none")
    return house.view(item_page, who, **key)


def reads(house: House, meeting: str, who: str) -> bool:
    """Tell whether the material of the only item is there for somebody."""
    try:
        material(house, meeting, who, declare=False)
    except NotFound:
        return False
    return True


@ON_SQLITE
def test_a_member_who_reads_no_cases_reads_what_the_item_rests_on_before_the_vote(house: House) -> None:
    clue(house)
    meeting = planned(house)
    key = {"meeting_id": meeting, "item_id": only_item(house, meeting).item_id}
    with pytest.raises(NotFound):
        case_seen(house, MEMBER)

    first = house.view(item_page, MEMBER, **key)
    page = material(house, meeting)

    assert (first.needs_declaration, first.asked, first.attachments) == (True, None, ())
    assert page.question == "是否同意按谈话函询方式处置？"
    assert page.asked is not None
    assert page.asked.proposal is not None
    assert (page.asked.proposal.step, page.asked.proposal.by) == ("提出处置建议", "周正言")
    assert [one.step for one in page.asked.grounds] == ["分析研判线索"]
    assert page.asked.before == ()
    assert "高景行 议题材料" in who_saw(house)


@ON_SQLITE
def test_files_of_the_item_are_there_for_its_members_while_it_is_open(house: House) -> None:
    register_clue(house)
    assign_clue(house)
    step = task_at(house, "disposal/analyse_clue")
    house.run(declare_recusal, "zhou", task_id=step, answer="none")
    content = b"%PDF-1.4\n%%EOF\n"
    kept = house.run(attach, "zhou", task_id=step, field="", name="研判材料.pdf", content=content)
    suggest(house, "zhou", "inquiry")
    assert not reads_file(house, MEMBER, kept.id)
    meeting = held(house)
    assert not reads_file(house, MEMBER, kept.id)

    page = material(house, meeting)

    assert [one.name for one in page.attachments] == ["研判材料.pdf"]
    assert reads_file(house, MEMBER, kept.id)
    assert not reads_file(house, "li", kept.id)
    decide(house, meeting)
    assert not reads_file(house, MEMBER, kept.id)
    assert not reads(house, meeting, MEMBER)


@ON_SQLITE
def test_who_does_not_vote_on_the_item_reads_no_material(house: House) -> None:
    clue(house)
    meeting = planned(house)
    assert reads(house, meeting, MEMBER)

    attend(house, meeting, "chen", "deng", "wang", "xia")

    assert not reads(house, meeting, MEMBER)
    assert not reads(house, meeting, KEEPER)
    assert not reads(house, meeting, "tang")
    assert not reads(house, meeting, "zhou")


@ON_SQLITE
def test_a_substitute_reads_it_for_the_seat_that_he_holds(house: House) -> None:
    clue(house)
    recuse(house, MEMBER, "xia", "deng")
    meeting = planned(house)

    attend(house, meeting, "chen", "wang", substitutes={PersonId(MEMBER): PersonId("tang")})

    assert material(house, meeting, "tang").asked is not None
    assert not reads(house, meeting, MEMBER)


@ON_SQLITE
def test_who_steps_back_mid_way_reads_nothing_more_and_the_others_are_heard_once_more(house: House) -> None:
    clue(house)
    meeting = held(house)
    item = only_item(house, meeting).item_id
    assert material(house, meeting).asked is not None
    say(house, item, MEMBER, "inquiry", "")

    house.run(deliberating.recuse_member, MEMBER, item_id=item, person_id=PersonId(MEMBER))

    assert not reads(house, meeting, MEMBER)
    row = only_item(house, meeting)
    assert (row.recused, row.entitled, row.opinions) == (("高景行",), 4, ())


@ON_SQLITE
def test_a_declaration_at_the_material_takes_the_member_out_of_the_item(house: House) -> None:
    clue(house)
    meeting = held(house)
    key = {"meeting_id": meeting, "item_id": only_item(house, meeting).item_id}

    assert house.run(declare_about_item, MEMBER, **key, answer="relative")

    assert not reads(house, meeting, MEMBER)
    assert only_item(house, meeting).recused == ("高景行",)


@ON_SQLITE
def test_the_case_keeps_meeting_number_presence_recusal_count_and_dissent(house: House) -> None:
    clue(house)
    recuse(house, "xia")
    meeting = held(house)
    decide(house, meeting, but={"deng": "verify"}, words="反映具体，宜初核。")

    page = case_seen(house)
    request = asked(house, "he", "disposal/approve_way/by_room")

    told = dict(request.study)
    assert told["表决"] == "应到4人，实到4人，赞成3人，不赞成1人，弃权0人"
    assert in_chinese(told["不同意见"]) == "邓思勉：初步核实、反映具体，宜初核。"
    (row,) = page.studies
    assert (row.body_name, row.minutes_number, row.result_name) == ("线索评估小组", "云纪要〔2026〕1号", "谈话函询")
    assert sorted(row.present) == ["王慎独", "邓思勉", "陈守纪", "高景行"]
    assert (row.absent, row.recused) == ((), ("夏知止",))
    assert row.count == "应到4人，实到4人，赞成3人，不赞成1人，弃权0人"
    assert [(one.by, in_chinese(one.words)) for one in row.dissent] == [("邓思勉", "初步核实、反映具体，宜初核。")]
    assert ("集体研究：谈话函询", "done", "线索评估小组") in [step[:3] for step in page.road]


@ON_SQLITE
def test_the_record_says_what_every_decision_came_to(house: House) -> None:
    clue(house)
    waiting = case_seen(house)
    assert ("集体研究", "now", "线索评估小组") in [step[:3] for step in waiting.road]
    decide(house, held(house))
    do(house, "he", "disposal/approve_way/by_room", decision="return", opinion="请补充理由。")
    do(house, "zhou", "disposal/approve_way/supplement", answer="已补充理由和所依据的材料。")
    do(house, "he", "disposal/approve_way/by_room", decision="agree")

    told = [(one.detail, in_chinese(one.result)) for one in case_seen(house).log]

    assert told[0] == ("室主任审核", "同意")
    assert ("室主任审核", "退回补充") in told
    assert ("", "谈话函询、应到5人，实到5人，赞成5人，不赞成0人，弃权0人") in told
    assert any(step == "提出处置建议" and "谈话函询" in words for step, words in told)


@ON_SQLITE
def test_an_item_that_was_sent_back_comes_again_with_what_was_added(house: House) -> None:
    clue(house)
    first = held(house)
    row = only_item(house, first)
    house.run(deliberating.return_item, KEEPER, item_id=row.item_id, reason="请补充三份合同。")
    house.run(minutes.sign_minutes, "chen", meeting_id=first)
    house.drain()
    do(house, "zhou", "disposal/study/add_material", answer="已补充三份合同和验收单。")

    page = material(house, planned(house))

    assert page.asked is not None
    assert page.asked.proposal is not None
    assert page.asked.proposal.step == "提出处置建议"
    assert [one.step for one in page.asked.added] == ["补充议题材料"]
    states = [(one.state, one.result_name, one.reason) for one in case_seen(house).studies]
    assert states == [("returned", "退回补充", "请补充三份合同。"), ("listed", "", "")]
    assert not reads(house, first, MEMBER)


def decide(house: House, meeting: str, *, but: dict[str, str] | None = None, words: str = "") -> None:
    """Let the only item be decided as it was proposed, and the minutes signed."""
    row = only_item(house, meeting)
    for who in [one for one in house.view(meeting_page, KEEPER, meeting_id=meeting).members if one.present]:
        if who.person_id not in ("chen", "xia") or (who.person_id == "xia" and not row.recused):
            stand = (but or {}).get(who.person_id, "inquiry")
            say(house, row.item_id, who.person_id, stand, words if stand != "inquiry" else "")
    say(house, row.item_id, "chen", "inquiry", "")
    house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")
    house.run(minutes.sign_minutes, "chen", meeting_id=meeting)
    house.drain()


def case_seen(house: House, who: str = "zhou") -> CaseView:
    """Give the page of the only clue."""
    return house.view(case_page, who, case_id=CaseId(case_of(house, "m07_clue_disposal").id))


def who_saw(house: House) -> list[str]:
    """Give who has seen what of the only clue."""
    house.look()
    return [f"{one.who} {one.what}" for one in case_seen(house).seen]


def reads_file(house: House, who: str, key: str) -> bool:
    """Tell whether a file is there for a person."""
    try:
        house.view(attachment_file, who, attachment_id=key)
    except NotFound:
        return False
    return True
