"""On SQLite triggers keep the record from the application's own connection; what the product needs passes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.store.builders import NOW
from tests.store.test_record import written
from webapp.cli.doctor.database import GUARDS
from webapp.store.db import Database
from webapp.store.health import settings
from webapp.store.migrating import migrate
from webapp.store.seals import Sealer, make_signing_key, seals
from webapp.store.vault import Vault

NAMED = "stream, number, act, at, facts, sealed_hash, hash"
COPIED = NAMED.replace("act", "'forged'", 1)
STUBS = "INSERT INTO look_gone (id, hash, sealed_by) SELECT id, hash, sealed_by FROM access_log"
HANDS = (
    "DELETE FROM audit",
    "DELETE FROM audit WHERE act = 'late'",
    "UPDATE audit SET act = 'other'",
    "UPDATE audit SET actor_id = 'wu' WHERE act = 'late'",
    "UPDATE audit SET at = at, number = number + 100",
    "UPDATE audit SET sealed = NULL",
    "UPDATE audit SET sealed_hash = ''",
    "UPDATE audit SET facts = '{}' WHERE act = 'act1'",
    "UPDATE audit SET hash = 'x' WHERE number = 1",
    "UPDATE audit SET sealed_by = NULL WHERE sealed_by IS NOT NULL",
    "UPDATE audit SET sealed_by = '00000009' WHERE sealed_by IS NOT NULL",
    "UPDATE OR REPLACE audit SET id = id + 1",
    f"INSERT OR REPLACE INTO audit (id, {NAMED}) SELECT id, {COPIED} FROM audit",  # noqa: S608
    f"REPLACE INTO audit ({NAMED}) SELECT {COPIED} FROM audit",  # noqa: S608
    "DELETE FROM access_log",
    "UPDATE access_log SET person_id = 'zhao'",
    "UPDATE access_log SET at = at",
    "UPDATE access_log SET reason = NULL",
    "UPDATE access_log SET sealed_by = NULL WHERE sealed_by IS NOT NULL",
    "REPLACE INTO access_log SELECT * FROM access_log",
    "INSERT INTO look_gone (id, hash, sealed_by) SELECT id, 'x', sealed_by FROM access_log; DELETE FROM access_log",
    "DELETE FROM seal WHERE number = 3",
    "UPDATE seal SET root = previous",
    "REPLACE INTO seal SELECT * FROM seal",
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Sealer]]:
    """An office in a file, with cases, acts, looks, seals and an entry that is not sealed yet."""
    folder = tmp_path_factory.mktemp("kept")
    make_signing_key(folder / "seal.key")
    sealer = Sealer(folder / "seal.key", folder / "seals.jsonl")
    database = Database(f"sqlite:///{folder / 'office.db'}", Vault([b"k" * 32]))
    migrate(database)
    written(database, sealer)
    yield database, sealer
    database.close()


def everything(path: Path | str) -> list[object]:
    with sqlite3.connect(path) as connection:
        return [connection.execute(f"SELECT * FROM {one}").fetchall() for one in ("audit", "access_log", "seal")]  # noqa: S608


def by_hand(database: Database, hand: str) -> None:
    with database.write() as tx:
        for statement in hand.split("; "):
            tx.execute(sa.text(statement))


@pytest.mark.parametrize("hand", HANDS)
def test_a_hand_in_the_record_is_refused_and_changes_nothing(office: tuple[Database, Sealer], hand: str) -> None:
    database, _ = office
    path = database.engine.url.database or ""
    before = everything(path)

    with pytest.raises(sa.exc.IntegrityError, match="record_is_kept"):
        by_hand(database, hand)

    assert everything(path) == before


def test_the_product_goes_on_adding_sealing_and_pruning(office: tuple[Database, Sealer]) -> None:
    database, sealer = office

    with database.write() as tx:
        sealer.seal(tx, now=NOW)
    by_hand(database, f"{STUBS} WHERE sealed_by IS NOT NULL; DELETE FROM access_log WHERE sealed_by IS NOT NULL")  # noqa: S608

    with database.read() as tx:
        assert len(seals(tx)) == 4
        assert settings(tx)["guards"] == str(GUARDS)
    for hand in ("DELETE FROM look_gone", "UPDATE look_gone SET hash = ''"):
        with pytest.raises(sa.exc.IntegrityError, match="record_is_kept"):
            by_hand(database, hand)
