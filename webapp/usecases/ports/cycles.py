"""Yearly rounds for their own list: counting, opening in waves, newcomers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any  # rows of a form as they were submitted

from webapp.domain.cycles import WEEK, Occurrence, waves
from webapp.domain.errors import NotFound
from webapp.domain.population import Place
from webapp.domain.ports import Counted, Joined
from webapp.store import cycles, people, rounds
from webapp.store.cycles import CycleRow
from webapp.store.rounds import Round
from webapp.usecases.desk import Desk
from webapp.usecases.joining import join
from webapp.usecases.rounds import Yearly, occurrence_of, places, row_of, yearly_of
from webapp.usecases.successions import once, renamed

REVIEW, LISTS = "review_list", ("left_out", "units_left_out")


class CyclesPort:
    """The rounds of the office; the case at hand is a round's list, or a newcomer's."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def count(self, process: str, start_event: str, period: str) -> Counted:
        """This function will count the population of a round as of today."""
        yearly, _, found = self._round(process, start_event, period)
        return Counted(
            kind=yearly.kind,
            subjects=len(found),
            units=len({place.unit_id for place in found}),
            units_each_week=self._desk.definition.units_each_week,
        )

    def open(self, process: str, start_event: str, period: str, units_each_week: int) -> int:
        """This function will plan a case for each subject in waves of units; who was left out gets the reason."""
        yearly, one, found = self._round(process, start_event, period)
        act = self._desk.act
        week = waves([place.unit_id for place in found], each_week=units_each_week)
        out = dict(self._left_out())
        rows = [
            _reasoned(row_of(act, yearly, one, place), out.get(place.id), week=week[place.unit_id]) for place in found
        ]
        rounds.approve(act.tx, one, now=act.now)
        return cycles.plan(act.tx, rows)

    def join(self) -> Joined:
        """This function will plan cases of the open rounds for this case's subject."""
        act, who = self._desk.act, self._desk.case.subject_id
        posts = people.directory(act.tx).posts_of(who) if who else ()
        if who is None or not any(post.is_head and (post.until_on or act.today) >= act.today for post in posts):
            return Joined(in_post=False, rounds=0)
        return Joined(in_post=True, rounds=join(act, who))

    def _round(self, process: str, start_event: str, period: str) -> tuple[Yearly, Round, tuple[Place, ...]]:
        act = self._desk.act
        yearly = yearly_of(act, process, start_event)
        occurrence: Occurrence | None = occurrence_of(act, yearly, period)
        one = rounds.find(act.tx, process, start_event=start_event, period=period)
        if occurrence is None or one is None:
            raise NotFound
        found = once(renamed(act), places(act, yearly, occurrence))
        return yearly, one, tuple(place for place in found if place.included)

    def _left_out(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Who is not opened, by the newest review of the list, and who wrote it."""
        written = [one for one in self._desk.contents() if one.final and one.element == REVIEW]
        for one in written[-1:]:
            for name in LISTS:
                rows: Any = one.content.get(name) or ()
                for row in rows:
                    yield row["who"], {**row, "by": one.person_id}


def _reasoned(row: CycleRow, out: Mapping[str, Any] | None, *, week: int) -> CycleRow:
    if out is None:
        return dataclasses.replace(row, next_try_at=row.at + week * WEEK if week else None)
    return dataclasses.replace(
        row, state="missing", reason=out["why"], note=out.get("text"), reason_by=out["by"], reason_at=row.at
    )
