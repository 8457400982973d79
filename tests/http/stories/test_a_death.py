"""A head dies while an untruthful answer holds the case: two leaders approve the ending, each reading what it is."""

from __future__ import annotations

import pytest

from tests.http.stories.passages import Sit
from tests.usecases.office import House
from tests.usecases.passages import case_of, to_bound

pytestmark = pytest.mark.story

WHY = "本人因病去世，医院已出具证明。"
AGREE = "//main//form[.//input[@name='agree'][@value='1']]"
TOLD = ("云谈核〔2026〕1号", "马远帆", "县供销合作社", "本人去世", WHY, "何慎行")


def test_two_leaders_approve_the_ending_and_each_reads_what_it_is(sit: Sit, house: House) -> None:
    to_bound(house)
    he, chen, pan = sit("he"), sit("chen"), sit("pan")
    case = case_of(house, "m08_talk_letter_inquiry")
    he.press(
        he.get(f"/cases/{case.id}"), "//form[.//select[@name='end_reason']]", end_reason="subject_deceased", reason=WHY
    )

    assert "没有等您批准的申请" in pan.get("/applications").words()
    page = chen.get(chen.get("/applications").one("//table//a[contains(@class, 't')]").get("href"))
    assert [word for word in TOLD if word not in page.words()] == []
    assert page.all(f"//main//a[@href='/cases/{case.id}']")
    chen.press(page, AGREE, reason="情况属实。")

    assert "没有等您批准的申请" in chen.get("/applications").words()
    assert not case_of(house, "m08_talk_letter_inquiry").ended_at_element
    page = pan.get(pan.get("/applications").one("//table//a[contains(@class, 't')]").get("href"))
    assert [word for word in (*TOLD, "陈守纪：同意，情况属实。") if word not in page.words()] == []
    assert page.all("//main//a[starts-with(@href, '/cases/')]") == []
    pan.press(page, AGREE)

    sit("zhou").does("登记去世情况")
    assert case_of(house, "m08_talk_letter_inquiry").ended_at_element == "ended_early"
