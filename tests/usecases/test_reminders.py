"""A late reply ends the reminder under way, with the reason in the record; the head is reminded before it is late."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House
from tests.usecases.passages import FIVE, approve, case_of, issue, to_inquiry
from tests.usecases.robot import do, task_at
from webapp.domain.ids import CaseId
from webapp.usecases.case_pages import case_page
from webapp.usecases.ladder import climb_all
from webapp.usecases.letters import letter_page
from webapp.usecases.portal import portal, portal_task

pytestmark = pytest.mark.story

INQUIRY = "m08_talk_letter_inquiry"


def asked(house: House) -> None:
    """Let five questions go to the head."""
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to="ma")


def to_day(house: House, day: dt.date, *, plus: int = 0) -> None:
    """Turn the clock to nine o'clock of a day."""
    house.clock.move_to(f"{day + dt.timedelta(days=plus)}T09:00")


def test_the_head_is_reminded_from_three_working_days_before_the_end_until_the_end(house: House) -> None:
    asked(house)
    (task,) = house.view(portal, "ma").tasks
    assert task.due_on is not None
    assert not task.remind

    to_day(house, task.due_on, plus=-7)
    assert not house.view(portal, "ma").tasks[0].remind
    to_day(house, task.due_on)
    assert house.view(portal, "ma").tasks[0].remind
    assert house.view(portal_task, "ma", task_id=task.task_id).remind
    to_day(house, task.due_on, plus=1)
    assert not house.view(portal, "ma").tasks[0].remind


def test_a_late_reply_ends_the_reminder_with_its_reason_in_the_record(house: House) -> None:
    asked(house)
    due = house.view(portal, "ma").tasks[0].due_on
    assert due is not None
    to_day(house, due, plus=4)
    climb_all(house.office)
    case_id = CaseId(case_of(house, INQUIRY).id)
    letter = next(one for one in house.view(case_page, "he", case_id=case_id).letters if one.title == "催办函")
    assert "不另行拟稿、核稿、签发" in letter.rule
    assert letter.status == "已编号"

    do(house, "ma", "hear/reply")

    page = house.view(case_page, "he", case_id=case_id)
    assert "已收到办理结果，催办终止" in [row.what for row in page.log]
    assert next(one for one in page.letters if one.id == letter.id).status == "已收到办理结果，不再送达"
    assert "不另行拟稿" in house.view(letter_page, "he", letter_id=letter.id).rule
    every_chain_is_whole(house)


def test_a_step_done_in_time_ends_no_reminder(house: House) -> None:
    asked(house)
    assert task_at(house, "hear/reply")

    do(house, "ma", "hear/reply")

    page = house.view(case_page, "he", case_id=CaseId(case_of(house, INQUIRY).id))
    assert "已收到办理结果，催办终止" not in [row.what for row in page.log]
