"""A round of a yearly task: which start, which period, who belongs to it, and when it is locked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from webapp.domain.cycles import Occurrence, lock_key, read_cycle
from webapp.domain.deadlines import due
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.population import KINDS, Place, population
from webapp.domain.reporting import is_reported_on
from webapp.domain.roster import Directory
from webapp.engine import Definition
from webapp.store import calendar, cycles, grants, people
from webapp.store.cycles import CycleRow
from webapp.store.rounds import Round
from webapp.usecases.act import Act
from webapp.usecases.successions import reach

LIST, LIST_START = "open_cycle", "period_begun"
"""The process of the list that a person approves, and the start at which the house opens it."""


@dataclass(frozen=True, kw_only=True)
class Yearly:
    """A cyclic start in force with its definition; `population` is heads, units, residents or office."""

    definition: Definition
    start_event: str
    expression: str
    population: str

    @property
    def process(self) -> str:
        """This function will give the process's id."""
        return self.definition.process

    @property
    def kind(self) -> str:
        """This function will give the kind of its subjects: person, unit or office."""
        return KINDS[self.population]


def yearly_of(act: Act, process: str, start_event: str) -> Yearly:
    """This function will give a cyclic start of the version in force; raises NotFound."""
    _, definition = act.office.library.current(act.tx, process)
    start = next((one for one in definition.starts if one.id == start_event), None)
    if start is None:
        raise NotFound
    return Yearly(
        definition=definition,
        start_event=start_event,
        expression=start.event.expression,
        population=definition.elements[definition.process, start_event].properties["population"],
    )


def yearlies(act: Act, measure: str = "") -> tuple[Yearly, ...]:
    """This function will give the cyclic starts in force, those of a measure (`m05`) or process (`m03b_…`) if asked."""
    found = (yearly_of(act, one.process, one.start_event) for one in cycles.running(act.tx))
    return tuple(one for one in found if not measure or measure in (one.process, one.definition.measure))


def occurrence_of(act: Act, one: Yearly, period: str) -> Occurrence | None:
    """This function will give the instant that opens a period, or None when it is no period of that start."""
    return read_cycle(one.expression).of_period(period, act.office.zone)


def places(act: Act, one: Yearly, occurrence: Occurrence) -> tuple[Place, ...]:
    """This function will give everybody's place in a round as the roster stands (domain section 4.0)."""
    residents = grants.reporters(act.tx, on=act.today) if one.population == "residents" else ()
    names = people.directory(act.tx)
    return population(names, one.population, first=occurrence.first, last=occurrence.last, residents=residents)


def reports_on(act: Act, heads: Iterable[Place]) -> Mapping[PersonId, tuple[PersonId, ...]]:
    """This function will tell whose special report covers each head's year: resident leaders', else the secretary's.

    A post of another year is nobody's to report on.
    """
    names = people.directory(act.tx)
    secretaries = grants.holders(act.tx, "secretary", on=act.today)
    reaches = {
        author: reach(act, [post.unit_id for post in names.posts_of(author, on=act.today)])
        for author in grants.holders(act.tx, "resident", on=act.today)
    }
    return {PersonId(head.id): tuple(_authors(names, head, reaches)) or secretaries for head in heads}


def _authors(names: Directory, head: Place, reaches: Mapping[PersonId, frozenset[UnitId]]) -> Iterator[PersonId]:
    held = [one for one in names.posts_of(PersonId(head.id)) if one.held_within(head.first, head.last)]
    for author, units in reaches.items():
        if any(is_reported_on(post, units) for post in held):
            yield author


def lock_day(act: Act, one: Yearly, occurrence: Occurrence) -> dt.date:
    """This function will give the last day before a round is locked (`cycle.lock` after the period's last day)."""
    limits = one.definition.limits
    return due(limits[lock_key(one.definition.measure, limits.limits)], occurrence.last, calendar.load(act.tx)).on


def row_of(act: Act, one: Yearly, found: Round, place: Place) -> CycleRow:
    """This function will give the row that plans a subject's case now."""
    return CycleRow(
        process=found.process,
        measure=one.definition.measure,
        start_event=found.start_event,
        period=found.period,
        subject_kind=place.kind,
        subject_id=place.id,
        late=found.late,
        at=act.now,
    )


def rows_of(act: Act, one: Yearly, period: str) -> dict[tuple[str, str], CycleRow]:
    """This function will give the rows of a round by kind and id of their subjects."""
    found = cycles.of_period(act.tx, one.definition.measure, period=period)
    mine = (row for row in found if (row.process, row.start_event) == (one.process, one.start_event))
    return {(row.subject_kind, row.subject_id): row for row in mine}
