"""Inspection tours: the heads of a unit by the roster, a case for each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from webapp.domain.advance import Call
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import PersonId, RoomId, UnitId
from webapp.domain.papers import ArchiveItem
from webapp.domain.ports import Admission, Tour
from webapp.domain.records import Submission
from webapp.store import archive, people
from webapp.usecases.desk import Desk
from webapp.usecases.filed import FED_BACK
from webapp.usecases.ports.entering import Makers, next_numbers_in, unnumbered_entry
from webapp.usecases.posting import message_of

PROCESS = "m04_inspection_tour"
CHAPTER, STUDY = "write_chapter", "group_study"
"""The steps in which the chapter was written and, by somebody else, studied."""
KEPT_YEARS = "30"


class ToursPort:
    """Opens the cases of a tour and hands this one to its group."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def heads(self, unit: UnitId) -> tuple[PersonId, ...]:
        """This function will give who holds a head's post of the unit today, each once."""
        posts = people.directory(self._desk.act.tx).posts
        held = [one for one in posts if one.unit_id == unit and one.is_head and one.held_on(self._desk.act.today)]
        return tuple(dict.fromkeys(one.person_id for one in held))

    def start(self, person: PersonId, tour: Tour) -> None:
        """This function will post `tour_started` about this head."""
        payload: dict[str, object] = {
            "unit": tour.unit,
            "group": tour.group,
            "from_on": tour.from_on,
            "until_on": tour.until_on,
        }
        source = f"{self._call.task_id}:{person}"
        self._desk.messages.append(message_of(self._desk, "tour_started", source, payload, to=PROCESS, subject=person))

    def take_over(self, group: str) -> None:
        """This function will hand the case to the group's room."""
        self._desk.change(room_id=RoomId(group))

    def file_feedback(self, held_on: dt.date, admission: Admission) -> int:
        """This function will write an entry for each own problem of the chapter and give their count.

        Measure 9 is not told: what weighs nothing and speaks to no dimension changes no portrait.
        Raises BusinessError `no_chapter`, and FourEyes where one person wrote and studied it.
        """
        desk = self._desk
        chapter, makers = self._chapter()
        made = [_entry(desk, row, held_on, admission, makers) for row in _own(chapter)]
        numbers = next_numbers_in(desk, admission.register, len(made)) if made else ()
        entries = [dataclasses.replace(one, number=number) for one, number in zip(made, numbers, strict=True)]
        archive.enter(desk.act.tx, *entries)
        return len(entries)

    def _chapter(self) -> tuple[Submission, Makers]:
        """The chapter as the leading group heard it, with who wrote and who studied it."""
        found = self._desk.latest(self._desk.case.id, frozenset({CHAPTER, STUDY}))  # as the feedback's form read them
        by_step = {one.element: one for one in found.values()}
        if CHAPTER not in by_step or STUDY not in by_step:
            raise BusinessError("no_chapter", "没有找到研究过的专章，反馈的问题不能入档。")
        return by_step[CHAPTER], (by_step[CHAPTER].person_id, by_step[STUDY].person_id)


def _own(chapter: Submission) -> list[Mapping[str, object]]:
    rows = chapter.content.get("problems")
    return [row for row in rows if row.get("own") == "own"] if isinstance(rows, list | tuple) else []


def _entry(
    desk: Desk, row: Mapping[str, object], held_on: dt.date, admission: Admission, makers: Makers
) -> ArchiveItem:
    said = {"summary": row["problem"], "basis": row.get("basis"), "event_on": held_on, "retention": KEPT_YEARS}
    one = unnumbered_entry(desk, kind=FED_BACK, admission=admission, said=said, makers=makers)
    return dataclasses.replace(one, subject_seen_on=held_on)
