"""Sealing: each minute what was written since is put under a signed root, which is also kept outside the database."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import Incident, OfficeError, SettingWrong
from webapp.store import destroyed, incidents, watches
from webapp.store.seal_keys import KeyDoesNotFit
from webapp.store.seals import (
    LARGEST,
    DatabaseIsOlder,
    ForgedEntry,
    Sealer,
    code_over,
    elsewhere,
    in_groups,
    seals,
)
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note
from webapp.usecases.views.record import PrintedDay, SealRow

log = logging.getLogger("shibiyan.seal")
FILE = "seals.jsonl"
INCIDENT = "seal"
BEAT = "sealer"
REMEDY = "sealed"
FAULTS = (SettingWrong, KeyDoesNotFit, DatabaseIsOlder)


class NothingLost(OfficeError):
    """没有改动：{file} 里有本机关的封存记录，不需要重写；缺了其中几条的，请运行 shibiyan verify 查看。"""

    code = "nothing_lost"


def seal_all(office: Office) -> int:
    """This function will seal all rows that no seal covers yet and give how many; without a key an incident says so.

    One seal after another, each an act of its own, so that nobody's work waits for a rush to be sealed. Several workers
    do no harm: a row has one seal, a seal one number. A key that took another's place since the file was read is read
    at the next try.
    """
    sealed, rows = 0, LARGEST
    try:
        while rows >= LARGEST:
            rows = retrying_once(lambda: office.run(seal_rows, SYSTEM, sealer=sealer_of(office)))
            sealed += rows
    except FAULTS as error:
        log.error("sealer code=%s", error.code)
        office.run(note_no_key, SYSTEM, code=error.code)
    except ForgedEntry as error:
        log.error("sealer code=%s", error.code)
        office.run(note_forged, SYSTEM, entry=error.facts)
    except Incident:  # a folder that is full or shut: the doctor names it
        office.run(note_alive, SYSTEM)
        raise
    return sealed


def retrying_once(seal: Callable[[], int]) -> int:
    """This function will seal, once more when the key file was changed meanwhile."""
    try:
        return seal()
    except KeyDoesNotFit:
        return seal()


def sealer_of(office: Office) -> Sealer:
    """This function will read the signing key; raises SettingWrong."""
    return Sealer(Path(office.facts["seal_key_file"]), Path(office.facts["seal_folder"]) / FILE)


def sealer_if_any(office: Office) -> Sealer | None:
    """This function will read the signing key, None where it may not be read: pages need none."""
    with suppress(SettingWrong, KeyError):
        return sealer_of(office)
    return None


@writes(Permission.SYSTEM, audited=False)
def seal_rows(act: Act, *, sealer: Sealer) -> int:
    """This function will write what the files outside lack, then seal what is new."""
    sealer.catch_up(act.tx)
    destroyed.catch_up(act.tx, sealer)
    watches.beat(act.tx, BEAT, now=act.now)
    made = sealer.seal(act.tx, now=act.now)
    if made is None:
        return 0
    for fault in FAULTS:
        incidents.settle_kind(act.tx, INCIDENT, code=fault.code, now=act.now, remedy=REMEDY)
    return made.rows


@writes(Permission.SYSTEM)
def reseal(act: Act, *, sealer: Sealer) -> int:
    """This function will write the seals anew where the folder outside has none of them, and give how many.

    The record says so, for whoever keeps the code of a day on paper to compare. Raises NothingLost.
    """
    if not elsewhere(act.tx, sealer.file):
        raise NothingLost(file=sealer.file)
    count = sealer.write_anew(act.tx)
    note(act, entry_of(act, "seals.rewritten", seals=count))
    return count


@writes(Permission.SYSTEM, audited=False)
def note_no_key(act: Act, *, code: str) -> None:
    """This function will open an incident, once, because nothing can be sealed."""
    watches.beat(act.tx, BEAT, now=act.now)
    incidents.raise_once(act.tx, kind=INCIDENT, code=code, at=act.now)


@writes(Permission.SYSTEM, audited=False)
def note_forged(act: Act, *, entry: Mapping[str, object]) -> None:
    """This function will open an incident, once, that names the entry past which nothing is sealed."""
    watches.beat(act.tx, BEAT, now=act.now)
    incidents.raise_once(act.tx, kind=INCIDENT, code=ForgedEntry.code, at=act.now, facts=entry)


@writes(Permission.SYSTEM, audited=False)
def note_alive(act: Act) -> None:
    """This function will keep that due work is done: who cannot seal is not asleep."""
    watches.beat(act.tx, BEAT, now=act.now)


@reads(Permission.SYSTEM)
def printed_day(act: Act, *, on: dt.date) -> PrintedDay:
    """This function will give the seals of a day, and the code over them and all before, as they are printed."""
    return printed(act, on)


@reads(Permission.READ_AUDIT)
def roots_page(act: Act, *, on: dt.date | None) -> PrintedDay:
    """This function will give the auditor's page of a day's seals, today's without a day."""
    return printed(act, on or act.today)


def printed(act: Act, on: dt.date) -> PrintedDay:
    """This function will give what is printed of a day: each seal, and one code that holds all seals until its end."""
    zone = act.office.zone
    until = [one for one in seals(act.tx) if one.at.astimezone(zone).date() <= on]
    code = code_over(until)
    of_day = tuple(
        SealRow(number=one.number, at=one.at.astimezone(zone), rows=one.rows, mark=in_groups(one.root)[:9])
        for one in until
        if one.at.astimezone(zone).date() == on
    )
    last = until[-1].number if until else 0
    return PrintedDay(on=on, seals=of_day, until=last, code=in_groups(code) if code else "")
