"""撤回 and why it is not offered: one short sentence to the one whose last act of the case it was."""

from __future__ import annotations

from tests.usecases.office import House
from tests.usecases.passages import ALL_TRUE, assign_clue, case_of, register_clue, to_inquiry, to_reply
from tests.usecases.robot import do, look_at, task_at
from webapp.domain.ids import CaseId
from webapp.usecases.case_pages import case_page
from webapp.usecases.inbox import done_tasks
from webapp.usecases.monitor import urge

M07, M08 = "m07_clue_disposal", "m08_talk_letter_inquiry"
HANDLERS = "提交后系统已接着办理（如编号、分办、发文），不能撤回。"


def said(house: House, who: str, process: str = M07) -> tuple[bool, str]:
    """Give whether the case page offers 撤回, and why not."""
    page = house.view(case_page, who, case_id=CaseId(case_of(house, process).id))
    return page.can_recall_task is not None, page.why_no_recall


def listed(house: House, who: str) -> tuple[bool, str]:
    """Give the same of the newest line of what a person did."""
    row = house.view(done_tasks, who)[0]
    return row.can_recall, row.why_no_recall


def abstract_made(house: House) -> None:
    """Let an act be done behind which no handler stands, and which nobody has gone on from."""
    register_clue(house)
    house.clock.shift(minutes=5)
    do(house, "ding", "acceptance/make_abstract", discipline_class=["integrity"], tags=["project"])


def test_what_nobody_has_gone_on_from_is_offered_without_a_word(house: House) -> None:
    abstract_made(house)

    assert listed(house, "ding") == (True, "")


def test_a_next_step_that_was_opened_is_named_as_the_reason(house: House) -> None:
    abstract_made(house)

    look_at(house, "fang", "acceptance/check_abstract")

    assert listed(house, "ding") == (False, "下一环节已有人打开，不能撤回。")


def test_a_handler_that_ran_is_named_as_the_reason(house: House) -> None:
    register_clue(house)

    assert listed(house, "ding") == (False, HANDLERS)


def test_a_message_that_went_out_is_named_as_the_reason(house: House) -> None:
    to_inquiry(house)

    assert said(house, "chen") == (False, "提交后已有文书或者消息发出，不能撤回。")


def test_a_gate_that_holds_the_case_is_named_as_the_reason(house: House) -> None:
    to_reply(house)
    house.clock.shift(minutes=5)
    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)

    assert said(house, "zhou", M08) == (False, "必经环节尚未办结，不能撤回。")
    assert listed(house, "zhou") == (False, "必经环节尚未办结，不能撤回。")


def test_what_somebody_did_with_the_case_since_is_the_reason(house: House) -> None:
    abstract_made(house)

    house.run(urge, "han", task_id=task_at(house, "acceptance/check_abstract"))

    assert listed(house, "ding") == (False, "此后事项又有办理，不能撤回。")


def test_whoever_did_not_act_last_is_told_nothing(house: House) -> None:
    register_clue(house)
    assign_clue(house)

    assert said(house, "chen") == (False, "")
    assert [row.why_no_recall for row in house.view(done_tasks, "ding")] == ["", ""]
