"""An emergency look (应急查阅) by its pages: opened with a reason, read, told of, reviewed, and seen by the auditor."""

from __future__ import annotations

import pytest

from tests.http.stories.conftest import Sit
from tests.http.stories.person import DECLARE, Person
from tests.http.stories.sheets import sheet_of
from tests.usecases.office import House
from tests.usecases.passages import assign_clue, case_of, register_clue

WHY = "上级当日来电核实，承办室负责人均在外，来不及按程序办理。"
WORDS = "确系来电核实，查阅范围适当。"
ASK, REVIEW = "//form[.//input[@name='number']]", "//form[contains(@action, '/glass/reviews/')]"


@pytest.fixture
def number(house: House) -> str:
    """A clue lies in the third room; the head of the first one has no right to it."""
    register_clue(house)
    assign_clue(house)
    return str(case_of(house, "m07_clue_disposal").number)


def opened(who: Person, number: str) -> str:
    """Open it with a reason, declare, and give the case's address."""
    page = who.press(who.get("/glass"), ASK, number=number, reason=WHY)
    assert "已开启应急查阅" in page.words("//body")
    assert number in who.declare(page).words()
    return page.path


def test_a_look_from_its_start_to_its_review(sit: Sit, house: House, number: str) -> None:
    head, secretary, auditor = sit("luo"), sit("chen"), sit("mo")
    before = head.get("/cases?status=all").words()

    case = opened(head, number)
    told = secretary.get("/tasks").words()
    waiting = secretary.get("/glass/reviews")
    if not waiting.all(REVIEW):
        secretary.press(secretary.get(case), DECLARE)
        waiting = secretary.get("/glass/reviews")
    looks = waiting.words()
    form = sheet_of(waiting.root, REVIEW)
    form.asked["words"].values = [WORDS]
    done = secretary.follow(secretary.send(form.action, form.posted(justified="1")))

    assert number not in before
    assert "1次应急查阅等待您审核" in told
    assert WHY in looks
    assert "没有打开过" not in looks
    assert "审核意见已留存。" in done.words("//body")
    assert WORDS in head.get("/glass").words()
    seen = auditor.get("/audit/unusual").words("//section[@aria-labelledby='glass']")
    assert {name for name in ("罗秉文", "陈守纪", number, WHY) if name in seen} == {"罗秉文", "陈守纪"}
    house.clock.shift(hours=3)
    head.sign_in()
    assert head.get(case, status=404).status == 404


def test_what_is_refused_says_why_and_opens_nothing(sit: Sit, number: str) -> None:
    head, officer = sit("luo"), sit("zhao")

    short = head.press(head.get("/glass"), ASK, number=number, reason="急")
    nobody = head.press(head.get("/glass"), ASK, number="不存在的编号", reason=WHY)

    assert "不少于十个字" in short.words("//body")
    assert "没有可以应急查阅的事项" in nobody.words("//body")
    assert "没有应急查阅。" in head.get("/glass").words()
    assert officer.get("/glass", status=404).status == 404
