"""Which earlier step a form means by its name: that of the own call, else of the nearest call around it."""

from __future__ import annotations

import pytest

from webapp.usecases.task_scope import nearness

READER = "units[1]/rectify/work[0]"


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (f"{READER}/submit_proof", "units[1]/rectify/write_plan"),
        ("units[1]/rectify/write_plan", "units[1]/list_items"),
        ("units[1]/list_items", "list_items"),
        ("list_items", "units[0]/list_items"),
        ("units[1]/list_items", "units[10]/list_items"),
        (f"{READER}/submit_proof", "units[1]/rectify/work[1]/submit_proof"),
    ],
)
def test_the_step_of_the_nearest_call_around_the_reader_is_meant(nearer: str, farther: str) -> None:
    assert nearness(nearer, READER) > nearness(farther, READER)


def test_steps_of_other_calls_are_equally_far_so_that_the_newest_counts() -> None:
    assert nearness("units[0]/list_items", READER) == nearness("check/check_items", READER) == -1
