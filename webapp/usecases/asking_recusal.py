"""申请回避: the person concerned asks that an officer step back; the secretary decides, and the answer is read there.

监察法 art. 67 and 公职人员政务处分法 art. 48: of officers the principal decides, of the principal the superior organ.
"""

from __future__ import annotations

import dataclasses
import uuid

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound, NotOpen, Refused
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.papers import Application
from webapp.domain.records import AuditEntry, Case
from webapp.domain.roster import Recusal
from webapp.store import applications, cases, recusals, tasks
from webapp.store.audit import append, stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.application_rows import DECIDED, OPEN, RECUSAL, may_decide, stands_to_choose
from webapp.usecases.applications import GRANTED, approval, ask
from webapp.usecases.declaring import hand_back
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.lifting import DecidedAbove
from webapp.usecases.stepping_back import ask_about_work
from webapp.usecases.viewing import entry_of, note, refuse_undeclared, viewer_of


class NotNeeded(Refused):
    """此事项不必申请回避：您写到的人员自始不看也不办。"""

    code = "recusal_not_needed"


class WhoMissing(Refused):
    """请选择回避的人员，只能选择本机关的其他人员。"""

    code = "who_steps_back"


@writes(Permission.OWN_PORTAL)
def ask_recusal(act: Act, *, task_id: TaskId, reason: str) -> None:
    """This function will ask, from an own open step, that an officer step back; steps go on until it is decided.

    Raises NotFound for any step but an own open one, ReasonMissing, AlreadyThere; NotNeeded for a complaint, whose
    decider could be the officer that it means.
    """
    seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    if not seen.standing.assigned or not seen.task.is_open:
        raise NotFound
    ask_in_own_name(act, seen.case.id, reason=reason)


def ask_in_own_name(act: Act, case_id: CaseId, *, reason: str, entry: AuditEntry | None = None) -> None:
    """This function will ask in the actor's name that an officer step back. Raises NotNeeded, ReasonMissing."""
    case = cases.lock(act.tx, case_id)
    if case.confined:
        raise NotNeeded
    if len(reason.strip()) < 2:
        raise ReasonMissing
    act.case_id = case_id
    ask(act, case, RECUSAL, reason, {}, entry=entry)


@writes(Permission.APPROVE)
def grant_recusal(act: Act, *, application_id: str, person: str, text: str = "") -> None:
    """This function will agree that an officer steps back: every way in closes, what was done is asked about.

    Raises NotFound for who does not decide, NotDeclared, NotOpen, WhoMissing, DecidedAbove.
    """
    one = applications.lock(act.tx, application_id)
    act.case_id = one.case_id
    if one.kind != RECUSAL or not may_decide(act, one):
        seen = cases.by_right(act.tx, one.case_id, viewer=viewer_of(act))
        raise NotOpen if seen and one.status != OPEN else NotFound
    case = cases.lock(act.tx, one.case_id)
    refuse_undeclared(act, case.id)
    officer = PersonId(person)
    if officer == act.actor.person_id:
        raise DecidedAbove
    if officer not in stands_to_choose(act, case.subject_id):
        raise WhoMissing
    applications.decide(act.tx, one, approval=approval(act, agree=True), status=GRANTED, now=act.now)
    _step_back(act, case, one, officer, text.strip())


def _step_back(act: Act, case: Case, one: Application, officer: PersonId, text: str) -> None:
    subject = case.subject_id
    if subject is None:
        raise NotFound
    recusals.declare(
        act.tx,
        Recusal(
            id=uuid.uuid4().hex,
            person_id=officer,
            subject_id=subject,
            recused=True,
            kind="other",
            source=recusals.APPLIED_FOR,
            asked_by=one.asked_by,
            decided_by=act.actor.person_id,
            at=act.now,
        ),
    )
    hand_back(act, officer, subject)
    ask_about_work(act, officer, subject)
    append(act.tx, entry_of(act, "recusal.granted", stream=stream_of(case.id), person=officer, subject=subject))
    entry = entry_of(act, DECIDED, stream=stream_of(case.id), application=one.id, agree=True)
    note(act, dataclasses.replace(entry, sealed={"text": text} if text else None))
