"""The seal of each minute: everything written since, signed, chained, and kept outside the database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.store.test_record import verify as auditor
from tests.usecases.due import ON_SQLITE, clue_to_register, inquiry, rows
from tests.usecases.office import FACTS, House
from webapp.domain.records import AuditEntry
from webapp.store.audit import append
from webapp.store.migrating import refuse_another_seal_key
from webapp.store.seals import TWICE, DatabaseIsOlder, Sealer, make_signing_key, verify_seals
from webapp.store.tables import audit, heartbeat, incident
from webapp.store.tables import seal as seals
from webapp.usecases.work import seal


@pytest.fixture
def sealer(house: House, tmp_path: Path) -> Sealer:
    make_signing_key(tmp_path / "seal.key")
    folder = tmp_path / "outside"
    house.office.facts = {**FACTS, "seal_key_file": str(tmp_path / "seal.key"), "seal_folder": str(folder)}
    return Sealer(tmp_path / "seal.key", folder / "seals.jsonl")


def faults(house: House, sealer: Sealer) -> list[str]:
    with house.office.database.read() as tx:
        return [one.what for one in verify_seals(tx, public_keys=sealer.public_keys, file=sealer.file)]


def test_each_minute_seals_what_is_new_and_a_quiet_one_nothing(house: House, sealer: Sealer) -> None:
    clue_to_register(house)
    first = seal(house.office)
    quiet = seal(house.office)
    inquiry(house)
    second = seal(house.office)

    assert first > 0
    assert quiet == 0
    assert second > 0
    assert len(rows(house, seals)) == 2
    assert all(row.sealed_by for row in rows(house, audit))
    assert len(sealer.file.read_text("utf-8").splitlines()) == 2
    assert faults(house, sealer) == []
    assert [row.id for row in rows(house, heartbeat)] == ["sealer"]


def test_a_rush_comes_under_several_seals_of_bounded_size(
    house: House, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clue_to_register(house)
    inquiry(house)
    for module in ("webapp.store.seals", "webapp.usecases.sealing"):
        monkeypatch.setattr(f"{module}.LARGEST", 3)

    everything = seal(house.office)

    sizes = [row.rows for row in rows(house, seals)]
    assert sum(sizes) == everything
    assert {*sizes[:-1]} == {3}
    assert all(row.sealed_by for row in rows(house, audit))
    assert faults(house, sealer) == []


def test_a_crash_between_database_and_file_is_made_good_by_the_next_minute(house: House, sealer: Sealer) -> None:
    clue_to_register(house)
    seal(house.office)
    whole = sealer.file.read_bytes()
    inquiry(house)
    seal(house.office)
    sealer.file.write_bytes(whole + b'{"number":2,"ro')  # torn while it was written
    before = faults(house, sealer)

    seal(house.office)

    assert before
    assert faults(house, sealer) == []


@ON_SQLITE
def test_a_file_that_was_taken_away_is_noticed(house: House, sealer: Sealer) -> None:
    for _ in range(12):
        house.clock.shift(minutes=1)
        with house.office.database.write() as tx:
            append(tx, AuditEntry(stream="office", act="tested", actor_id=None, at=house.clock()))
        seal(house.office)
    sealer.file.unlink()

    seal(house.office)

    assert len(faults(house, sealer)) == 2


@ON_SQLITE
def test_without_a_key_an_incident_says_once_that_nothing_is_sealed(house: House, tmp_path: Path) -> None:
    key = tmp_path / "seal.key"
    house.office.facts = {**FACTS, "seal_key_file": str(key), "seal_folder": str(tmp_path / "outside")}
    clue_to_register(house)
    seal(house.office)
    seal(house.office)
    missing = [row for row in rows(house, incident) if row.kind == "seal" and row.settled_at is None]
    make_signing_key(key)

    sealed = seal(house.office)

    assert len(missing) == 1
    assert sealed > 0
    assert [row for row in rows(house, incident) if row.settled_at is None] == []


def test_an_older_copy_in_the_place_of_the_database_is_neither_begun_with_nor_sealed_over(
    house: House, sealer: Sealer
) -> None:
    """The file outside knows of a seal that this database has not made."""
    clue_to_register(house)
    seal(house.office)
    kept = sealer.file.read_text("utf-8")
    later = {**json.loads(kept), "number": 2, "id": "00000002"}
    sealer.file.write_text(kept + json.dumps(later) + "\n", "utf-8")
    inquiry(house)

    sealed = seal(house.office)

    assert sealed == 0
    assert [row.code for row in rows(house, incident) if row.kind == "seal"] == ["database_is_older"]
    with pytest.raises(DatabaseIsOlder, match="数据库只到第1号，库外封存已到第2号"):
        refuse_another_seal_key(house.office.database, sealer)


def test_two_lines_of_one_number_are_a_fault_for_good(house: House, sealer: Sealer) -> None:
    clue_to_register(house)
    seal(house.office)
    kept = sealer.file.read_text("utf-8")
    other = json.dumps({**json.loads(kept), "root": "0" * 64})

    for lines in ((other, kept), (kept, other)):
        sealer.file.write_text("".join(f"{one.strip()}\n" for one in lines), "utf-8")
        assert TWICE in faults(house, sealer)
        assert auditor.outside_seals(sealer.file) == {1: {}}
