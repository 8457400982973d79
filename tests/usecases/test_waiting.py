"""What a case waits for: the step, the message or the day of its own way; not what only listens, nor a join."""

from __future__ import annotations

import pytest

from tests.usecases.invariants import every_open_case_has_a_reason_to_wait
from tests.usecases.office import House
from tests.usecases.passages import ALL_TRUE, assign_clue, case_of, register_clue, to_reply, wait_at
from tests.usecases.robot import do
from webapp.domain.actor import SYSTEM
from webapp.domain.ids import CaseId
from webapp.store.tables import subscription, task
from webapp.usecases.case_lists import case_list
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.drawings import case_diagram
from webapp.usecases.inbox import done_tasks
from webapp.usecases.monitor import monitor
from webapp.usecases.stuck import reasons

pytestmark = pytest.mark.story

M07, M08 = "m07_clue_disposal", "m08_talk_letter_inquiry"
LETTER = "检举控告人来信"


def analysing(house: House) -> CaseId:
    """Bring a clue to its analysis, beside which the reporter may write again."""
    register_clue(house)
    assign_clue(house)
    assert wait_at(house, "reporter_word").listens
    case_id = CaseId(case_of(house, M07).id)
    house.run(declare_about_case, "chen", case_id=case_id, answer="none")
    return case_id


def test_the_monitor_sees_the_step_and_not_what_may_come_in_beside_it(house: House) -> None:
    analysing(house)

    found = house.view(monitor, "han")

    assert [(row.step, row.number) for row in found.rows] == [("分析研判线索", case_of(house, M07).number)]
    assert found.count == 1


def test_the_case_page_says_what_may_come_in_beside_the_step(house: House) -> None:
    page = house.view(case_page, "chen", case_id=analysing(house))

    assert page.may_come == ("另一线索并入", "要求加快办理", LETTER)
    assert LETTER not in page.sentence
    assert [one.element for one in page.waiting] == ["analyse_clue"]
    every_open_case_has_a_reason_to_wait(house)


def test_a_case_that_a_listener_is_left_of_waits_for_nothing_on_any_list(house: House) -> None:
    case_id = analysing(house)
    with house.office.database.write() as tx:
        tx.execute(task.update().values(is_open=False))

    assert house.view(case_list, "chen").rows[0].waits_for == ()
    assert [row.step for row in house.view(monitor, "han").rows] == ["等待到期"]
    why = house.office.view(reasons, SYSTEM, cases={case_id: house.clock()})
    assert [one.kind for one in why[case_id]] == ["silent"]


def test_a_message_that_the_case_itself_waits_for_is_no_listener(house: House) -> None:
    to_reply(house)
    with house.office.database.read() as tx:
        rows = tx.execute(subscription.select().where(subscription.c.gone_at.is_(None))).all()

    assert {row.element: row.listens for row in rows}["reporter_word"] is True
    assert False in {row.listens for row in rows}


def test_the_page_opens_the_diagram_in_which_the_case_waits(house: House) -> None:
    case_id = analysing(house)
    page = house.view(case_page, "chen", case_id=case_id)
    whole = house.view(case_page, "chen", case_id=case_id, diagram=M07)

    assert (page.drawn.process, page.drawn.live) == ("m07b_disposal", ("analyse_clue",))
    assert {M07, "m07b_disposal"} <= dict(page.drawn.names).keys()
    assert (whole.drawn.process, whole.drawn.live) == (M07, ("disposal",))


def test_answers_of_one_wait_are_one_line_of_the_monitor(house: House) -> None:
    to_reply(house)

    rows = house.view(monitor, "han").rows

    assert [row.step for row in rows if row.measure == "m07"] == ["函询已有结果或函询未获同意"]
    assert (house.view(monitor, "han").count, len(rows)) == (2, 3)
    page = house.view(case_page, "chen", case_id=CaseId(case_of(house, M07).id))
    assert page.sentence.startswith("等待“函询已有结果或函询未获同意”，")
    assert "同时进行" not in page.sentence


def test_a_join_that_waits_is_neither_work_nor_passed(house: House) -> None:
    to_reply(house)
    house.clock.shift(minutes=5)
    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)
    row = case_of(house, M08)
    assert row.waiting_at == ["review_reply_b", "review_join"]

    page = house.view(case_page, "chen", case_id=CaseId(row.id))
    drawn = house.view(case_diagram, "chen", case_id=CaseId(row.id), process=M08)

    for shown in (page.drawn, drawn):
        assert shown.live == ("review_reply_b",)
        assert "review_join" not in shown.walked
        assert "review_reply_a" in shown.walked
    assert house.view(done_tasks, "zhou")[0].now_waits_for == ("协办人核查答复",)
