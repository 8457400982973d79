"""After a step is handed in one sentence says who has the matter now, until when, to whoever may know it."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from tests.usecases.passages import approve, assign_clue, issue, register_clue, to_inquiry
from tests.usecases.robot import do, look_at, open_steps, task_at
from webapp.domain.errors import NotFound
from webapp.domain.ids import TaskId
from webapp.usecases.tasks import typed_words, what_next


def said_after(house: House, who: str, path: str, **given: object) -> str:
    key = task_at(house, path)
    do(house, who, path, **given)
    return house.view(what_next, who, task_id=key)


def test_an_officer_hears_who_has_it_now_and_until_when(house: House) -> None:
    to_inquiry(house)

    said = said_after(house, "zhou", "plan_inquiry", kind="letter")

    assert said.startswith("已提交。等待何")
    assert "审核" in said
    assert said.endswith("到期。")


def test_whoever_may_not_see_the_case_hears_no_name(house: House) -> None:
    register_clue(house)
    assign_clue(house)
    key = next(key for path, _, key in open_steps(house) if path == "disposal/analyse_clue")
    look_at(house, "zhou", "disposal/analyse_clue")

    said = house.view(what_next, "ding", task_id=key)

    assert said == "已提交，事项已转下一环节。"


def test_the_person_concerned_hears_where_the_receipt_is(house: House) -> None:
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=[{"text": "请说明会议费的来龙去脉。"}])
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to="ma")

    said = said_after(house, "ma", "hear/reply", answers=[{"exists": "no"}])

    assert said == "已提交，回执在“您的答复和回执”中。"


def test_a_step_that_is_not_there_says_nothing(house: House) -> None:
    with pytest.raises(NotFound):
        house.view(what_next, "zhou", task_id=TaskId("0" * 32))


def test_choices_that_were_posted_are_read_in_the_words_of_the_form(house: House) -> None:
    to_inquiry(house)
    key = task_at(house, "plan_inquiry")
    look_at(house, "zhou", "plan_inquiry")
    posted = {"kind": ["letter"], "questions.0.text": ["请说明。"], "nowhere": ["x"]}

    boxes = {one.name: one for one in house.view(typed_words, "zhou", task_id=key, posted=posted)}

    assert [str(word) for word in boxes["kind"].words] == ["函询"]
    assert boxes["questions.0.text"].free
    assert "nowhere" not in boxes
    with pytest.raises(NotFound):
        house.view(typed_words, "tao", task_id=key, posted=posted)
