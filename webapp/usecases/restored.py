"""An office that was brought back from a backup, or to an instant: it does nothing again that may have been done."""

from __future__ import annotations

import datetime as dt

from webapp.domain.actor import SYSTEM, Permission
from webapp.store import incidents, jobs, logins, watches
from webapp.usecases.act import Act, writes
from webapp.usecases.office import Office
from webapp.usecases.sealing import BEAT
from webapp.usecases.viewing import entry_of, note

SETTING = "restored"
INCIDENT = "restored"
OUTCOME = "left by the restore"


def begin_again(office: Office) -> int:
    """This function will make a restored office ready for work and give how many mails it will not send again."""
    return office.run(note_restored, SYSTEM)


@writes(Permission.SYSTEM)
def note_restored(act: Act) -> int:
    """This function will end sessions and leave what waited to be sent: whether that went out before nobody knows.

    An incident tells how many; on this day no mail is made either.
    """
    left = jobs.leave_all(act.tx, now=act.now, outcome=OUTCOME)
    sessions = logins.close_every(act.tx, now=act.now)
    watches.still(act.tx, BEAT)
    watches.put_setting(act.tx, SETTING, act.today.isoformat(), now=act.now, by=None)
    if left:
        incidents.raise_once(act.tx, kind=INCIDENT, code="mail", at=act.now, facts={"jobs": left})
    note(act, entry_of(act, "office.restored", jobs=left, sessions=sessions))
    return left


def restored_on(act: Act) -> dt.date | None:
    """This function will give the day on which the office was last restored, or None."""
    kept = watches.get_setting(act.tx, SETTING)
    return dt.date.fromisoformat(str(kept)) if kept else None
