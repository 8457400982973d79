"""Due work: messages, timers and jobs each beat, the seal each minute, ladder, digest and watch once a day (`daily`).

Each piece is an act of its own and done once, late or not, whoever does it; one that fails stops no other.
"""

from __future__ import annotations

import logging

from webapp import engine
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import NotOpen, OfficeError, StaleRevision, Unavailable
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import CaseStatus, DueTimer
from webapp.store import attempts, audit, cases, incidents, messages, timers
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.advancing import move
from webapp.usecases.asking_once import tell_stated
from webapp.usecases.attempts import DIED, Piece, attempt
from webapp.usecases.cycles import turn_all
from webapp.usecases.daily import apart
from webapp.usecases.daily import daily as daily
from webapp.usecases.desk import desk_of
from webapp.usecases.destroying import destroy_decided
from webapp.usecases.jobs import WORKER, finish_jobs
from webapp.usecases.messaging import deliver_message
from webapp.usecases.office import Office
from webapp.usecases.sealing import seal_all
from webapp.usecases.viewing import entry_of
from webapp.usecases.watching import UNTAKEN

log = logging.getLogger("shibiyan.work")
BATCH = 100
PASSING = (NotOpen, StaleRevision, Unavailable)
"""What another worker or the moment explains: done already or tried again, no incident."""
TIMER = timers.PARKED


def tick(office: Office, *, worker: str = WORKER) -> int:
    """This function will do what is due now and give how many pieces were done."""
    parts = (tell_stated, deliver_all, fire_all, turn_all, lambda house: finish_jobs(house, worker=worker))
    return sum(apart("tick", part, office) for part in parts)


def drain(office: Office) -> int:
    """This function will do due work until nothing is left that can be done now (tests and the demo)."""
    done = 0
    for _ in range(BATCH):
        step = tick(office)
        if not step:
            return done
        done += step
    return done


def seal(office: Office) -> int:
    """This function will seal the chains' new rows, once a minute, and give how many rows.

    Before it, what was decided is destroyed, so that the register outside names it in the same minute.
    """
    apart("destroy", destroy_decided, office)
    return apart("seal", seal_all, office)


# ---------------------------------------------------------------- messages


def deliver_all(office: Office) -> int:
    """This function will try each waiting message once and count those that arrived."""
    done = 0
    for message_id in office.view(waiting_messages, SYSTEM):
        try:
            with attempt(office, _of_message(message_id)) as begun:
                done += begun and office.run(deliver_message, SYSTEM, message_id=message_id) == "delivered"
        except OfficeError as error:
            log.warning("message=%s code=%s", message_id, error.code)
            office.run(postpone_message, SYSTEM, message_id=message_id, code=error.code)
    return done


@reads(Permission.SYSTEM)
def waiting_messages(act: Act) -> tuple[str, ...]:
    """This function will list the messages to try now."""
    resting = attempts.resting(act.tx, messages.KIND, now=act.now)
    return tuple(one for one in messages.to_deliver(act.tx, now=act.now, limit=BATCH) if one not in resting)


def _of_message(message_id: str) -> Piece:
    facts = {"message": message_id, "code": DIED}
    return Piece(kind=messages.KIND, name=message_id, incident=UNTAKEN, code=message_id, facts=facts)


@writes(Permission.SYSTEM, audited=False)
def postpone_message(act: Act, *, message_id: str, code: str) -> None:
    """This function will try a message that could not be delivered later, with growing pauses.

    One whose delivery fails too often is an incident of the case that it is for or comes from.
    """
    found = messages.postpone(act.tx, message_id, now=act.now)
    if found is not None and found.attempts + 1 >= timers.MOST_TRIES:
        case_id, facts = found.target_case_id or found.source_case_id, {"message": found.id, "code": code}
        incidents.raise_once(
            act.tx, kind=UNTAKEN, code=found.id, at=act.now, case_id=case_id, element=found.name, facts=facts
        )


# ---------------------------------------------------------------- timers


def fire_all(office: Office) -> int:
    """This function will fire each due timer once, late or not; one that cannot fire is tried again, then parked."""
    done = 0
    for timer in office.view(due_timers, SYSTEM):
        try:
            with attempt(office, _of_timer(timer)) as begun:
                if begun:
                    office.run(fire_timer, SYSTEM, task_id=timer.task_id, case_id=timer.case_id)
                    done += 1
        except PASSING as error:
            log.info("timer=%s case=%s code=%s", timer.task_id, timer.case_id, error.code)
        except OfficeError as error:
            log.warning("timer=%s case=%s code=%s", timer.task_id, timer.case_id, error.code)
            office.run(put_timer_off, SYSTEM, timer=timer, code=error.code)
    return done


@reads(Permission.SYSTEM)
def due_timers(act: Act) -> tuple[DueTimer, ...]:
    """This function will list the timers whose instant has come, the earliest first, without those that are parked."""
    resting = attempts.resting(act.tx, timers.PARKED, now=act.now)
    return tuple(one for one in timers.due(act.tx, now=act.now, limit=BATCH) if one.task_id not in resting)


def _of_timer(timer: DueTimer) -> Piece:
    task, case_id, element = timer.task_id, timer.case_id, timer.element
    return Piece(kind=TIMER, name=task, incident=TIMER, case_id=case_id, task_id=task, element=element)


@writes(Permission.SYSTEM, retried=True)
def fire_timer(act: Act, *, task_id: TaskId, case_id: CaseId) -> None:
    """This function will let one timer happen; a timer that is gone meanwhile raises NotOpen and changes nothing."""
    attempts.over(act.tx, TIMER, task_id)
    case = cases.lock(act.tx, case_id)
    act.case_id = case_id
    timers.claim(act.tx, task_id, now=act.now)
    if case.status is not CaseStatus.OPEN:
        audit.append(act.tx, entry_of(act, "timer.dropped", stream=stream_of(case_id)))
        act.entries += 1
        return
    desk = desk_of(act, case)
    move(
        desk,
        lambda: engine.fire(desk.definition, case.state, task_id, desk.world),
        entry=entry_of(act, "timer.fired", stream=stream_of(case_id), timer=task_id),
    )


@writes(Permission.SYSTEM, audited=False)
def put_timer_off(act: Act, *, timer: DueTimer, code: str) -> None:
    """This function will try a timer that cannot fire again after a growing pause.

    One that fails too often is an incident; it is due again when that is settled.
    """
    if timers.put_off(act.tx, timer, now=act.now):
        return
    incidents.raise_once(
        act.tx,
        kind=TIMER,
        code=code,
        at=act.now,
        case_id=timer.case_id,
        task_id=timer.task_id,
        element=timer.element,
    )
