"""Which earlier step a form means by its name: that of the own call, else of the nearest call around it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from webapp import engine
from webapp.engine import Definition
from webapp.usecases.scenarios.__main__ import registry
from webapp.usecases.task_scope import BESIDE, ELSEWHERE, Nearness

TOUR = "m04_inspection_tour"
PROCESSES = Path(__file__).parents[2] / "processes"
READER = "rectify/work[0]/submit_proof"


@cache
def tour() -> Definition:
    return engine.read(engine.collect(PROCESSES, TOUR), registry())


def near(path: str, reader: str = READER) -> int:
    """Rank a step at that path as the step `reader` of a tour sees it."""
    return Nearness(tour(), reader).of(path, path.rpartition("/")[2])


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        ("rectify/work[0]/accept_item", "rectify/write_plan"),
        ("rectify/write_plan", "register_tour"),
        ("register_tour", "plan/ask_plan/write_plan"),
    ],
)
def test_the_step_of_the_nearest_call_around_the_reader_is_meant(nearer: str, farther: str) -> None:
    assert near(nearer) > near(farther) > BESIDE


def test_of_the_own_call_and_of_what_it_called_the_newest_counts() -> None:
    plan = "plan/review_plan"

    assert near("plan/write_plan", plan) == near("plan/ask_plan/write_plan", plan) > near("register_tour", plan)


def test_steps_of_other_calls_are_equally_far_so_that_the_newest_counts() -> None:
    assert near("chapter/write_chapter") == near("plan/ask_plan/write_plan") == ELSEWHERE


@pytest.mark.parametrize(
    ("beside", "reader"),
    [
        ("rectify/work[1]/submit_proof", READER),
        ("rectify/work[10]/accept_item", READER),
        ("issue_report/draft_letter", "plan/issue_plan/check_letter"),
        ("chapter/approve_report/by_room", "outcome/approve_outcome/by_deputy"),
        ("plan/refusal/propose_accountability", "outcome/propose_accountability"),
        ("plan/ask_plan/write_plan", "plan/ask_again/write_plan"),
    ],
)
def test_what_another_call_of_the_same_diagram_has_is_not_seen(beside: str, reader: str) -> None:
    assert near(beside, reader) == BESIDE
