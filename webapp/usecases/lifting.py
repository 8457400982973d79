"""解除回避: a recusal that rests on a mistake is lifted by who is set above, never by the officer who is recused.

监察法 art. 67 and 公职人员政务处分法 art. 48: the principal decides; a deputy in charge does so for the own rooms.
"""

from __future__ import annotations

import dataclasses
import uuid

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound, NotOpen, NotYours, Refused
from webapp.domain.ids import PersonId
from webapp.domain.records import AuditEntry
from webapp.domain.roster import Recusal, RecusalRequest
from webapp.store import case_reads, grants, recusals, tasks
from webapp.store.audit import append, stream_of
from webapp.store.recusals import APPLIED_FOR
from webapp.usecases.act import Act, writes
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.stepping_back import let_go
from webapp.usecases.viewing import entry_of, note, viewer_of

SECRETARY, DEPUTY = "secretary", "deputy"
SHORTEST = 2


class OwnRecusal(Refused):
    """本人的回避不能由本人解除，请写明理由请求解除，由分管领导或者书记决定。"""

    code = "own_recusal"


class DecidedAbove(Refused):
    """书记的回避由上级纪检监察机关决定，请书面报告。"""

    code = "decided_above"


class ApplicantNotHeard(Refused):
    """此项回避是经他人申请决定的，不能仅凭本人请求解除，须有申请人的书面意见。"""

    code = "applicant_not_heard"


@writes(Permission.SIGNED_IN)
def ask_lifting(act: Act, *, recusal_id: str, reason: str) -> None:
    """This function will ask that an own recusal be lifted; it holds until somebody set above decides.

    Raises NotFound for the recusal of another, NotOpen for one that is over, AlreadyThere, ReasonMissing, DecidedAbove.
    """
    one = recusals.lock(act.tx, recusal_id)
    if one.person_id != act.actor.person_id:
        raise NotFound
    if SECRETARY in act.actor.roles:
        raise DecidedAbove
    _check(one, reason)
    asked = RecusalRequest(
        id=uuid.uuid4().hex,
        person_id=one.person_id,
        subject_id=one.subject_id,
        asked_by=act.actor.person_id,
        reason=reason.strip(),
        at=act.now,
        lifts=True,
    )
    recusals.ask(act.tx, asked)
    note(act, entry_of(act, "recusal.lifting_asked", subject=one.subject_id, request=asked.id))


@writes(Permission.APPROVE, fresh=True)
def lift_recusal(act: Act, *, recusal_id: str, reason: str, applicant_word: str = "") -> None:
    """This function will lift a recusal from a head, with the reason; written into every case of that head.

    One that was granted to who applied for it needs that person's word in writing, and the secretary. Raises NotFound
    for one that is not the actor's to know of, OwnRecusal, NotYours, NotOpen, ReasonMissing, ApplicantNotHeard.
    """
    one = _decidable(act, recusal_id)
    _check(one, reason)
    if one.source == APPLIED_FOR and len(applicant_word.strip()) < SHORTEST:
        raise ApplicantNotHeard
    subject = PersonId(str(one.subject_id))
    asked = recusals.lifting_asked(act.tx, one.person_id, subject_id=subject)
    by = act.actor.person_id
    recusals.lift(act.tx, one.id, by=by, asked_by=asked.asked_by if asked else None, now=act.now)
    if asked is not None:
        recusals.decide(act.tx, asked.id, granted=True, by=by, now=act.now)
    _give_back(act, one.person_id, subject)
    let_go(act, one.person_id, subject)
    for case_id in case_reads.ids_about(act.tx, subject):
        append(act.tx, dataclasses.replace(_lifted(act, one), stream=stream_of(case_id)))
    words = {"reason": reason.strip(), "applicant_word": applicant_word.strip()}
    note(act, dataclasses.replace(_lifted(act, one), sealed={name: text for name, text in words.items() if text}))


def _give_back(act: Act, person_id: PersonId, subject_id: PersonId) -> None:
    """Steps that name the officer, and have waited to be reassigned, are the officer's again."""
    for task in case_reads.withheld_from(act.tx, person_id, subject_id=subject_id):
        tasks.reassign(act.tx, task.id, holder=None, to=person_id)
        stream = stream_of(task.case_id)
        append(
            act.tx,
            entry_of(act, "task.reassigned", stream=stream, task=task, to=person_id, reason="recusal_lifted"),
        )


def _lifted(act: Act, one: Recusal) -> AuditEntry:
    return entry_of(
        act, "recusal.lifted", person=one.person_id, subject=one.subject_id, source=one.source, kind=one.kind
    )


@writes(Permission.APPROVE)
def keep_recusal(act: Act, *, recusal_id: str, reason: str) -> None:
    """This function will refuse what an officer asked: the recusal stays. Raises as `lift_recusal`, NotOpen unasked."""
    one = _decidable(act, recusal_id)
    _check(one, reason)
    asked = recusals.lifting_asked(act.tx, one.person_id, subject_id=one.subject_id)
    if asked is None:
        raise NotOpen("没有等待决定的请求。")
    recusals.decide(act.tx, asked.id, granted=False, by=act.actor.person_id, now=act.now)
    entry = entry_of(act, "recusal.kept", person=one.person_id, subject=one.subject_id, request=asked.id)
    note(act, dataclasses.replace(entry, sealed={"reason": reason.strip()}))


def _check(one: Recusal, reason: str) -> None:
    if len(reason.strip()) < SHORTEST:
        raise ReasonMissing
    if not one.recused:
        raise NotOpen("此项回避已经解除。")


def _decidable(act: Act, recusal_id: str) -> Recusal:
    one = recusals.lock(act.tx, recusal_id)
    if one.person_id == act.actor.person_id:
        raise OwnRecusal
    if not knows(act, one):
        raise NotFound
    if not decides(act, one):
        raise NotYours("此项回避由书记决定是否解除。")
    return one


def knows(act: Act, one: Recusal) -> bool:
    """This function will tell whether the actor leads the officer and may see a case of that head.

    A recusal tells that there is a matter about a head: whoever sees none, or is recused too, does not hear of it.
    """
    if one.subject_id is None or not _leads(act, one.person_id):
        return False
    own = recusals.of_pair(act.tx, act.actor.person_id, subject_id=one.subject_id)
    if own is not None and own.recused:
        return False
    return case_reads.sees_one_about(act.tx, one.subject_id, viewer=viewer_of(act))


def decides(act: Act, one: Recusal) -> bool:
    """This function will tell whether the actor decides: the secretary; a deputy on own word of officers only."""
    held = {grant.role for grant in grants.of_person(act.tx, one.person_id, on=act.today)}
    if SECRETARY in held:
        return False
    return SECRETARY in act.actor.roles or (DEPUTY not in held and one.source != APPLIED_FOR)


def _leads(act: Act, person_id: PersonId) -> bool:
    if SECRETARY in act.actor.roles:
        return True
    led = {grant.room_id for grant in act.actor.grants if grant.role == DEPUTY}
    return any(grant.room_id in led for grant in grants.of_person(act.tx, person_id, on=act.today))
