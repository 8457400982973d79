"""Cyclic starts: each instant happens once, however late and whoever looks; then one case opens for each subject.

After a downtime the newest instant that passed happens, marked as late; older ones are noted as missed, in one incident
for a person to decide on, instead of a burst of cases.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.cycles import Occurrence, read_cycle
from webapp.domain.errors import AlreadyThere, NotOpen, OfficeError, Unavailable
from webapp.domain.ids import PersonId, UnitId
from webapp.engine import Definition
from webapp.store import cases, cycles, grants, incidents, people
from webapp.store.cycles import CycleRow, Running
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.office import Office
from webapp.usecases.opening import Opening, open_case
from webapp.usecases.viewing import entry_of, note

log = logging.getLogger("shibiyan.cycles")
INCIDENT, MISSED = "cycle", "cycle_missed"
MOST_TRIES = 5
"""So often a case is tried to be opened before a person hears of it; it is tried on, ever more rarely."""
Subject = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Due:
    """A cyclic start whose instant has come, and the instants before it that passed without a start."""

    process: str
    start_event: str
    occurrence: Occurrence
    missed: tuple[Occurrence, ...] = ()


def turn_all(office: Office) -> int:
    """This function will begin the periods whose instant has come and open the cases that are planned."""
    return sum(_begin(office, due) for due in office.view(due_starts, SYSTEM)) + open_planned(office)


def _begin(office: Office, due: Due) -> int:
    try:
        office.run(begin_period, SYSTEM, due=due)
    except (NotOpen, Unavailable) as error:
        log.info("cycle=%s:%s code=%s", due.process, due.start_event, error.code)
        return 0
    except OfficeError as error:
        log.warning("cycle=%s:%s code=%s", due.process, due.start_event, error.code)
        return 0
    return 1


@reads(Permission.SYSTEM)
def due_starts(act: Act) -> tuple[Due, ...]:
    """This function will list the cyclic starts whose instant has come and was not noted."""
    return tuple(due for one in cycles.running(act.tx) for due in _due(act, one))


def _due(act: Act, one: Running) -> Iterator[Due]:
    _, definition = act.office.library.current(act.tx, one.process)
    start = next(found for found in definition.starts if found.id == one.start_event)
    passed = read_cycle(start.event.expression).between(one.since, act.now, act.office.zone)
    noted = cycles.noted(act.tx, one.process, start_event=one.start_event) if passed else frozenset()
    new = tuple(found for found in passed if found.period not in noted)
    if new:
        yield Due(process=one.process, start_event=one.start_event, occurrence=new[-1], missed=new[:-1])


@writes(Permission.SYSTEM)
def begin_period(act: Act, *, due: Due) -> None:
    """This function will note that a start's instant happened and plan a case for each subject of its population.

    Raises NotOpen when another worker was first.
    """
    if not cycles.fire(act.tx, due.process, start_event=due.start_event, occurrence=due.occurrence, now=act.now):
        raise NotOpen
    _note_missed(act, due)
    _, definition = act.office.library.current(act.tx, due.process)
    late = due.occurrence.is_late(act.now)
    subjects = _population(act, definition, due)
    cycles.plan(act.tx, (_row(act, definition, due, subject, late=late) for subject in subjects))
    counts = {"period": due.occurrence.period, "late": late, "subjects": len(subjects)}
    note(act, entry_of(act, "cycle.begun", stream="office", process=due.process, start=due.start_event, counts=counts))


def _note_missed(act: Act, due: Due) -> None:
    for one in due.missed:
        cycles.fire(act.tx, due.process, start_event=due.start_event, occurrence=one, now=act.now, missed=True)
    if due.missed:
        code = f"{due.process}:{due.start_event}:{due.missed[-1].period}"
        facts = {"periods": [one.period for one in due.missed]}
        incidents.raise_once(act.tx, kind=MISSED, code=code, at=act.now, element=due.start_event, facts=facts)


def _population(act: Act, definition: Definition, due: Due) -> tuple[Subject, ...]:
    """Everybody who holds the post on any day of the period, each once (domain section 4.0)."""
    names, period = people.directory(act.tx), due.occurrence
    kind = definition.elements[definition.process, due.start_event].properties["population"]
    if kind == "office":
        return (("office", "office"),)
    if kind == "residents":
        return tuple(("person", one) for one in grants.holders(act.tx, "resident", on=act.today))
    if kind == "units":
        led = (post.unit_id for post in names.posts if post.is_head and post.held_within(period.first, period.last))
        return tuple(("unit", one) for one in dict.fromkeys(led))
    return tuple(("person", one) for one in names.heads(period.first, period.last))


def _row(act: Act, definition: Definition, due: Due, subject: Subject, *, late: bool) -> CycleRow:
    return CycleRow(
        process=due.process,
        measure=definition.measure,
        start_event=due.start_event,
        period=due.occurrence.period,
        subject_kind=subject[0],
        subject_id=subject[1],
        late=late,
        at=act.now,
    )


# ---------------------------------------------------------------- one case for each subject


def open_planned(office: Office) -> int:
    """This function will open the planned cases, one transaction each; one that fails is tried again later."""
    done = 0
    for row in office.view(planned, SYSTEM):
        try:
            done += office.run(open_planned_case, SYSTEM, row=row)
        except Unavailable as error:
            log.info("cycle=%s code=%s", row.name, error.code)
        except OfficeError as error:
            log.warning("cycle=%s code=%s", row.name, error.code)
            office.run(put_row_off, SYSTEM, row=row, code=error.code)
    return done


@reads(Permission.SYSTEM)
def planned(act: Act) -> tuple[CycleRow, ...]:
    """This function will list the planned cases to open now."""
    return cycles.to_open(act.tx, now=act.now)


@writes(Permission.SYSTEM, audited=False, retried=True)
def open_planned_case(act: Act, *, row: CycleRow) -> bool:
    """This function will open the case of a planned row; False when another worker did."""
    if not cycles.take(act.tx, row):
        return False
    try:
        case_id = open_case(act, _opening(row))[0].id
    except AlreadyThere:
        case_id = cases.by_key(act.tx, row.name)  # type: ignore[assignment] # it has just been said to be there
    cycles.opened(act.tx, row, case_id=case_id)
    incidents.settle_kind(act.tx, INCIDENT, code=row.name, now=act.now, remedy="opened")
    return True


def _opening(row: CycleRow) -> Opening:
    return Opening(
        process=row.process,
        start_event=row.start_event,
        key=row.name,
        data={"period": row.period, "late": row.late},
        period=row.period,
        subject_id=PersonId(row.subject_id) if row.subject_kind == "person" else None,
        unit_id=UnitId(row.subject_id) if row.subject_kind == "unit" else None,
    )


@writes(Permission.SYSTEM, audited=False)
def put_row_off(act: Act, *, row: CycleRow, code: str) -> None:
    """This function will try a planned case again after a growing pause; a person hears of it after some tries."""
    if cycles.put_off(act.tx, row, now=act.now) >= MOST_TRIES:
        facts = {"code": code}
        incidents.raise_once(act.tx, kind=INCIDENT, code=row.name, at=act.now, element=row.start_event, facts=facts)
