"""Measure 8 at the browser: five questions go out, the head answers in the own page, the answer is true."""

from __future__ import annotations

import pytest

from tests.http.stories.passages import Sit, approve, enter, issue, meet
from tests.usecases.office import House
from tests.usecases.passages import FIVE, to_inquiry

pytestmark = pytest.mark.story

AGREES = {"complete": "yes", "consistent": "yes", "personal_matters": "match", "contradicted_by": "none"}


def test_five_true_answers_close_an_inquiry(sit: Sit, house: House) -> None:
    to_inquiry(house)

    sit("zhou").does("拟定谈话函询方案", kind="letter", questions=FIVE)
    approve(sit)
    issue(sit, "zhou", to="ma")
    sit("ma").does("书面答复", more="会议记录附后。")
    handed_in = sit("ma").get(
        sit("ma").get("/portal").one("//section[@aria-labelledby='receipts']//a[.='书面答复']/@href")
    )
    assert "会议记录附后。" in handed_in.words()
    assert "回执号" in handed_in.words()
    sit("zhou").does("承办人核查答复", checks=[AGREES] * 5)
    sit("wu").does("协办人核查答复", checks=[AGREES] * 5)
    sit("zhou").does("撰写情况报告", sufficiency="complete", not_true=True)
    meet(sit, "clue_group", "not_true")
    approve(sit)
    issue(sit, "zhou", signer="wang", to="ma")
    enter(sit, "zhou")

    pages = sit("zhou").look_round()
    assert any("已办结" in page.words() for page in pages.values())
