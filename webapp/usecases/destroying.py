"""Destroyed stays destroyed: keys that the register beside the seals names are destroyed again in a restored backup."""

from __future__ import annotations

from pathlib import Path

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import CaseId
from webapp.domain.records import CaseStatus
from webapp.store import cases, destroyed, keys
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.giving_up import end_given_up
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note

CASE = "case:"


def register_of(office: Office) -> Path:
    """This function will give the file of the register, beside the seals."""
    return Path(office.facts["seal_folder"]) / destroyed.FILE


def destroy_again(office: Office) -> int:
    """This function will destroy what an older backup has brought back, a case after the other, and give how many."""
    found = office.view(come_back, SYSTEM, file=register_of(office))
    for owner in found:
        office.run(destroy_one, SYSTEM, case_id=CaseId(owner.removeprefix(CASE)))
    return len(found)


@reads(Permission.SYSTEM)
def come_back(act: Act, *, file: Path) -> tuple[str, ...]:
    """This function will give the owners whose keys are there although the register says that they are destroyed."""
    return tuple(one for one in destroyed.come_back(act.tx, file) if one.startswith(CASE))


@writes(Permission.SYSTEM)
def destroy_one(act: Act, *, case_id: CaseId) -> None:
    """This function will destroy a case's key again; a registration that was still open then ends as given up."""
    case = cases.lock(act.tx, case_id)
    act.case_id = case_id
    if case.status is CaseStatus.OPEN:
        end_given_up(act, case)
        return
    keys.destroy(act.tx, keys.owner_of(case_id))
    note(act, entry_of(act, "case.given_up", stream=stream_of(case_id)))
