"""What the person concerned asks on paper: a later day, that an officer step back; the own page offers the same."""

from __future__ import annotations

import dataclasses
import datetime as dt

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import TaskId
from webapp.store import cases
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.application_rows import EXTENSION, RECUSAL
from webapp.usecases.applications import ask_extension
from webapp.usecases.asking_recusal import ask_in_own_name
from webapp.usecases.scans import as_signer, refuse_unfit, registrable
from webapp.usecases.viewing import entry_of, viewer_of

KINDS = {EXTENSION: "申请延期", RECUSAL: "申请回避"}


@writes(Permission.SCAN_PAPER)
def register_request(
    act: Act,
    *,
    task_id: TaskId,
    kind: str,
    reason: str,
    signed_on: dt.date,
    original_at: str,
    until: dt.date | None = None,
    signer: str = "",
) -> None:
    """This function will make a signed application the signer's own, with the registrar beside; others decide on it.

    Needs the registrar's scan at the step first. Raises ScanRefused, NotFound, and what the own page would answer:
    NoExtension, TooFar, NotNeeded, ReasonMissing, AlreadyThere.
    """
    task, by = registrable(act, task_id, signer)
    refuse_unfit(act, task, signed_on=signed_on, original_at=original_at)
    entry = entry_of(act, "paper.asked", stream=stream_of(task.case_id), task=task, signer=by, kind=kind)
    sealed = {"signed_on": signed_on.isoformat(), "original_at": original_at.strip()}
    signing, told = as_signer(act, by), dataclasses.replace(entry, sealed=sealed)
    if kind == EXTENSION:
        hold = cases.lock_to_act(act.tx, task_id, viewer=viewer_of(signing))
        ask_extension(signing, hold, reason=reason, until=until, entry=told)
    elif kind == RECUSAL:
        ask_in_own_name(signing, task.case_id, reason=reason, entry=told)
    else:
        raise NotFound
    act.case_id = task.case_id
    act.entries += signing.entries
