"""An archive ends when nothing of it is kept: its key goes, so that no backup tells what stood beside the entries.

Nobody decides on it anew: its entries went with cases, about each of which three people decided, its person holds no
post any more, and what was reported each year is past the term of all other matters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import PersonId
from webapp.store import archive_ends, beginnings, destroyed
from webapp.store.destroyed import Register
from webapp.store.keys import ARCHIVE
from webapp.store.seals import Sealer
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.office import Office
from webapp.usecases.retention import rules_of
from webapp.usecases.sealing import sealer_if_any
from webapp.usecases.viewing import entry_of, note

ENDED = destroyed.ARCHIVE_ENDED


def end_archives(office: Office) -> int:
    """This function will destroy the archives of which nothing is kept, each by an act, and give how many."""
    found = office.view(archives_over, SYSTEM)
    for subject_id in found:
        office.run(end_archive, SYSTEM, subject_id=subject_id)
    if sealer := sealer_if_any(office):  # an office in memory has none
        office.view(register_archives, SYSTEM, sealer=sealer)
    return len(found)


@reads(Permission.SYSTEM)
def archives_over(act: Act) -> tuple[PersonId, ...]:
    """This function will give whose archives are over today, by the terms in force."""
    return tuple(_over(act))


def _over(act: Act) -> Mapping[PersonId, dt.date | None]:
    rules = rules_of(act)
    term = rules.term_of(process="", measure="", ended_at=None)
    found = archive_ends.empty(act.tx, zone=act.office.zone, today=act.today) if term.years is not None else {}
    until = {one: rules.kept_until(term, day) if day else None for one, day in found.items()}
    return {one: last for one, last in until.items() if last is None or last < act.today}


@writes(Permission.SYSTEM, retried=True)
def end_archive(act: Act, *, subject_id: PersonId) -> None:
    """This function will destroy one archive that is still over once its person is locked; the record says which."""
    beginnings.one_at_a_time(act.tx, subject_id)
    if subject_id in _over(act):
        archive_ends.wipe(act.tx, subject_id)
        note(act, entry_of(act, ENDED, subject=subject_id))
    else:
        note(act, entry_of(act, "archive.kept", subject=subject_id))


def end_again(office: Office, register: Register) -> int:
    """This function will destroy the archives that an older backup brought back, and give how many.

    One that has grown since belongs to somebody who came back to a post: it is left.
    """
    found = office.view(come_back, SYSTEM, register=register)
    for owner in found:
        office.run(end_one_again, SYSTEM, subject_id=PersonId(owner.removeprefix(ARCHIVE)))
    return len(found)


@reads(Permission.SYSTEM)
def come_back(act: Act, *, register: Register) -> tuple[str, ...]:
    """This function will give the owners of archives that the register names and that have not grown since."""
    gone = register.archives
    there = (one for one in destroyed.come_back(act.tx, register) if one in gone)
    return tuple(
        one for one in there if not archive_ends.grew_since(act.tx, PersonId(one.removeprefix(ARCHIVE)), gone[one])
    )


@writes(Permission.SYSTEM)
def end_one_again(act: Act, *, subject_id: PersonId) -> None:
    """This function will destroy one archive again."""
    archive_ends.wipe(act.tx, subject_id)
    note(act, entry_of(act, ENDED, subject=subject_id, again=True))


@reads(Permission.SYSTEM)
def register_archives(act: Act, *, sealer: Sealer) -> int:
    """This function will write ends of archives that the register lacks into it, and give how many."""
    return destroyed.catch_up_archives(act.tx, sealer)
