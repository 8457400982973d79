"""A case that waits for a day and for nothing else: lists sort by that day, and the supervisors see it."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE, QUESTIONS, day, inquiry, rows
from tests.usecases.invariants import every_header_knows_its_next_day
from tests.usecases.office import House
from tests.usecases.passages import approve, assign_clue, meet, register_clue, suggest
from tests.usecases.robot import do, open_steps
from webapp.domain.actor import SYSTEM
from webapp.domain.ids import CaseId
from webapp.store.tables import case, deadline, timer
from webapp.usecases.calendars import set_day
from webapp.usecases.case_lists import case_list
from webapp.usecases.case_pages import case_page
from webapp.usecases.monitor import monitor
from webapp.usecases.stuck import reasons
from webapp.usecases.task_pages import open_task


def shelved(house: House) -> CaseId:
    """Let a clue be shelved: nothing happens to it for six months."""
    house.after_act.append(every_header_knows_its_next_day)
    register_clue(house)
    assign_clue(house)
    suggest(house, "zhou", "shelve")
    meet(house, "disposal/study", "shelve")
    approve(house, "disposal/approve_ending", "he", "wang", "chen")
    assert open_steps(house) == []
    return CaseId(next(row.case_id for row in rows(house, timer) if row.element == "shelved_until"))


def review_day(house: House, of: CaseId) -> dt.date:
    """Give the day on which the clue is looked at again."""
    found: dt.date = next(
        row.due_on for row in rows(house, deadline) if (row.case_id, row.key) == (of, "shelved.review")
    )
    return found


def test_lists_and_supervisors_see_the_day_of_the_timer(house: House) -> None:
    clue = shelved(house)
    day = review_day(house, clue)

    header = next(row for row in rows(house, case) if row.id == clue)
    assert header.next_due_on == day
    listed = next(row for row in house.view(case_list, "he").rows if row.case_id == clue)
    assert listed.due is not None
    assert listed.due.on == day
    waiting = house.view(case_page, "he", case_id=clue).waiting
    assert [one.due.on for one in waiting if one.due] == [day]
    line = next(row for row in house.view(monitor, "han").rows if row.step == "等待到期")
    assert line.due is not None
    assert (line.holder, line.due.on, line.overdue) == ("系统", day, False)
    why = house.office.view(reasons, SYSTEM, cases={clue: house.clock()})[clue]
    assert day in [one.due_on for one in why]


@ON_SQLITE
def test_it_stands_in_lists_where_its_day_is(house: House) -> None:
    clue = shelved(house)
    inquiry(house)

    order = [row.case_id for row in house.view(case_list, "chen").rows]

    days = {row.id: row.next_due_on for row in rows(house, case)}
    assert [days[one] for one in order] == sorted(days[one] for one in order)
    assert order[-1] == clue


@ON_SQLITE
def test_a_timer_that_is_late_is_overdue(house: House) -> None:
    shelved(house)
    house.clock.move_to("2026-11-02T09:00")

    found = house.view(monitor, "han", only_overdue=True)

    assert "等待到期" in [row.step for row in found.rows]


@ON_SQLITE
def test_a_feast_day_that_is_entered_later_moves_the_day(house: House) -> None:
    clue = shelved(house)
    day = review_day(house, clue)

    house.run(set_day, "cui", on=day, kind="off", name="停电检修")
    house.drain()

    moved = review_day(house, clue)
    assert moved > day
    assert next(row.next_due_on for row in rows(house, case) if row.id == clue) == moved


@pytest.mark.parametrize(("done_on", "late"), [("2026-03-05", 0), ("2026-03-09", 2)])
def test_a_step_that_is_done_counts_down_no_more_and_says_how_late_it_was(
    house: House, done_on: str, late: int
) -> None:
    step = inquiry(house)
    house.clock.move_to(f"{done_on}T09:00")
    do(house, "li", "plan_inquiry", kind="letter", questions=QUESTIONS)
    house.clock.move_to("2026-04-20T09:00")

    page = house.view(open_task, "li", task_id=step)

    assert (page.state, page.due) == ("done", None)
    assert page.closed is not None
    assert (page.closed.on, page.closed.due_on, page.closed.late) == (day(done_on), day("2026-03-05"), late)
