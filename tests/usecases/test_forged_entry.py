"""An entry that was added by SQL alone, with its digest and the new head, is named, and nothing is sealed past it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.usecases.due import rows
from tests.usecases.office import FACTS, House
from webapp.domain.ids import PersonId
from webapp.domain.records import AuditEntry
from webapp.store import audit as record
from webapp.store.audit_check import NOT_OURS, verify
from webapp.store.columns import canonical
from webapp.store.seals import make_signing_key
from webapp.store.tables import audit, audit_stream, incident
from webapp.store.tables import seal as seals
from webapp.usecases.work import seal


@pytest.fixture
def sealed(house: House, tmp_path: Path) -> House:
    """The office as it is is sealed."""
    make_signing_key(tmp_path / "seal.key")
    house.office.facts = {
        **FACTS,
        "seal_key_file": str(tmp_path / "seal.key"),
        "seal_folder": str(tmp_path / "outside"),
    }
    assert seal(house.office)
    return house


def forge(house: House) -> int:
    """Add an act that never happened as whoever has the database alone would, and give its number."""
    with house.office.database.engine.begin() as connection:
        length, head = connection.execute(sa.select(audit_stream.c.length, audit_stream.c.head)).one()
        row = {
            "stream": "office",
            "number": length + 1,
            "act": "duty.given",
            "actor_id": "jin",
            "at": house.clock(),
            "element": None,
            "task_id": None,
            "facts": canonical({"person": "wu"}),
            "sealed_hash": "",
        }
        made = record.hash_of(head, row)
        connection.execute(sa.insert(audit).values(**row, hash=made))
        connection.execute(sa.update(audit_stream).values(length=length + 1, head=made))
    return int(length) + 1


def forged(house: House) -> set[int]:
    with house.office.database.read() as tx:
        return {one.number for one in verify(tx).faults if one.what == NOT_OURS}


def test_an_entry_that_sql_added_is_named_and_never_sealed(sealed: House) -> None:
    for _ in range(2):
        note(sealed)
    before = len(rows(sealed, seals))

    number = forge(sealed)
    note(sealed)
    counts = [seal(sealed.office) for _ in range(2)]

    assert forged(sealed) == {number}
    assert counts == [2, 0]
    assert len(rows(sealed, seals)) == before + 1
    told = [(row.code, row.facts) for row in rows(sealed, incident) if row.kind == "seal"]
    assert told == [("forged_entry", {"stream": "office", "number": number})]


def note(house: House) -> None:
    """Let the office write an entry."""
    with house.office.database.write() as tx:
        record.append(tx, AuditEntry(stream="office", act="tried", actor_id=PersonId("wu"), at=house.clock()))


def test_marks_are_made_once_for_entries_of_before_and_anew_for_those_that_fit(house: House) -> None:
    with house.office.database.write() as tx:
        tx.execute(sa.update(audit).where(audit.c.number == 1).values(mac=None))

    with house.office.database.write() as tx:
        kept = record.mark_anew(tx)
    whole = forged(house)
    with house.office.database.write() as tx:
        first = record.mark_anew(tx, first=True)

    assert kept
    assert whole == {1}
    assert first
    assert forged(house) == set()
