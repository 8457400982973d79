"""Yearly rounds (年度任务): counting the list, opening it after its approval, and newcomers."""

from __future__ import annotations

from webapp.domain.handlers import handler
from webapp.domain.ports import Counted, Cycles, Joined


@handler
def count(process: str, start_event: str, period: str, *, cycles: Cycles) -> Counted:
    """This function will count who belongs to the round, as the roster stands."""
    return cycles.count(process, start_event, period)


@handler
def open(process: str, start_event: str, period: str, units_each_week: int, *, cycles: Cycles) -> int:
    """This function will plan one case for each subject, so many units each week, and give how many."""
    return cycles.open(process, start_event, period, units_each_week)


@handler
def join(*, cycles: Cycles) -> Joined:
    """This function will take the case's subject, newly in a head's post, into the rounds that are open."""
    return cycles.join()
