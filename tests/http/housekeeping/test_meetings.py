"""A meeting through its pages: planned, listed, attended, heard, decided, signed, printed."""

from __future__ import annotations

import pytest

from tests.http.stories.conftest import Sit
from tests.http.stories.pages import Page
from tests.http.stories.person import Person
from tests.usecases.office import House
from tests.usecases.passages import assign_clue, case_of, register_clue, suggest
from tests.usecases.robot import open_steps

pytestmark = pytest.mark.story

PLAN = "//section[.//h2[@id='b-clue_group']]//form[.//input[@name='place']]"
MEMBERS = "//form[contains(@action, '/members')]"
LISTING = "//form[contains(@action, '/items')][.//input[@name='item']]"
OPINION = "//form[contains(@action, '/opinion')]"
DECISION = "//form[contains(@action, '/decision')]"
MATERIAL = "//article//a[contains(@href, '/items/')]"
SIGN = "//main//form[contains(@action, '/sign')]"
GROUP = ["chen", "deng", "gao", "wang", "xia"]


def clue(house: House, subject: str = "ma") -> None:
    register_clue(house, subject=subject)
    assign_clue(house)
    suggest(house, "zhou", "inquiry")


def planned(keeper: Person) -> Page:
    page = keeper.press(keeper.get("/meetings"), PLAN, place="三楼会议室")
    return keeper.press(page, LISTING)


def hear(keeper: Person, page: Page) -> Page:
    for _ in GROUP:
        page = keeper.press(page, OPINION, stand="inquiry")
    assert not page.all(OPINION), page.words()
    return page


def test_a_meeting_from_its_plan_to_the_minutes(house: House, sit: Sit) -> None:
    clue(house)
    keeper, chair = sit("sun"), sit("chen")

    page = planned(keeper)
    assert "应到5人" in page.words()
    page = keeper.press(page, MEMBERS, present=GROUP)
    page = hear(keeper, page)
    page = keeper.press(page, DECISION, result="inquiry")
    assert "结果已登记" in page.words()
    signed = chair.press(chair.get(page.path), SIGN)
    house.drain()

    assert "纪要云纪要〔2026〕1号已签发，1项结果已送达事项。" in signed.words()
    assert "disposal/approve_way/by_room" in [path for path, _, _ in open_steps(house)]
    minutes = chair.get(f"{page.path}/minutes")
    assert "研究：是否同意按谈话函询方式处置？" in minutes.words()
    assert "会议决定：谈话函询" in minutes.words()
    assert chair.client.get(f"{page.path}/minutes.pdf").data.startswith(b"%PDF-")


def test_too_few_are_said_on_the_agenda_and_nothing_can_be_decided(house: House, sit: Sit) -> None:
    clue(house)
    keeper = sit("sun")

    page = keeper.press(planned(keeper), MEMBERS, present=["gao", "xia"], chair="")

    assert "人数不足，还差1人" in page.words("//div[contains(@class, 'late')]")
    assert not page.all(OPINION)
    assert not page.all(DECISION)


def test_a_refusal_is_said_on_the_page_and_nothing_is_lost(house: House, sit: Sit) -> None:
    clue(house)
    keeper = sit("sun")
    page = keeper.press(planned(keeper), MEMBERS, present=GROUP)

    page = keeper.press(page, OPINION, stand="verify")

    assert "意见与所提建议不同的，请写明理由" in page.words("//div[contains(@class, 'late')]")


def test_a_member_finds_the_own_box_only_and_the_list_has_no_verbs_for_members(house: House, sit: Sit) -> None:
    clue(house)
    keeper, member = sit("sun"), sit("gao")
    page = keeper.press(planned(keeper), MEMBERS, present=GROUP)

    seen = member.get(page.path)

    assert seen.one("//select[@name='person']").xpath("option/@value") == ["gao"]
    assert not member.get("/meetings").all("//form[.//input[@name='place']]")


def test_others_find_no_meetings(house: House, sit: Sit) -> None:
    sit("zhou").get("/meetings", status=404)
    assert "会议" not in sit("zhou").get("/tasks").words("//nav[contains(@class, 'nav')]")


def test_a_split_vote_is_said_and_heard_again_at_the_page(house: House, sit: Sit) -> None:
    clue(house)
    keeper = sit("sun")
    page = keeper.press(planned(keeper), MEMBERS, present=GROUP)
    for stand in ("verify", "verify", "close", "inquiry", "inquiry"):
        page = keeper.press(page, OPINION, stand=stand, text="情况具体，宜先核实。")

    assert "没有一项结果有3人赞成，未形成决定" in page.words("//article//div[contains(@class, 'late')]")
    assert not page.all(DECISION)
    assert page.all("//form[contains(@action, '/return')]")
    assert page.all("//form[contains(@action, '/leave')]")
    page = keeper.press(page, "//form[contains(@action, '/again')]", reason="补充说明后再议。")

    assert "补充说明后再议。" in page.words("//article//details[contains(., '第1轮意见')]")
    assert len(page.one(f"{OPINION}//select[@name='person']").xpath("option")) == 4


def test_nothing_is_chosen_or_said_beforehand(house: House, sit: Sit) -> None:
    clue(house)
    keeper = sit("sun")
    page = keeper.press(planned(keeper), MEMBERS, present=GROUP)

    assert page.one("//select[@name='stand']").xpath("option[@selected]") == []
    page = keeper.press(page, OPINION)
    assert "请选择本议题可选的结果" in page.words("//div[contains(@class, 'late')]")


def test_a_member_reads_the_material_after_the_declaration_and_not_once_it_is_decided(house: House, sit: Sit) -> None:
    clue(house)
    keeper, member = sit("sun"), sit("gao")
    meeting = planned(keeper)
    assert not keeper.get(meeting.path).all(MATERIAL)

    page = member.get(member.get(meeting.path).one(MATERIAL).get("href"))
    assert "先作回避声明" in page.words()
    assert "分析研判线索" not in page.words()
    page = member.press(page, "//form[.//input[@value='none']]")

    assert "是否同意按谈话函询方式处置？" in page.words("//h1")
    assert "分析研判线索" in page.words()
    assert "周正言" in page.words()
    path = page.path
    hear(keeper, keeper.press(meeting, MEMBERS, present=GROUP))
    keeper.press(keeper.get(meeting.path), DECISION, result="inquiry")
    assert not member.get(meeting.path).all(MATERIAL)
    member.get(path, status=404)
    sit("zhou").get(path, status=404)


def test_who_steps_back_at_the_material_reads_nothing_of_the_item(house: House, sit: Sit) -> None:
    clue(house)
    member = sit("gao")
    meeting = planned(sit("sun"))
    page = member.get(member.get(meeting.path).one(MATERIAL).get("href"))

    after = member.press(page, "//form[.//input[@name='answer' and @value='relative']]", answer="relative")

    assert "您不参加本议题的研究和表决" in after.words()
    assert "您对该议题回避，不显示内容。" in after.words("//article")
    member.get(page.path, status=404)


def test_the_case_shows_its_study_and_what_every_decision_came_to(house: House, sit: Sit) -> None:
    clue(house)
    keeper, officer = sit("sun"), sit("zhou")
    page = hear(keeper, keeper.press(planned(keeper), MEMBERS, present=GROUP))
    page = keeper.press(page, DECISION, result="inquiry")
    chair = sit("chen")
    chair.press(chair.get(page.path), SIGN)
    house.drain()

    seen = officer.get(f"/cases/{case_of(house, 'm07_clue_disposal').id}")

    study = seen.words("//section[.//h2[@id='studies']]")
    assert "线索评估小组" in study
    assert "云纪要〔2026〕1号" in study
    assert "应到5人，实到5人，赞成5人，不赞成0人，弃权0人" in study
    assert "集体研究：谈话函询" in seen.words("//ol[contains(@class, 'road')]")
    log = seen.words("//ol[@class='log']")
    assert "提出处置建议" in log
    assert "处置建议：谈话函询" in log
