"""Logs past their term are cleared each night by the rules (`rules/retention.yaml`, `logs`); nobody decides on each."""

from __future__ import annotations

import datetime as dt

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.retention import Log
from webapp.store import keys, pruning
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.office import Office
from webapp.usecases.retention import rules_of
from webapp.usecases.viewing import entry_of, note

DAYS_OF_A_MONTH = 31


def prune_all(office: Office) -> int:
    """This function will clear what is past its term, as a piece of the day, and give how many rows."""
    count = office.run(prune_logs, SYSTEM)
    while office.view(looks_due, SYSTEM):
        count += office.run(prune_looks, SYSTEM)
    return count


@reads(Permission.SYSTEM)
def looks_due(act: Act) -> bool:
    """This function will tell whether a look is past its term; without rules none ever is."""
    before = _before(act, Log.ACCESS_LOG)
    return before is not None and pruning.looks_due(act.tx, before=before)


@writes(Permission.SYSTEM)
def prune_looks(act: Act) -> int:
    """This function will let some looks past their term forget who looked at what; the record says which."""
    before = _before(act, Log.ACCESS_LOG)
    if before is None or not pruning.looks_due(act.tx, before=before):
        note(act, entry_of(act, pruning.ACT, first=0, last=0, count=0, until=act.now))
        return 0
    gone = pruning.prune_looks(act.tx, before=before)
    note(act, entry_of(act, pruning.ACT, first=gone.first, last=gone.last, count=gone.count, until=before))
    return gone.count


@writes(Permission.SYSTEM, audited=False)
def prune_logs(act: Act) -> int:
    """This function will remove what of the other logs is settled and past its term, and write over what is gone."""
    keys.write_over(act.tx)
    count = 0
    for log in Log:
        before = _before(act, log) if log is not Log.ACCESS_LOG else None
        if before is not None:
            day = before.astimezone(act.office.zone).date()
            count += pruning.prune(act.tx, log, before=before, day=day)
    return count


def _before(act: Act, log: Log) -> dt.datetime | None:
    """Months are counted long: nothing goes a day too early."""
    months = rules_of(act).months.get(log)
    return None if months is None else act.now - dt.timedelta(days=months * DAYS_OF_A_MONTH)
