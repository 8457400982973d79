"""暂缓销毁: what must be kept whatever its term says; set by one who answers for the case, lifted by two.

A hold covers the case or every case of its person. It takes what it covers off the list of destruction; while it is in
force the database itself keeps the case's key.
"""

from __future__ import annotations

import dataclasses

from webapp.domain.actor import Permission
from webapp.domain.errors import FourEyes, NotFound, NotOpen, Refused
from webapp.domain.ids import CaseId
from webapp.domain.records import Case
from webapp.domain.retention import Needed
from webapp.domain.typed import within
from webapp.store import beginnings, cases, destruction_list, holds, people
from webapp.store.audit import stream_of
from webapp.store.holds import Hold
from webapp.usecases.act import Act, writes
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.viewing import entry_of, note, refuse_undeclared, viewer_of
from webapp.usecases.views.retention import HoldRow, HoldsView

SHORTEST, LONGEST, SHORTEST_BASIS = 5, 1000, 2


class BasisMissing(Refused):
    """请写明暂缓销毁的依据，例如来函文号、领导批示。"""

    code = "basis_missing"


class Kept(Refused):
    """此事项已经暂缓销毁，内容不能清除；须先由两人解除。"""

    code = "kept"


@writes(Permission.HOLD_RECORDS)
def set_hold(act: Act, *, case_id: CaseId, of_person: bool, reason: str, basis: str) -> None:
    """This function will keep a case, or every case of its person, from being destroyed until the hold is lifted.

    Raises NotFound for a case that is not seen by right, NotDeclared, ReasonMissing, BasisMissing.
    """
    case = _case(act, case_id)
    _refuse_silence(reason)
    if len(basis.strip()) < SHORTEST_BASIS:
        raise BasisMissing
    subject = case.subject_id if of_person else None
    if subject is not None:
        beginnings.one_at_a_time(act.tx, subject)
    words = {"reason": within(reason, LONGEST), "basis": within(basis, LONGEST)}
    hold_id = holds.put(act.tx, case_id, subject_id=subject, by=act.actor.person_id, words=words, now=act.now)
    kept = destruction_list.keep(act.tx, case_id, needed=Needed.HELD, subject_id=subject, now=act.now)
    entry = entry_of(
        act, "hold.set", stream=stream_of(case_id), hold=hold_id, of_person=subject is not None, taken_off=kept
    )
    note(act, dataclasses.replace(entry, sealed=words))


@writes(Permission.HOLD_RECORDS)
def ask_lifting(act: Act, *, hold_id: str, reason: str) -> None:
    """This function will ask that a hold be lifted; another one who answers for the case does it, or lets it stay.

    Raises NotFound, NotDeclared, ReasonMissing, NotOpen when it was asked for already.
    """
    one = _hold(act, hold_id)
    _refuse_silence(reason)
    if not holds.ask_lifting(act.tx, one, by=act.actor.person_id, reason=within(reason, LONGEST), now=act.now):
        raise NotOpen
    entry = entry_of(act, "hold.lift_asked", stream=stream_of(one.case_id), hold=one.id)
    note(act, dataclasses.replace(entry, sealed={"text": within(reason, LONGEST)}))


@writes(Permission.HOLD_RECORDS, fresh=True)
def lift_hold(act: Act, *, hold_id: str, agree: bool) -> None:
    """This function will lift a hold for which another person asked, or let it stay.

    Raises NotFound, NotDeclared, NotOpen when nobody asked, FourEyes for whoever did.
    """
    one = _hold(act, hold_id)
    if one.lift_asked_by is None:
        raise NotOpen
    if not agree:
        holds.leave(act.tx, one)
    elif one.lift_asked_by == act.actor.person_id or not holds.lift(act.tx, one, by=act.actor.person_id, now=act.now):
        raise FourEyes
    what = "hold.lifted" if agree else "hold.stays"
    note(act, entry_of(act, what, stream=stream_of(one.case_id), hold=one.id, asked_by=one.lift_asked_by))


def refuse_kept(act: Act, case_id: CaseId) -> None:
    """This function will let nobody clear what a hold covers (Kept, 403)."""
    if holds.is_held(act.tx, case_id):
        raise Kept


def holds_of(act: Act, case: Case) -> HoldsView:
    """This function will give the holds of a case that the viewer sees, and what the viewer may do about them."""
    may = act.actor.may(Permission.HOLD_RECORDS) and cases.by_right(act.tx, case.id, viewer=viewer_of(act))
    found = [_row(act, one, may=may) for one in holds.of_case(act.tx, case.id, subject_id=case.subject_id)]
    return HoldsView(
        rows=tuple(one for one in found if one.by or one.lifted_at is None),
        may_set=may,
        has_person=case.subject_id is not None,
    )


def in_force(act: Act) -> tuple[HoldRow, ...]:
    """This function will list the holds in force on cases that the viewer sees by right."""
    may = act.actor.may(Permission.HOLD_RECORDS)
    return tuple(_row(act, one, may=may) for one in holds.in_force(act.tx, viewer_of(act)))


def _row(act: Act, one: Hold, *, may: bool) -> HoldRow:
    """A hold that was set on another case tells whoever does not see that case nothing of it, not even that it is."""
    if not cases.by_right(act.tx, one.case_id, viewer=viewer_of(act)):
        return HoldRow(hold_id=one.id, case_id=CaseId(""), lifted_at=one.lifted_at)
    names, runs = people.directory(act.tx), may and one.lifted_at is None
    return HoldRow(
        hold_id=one.id,
        case_id=one.case_id,
        number=one.number or "",
        of_person=one.subject_id is not None,
        by=names.name(one.set_by),
        at=one.set_at,
        reason=one.reason,
        basis=one.basis,
        lift_by=names.name(one.lift_asked_by),
        lift_reason=one.lift_reason,
        lifted_by=names.name(one.lifted_by),
        lifted_at=one.lifted_at,
        may_ask=runs and one.lift_asked_by is None,
        may_lift=runs and one.lift_asked_by not in (None, act.actor.person_id),
    )


def _hold(act: Act, hold_id: str) -> Hold:
    one = holds.lock(act.tx, hold_id)
    _case(act, one.case_id)
    return one


def _case(act: Act, case_id: CaseId) -> Case:
    """Locked, so that nobody destroys it meanwhile."""
    if not cases.by_right(act.tx, case_id, viewer=viewer_of(act)):
        raise NotFound
    case = cases.lock(act.tx, case_id)
    act.case_id = case_id
    refuse_undeclared(act, case_id)
    return case


def _refuse_silence(reason: str) -> None:
    if len(reason.strip()) < SHORTEST:
        raise ReasonMissing
