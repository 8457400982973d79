"""年度任务: previewed, opened and explained on its page, and approved in the inbox."""

from __future__ import annotations

import pytest

from tests.faults.drawn import deploy
from tests.http.pages import chinese_outside_contents, faults
from tests.http.stories.conftest import Sit
from tests.usecases.lists import approve_lists
from tests.usecases.office import House
from tests.usecases.test_rounds import TALKS, opened
from webapp.http.door import LANGUAGE_COOKIE

pytestmark = pytest.mark.parametrize("furnished", ["sqlite"], indirect=True)
"""Pages are the same on every database; their use cases are tested on both."""
ROUND = "/cycles/m21_talks/yearly/2026"


@pytest.fixture
def drawn(house: House) -> House:
    deploy(house, TALKS.format(month=1, who="heads"))
    return house


def test_a_round_is_previewed_opened_approved_and_a_gap_explained(drawn: House, sit: Sit) -> None:
    style = sit("su")
    page = style.get("/cycles")
    assert "可以开启" in page.words("//table")
    page = style.get(ROUND)
    assert "马远帆" in page.words("//section[@aria-labelledby='belong']")
    assert "监督检查室第一监督检查室0031.0　李怀瑾00+1.0" in page.words("//section[@aria-labelledby='loads']")

    page = style.press(page, "//form[contains(@action, '/open')]")
    assert "名单待批准" in page.words()
    approve_lists(drawn, "m21_talks", each_week=2)
    drawn.drain()
    page = style.get(ROUND)
    assert "应办7件：在办 2，待开启 5" in style.get("/cycles").words()
    form = "(//form[.//select[@name='reason']])[last()]"
    page = style.press(page, form, reason="ill", text="手术后休养至年底")
    assert "长期病休：手术后休养至年底（苏景和，3月2日）" in page.words()
    page = style.press(page, "//form[.//input[@name='resume']]")

    assert "手术后休养" not in page.words()
    assert len(opened(drawn)) == 2


def test_another_period_is_looked_up_and_a_wrong_one_is_not_there(drawn: House, sit: Sit) -> None:
    style = sit("su")

    page = style.get("/cycles/m21_talks/yearly?period=2027")

    assert "2027自2027年1月1日开始，现在还没有到" in page.words()
    for wrong in ("/cycles/m21_talks/yearly?period=2026-H1", "/cycles/m21_talks/yearly/x", "/cycles/m99/yearly/2026"):
        style.get(wrong, status=404)


@pytest.mark.parametrize("who", ["zhou", "wang", "jin", "cui"])
def test_the_rounds_are_not_there_for_others(drawn: House, sit: Sit, who: str) -> None:
    for path in ("/cycles", ROUND):
        sit(who).get(path, status=404)


def test_the_rounds_speak_english_and_are_valid(drawn: House, sit: Sit) -> None:
    style = sit("su")
    style.press(style.get(ROUND), "//form[contains(@action, '/open')]")
    approve_lists(drawn, "m21_talks", each_week=2)
    drawn.drain()
    client = style.client
    client.set_cookie(LANGUAGE_COOKIE, "en")

    for path in ("/cycles", ROUND, "/cycles/m21_talks/yearly/2027"):
        answer = client.get(path)
        assert not faults(answer.data)
        left = [text for text in chinese_outside_contents(answer.data) if text not in ("年度谈话", "年度启动")]
        assert not left, "the test's own diagram has no English; everything else has"
