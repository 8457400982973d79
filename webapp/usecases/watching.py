"""The nightly watch: steps nobody can do, cases that wait for nothing, messages nobody takes, missing holidays.

What it finds is an incident once and goes when it is no longer so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import TaskId
from webapp.domain.records import IncidentRow, Message
from webapp.store import calendar, incidents, messages, watches
from webapp.usecases.act import Act, writes
from webapp.usecases.calendars import note_missing_years
from webapp.usecases.messaging import AMBIGUOUS, NEWS, NO_MEASURE
from webapp.usecases.office import Office
from webapp.usecases.stuck import KINDS, Stuck, nobody_can, silent_cases

UNTAKEN = "message"
PATIENCE_WORKDAYS = 5
"""So long a message may wait for a case that takes it (decision 10)."""
GONE = "gone"


def watch_cases(office: Office) -> int:
    """This function will look for cases that stand still and give how many it found."""
    found = (*_nobody(office), *office.view(silent_cases, SYSTEM))
    office.run(note_stuck, SYSTEM, found=found)
    return len(found)


def watch_messages(office: Office) -> int:
    """This function will look for messages that nobody takes and give how many there are."""
    return office.run(note_untaken, SYSTEM)


def watch_holidays(office: Office) -> int:
    """This function will look for years into which dates are counted without holidays and give how many there are."""
    return len(office.run(note_missing_years, SYSTEM))


@writes(Permission.SYSTEM, audited=False)
def note_untaken(act: Act) -> int:
    """This function will open an incident, once, for each message that nobody can take, and settle those delivered."""
    unsettled = messages.unsettled(act.tx)
    found = [one for one in unsettled if _untaken(act, one)]
    for one in found:
        case_id, facts = one.source_case_id, {"message": one.id}
        incidents.raise_once(
            act.tx, kind=UNTAKEN, code=one.id, at=act.now, case_id=case_id, element=one.name, facts=facts
        )
    still = {one.id for one in unsettled}
    _settle(act, [row for row in incidents.open_incidents(act.tx) if row.kind == UNTAKEN and row.code not in still])
    return len(found)


@writes(Permission.SYSTEM, audited=False)
def note_stuck(act: Act, *, found: Sequence[Stuck]) -> None:
    """This function will keep what stands still as finding and incident, once, and let go of what moves again."""
    for one in found:
        facts = {"task": one.task_id} if one.task_id else {}
        watches.find(act.tx, one.case_id, kind=one.kind, element=one.path, now=act.now, facts=facts)
        incidents.raise_once(
            act.tx,
            kind=one.kind,
            code=one.kind,
            at=act.now,
            case_id=one.case_id,
            task_id=one.task_id,
            element=one.path,
        )
    still = {(one.case_id, one.kind, one.path) for one in found}
    for finding in watches.findings(act.tx):
        if finding.kind in KINDS and (finding.case_id, finding.kind, finding.element) not in still:
            watches.gone(act.tx, finding.id, now=act.now)
    held = {(one.case_id, one.kind, one.task_id) for one in found}
    _settle(act, [row for row in incidents.open_incidents(act.tx) if row.kind in KINDS and _which(row) not in held])


def _nobody(office: Office) -> Iterator[Stuck]:
    found, last = office.view(nobody_can, SYSTEM, after=None)
    while last is not None:
        yield from found
        found, last = office.view(nobody_can, SYSTEM, after=last)


def _untaken(act: Act, one: Message) -> bool:
    """Several cases that could take it need a person at once; one whose measure was never deployed waits in peace."""
    if one.status == AMBIGUOUS:
        return True
    day = one.at.astimezone(act.office.zone).date()
    if one.name in NEWS:
        return False
    return one.status != NO_MEASURE and calendar.load(act.tx).between(day, act.today) > PATIENCE_WORKDAYS


def _which(row: IncidentRow) -> tuple[object, str, TaskId | None]:
    return row.case_id, row.kind, row.task_id


def _settle(act: Act, rows: Sequence[IncidentRow]) -> None:
    for row in rows:
        incidents.settle(act.tx, row.id, by=act.actor.person_id, now=act.now, remedy=GONE)
