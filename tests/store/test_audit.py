"""The audit tells of every change to it: edited, deleted, reordered, inserted, cut off, or sealed otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.store.builders import NOW, OFFICERS, entry, furnished, open_case
from webapp.domain.errors import NotFound, SettingWrong
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.records import AuditEntry
from webapp.store import access, audit, keys
from webapp.store.audit_check import verify
from webapp.store.db import Database
from webapp.store.seals import Sealer, make_signing_key, merkle_root, seals, verify_seals


def written_case(database: Database) -> CaseId:
    """A case whose chain has four entries, and one entry of the office."""
    deployment = furnished(database)
    with database.write() as tx:
        case, _ = open_case(tx, deployment)
        for number in range(3):
            sealed = {"old": "一", "new": f"二{number}"}
            audit.append(tx, entry(case.id, f"act{number}", facts={"n": number, "on": NOW.date()}, sealed=sealed))
        audit.append(tx, AuditEntry(stream="office", act="login", actor_id="system", at=NOW))
    return case.id


def test_what_was_written_is_read_again_and_the_chain_is_whole(database: Database) -> None:
    case_id = written_case(database)

    with database.read() as tx:
        found = audit.entries(tx, audit.stream_of(case_id), opened=True)
        closed = audit.entries(tx, audit.stream_of(case_id))
        verdict = verify(tx)
    assert [row.number for row in found] == [1, 2, 3, 4]
    assert found[1].entry.sealed == {"old": "一", "new": "二0"}
    assert found[1].entry.facts == {"n": 0, "on": "2026-03-02"}
    assert closed[1].entry.sealed is None
    assert (verdict.streams, verdict.entries, verdict.faults) == (2, 7, ())


@pytest.mark.parametrize(
    ("attack", "number"),
    [
        ("UPDATE audit SET act = 'other' WHERE number = 2 AND stream = :stream", 2),
        ("UPDATE audit SET facts = '{}' WHERE number = 3 AND stream = :stream", 3),
        ("UPDATE audit SET actor_id = 'chen' WHERE number = 1 AND stream = :stream", 1),
        ("UPDATE audit SET element = 'x' WHERE number = 2 AND stream = :stream", 2),
        ("UPDATE audit SET sealed = (SELECT wrapped FROM data_key LIMIT 1) WHERE number = 4 AND stream = :stream", 4),
        ("DELETE FROM audit WHERE number = 2 AND stream = :stream", 2),
        ("DELETE FROM audit WHERE number = 4 AND stream = :stream", 4),
        ("DELETE FROM audit WHERE stream = :stream", 1),
        ("UPDATE audit SET number = 12 - number WHERE number IN (2, 3) AND stream = :stream", 2),
        (
            "INSERT INTO audit (stream, number, act, at, facts, sealed_hash, hash)"
            " SELECT stream, 5, act, at, facts, '', hash FROM audit WHERE number = 4 AND stream = :stream",
            5,
        ),
    ],
)
def test_an_attack_on_the_record_is_named_with_its_place(database: Database, attack: str, number: int) -> None:
    case_id = written_case(database)
    stream = audit.stream_of(case_id)

    with database.write() as tx:
        tx.execute(sa.text(attack), {"stream": stream})
    with database.read() as tx:
        faults = verify(tx).faults

    assert faults
    assert {fault.stream for fault in faults} == {stream}
    assert faults[0].number == number


def test_of_very_many_places_the_first_are_named_and_the_others_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.store.audit_check.LISTED", 2)
    stream = audit.stream_of(written_case(database))
    with database.write() as tx:
        tx.execute(sa.text("UPDATE audit SET hash = 'x' WHERE stream = :stream"), {"stream": stream})

    with database.read() as tx:
        verdict = verify(tx)

    assert verdict.count > 3
    assert [one.what for one in verdict.faults[2:]] == [f"另有{verdict.count - 2}处不符，没有逐一列出"]


def test_a_chain_moved_to_another_case_is_noticed(database: Database) -> None:
    case_id = written_case(database)
    with database.write() as tx:
        tx.execute(sa.text("UPDATE audit SET stream = 'case:none' WHERE stream = :s"), {"s": audit.stream_of(case_id)})

    with database.read() as tx:
        named = {fault.stream for fault in verify(tx).faults}
    assert named == {"case:none", audit.stream_of(case_id)}


def test_a_destroyed_key_leaves_the_chain_whole(database: Database) -> None:
    case_id = written_case(database)
    with database.write() as tx:
        keys.destroy(tx, keys.owner_of(case_id))
        audit.append(tx, entry(case_id, "case.given_up"))

    with database.read() as tx:
        assert verify(tx).faults == ()


def test_an_entry_for_a_case_that_is_not_there_is_refused(database: Database) -> None:
    with database.write() as tx, pytest.raises(NotFound):
        audit.append(tx, entry("none"))


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    make_signing_key(tmp_path / "seal.key")
    return Sealer(tmp_path / "seal.key", tmp_path / "outside" / "seals.jsonl")


def sealed_twice(database: Database, sealer: Sealer) -> None:
    case_id = written_case(database)
    with database.write() as tx:
        access.note(tx, person_id=PersonId("li"), what="case", case_id=case_id, at=NOW, reason="本人承办")
        sealer.seal(tx, now=NOW)
    with database.write() as tx:
        audit.append(tx, entry(case_id, "later"))
        sealer.seal(tx, now=NOW)


def test_seals_cover_every_row_once_and_lie_outside_too(database: Database, sealer: Sealer, tmp_path: Path) -> None:
    sealed_twice(database, sealer)

    with database.write() as tx:
        nothing_new = sealer.seal(tx, now=NOW)
    with database.read() as tx:
        kept = seals(tx)
        faults = verify_seals(tx, public_keys=sealer.public_keys, file=tmp_path / "outside" / "seals.jsonl")
    lines = (tmp_path / "outside" / "seals.jsonl").read_text("utf-8").splitlines()
    assert nothing_new is None
    assert [one.rows for one in kept] == [8, 1]
    assert kept[1].previous == kept[0].root
    assert [json.loads(line)["root"] for line in lines] == [one.root for one in kept]
    assert faults == ()


@pytest.mark.parametrize(
    ("attack", "number"),
    [
        ("UPDATE audit SET hash = 'x' WHERE sealed_by = '00000001' AND number = 1", 1),
        ("DELETE FROM audit WHERE sealed_by = '00000002'", 2),
        ("UPDATE access_log SET person_id = 'zhao'", 1),
        ("DELETE FROM access_log", 1),
        ('UPDATE seal SET "rows" = 7 WHERE number = 1', 1),
        ("UPDATE seal SET root = previous WHERE number = 2", 2),
        ("DELETE FROM seal WHERE number = 1", 1),
    ],
)
def test_an_attack_on_sealed_rows_is_noticed(
    database: Database, sealer: Sealer, tmp_path: Path, attack: str, number: int
) -> None:
    sealed_twice(database, sealer)
    with database.write() as tx:
        tx.execute(sa.text(attack))

    with database.read() as tx:
        faults = verify_seals(tx, public_keys=sealer.public_keys, file=tmp_path / "outside" / "seals.jsonl")
    assert faults
    assert faults[0].number == number


def test_a_database_rolled_back_with_its_seals_is_noticed_by_the_file_outside(
    database: Database, sealer: Sealer, tmp_path: Path
) -> None:
    sealed_twice(database, sealer)
    with database.write() as tx:
        tx.execute(sa.text("DELETE FROM audit WHERE sealed_by = '00000002'"))
        tx.execute(sa.text("DELETE FROM seal WHERE number = 2"))

    with database.read() as tx:
        faults = verify_seals(tx, public_keys=sealer.public_keys, file=tmp_path / "outside" / "seals.jsonl")
    assert [fault.number for fault in faults] == [2]


def test_a_signing_key_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SettingWrong):
        Sealer(tmp_path / "none", tmp_path / "seals")


def test_the_root_of_a_tree_depends_on_order_and_number() -> None:
    assert merkle_root(["a", "b"]) != merkle_root(["b", "a"])
    assert merkle_root(["a", "b", "c"]) != merkle_root(["a", "b", "c", "c"])
    assert len({merkle_root(["a"] * count) for count in range(9)}) == 9


def test_looks_are_kept_by_case_person_and_viewer(database: Database) -> None:
    case_id = written_case(database)
    head = PersonId("head_a")
    with database.write() as tx:
        for name in OFFICERS[:2]:
            access.note(tx, person_id=PersonId(name), what="case", case_id=case_id, subject_id=head, at=NOW)

    with database.read() as tx:
        assert [look.person_id for look in access.of_case(tx, case_id)] == ["zhao", "li"]
        assert len(access.of_subject(tx, head, since=NOW)) == 2
        assert len(access.by_person(tx, PersonId("li"), since=NOW)) == 1
        assert access.newest(tx, limit=1)[0].person_id == "zhao"
