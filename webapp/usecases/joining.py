"""Newcomers join the rounds that are open; at the lock how everybody stands is written down."""

from __future__ import annotations

import logging

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import OfficeError
from webapp.domain.ids import PersonId
from webapp.domain.population import Place
from webapp.domain.records import AuditEntry
from webapp.store import cycles, people, rounds
from webapp.store.rounds import Round
from webapp.usecases.act import Act, UseCase, reads, writes
from webapp.usecases.office import Office
from webapp.usecases.rounds import Yearly, lock_day, occurrence_of, places, row_of, rows_of, yearlies
from webapp.usecases.successions import once, renamed
from webapp.usecases.viewing import entry_of, note

log = logging.getLogger("shibiyan.cycles")
LOOKED = "rounds joined"


def keep_rounds(office: Office) -> int:
    """This function will take newcomers into the open rounds and lock those that are over; once a day."""
    locked = sum(_each(office, lock_round, one) for one in office.view(to_lock, SYSTEM))
    return locked + join_all(office)


def join_all(office: Office) -> int:
    """This function will take whoever came into a head's post into the open rounds, each round an act of its own."""
    return sum(_each(office, join_round, one) for one in office.view(with_newcomers, SYSTEM))


def join_if_changed(office: Office) -> int:
    """This function will look for newcomers when the roster has changed since this process looked last."""
    return join_all(office) if office.view(roster_changed, SYSTEM) else 0


def _each(office: Office, verb: UseCase[[Round], int], one: Round) -> int:
    try:
        return office.run(verb, SYSTEM, one)
    except OfficeError as error:
        log.warning("cycle=%s:%s code=%s", one.process, one.start_event, error.code)
        return 0


@reads(Permission.SYSTEM)
def roster_changed(act: Act) -> bool:
    """This function will tell whether the roster is another than when this process looked last."""
    version = people.directory(act.tx).version
    changed: bool = act.tx.shelf.get(LOOKED) != version
    act.tx.shelf[LOOKED] = version
    return changed


def open_rounds(act: Act) -> tuple[tuple[Yearly, Round], ...]:
    """This function will give the rounds whose list was approved and that are not locked."""
    yearly = {(one.process, one.start_event): one for one in yearlies(act)}
    found = (one for one in rounds.begun(act.tx) if one.approved_at is not None and one.locked_at is None)
    return tuple(
        (yearly[one.process, one.start_event], one) for one in found if (one.process, one.start_event) in yearly
    )


def newcomers(act: Act, yearly: Yearly, one: Round) -> tuple[Place, ...]:
    """This function will give who belongs to a round by the roster and has no place in it yet."""
    occurrence = occurrence_of(act, yearly, one.period)
    if occurrence is None:
        return ()
    known = rows_of(act, yearly, one.period)
    return tuple(
        place
        for place in once(renamed(act), places(act, yearly, occurrence), known)
        if place.included and place.first <= act.today and (place.kind, place.id) not in known
    )


def join(act: Act, person_id: PersonId) -> int:
    """This function will plan a person's case in every open round that has none yet, and give how many rounds."""
    count = 0
    for yearly, one in open_rounds(act):
        mine = [place for place in newcomers(act, yearly, one) if place.id == person_id]
        count += cycles.plan(act.tx, [row_of(act, yearly, one, place) for place in mine])
    return count


@reads(Permission.SYSTEM)
def with_newcomers(act: Act) -> tuple[Round, ...]:
    """This function will list the open rounds to which somebody belongs who has no place in them."""
    return tuple(one for yearly, one in open_rounds(act) if newcomers(act, yearly, one))


@writes(Permission.SYSTEM)
def join_round(act: Act, one: Round) -> int:
    """This function will plan a case for each newcomer of a round and give how many."""
    found = next((yearly for yearly, known in open_rounds(act) if known == one), None)
    mine = newcomers(act, found, one) if found is not None else ()
    count = cycles.plan(act.tx, [row_of(act, found, one, place) for place in mine]) if found is not None else 0
    note(act, _entry(act, "cycle.joined", one, subjects=count))
    return count


@reads(Permission.SYSTEM)
def to_lock(act: Act) -> tuple[Round, ...]:
    """This function will list the open rounds whose last day has passed."""
    return tuple(one for yearly, one in open_rounds(act) if _is_over(act, yearly, one))


def _is_over(act: Act, yearly: Yearly, one: Round) -> bool:
    occurrence = occurrence_of(act, yearly, one.period)
    return occurrence is not None and act.today > lock_day(act, yearly, occurrence)


@writes(Permission.SYSTEM)
def lock_round(act: Act, one: Round) -> int:
    """This function will lock a round: how each subject stands is written down, reasons are changed no more."""
    rounds.lock(act.tx, one, now=act.now)
    note(act, _entry(act, "cycle.locked", one))
    return 1


def _entry(act: Act, word: str, one: Round, **counts: int) -> AuditEntry:
    return entry_of(
        act, word, stream="office", process=one.process, start=one.start_event, period=one.period, counts=counts
    )
