"""An officer steps back from a head after a step is done: the head of the room reads it in the inbox and decides."""

from __future__ import annotations

from tests.http.stories.passages import Sit
from tests.usecases.office import House
from tests.usecases.passages import FIVE, to_inquiry

STEP_BACK = "//form[.//select[@name='answer']]"
JUDGE = "//form[contains(@action, '/questions/')]"


def test_late_recusal_is_offered_on_the_finished_step_and_decided_on_the_case_page(sit: Sit, house: House) -> None:
    to_inquiry(house)
    zhou, he = sit("zhou"), sit("he")
    done = zhou.open("拟定谈话函询方案")
    zhou.submit(done, kind="letter", questions=FIVE)
    zhou.press(zhou.get(done.path), STEP_BACK, answer="relative")
    zhou.get(done.path, status=404)

    inbox = he.get("/tasks")
    path = inbox.all("//section[@aria-labelledby='questions']//a/@href")[0]
    page = he.declare(he.get(path))
    after = he.press(page, JUDGE, stands="1", reason="已核对，所办无误。")

    assert "后回避" in inbox.words()
    assert "决定所办有效" in after.words()
    assert after.all(JUDGE) == []
