"""申请: a later day (once, on request), an early ending (by authority); decided by others, never past a gate."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping

from webapp import engine
from webapp.domain.actor import Permission
from webapp.domain.errors import FourEyes, NotFound, NotOpen, NotYours, Refused
from webapp.domain.guard import DECEASED, Verb, guard
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.papers import Application
from webapp.domain.records import AuditEntry, Case, CaseStatus, Task
from webapp.domain.sights import Hold
from webapp.engine.errors import AlreadyEnding
from webapp.store import agenda, applications, cases, deadlines, letters, tasks
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.advancing import move
from webapp.usecases.application_rows import (
    DECIDED,
    END_REASONS,
    ENDING,
    EXTENSION,
    OPEN,
    PRINCIPAL,
    RECUSAL,
    SECRETARY,
    deciders_of,
    decides_on_ending,
    has_taken_part,
    is_last,
    may_ask_for_ending,
    next_decider,
)
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.numbering import ENDED, void_letter
from webapp.usecases.viewing import entry_of, is_kept_away, note, refuse_undeclared, refuse_unless_able, viewer_of
from webapp.usecases.whole_limits import to_extend

GRANTED, REFUSED = "granted", "refused"
SEALING = "/seal_letter"
LONGEST = 15
"""An extension moves the day by at most this many working days."""


class NoExtension(Refused):
    """此时限不能延期，或者已经延期过一次。"""

    code = "no_extension"


class TooFar(Refused):
    """延期最多15个工作日，且须晚于原时限。"""

    code = "extension_too_far"


class NoSuchReason(Refused):
    """请选择提前终止的事由。"""

    code = "no_such_reason"


# ---------------------------------------------------------------- a later day


@writes(Permission.WORK_TASKS)
def apply_extension(act: Act, *, task_id: TaskId, reason: str, until: dt.date | None = None, limit: str = "") -> None:
    """This function will ask, once, for a later due day of the limit that an own open step rests on.

    `limit`: of one of the whole matter in its place. The old day holds until somebody above decides. Raises
    NoExtension, TooFar, ReasonMissing, AlreadyThere.
    """
    hold = cases.lock_to_act(act.tx, task_id, viewer=viewer_of(act))
    refuse_unless_able(act, hold.task, hold.standing)
    ask_extension(act, hold, reason=reason, until=until, limit=limit)


def ask_extension(
    act: Act, hold: Hold, *, reason: str, until: dt.date | None, limit: str = "", entry: AuditEntry | None = None
) -> None:
    """This function will ask for a later day in the actor's name. Raises NoExtension, TooFar, ReasonMissing."""
    act.case_id = hold.case.id
    if len(reason.strip()) < 2:
        raise ReasonMissing
    desk, task_id = desk_of(act, hold.case), hold.task.id
    key = _extendable(desk, hold.task, limit or hold.task.deadline)
    day = until or desk.world.calendar.shift(desk.world.deadlines[key], LONGEST)
    if not desk.world.deadlines[key] < day <= desk.world.calendar.shift(desk.world.deadlines[key], LONGEST):
        raise TooFar
    step = {"task": task_id} if key == hold.task.deadline else {}  # the whole matter goes on when the step is over
    ask(act, hold.case, EXTENSION, reason, {"key": key, "until": day.isoformat(), **step}, entry=entry)


def _extendable(desk: Desk, task: Task, key: str | None) -> str:
    """A limit may be extended when a later day may be asked of it here, and it was not extended before."""
    extended = {row.key for row in deadlines.of_case(desk.act.tx, desk.case.id) if row.extended}
    if key is None or key not in to_extend(desk, task) or key in extended:
        raise NoExtension
    return key


def ask(
    act: Act,
    case: Case,
    kind: str,
    reason: str,
    facts: Mapping[str, object],
    *,
    approvals: tuple[Mapping[str, object], ...] = (),
    entry: AuditEntry | None = None,
) -> None:
    """This function will write an application on a case; raises AlreadyThere while one of its kind is open.

    `entry` tells of it in another's act: who registered what came on paper.
    """
    one = Application(
        id=uuid.uuid4().hex,
        case_id=case.id,
        kind=kind,
        asked_by=act.actor.person_id,
        asked_at=act.now,
        facts=facts,
        reason=reason.strip(),
        approvals=approvals,
    )
    applications.ask(act.tx, one)
    made = entry_of(act, "application.made", stream=stream_of(case.id), kind=kind, application=one.id)
    note(act, entry or made)


# ---------------------------------------------------------------- an early ending


@writes(Permission.WORK_TASKS, fresh=True)
def apply_early_ending(act: Act, *, case_id: CaseId, reason: str, text: str) -> None:
    """This function will ask for the early ending of a case; another one decides, and until then it goes on.

    A secretary decides on what others ask, the Party principal on what a secretary asks. A death takes both, one after
    the other; a secretary who asks has approved by asking. A case that a demand's row holds is refused (GATE 8.4 and
    the others); only the person's death, with the Party principal as second approver, ends it. Raises MandatoryGate,
    AlreadyEnding, AlreadyThere, NoSuchReason, ReasonMissing or NotFound.
    """
    case = _seen_case(act, case_id)
    if not may_ask_for_ending(act.actor):
        raise Refused(why="您的岗位没有此项权限")
    if reason not in dict(END_REASONS):
        raise NoSuchReason
    if len(text.strip()) < 2:
        raise ReasonMissing
    if case.status is not CaseStatus.OPEN:
        raise NotOpen
    if case.spec_start == "case_ended":
        raise AlreadyEnding
    if reason != DECEASED:
        guard(Verb.END_EARLY, case.bound, reason=reason)
    deciders = deciders_of(act.actor, reason=reason)
    asked_by_first = deciders[0] == SECRETARY and act.actor.may(Permission.END_CASE)
    facts = {"reason": reason, "deciders": list(deciders)}
    ask(act, case, ENDING, text, facts, approvals=(approval(act, agree=True),) if asked_by_first else ())


def approval(act: Act, *, agree: bool) -> Mapping[str, object]:
    """This function will give the actor's decision as an application keeps it."""
    return {"person": act.actor.person_id, "agree": agree, "at": act.now.isoformat()}


def _seen_case(act: Act, case_id: CaseId) -> Case:
    if not cases.by_right(act.tx, case_id, viewer=viewer_of(act)):
        raise NotFound
    case = cases.lock(act.tx, case_id)
    act.case_id = case_id
    return case


def _end(act: Act, case: Case, one: Application) -> None:
    """The authority's own act: once more no way round what holds the case, but for a death."""
    reason = str(one.facts["reason"])
    approved = [str(each["person"]) for each in one.approvals]
    guard(Verb.END_EARLY, case.bound, reason=reason, second_approver=bool(approved) and PRINCIPAL in act.actor.roles)
    desk = desk_of(act, case)
    _void_unsent(act, case.id)
    desk.change(spec_start="case_ended")
    agenda.withdraw(act.tx, case.id, now=act.now)
    entry = entry_of(
        act,
        "case.ended_early",
        stream=stream_of(case.id),
        reason=reason,
        application=one.id,
        asked_by=one.asked_by,
        approved_before=approved,
    )
    move(
        desk,
        lambda: engine.cancel(desk.definition, case.state, reason, desk.world),
        entry=dataclasses.replace(entry, sealed={"text": one.reason}),
    )


def _void_unsent(act: Act, case_id: CaseId) -> None:
    """A letter that is numbered and still to be sealed never goes out: its number is explained."""
    sealing = {
        one.path.removesuffix(SEALING) for one in tasks.open_tasks(act.tx, case_id) if one.path.endswith(SEALING)
    }
    for row in letters.of_case(act.tx, case_id) if sealing else ():
        if row.path in sealing and row.number and row.recalled_at is None:
            void_letter(act, row.number, reason=ENDED)


# ---------------------------------------------------------------- deciding


@writes(Permission.APPROVE)
def decide(act: Act, *, application_id: str, agree: bool, text: str = "") -> None:
    """This function will agree to or refuse an application; never one's own, an ending by whom it names (deciders).

    Where two decide on an ending, the first agreement leaves it open for the second. Granting an extension moves the
    limit's row, the open steps, waits and timers that rest on it; the old day stays in the row; a step that is over
    gets none. Raises MandatoryGate, FourEyes, NotYours, NotDeclared, NotOpen, NotFound.
    """
    one = applications.lock(act.tx, application_id)
    case = _decidable_case(act, one)
    if one.status != OPEN or case.status is not CaseStatus.OPEN or _step_is_over(act, one):
        raise NotOpen
    if has_taken_part(act, one):
        raise FourEyes
    refuse_undeclared(act, case.id)
    if not agree and len(text.strip()) < 2:
        raise ReasonMissing
    if agree and one.kind == RECUSAL:
        raise Refused(why="请选择回避的人员")
    status = (GRANTED if is_last(one) else OPEN) if agree else REFUSED
    applications.decide(act.tx, one, approval=approval(act, agree=agree), status=status, now=act.now)
    if status == GRANTED and one.kind == ENDING:
        _end(act, case, one)
        return
    if status == GRANTED:
        _extend(desk_of(act, case), str(one.facts["key"]), dt.date.fromisoformat(str(one.facts["until"])))
    entry = entry_of(act, DECIDED, stream=stream_of(case.id), application=one.id, agree=agree)
    note(act, dataclasses.replace(entry, sealed={"text": text.strip()} if text.strip() else None))


def _decidable_case(act: Act, one: Application) -> Case:
    """Whoever approves in the case's room or house decides; an ending is the secretary's or the Party principal's.

    The Party principal reads no cases: what is decided on is the application; whoever is recused does not find it.
    """
    act.case_id = one.case_id
    if one.kind == RECUSAL and not act.actor.may(Permission.END_CASE):
        raise _not_yours(act, one)
    if one.kind != ENDING:
        return _seen_case(act, one.case_id)
    if not decides_on_ending(act, one):
        raise _not_yours(act, one)
    if next_decider(one) != SECRETARY and is_kept_away(act, one.case_id):
        raise NotFound
    case = _seen_case(act, one.case_id) if next_decider(one) == SECRETARY else cases.lock(act.tx, one.case_id)
    act.want_proof()  # only of who may know of the case: to all others there is nothing to prove for
    return case


def _not_yours(act: Act, one: Application) -> NotYours | NotFound:
    """Who does not see the case learns nothing of what is asked in it."""
    return NotYours() if cases.by_right(act.tx, one.case_id, viewer=viewer_of(act)) else NotFound()


def _step_is_over(act: Act, one: Application) -> bool:
    step = one.facts.get("task")
    return step is not None and step not in {task.id for task in tasks.open_tasks(act.tx, one.case_id)}


def _extend(desk: Desk, key: str, until: dt.date) -> None:
    known = {**desk.world.deadlines, key: until}
    world = dataclasses.replace(desk.world, deadlines=known)
    found = engine.rearm(desk.definition, desk.case.state, key, world)
    deadlines.change_due(
        desk.act.tx,
        desk.case.id,
        key=key,
        due_on=until,
        timers=found.timers,
        provisional=not desk.world.calendar.knows(desk.world.today, until),
    )
