"""The overdue ladder (催办阶梯, CA_OVERDUE): marks before and on the due day, then reminder, supervisor, secretary.

Each rung is reached once per step and due day, however often and by however many workers it is looked for. A rung tells
people in their next digest and lets a D24 go to who is late outside; it never closes or decides anything.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.deadlines import LimitRules
from webapp.domain.errors import Incident, OfficeError, Unavailable
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import Case, CaseStatus
from webapp.domain.urging import LOUD, WARNINGS, LateStep, Rung, reached
from webapp.store import calendar, cases, deployments, incidents, ladder
from webapp.store.audit import stream_of
from webapp.store.deadlines import whole_key
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.desk import desk_of
from webapp.usecases.office import Office
from webapp.usecases.urge_letters import REMINDER, SUPERVISION, issue_urge
from webapp.usecases.urged_people import Place, place_of, to_tell
from webapp.usecases.viewing import entry_of, note

log = logging.getLogger("shibiyan.ladder")
INCIDENT = "ladder"
PAGE = 2000
FARTHEST_AHEAD = dt.timedelta(days=31)
"""No rung lies further before its due day than this."""


def climb_all(office: Office) -> int:
    """This function will bring every open step to the rungs of today and count them; one that fails stops no other."""
    climbed, last = 0, None
    while page := office.view(steps_of_today, SYSTEM, after=last):
        last = page[-1]
        climbed += sum(_climb(office, step) for step in office.view(steps_behind, SYSTEM, steps=page))
    return climbed


@reads(Permission.SYSTEM)
def steps_of_today(act: Act, *, after: LateStep | None) -> Sequence[LateStep]:
    """This function will give one page of the open steps that may have reached a rung."""
    return ladder.due_steps(act.tx, horizon=act.today + FARTHEST_AHEAD, after=after, size=PAGE)


@reads(Permission.SYSTEM)
def steps_behind(act: Act, *, steps: Sequence[LateStep]) -> tuple[LateStep, ...]:
    """This function will give those steps that have reached a rung which nobody has written yet."""
    limits = limits_of(act)
    return tuple(step for step in steps if _missing(act, step, limits))


@writes(Permission.SYSTEM, audited=False)
def climb_step(act: Act, *, step_id: TaskId, case_id: CaseId) -> int:
    """This function will write the rungs that a step has reached and tell whom they concern; gives how many are new.

    Marks before and on the due day leave no audit entry, a reminder (and a warning of a whole matter's limit) one.
    """
    case = cases.lock(act.tx, case_id)
    act.case_id = case_id
    step = ladder.step_now(act.tx, step_id)
    if case.status is not CaseStatus.OPEN or step is None:
        return 0
    fresh = ladder.climb(act.tx, step, rungs=_missing(act, step, limits_of(act)), now=act.now)
    loud = tuple(rung for rung in fresh if rung in LOUD or _warns(step, rung, fresh))
    if loud:
        _speak(act, case, step, loud=loud)
    return len(fresh)


@writes(Permission.SYSTEM, audited=False)
def note_failure(act: Act, *, step: LateStep, code: str) -> None:
    """This function will open an incident, once, for a step that the ladder cannot climb."""
    incidents.raise_once(act.tx, kind=INCIDENT, code=code, at=act.now, case_id=step.case_id, task_id=step.id)


def limits_of(act: Act) -> LimitRules:
    """This function will give the office's limits of today: the ladder is one for the house, not one per case."""
    row = deployments.newest(act.tx)
    return act.office.library.definition(act.tx, row.id).limits if row else LimitRules()


def _climb(office: Office, step: LateStep) -> int:
    try:
        return office.run(climb_step, SYSTEM, step_id=step.id, case_id=step.case_id)
    except Unavailable:
        raise
    except OfficeError as error:
        log.warning("ladder step=%s case=%s code=%s", step.id, step.case_id, error.code)
        if not isinstance(error, Incident):  # those are written already
            office.run(note_failure, SYSTEM, step=step, code=error.code)
        return 0


def _missing(act: Act, step: LateStep, limits: LimitRules) -> tuple[Rung, ...]:
    found = reached(step.due_on, act.today, limits=limits, calendar=calendar.load(act.tx))
    return tuple(rung for rung in found if rung not in step.rungs)


def _warns(step: LateStep, rung: Rung, fresh: Sequence[Rung]) -> bool:
    """A whole matter's limit is told of before, too, once: where both days have passed at once, of the later."""
    return rung in WARNINGS and rung == fresh[-1] and bool(whole_key(step.id))


def _speak(act: Act, case: Case, step: LateStep, *, loud: Sequence[Rung]) -> None:
    place = place_of(act, case, step.id)
    letter = _letter(act, case, step, place, loud)
    for rung in loud:
        known = to_tell(act, place, Rung.AFTER) if letter and Rung.AFTER not in loud else ()
        ladder.tell(act.tx, step, people=(*to_tell(act, place, rung), *known), rung_reached=rung, now=act.now)
    facts = {"rungs": [str(rung) for rung in loud], "step": place.path, "due_on": step.due_on.isoformat()}
    note(act, entry_of(act, "urged", stream=stream_of(case.id), task=place.task, **facts, letter=letter))


def _letter(act: Act, case: Case, step: LateStep, place: Place, loud: Sequence[Rung]) -> str | None:
    """A D24 for who is late outside; gives its number.

    First a reminder; a letter of supervision follows where that was of an earlier day, which left time to answer it.
    """
    rung = next((one for one in (Rung.AFTER, Rung.SUPERVISOR) if one in loud), None)
    if rung is None or place.task is None or place.outside is None or _of_own_will(place):
        return None
    kind = REMINDER if rung is Rung.AFTER else SUPERVISION
    letter = issue_urge(desk_of(act, case), place.task, place.outside, kind=kind)
    ladder.attach_letter(act.tx, step, rung_reached=rung, letter_id=letter.id)
    return letter.number


def _of_own_will(place: Place) -> bool:
    """Whoever began an appeal, a correction, a complaint and has not handed it in owes nothing and is not reminded."""
    begun = place.outside is not None and place.outside.person_id == place.case.initiator_id
    return begun and not any(one.completed_by for one in place.past)
