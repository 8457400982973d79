"""Planned cases of rounds: one transaction each; one that cannot open is tried on, ever more rarely."""

from __future__ import annotations

import logging

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import AlreadyThere, NotFound, OfficeError, Unavailable
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.population import Place
from webapp.store import attempts, cases, cycles, incidents, rounds
from webapp.store.cycles import CycleRow
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.attempts import Piece, attempt
from webapp.usecases.office import Office
from webapp.usecases.opening import Opening, open_case
from webapp.usecases.rounds import occurrence_of, places, yearly_of
from webapp.usecases.successions import now_is, renamed

log = logging.getLogger("shibiyan.cycles")
INCIDENT = "cycle"
NOT_IN_POST = "not_in_post"
MOST_TRIES = 5
"""So often a case is tried to be opened before a person hears of it; it is tried on, ever more rarely."""


def open_planned(office: Office) -> int:
    """This function will open the planned cases, one transaction each; one that fails is tried again later."""
    done = 0
    for row in office.view(planned, SYSTEM):
        try:
            with attempt(office, _piece(row)) as begun:
                done += begun and office.run(open_planned_case, SYSTEM, row=row)
        except Unavailable as error:
            log.info("cycle=%s code=%s", row.name, error.code)
        except OfficeError as error:
            log.warning("cycle=%s code=%s", row.name, error.code)
            office.run(put_row_off, SYSTEM, row=row, code=error.code)
    return done


@reads(Permission.SYSTEM)
def planned(act: Act) -> tuple[CycleRow, ...]:
    """This function will list the planned cases to open now."""
    resting = attempts.resting(act.tx, cycles.PLANNED, now=act.now)
    return tuple(row for row in cycles.to_open(act.tx, now=act.now) if row.name not in resting)


def _piece(row: CycleRow) -> Piece:
    return Piece(kind=cycles.PLANNED, name=row.name, incident=INCIDENT, code=row.name, element=row.start_event)


@writes(Permission.SYSTEM, audited=False, retried=True)
def open_planned_case(act: Act, *, row: CycleRow) -> bool:
    """This function will open the case of a planned row; False when another worker did.

    Who is not in the population any more, since the roster was corrected, is noted as missing with that reason.
    """
    attempts.over(act.tx, cycles.PLANNED, row.name)
    if not cycles.take(act.tx, row):
        return False
    place = _place(act, row)
    if place is None:
        cycles.excuse(act.tx, row, state="missing", reason=NOT_IN_POST, now=act.now)
        return True
    try:
        case_id = open_case(act, _opening(act, row, place))[0].id
    except AlreadyThere:
        case_id = cases.by_key(act.tx, row.name)  # type: ignore[assignment] # it has just been said to be there
    cycles.opened(act.tx, row, case_id=case_id)
    incidents.settle_kind(act.tx, INCIDENT, code=row.name, now=act.now, remedy="opened")
    return True


def _place(act: Act, row: CycleRow) -> Place | None:
    yearly = yearly_of(act, row.process, row.start_event)
    occurrence = occurrence_of(act, yearly, row.period)
    if occurrence is None:
        raise NotFound
    found = (one for one in places(act, yearly, occurrence) if one.included)
    return next((one for one in found if (one.kind, one.id) == (row.subject_kind, row.subject_id)), None)


def _opening(act: Act, row: CycleRow, place: Place) -> Opening:
    """`first` and `last` are the part of the period that was served, `joined` tells a newcomer.

    A unit that got another name since its row was planned opens under the name of now.
    """
    one = rounds.find(act.tx, row.process, start_event=row.start_event, period=row.period)
    joined = one is not None and row.at != one.approved_at
    served = {"first": place.first, "last": place.last, "whole": place.whole}
    return Opening(
        process=row.process,
        start_event=row.start_event,
        key=row.name,
        data={"period": row.period, "late": row.late, "joined": joined, **served},
        period=row.period,
        subject_id=PersonId(row.subject_id) if row.subject_kind == "person" else None,
        unit_id=now_is(renamed(act), UnitId(row.subject_id)) if row.subject_kind == "unit" else place.unit_id,
    )


@writes(Permission.SYSTEM, audited=False)
def put_row_off(act: Act, *, row: CycleRow, code: str) -> None:
    """This function will try a planned case again after a growing pause; a person hears of it after some tries."""
    if cycles.put_off(act.tx, row, now=act.now) >= MOST_TRIES:
        facts = {"code": code}
        incidents.raise_once(act.tx, kind=INCIDENT, code=row.name, at=act.now, element=row.start_event, facts=facts)
