"""Inspection tours: a case for each head of the unit, and the group that works on it (巡视巡察)."""

from __future__ import annotations

import datetime as dt

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ids import UnitId
from webapp.domain.ports import Admission, Tour, Tours

FED_BACK = Admission(register="archive", section=5, status="verified")
"""What a tour fed back stands in the archive and weighs nothing: what came of it is entered after its evaluation."""


@handler
def open_each(unit: UnitId, group: str, from_on: dt.date, until_on: dt.date, *, tours: Tours) -> int:
    """This function will open a case for each head of the unit, by the roster, and give their count.

    Nobody picks the heads, so that none is left out of the report. Raises BusinessError `no_head`.
    """
    heads = tours.heads(unit)
    if not heads:
        raise BusinessError("no_head", "花名册上该单位没有“一把手”，请先补登任职情况。")
    tour = Tour(unit=unit, group=group, from_on=from_on, until_on=until_on)
    for head in heads:
        tours.start(head, tour)
    return len(heads)


@handler
def take_over(group: str | None = None, *, tours: Tours) -> None:
    """This function will hand the case to the tour group's room and number it; without a group it stays nobody's."""
    if group:
        tours.take_over(group)


@handler
def file_feedback(held_on: dt.date, *, tours: Tours) -> int:
    """This function will file each of the head's own problems of the chapter that was fed back, and give their count.

    `held_on` is the day of the feedback, on which the head was told (domain sections 4.4 and 9.2).
    """
    return tours.file_feedback(held_on, FED_BACK)
