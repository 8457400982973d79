"""Visits and special reports: the unit's members, lots drawn from its service records, the year's rota."""

from __future__ import annotations

import datetime as dt
import secrets

from webapp.domain.handlers import BusinessError
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.ports import Colleague, Drawn, Sample
from webapp.domain.sampling import drawn, fingerprint
from webapp.store import case_reads, cases, grants, key_watches, ledgers, people
from webapp.usecases.desk import Desk

DRAWN = "draw"
"""The word under which a draw stands in the audit entry of its act."""
A_YEAR = dt.timedelta(days=365)
MEMBER, USER = "甲", "乙"
FIRST_MONTH, MONTHS, MIDDLE = 2, 10, 15
"""Visits fall into February to November, around the middle of the month."""
SOONEST = dt.timedelta(days=10)
TOGETHER = 50
"""At most so many are drawn for one visit, in all its units together: the form to arrange them takes no more."""


class PowerPort:
    """Serves the visit to this case's head, or the report of this case's person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def colleagues(self) -> tuple[Colleague, ...]:
        """This function will list today's other members of every unit visited, shuffled, each once under a code."""
        desk, names, units = self._desk, people.directory(self._desk.act.tx), set(self._units())
        there = [one for one in names.posts if one.unit_id in units and one.held_on(desk.act.today)]
        found = sorted({one.person_id for one in there} - {desk.case.subject_id})
        secrets.SystemRandom().shuffle(found)
        return tuple(Colleague(code=f"{MEMBER}{number}", person=one) for number, one in enumerate(found, 1))

    def draw(self, size: int) -> Sample:
        """This function will draw `size` records of the twelve months up to yesterday in every unit visited.

        The act's entry holds the lot and a count for each unit. Codes follow the lot across the units, so that none
        tells the unit. Raises BusinessError without a unit.
        """
        units, lot = self._units(), secrets.token_hex(16)
        if not units:
            raise BusinessError("no_unit", "对象没有所在单位，请先在花名册补登职务。")
        each = max(1, min(size, TOGETHER // len(units)))
        draws = [self._draw_in(unit, lot=lot, size=each) for unit in units]
        self._desk.facts[DRAWN] = [facts for facts, _ in draws]
        picked = [one for _, found in draws for one in found]
        mixed = enumerate(drawn(picked, lot=lot, size=len(picked)), 1)
        codes = (Drawn(code=f"{USER}{number}", record=one) for number, one in mixed)
        population = sum(int(str(facts["population"])) for facts, _ in draws)
        return Sample(lot=lot, population=population, records=tuple(codes))

    def _draw_in(self, unit: UnitId, *, lot: str, size: int) -> tuple[dict[str, object], tuple[str, ...]]:
        """What the auditor needs to draw a unit's share again, and the records drawn there."""
        last = self._desk.act.today - dt.timedelta(days=1)
        first = last - A_YEAR
        population = ledgers.served_ids(self._desk.act.tx, unit, first=first, last=last)
        picked = drawn(population, lot=lot, size=size)
        facts = {"lot": lot, "unit": unit, "first": first.isoformat(), "last": last.isoformat(), "size": size}
        counted = {"population": len(population), "fingerprint": fingerprint(population), "picked": list(picked)}
        return {**facts, **counted}, picked

    def rota(self) -> dt.date:
        """This function will give the middle of this head's month; a month that is over falls to the next days."""
        desk, names = self._desk, people.directory(self._desk.act.tx)
        year = int((desk.case.period or str(desk.act.today.year))[:4])
        everybody = sorted(names.heads(dt.date(year, 1, 1), dt.date(year, 12, 31)))
        place = everybody.index(self._subject()) if self._subject() in everybody else 0
        month = FIRST_MONTH + place * MONTHS // max(len(everybody), 1)
        return max(dt.date(year, month, MIDDLE), desk.act.today + SOONEST)

    def second_due(self) -> bool:
        """This function will tell whether the head is listed today and this year saw one visit only."""
        desk, subject = self._desk, self._subject()
        listed = subject in key_watches.listed_ids(desk.act.tx, desk.act.today)
        return listed and self._visits() < 2

    def author(self) -> str:
        """This function will tell the secretary's report from a resident leader's."""
        desk = self._desk
        held = {one.role for one in grants.of_person(desk.act.tx, self._subject(), on=desk.act.today)}
        return "secretary" if "secretary" in held else "resident"

    def _visits(self) -> int:
        """Visits of this year: syntheses written here, and other cases of visits to the same head."""
        desk = self._desk
        here = sum(1 for one in desk.contents() if one.path == "synthesise")
        known = [cases.header(desk.act.tx, one) for one in case_reads.ids_about(desk.act.tx, self._subject())]
        visits = [one for one in known if one.process == desk.case.process and one.id != desk.case.id]
        return here + sum(one.opened_at.year == desk.act.now.year for one in visits)

    def _subject(self) -> PersonId:
        if self._desk.case.subject_id is None:
            raise BusinessError("nobody", "此事项没有对象。")
        return self._desk.case.subject_id

    def _units(self) -> tuple[UnitId, ...]:
        """The case's unit and every other one that the person heads today: one person may hold several posts."""
        desk, case = self._desk, self._desk.case
        held = people.directory(desk.act.tx).posts_of(case.subject_id, on=desk.act.today) if case.subject_id else ()
        found = {one.unit_id for one in held if one.is_head}
        return tuple(sorted(found | ({case.unit_id} if case.unit_id else set())))
