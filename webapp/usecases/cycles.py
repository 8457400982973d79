"""Cyclic starts: each instant happens once, however late; a list is approved, then one case opens for each subject.

After a downtime the newest instant that passed happens, marked as late; older ones are noted as missed, in one incident
for a person to decide on, instead of a burst of cases.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.cycles import Occurrence, read_cycle
from webapp.domain.errors import NotFound, NotOpen, OfficeError, Refused, Unavailable
from webapp.domain.ids import CaseId
from webapp.domain.population import OFFICE
from webapp.domain.records import CaseStatus
from webapp.domain.said import Said
from webapp.store import attempts, calendar, cases, cycles, incidents, rounds
from webapp.store.cycles import Running
from webapp.store.rounds import Round
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.attempts import Piece, attempt
from webapp.usecases.joining import join_if_changed
from webapp.usecases.office import Office
from webapp.usecases.opening import Opening, open_case
from webapp.usecases.planned import open_planned
from webapp.usecases.rounds import (
    LIST,
    LIST_START,
    Yearly,
    lock_day,
    occurrence_of,
    places,
    row_of,
    yearlies,
    yearly_of,
)
from webapp.usecases.viewing import entry_of, note

log = logging.getLogger("shibiyan.cycles")
INCIDENT, MISSED = "cycle", "cycle_missed"


class RoundRefused(Refused):
    """年度任务没有开启：{why}。"""

    code = "round_refused"


class NoListProcess(OfficeError):
    """年度名单流程（open_cycle）没有发布，年度任务不能开启。"""

    code = "no_list_process"


@dataclass(frozen=True, kw_only=True)
class Due:
    """A cyclic start whose instant has come, and the instants before it that passed without a start."""

    process: str
    start_event: str
    occurrence: Occurrence
    missed: tuple[Occurrence, ...] = ()


def turn_all(office: Office) -> int:
    """This function will begin the periods whose instant has come, take newcomers in and open what is planned."""
    begun = sum(_begin(office, due) for due in office.view(due_starts, SYSTEM))
    return begun + join_if_changed(office) + open_planned(office)


def _begin(office: Office, due: Due) -> int:
    try:
        with attempt(office, _piece(due)) as begun:
            if begun:
                office.run(begin_period, SYSTEM, due=due)
            return int(begun)
    except (NotOpen, Unavailable) as error:
        log.info("cycle=%s:%s code=%s", due.process, due.start_event, error.code)
        return 0
    except OfficeError as error:
        log.warning("cycle=%s:%s code=%s", due.process, due.start_event, error.code)
        office.run(note_not_begun, SYSTEM, due=due, code=error.code)
        return 0


def _piece(due: Due) -> Piece:
    return Piece(kind=cycles.BEGUN, name=_code(due), incident=INCIDENT, code=_code(due), element=due.start_event)


@reads(Permission.SYSTEM)
def due_starts(act: Act) -> tuple[Due, ...]:
    """This function will list the cyclic starts whose instant has come and was not noted."""
    resting = attempts.resting(act.tx, cycles.BEGUN, now=act.now)
    found = (due for one in cycles.running(act.tx) for due in _due(act, one))
    return tuple(due for due in found if _code(due) not in resting)


def _due(act: Act, one: Running) -> Iterator[Due]:
    expression = yearly_of(act, one.process, one.start_event).expression
    passed = read_cycle(expression).between(one.since, act.now, act.office.zone)
    noted = cycles.noted(act.tx, one.process, start_event=one.start_event) if passed else frozenset()
    new = tuple(found for found in passed if found.period not in noted)
    if new:
        yield Due(process=one.process, start_event=one.start_event, occurrence=new[-1], missed=new[:-1])


@writes(Permission.SYSTEM)
def begin_period(act: Act, *, due: Due) -> None:
    """This function will note that a start's instant happened and open the list of those who belong to the period.

    Raises NotOpen when another worker was first.
    """
    attempts.over(act.tx, cycles.BEGUN, _code(due))
    if not cycles.fire(act.tx, due.process, start_event=due.start_event, occurrence=due.occurrence, now=act.now):
        raise NotOpen
    _note_missed(act, due)
    _begin_round(
        act, yearly_of(act, due.process, due.start_event), due.occurrence, late=due.occurrence.is_late(act.now)
    )
    incidents.settle_kind(act.tx, INCIDENT, code=_code(due), now=act.now, remedy="begun")


def _note_missed(act: Act, due: Due) -> None:
    for one in due.missed:
        cycles.fire(act.tx, due.process, start_event=due.start_event, occurrence=one, now=act.now, missed=True)
    if due.missed:
        code = f"{due.process}:{due.start_event}:{due.missed[-1].period}"
        facts = {"periods": [one.period for one in due.missed]}
        incidents.raise_once(act.tx, kind=MISSED, code=code, at=act.now, element=due.start_event, facts=facts)


@writes(Permission.SYSTEM, audited=False)
def note_not_begun(act: Act, *, due: Due, code: str) -> None:
    """This function will say once that a period could not begin; it is tried on at each beat."""
    facts = {"code": code}
    incidents.raise_once(act.tx, kind=INCIDENT, code=_code(due), at=act.now, element=due.start_event, facts=facts)


def _code(due: Due) -> str:
    return f"{due.process}:{due.start_event}:{due.occurrence.period}"


def _begin_round(act: Act, one: Yearly, occurrence: Occurrence, *, late: bool) -> None:
    """A round of one case for the whole office has no list to approve: its case is planned at once."""
    if one.kind != OFFICE:
        _open_list(act, one, occurrence, late=late)
        return
    found = rounds.find(act.tx, one.process, start_event=one.start_event, period=occurrence.period)
    if found is None:
        raise NotFound
    rounds.approve(act.tx, found, now=act.now)
    cycles.plan(act.tx, [row_of(act, one, found, place) for place in places(act, one, occurrence)])
    note(act, entry_of(act, "cycle.begun", process=one.process, start=one.start_event, period=occurrence.period))


def _open_list(act: Act, one: Yearly, occurrence: Occurrence, *, late: bool) -> None:
    """The list is a case like any other: a person looks through it, another approves it (decision 11)."""
    number = sum(1 for _ in _lists(act, one, occurrence.period))
    data = {
        "process": one.process,
        "start_event": one.start_event,
        "measure": one.definition.measure,
        "period": occurrence.period,
        "late": late,
    }
    key = list_key(one, occurrence.period, number)
    try:
        open_case(act, Opening(process=LIST, start_event=LIST_START, key=key, data=data, period=occurrence.period))
    except NotFound as error:
        raise NoListProcess from error


def list_key(one: Yearly, period: str, number: int = 0) -> str:
    """This function will give the key of a period's list; a withdrawn list is followed by another."""
    return ":".join([LIST, one.process, one.start_event, period, *([str(number + 1)] if number else [])])


def _lists(act: Act, one: Yearly, period: str) -> Iterator[str]:
    number = 0
    while (case_id := cases.by_key(act.tx, list_key(one, period, number))) is not None:
        yield case_id
        number += 1


# ---------------------------------------------------------------- by hand


@writes(Permission.OPEN_CYCLES)
def open_round(act: Act, *, process: str, start_event: str, period: str) -> None:
    """This function will begin a period by hand: its list opens and is then approved as any other.

    Raises NotFound, and RoundRefused for a wrong period, one that is open, and a year without its holidays.
    """
    _open_by_hand(act, yearly_of(act, process, start_event), period)


@writes(Permission.SYSTEM)
def open_round_on_host(act: Act, *, process: str, start_event: str, period: str) -> None:
    """This function will begin a period from the command line; a person still approves the list."""
    _open_by_hand(act, yearly_of(act, process, start_event), period)


def _open_by_hand(act: Act, one: Yearly, period: str) -> None:
    occurrence = beginnable(act, one, period)
    found = rounds.find(act.tx, one.process, start_event=one.start_event, period=period)
    if found is not None:
        rounds.begin_after_all(act.tx, found, now=act.now)
    else:
        cycles.fire(act.tx, one.process, start_event=one.start_event, occurrence=occurrence, now=act.now)
    _begin_round(act, one, occurrence, late=found is not None or occurrence.is_late(act.now))


def beginnable(act: Act, one: Yearly, period: str) -> Occurrence:
    """This function will give the instant of a period that may begin by hand now. Raises RoundRefused."""
    occurrence = occurrence_of(act, one, period) or _refuse_period(act, one, period)
    if occurrence.first > act.today:
        raise RoundRefused(why=Said("{period}自{first}开始，现在还没有到", period=period, first=occurrence.first))
    locked = lock_day(act, one, occurrence)
    if act.today > locked:
        raise RoundRefused(why=Said("{period}已于{day}锁定", period=period, day=locked))
    found = rounds.find(act.tx, one.process, start_event=one.start_event, period=period)
    if found is not None and not found.missed and not _withdrawn(act, one, period):
        raise RoundRefused(why=Said("{period}已经开启，不再重复", period=period))
    _refuse_without_holidays(act, occurrence)
    return occurrence


def _refuse_period(act: Act, one: Yearly, period: str) -> NoReturn:
    why = Said("“{period}”不是这项任务的周期，{example}", period=period, example=_example(act, one))
    raise RoundRefused(why=why)


def _example(act: Act, one: Yearly) -> Said:
    around = read_cycle(one.expression)
    year = act.today.year
    words = (f"{year}", f"{year}-H1", f"{year}-Q1", f"{year}-{act.today.month:02}")
    fitting = next(word for word in words if around.of_period(word, act.office.zone) is not None)
    return Said("例如{period}", period=fitting)


def _refuse_without_holidays(act: Act, occurrence: Occurrence) -> None:
    known = calendar.load(act.tx).years
    for year in sorted({occurrence.last.year, act.today.year}):
        if year not in known:
            raise RoundRefused(why=Said("{year}年节假日安排尚未导入，请系统管理员先导入", year=str(year)))


def _withdrawn(act: Act, one: Yearly, period: str) -> bool:
    """The newest list came to an early end before it was approved."""
    found = rounds.find(act.tx, one.process, start_event=one.start_event, period=period)
    ids = list(_lists(act, one, period))
    return found is not None and found.approved_at is None and bool(ids) and not _is_open(act, ids[-1])


def _is_open(act: Act, case_id: str) -> bool:
    return cases.header(act.tx, CaseId(case_id)).status is CaseStatus.OPEN


def newest_list(act: Act, one: Yearly, found: Round) -> str | None:
    """This function will give the case of a round's newest list."""
    return next(iter(list(_lists(act, one, found.period))[-1:]), None)


def starts_in(act: Act, measure: str, period: str) -> tuple[Yearly, ...]:
    """This function will give the cyclic starts of a measure or process that know a period.

    Raises RoundRefused where there are none, and where none knows the period.
    """
    found = yearlies(act, measure)
    if not found:
        raise RoundRefused(why=Said("没有“{measure}”的年度任务", measure=measure))
    return tuple(one for one in found if occurrence_of(act, one, period)) or _refuse_period(act, found[0], period)
