"""Steps of one instant stand in a case's record in the order in which they were done, on every page alike."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from tests.usecases.passages import case_of, to_reply
from tests.usecases.stand import Stand
from webapp.domain.ids import CaseId
from webapp.store import tasks
from webapp.usecases.case_pages import case_page
from webapp.usecases.views.cases import CaseView

pytestmark = pytest.mark.story

PLANNED = ("拟定谈话函询方案", "室主任审核", "分管领导审批", "书记审批")
ISSUED = ("拟稿", "核稿", "书记签发", "用印", "送达", "本人页面签收", "书面答复")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which an answer has come in; the clock stood still all the way."""
    return stand.played(to_reply)


def page(house: House) -> CaseView:
    """Give the inquiry's page."""
    return house.view(case_page, "he", case_id=CaseId(case_of(house, "m08_talk_letter_inquiry").id))


def logged(found: CaseView) -> list[str]:
    """Give the steps as the numbered record has them, the first first."""
    return [row.detail for row in reversed(found.log) if row.what == "办理环节"]


def test_what_was_filled_in_and_the_road_follow_the_record(house: House) -> None:
    found = page(house)

    assert logged(found) == [*PLANNED, *ISSUED]
    assert [one.step for one in found.contents] == logged(found)
    assert [name for name, state, _, _ in found.road if state == "done"] == logged(found)[-8:]


def test_what_one_act_opens_stands_as_the_diagram_opens_it(house: House) -> None:
    with house.office.database.read() as tx:
        opened = tasks.open_tasks(tx, CaseId(case_of(house, "m08_talk_letter_inquiry").id))

    assert [one.element for one in opened] == ["review_reply_a", "review_reply_b"]
    assert [name for name, state, _, _ in page(house).road if state == "now"] == [one.name for one in opened]
