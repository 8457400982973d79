"""Destroying for good: what three people decided, a case after the other; and again what an older backup brings back.

Destroyed stays destroyed: keys that the register beside the seals names are destroyed again in a restored backup.
"""

from __future__ import annotations

import logging
from pathlib import Path

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import OfficeError, Unavailable
from webapp.domain.ids import CaseId
from webapp.domain.records import Case, CaseStatus
from webapp.domain.retention import Needed, Stage
from webapp.store import beginnings, cases, destroyed, destruction_list, holds, incidents, keys, retention, wiping
from webapp.store.audit import stream_of
from webapp.store.destroyed import Register
from webapp.store.destruction_list import Item
from webapp.store.seals import Sealer
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.ending_archives import end_again
from webapp.usecases.giving_up import end_given_up
from webapp.usecases.office import Office
from webapp.usecases.retention import still_needed
from webapp.usecases.sealing import sealer_if_any
from webapp.usecases.viewing import entry_of, note

CASE = "case:"
DESTROYED = "case.destroyed"
INCIDENT = "destruction"
log = logging.getLogger("shibiyan.destroying")


def register_of(office: Office) -> Path:
    """This function will give the file of the register, beside the seals."""
    return Path(office.facts["seal_folder"]) / destroyed.FILE


def destroy_decided(office: Office) -> int:
    """This function will carry out what was decided, a case after the other, and give how many it looked at.

    Broken off anywhere, the next minute goes on where it stopped: a case is whole or destroyed.
    """
    tried = set[str]()
    while found := [one for one in office.view(decided, SYSTEM) if one not in tried]:
        for item_id in found:
            _apart(office, item_id)
        tried.update(found)
    return len(tried)


def _apart(office: Office, item_id: str) -> None:
    """One that fails stops no other; it is tried again each minute, and an incident says so once."""
    try:
        office.run(carry_out, SYSTEM, item_id=item_id)
    except Unavailable:
        raise
    except OfficeError as error:
        log.error("destruction=%s code=%s", item_id, error.code)
        office.run(note_failed, SYSTEM)


@writes(Permission.SYSTEM, audited=False)
def note_failed(act: Act) -> None:
    """This function will open an incident, once, because what was decided cannot be destroyed."""
    incidents.raise_once(act.tx, kind=INCIDENT, code=DESTROYED, at=act.now)


@reads(Permission.SYSTEM)
def decided(act: Act) -> tuple[str, ...]:
    """This function will give what on the list is decided and comes next."""
    return retention.next_decided(act.tx)


@writes(Permission.SYSTEM, retried=True)
def carry_out(act: Act, *, item_id: str) -> None:
    """This function will destroy one case, or take it off the list when something needs it after all.

    Its record says by whose decision; a second worker that comes to the same one does nothing.
    """
    case = _locked(act, destruction_list.case_of(act.tx, item_id))
    one = destruction_list.lock(act.tx, [item_id])[item_id]
    needed = still_needed(act, case.id)
    if needed is None and retention.later_in_use(act.tx, case.id):
        needed = Needed.LATER
    if one.stage is not Stage.DECIDED:
        note(act, entry_of(act, "destruction.over", item=one.id, stage=one.stage))
    elif needed:
        destruction_list.keep(act.tx, case.id, needed=needed, now=act.now)
        note(act, entry_of(act, "destruction.kept", cases=[case.id], needed=needed))
    else:
        _destroy(act, case, one)


def _locked(act: Act, case_id: CaseId) -> Case:
    """The case, then its person, then the list, as whoever sets a hold does: no hold comes in between."""
    case = cases.lock(act.tx, case_id)
    act.case_id = case.id
    if case.subject_id is not None:
        beginnings.one_at_a_time(act.tx, case.subject_id)
    return case


def _destroy(act: Act, case: Case, one: Item) -> None:
    destruction_list.finish(act.tx, one.id, now=act.now)
    incidents.settle_kind(act.tx, INCIDENT, code=DESTROYED, now=act.now, remedy="destroyed")
    count = wiping.wipe(act.tx, case.id, now=act.now)
    entry = entry_of(
        act,
        DESTROYED,
        stream=stream_of(case.id),
        keys=count,
        term=one.term,
        ended_on=one.ended_on,
        kept_until=one.kept_until,
        proposed_by=one.proposed_by,
        checked_by=one.checked_by,
        decided_by=one.decided_by,
    )
    note(act, entry)


class RegisterNotOurs(OfficeError):
    """销毁登记中有{count}个未销毁的密钥，登记不是本系统写的，没有销毁：请查明，放回封存密钥或者正确的登记。"""

    code = "register_not_ours"


def destroy_again(office: Office) -> int:
    """This function will destroy what an older backup has brought back, a case after the other, and give how many.

    Archives come last: their entries go with the cases. Raises RegisterNotOurs, before anything is destroyed, where a
    line names what is there and the office did not sign it, or has no key by which to tell: neither is it destroyed by
    that, nor does it live again.
    """
    file = register_of(office)
    if not file.exists():
        return 0
    found, cases_back = office.view(come_back, SYSTEM, sealer=sealer_if_any(office), file=file)
    by_term = found.by_term
    for owner in cases_back:
        office.run(destroy_one, SYSTEM, case_id=CaseId(owner.removeprefix(CASE)), by_term=owner in by_term)
    return len(cases_back) + end_again(office, found)


@reads(Permission.SYSTEM)
def come_back(act: Act, *, sealer: Sealer | None, file: Path) -> tuple[Register, tuple[str, ...]]:
    """This function will give the register, and the cases whose keys are there although it says they are destroyed."""
    found = destroyed.register(act.tx, sealer) if sealer else Register(file=file, keys=frozenset())
    if count := destroyed.not_ours(act.tx, found):
        raise RegisterNotOurs(count=count)
    return found, tuple(one for one in destroyed.come_back(act.tx, found) if one.startswith(CASE))


@writes(Permission.SYSTEM)
def destroy_one(act: Act, *, case_id: CaseId, by_term: bool = False) -> None:
    """This function will destroy a case's key again; what was still open then ends as given up.

    A hold that the backup brings back was lifted before the case was destroyed: it holds no more.
    """
    case = cases.lock(act.tx, case_id)
    act.case_id = case_id
    holds.end(act.tx, case_id, subject_id=case.subject_id, now=act.now)
    if case.status is CaseStatus.OPEN:
        end_given_up(act, case)
    if by_term:
        _destroy_again(act, case)
    elif act.entries == 0:
        keys.destroy(act.tx, keys.owner_of(case_id))
        note(act, entry_of(act, "case.given_up", stream=stream_of(case_id)))


def _destroy_again(act: Act, case: Case) -> None:
    destruction_list.keep(act.tx, case.id, needed=None, now=act.now)
    count = wiping.wipe(act.tx, case.id, now=act.now)
    if act.entries == 0:  # else the rows go into the entry that ended it
        note(act, entry_of(act, DESTROYED, stream=stream_of(case.id), keys=count, again=True))
