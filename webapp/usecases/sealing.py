"""Sealing: each minute what was written since is put under a signed root, which is also kept outside the database."""

from __future__ import annotations

import logging
from pathlib import Path

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import SettingWrong
from webapp.store import incidents, watches
from webapp.store.seals import Sealer
from webapp.usecases.act import Act, writes
from webapp.usecases.office import Office

log = logging.getLogger("shibiyan.seal")
FILE = "seals.jsonl"
INCIDENT = "seal"
BEAT = "sealer"
REMEDY = "sealed"


def seal_all(office: Office) -> int:
    """This function will seal all rows that no seal covers yet and give how many; without a key an incident says so.

    Several workers do no harm: a row has one seal, a seal one number.
    """
    facts = office.facts
    try:
        sealer = Sealer(Path(facts["seal_key_file"]), Path(facts["seal_folder"]) / FILE)
    except SettingWrong as error:
        log.error("sealer code=%s", error.code)
        office.run(note_no_key, SYSTEM, code=error.code)
        return 0
    return office.run(seal_rows, SYSTEM, sealer=sealer)


@writes(Permission.SYSTEM, audited=False)
def seal_rows(act: Act, *, sealer: Sealer) -> int:
    """This function will write what the file outside lacks, then seal what is new."""
    sealer.catch_up(act.tx)
    watches.beat(act.tx, BEAT, now=act.now)
    made = sealer.seal(act.tx, now=act.now)
    if made is None:
        return 0
    incidents.settle_kind(act.tx, INCIDENT, code=SettingWrong.code, now=act.now, remedy=REMEDY)
    return made.rows


@writes(Permission.SYSTEM, audited=False)
def note_no_key(act: Act, *, code: str) -> None:
    """This function will open an incident, once, because nothing can be sealed."""
    incidents.raise_once(act.tx, kind=INCIDENT, code=code, at=act.now)
