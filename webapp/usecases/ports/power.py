"""Visits and special reports: the unit's members, lots drawn from its service records, the year's rota."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.calendar import ONE_DAY
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.domain.ports import Colleague, Drawn, ListedFor, Sample
from webapp.domain.records import CaseStatus
from webapp.domain.sampling import drawn, fingerprint
from webapp.store import case_reads, cases, grants, key_watches, ledgers, people, submissions
from webapp.usecases.desk import Desk
from webapp.usecases.successions import now_is, renamed, was

DRAWN = "draw"
"""The word under which a draw stands in the audit entry of its act."""
A_YEAR = dt.timedelta(days=365)
MEMBER, USER = "甲", "乙"
FIRST_MONTH, MONTHS, MIDDLE = 2, 10, 15
"""Visits fall into February to November, around the middle of the month."""
SOONEST = dt.timedelta(days=10)
TOGETHER = 50
"""At most so many are drawn for one visit, in all its units together: the form to arrange them takes no more."""

AT_ONCE, MOST_NAMED = 500, 200
"""So many records are read by one statement, and so many that name a business stand in the entry of the act."""
PLAN, VISITED = "plan_visit", "synthesise"
BUSINESS, CONFIRMED_AT = "family_business", "decide_listing"
Counted = tuple[dict[str, object], tuple[str, ...]]
"""What the auditor needs to draw again, and what was drawn."""


@dataclass(frozen=True, kw_only=True)
class Lot:
    """One unit's share of a lot: how many of the records of the twelve months up to a day, under whatever name."""

    lot: str
    unit: UnitId
    formerly: tuple[UnitId, ...]
    last: dt.date
    size: int

    @property
    def first(self) -> dt.date:
        """This function will give the first day of the twelve months."""
        return self.last - A_YEAR

    def draw(self, population: tuple[str, ...]) -> Counted:
        """This function will draw the share from a population."""
        picked = drawn(population, lot=self.lot, size=self.size)
        facts: dict[str, object] = {"lot": self.lot, "unit": self.unit}
        facts |= {"formerly": list(self.formerly)} if self.formerly else {}
        facts |= {"first": self.first.isoformat(), "last": self.last.isoformat()}
        counted = {"population": len(population), "fingerprint": fingerprint(population), "picked": list(picked)}
        return {**facts, "size": self.size, **counted}, picked

    def draw_among(self, found: tuple[str, ...]) -> Counted:
        """This function will draw from chosen records; their ids are kept: why they were chosen stays sealed."""
        among = drawn(found, lot=self.lot, size=MOST_NAMED)
        facts, picked = self.draw(among)
        return {**facts, "among": list(among)}, picked


class PowerPort:
    """Serves the visit to this case's head, or the report of this case's person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def colleagues(self) -> tuple[Colleague, ...]:
        """This function will list today's other members of every unit visited, shuffled, each once under a code."""
        desk, names, units = self._desk, people.directory(self._desk.act.tx), set(self._units())
        found = sorted({one.person_id for one in names.members(units, on=desk.act.today)} - {desk.case.subject_id})
        secrets.SystemRandom().shuffle(found)
        return tuple(Colleague(code=f"{MEMBER}{number}", person=one) for number, one in enumerate(found, 1))

    def draw(self, size: int, business: bool = False) -> Sample:
        """This function will draw `size` records of the twelve months up to yesterday in every unit visited.

        With `business` as many again of those that name a business of the visit's plan. The act's entry holds the lot
        and a count for each draw. Codes follow the lot across the units, so that none tells the unit. Raises
        BusinessError without a unit.
        """
        units, lot = self._units(), secrets.token_hex(16)
        if not units:
            raise BusinessError("no_unit", "对象没有所在单位，请先在花名册补登职务。")
        named = self._businesses() if business else ()
        each = max(1, min(size, TOGETHER // (len(units) * (2 if named else 1))))
        lots = [self._lot(unit, lot, each) for unit in units]
        whole = {one.unit: self._served(one) for one in lots}
        draws = [one.draw(whole[one.unit]) for one in lots]
        draws += [one.draw_among(self._naming(whole[one.unit], named)) for one in lots if named]
        self._desk.facts[DRAWN] = [facts for facts, _ in draws]
        picked = {one for _, found in draws for one in found}
        mixed = enumerate(drawn(picked, lot=lot, size=len(picked)), 1)
        codes = (Drawn(code=f"{USER}{number}", record=one) for number, one in mixed)
        return Sample(lot=lot, population=sum(map(len, whole.values())), records=tuple(codes))

    def _lot(self, unit: UnitId, lot: str, size: int) -> Lot:
        _, *formerly = was(renamed(self._desk.act), unit)
        return Lot(lot=lot, unit=unit, formerly=tuple(formerly), last=self._desk.act.today - ONE_DAY, size=size)

    def _served(self, one: Lot) -> tuple[str, ...]:
        return ledgers.served_ids(self._desk.act.tx, one.unit, *one.formerly, first=one.first, last=one.last)

    def _businesses(self) -> tuple[str, ...]:
        """The names that the newest plan gives, as an officer wrote them."""
        written = [one.content for one in self._desk.contents() if one.final and one.path == PLAN]
        rows = written[-1].get("businesses") if written else None
        found = [row.get("name") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
        return tuple(name for one in found if (name := str(one or "").strip()))

    def _naming(self, population: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
        """The records in which one of the names stands; they are opened here, and nothing of them is kept."""
        slices = (population[start : start + AT_ONCE] for start in range(0, len(population), AT_ONCE))
        opened = (one for some in slices for one in ledgers.served(self._desk.act.tx, some))
        return tuple(one.id for one in opened if any(name in str(v) for v in one.content.values() for name in names))

    def rota(self) -> dt.date:
        """This function will give the middle of this head's month; a month that is over falls to the next days."""
        desk, names = self._desk, people.directory(self._desk.act.tx)
        year = int((desk.case.period or str(desk.act.today.year))[:4])
        everybody = sorted(names.heads(dt.date(year, 1, 1), dt.date(year, 12, 31)))
        place = everybody.index(self._subject()) if self._subject() in everybody else 0
        month = FIRST_MONTH + place * MONTHS // max(len(everybody), 1)
        return max(dt.date(year, month, MIDDLE), desk.act.today + SOONEST)

    def second_due(self) -> bool:
        """This function will tell whether this year saw one visit only and the listing outlasts the way to a second."""
        on_the_day = key_watches.listed_ids(self._desk.act.tx, self._desk.act.today + SOONEST)
        return self._subject() in on_the_day and self._visits() < 2

    def units(self) -> tuple[UnitId, ...]:
        """This function will list the case's unit and every other one that the person heads today."""
        return self._units()

    def listed_for(self, day: dt.date) -> ListedFor:
        """This function will tell for what the head is listed on a day; a business that is linked to the powers most.

        Whether it is linked was answered when the head was listed.
        """
        rows = key_watches.criteria_on(self._desk.act.tx, self._subject(), day)
        business = {case_id for criterion, case_id in rows if criterion == BUSINESS and case_id is not None}
        linked = any(map(self._is_linked, sorted(business)))
        intensity = "business" if linked else "key" if rows else "plain"
        return ListedFor(criteria=tuple(dict.fromkeys(criterion for criterion, _ in rows)), intensity=intensity)

    def _is_linked(self, case_id: CaseId) -> bool:
        """What the officer answered who put the head on the list."""
        written = submissions.latest(self._desk.act.tx, case_id, elements=[CONFIRMED_AT])
        return any(one.content.get("linked") == "yes" for one in written.values())

    def author(self) -> str:
        """This function will tell the secretary's report from a resident leader's."""
        desk = self._desk
        held = {one.role for one in grants.of_person(desk.act.tx, self._subject(), on=desk.act.today)}
        return "secretary" if "secretary" in held else "resident"

    def _visits(self) -> int:
        """Visits of this year: syntheses written here, and other visits to the same head that were or are to come."""
        desk = self._desk
        here = sum(1 for one in desk.contents() if one.path == "synthesise")
        known = [cases.header(desk.act.tx, one) for one in case_reads.ids_about(desk.act.tx, self._subject())]
        visits = [one for one in known if one.process == desk.case.process and one.id != desk.case.id]
        this_year = [one for one in visits if one.opened_at.year == desk.act.now.year]
        return here + sum(one.status is CaseStatus.OPEN or self._took_place(one.id) for one in this_year)

    def _took_place(self, case_id: CaseId) -> bool:
        """Not so where the visit was called off, or the matter ended before it."""
        return bool(case_reads.reached(self._desk.act.tx, case_id, elements=[VISITED]))

    def _subject(self) -> PersonId:
        if self._desk.case.subject_id is None:
            raise BusinessError("nobody", "此事项没有对象。")
        return self._desk.case.subject_id

    def _units(self) -> tuple[UnitId, ...]:
        """The case's unit and every other one that the person heads today: one person may hold several posts.

        A unit that goes on under another name is one, that of now, whether the case has moved there or not.
        """
        desk, case, chains = self._desk, self._desk.case, renamed(self._desk.act)
        held = people.directory(desk.act.tx).posts_of(case.subject_id, on=desk.act.today) if case.subject_id else ()
        found = {one.unit_id for one in held if one.is_head}
        return tuple(sorted({now_is(chains, one) for one in found | ({case.unit_id} if case.unit_id else set())}))
