"""Triggers keep the record from the application's own connection and the tables' owner; what is needed passes them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.hand import take_guards_away
from tests.postgres import Server
from tests.store.builders import NOW
from tests.store.test_record import written
from webapp.store.db import Database
from webapp.store.guards import fallen
from webapp.store.migrating import migrate
from webapp.store.seals import Sealer, make_signing_key, seals
from webapp.store.tables import metadata
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
    "DELETE FROM access_log",
    "UPDATE access_log SET person_id = 'zhao'",
    "UPDATE access_log SET at = at",
    "UPDATE access_log SET reason = NULL",
    "UPDATE access_log SET sealed_by = NULL WHERE sealed_by IS NOT NULL",
    "INSERT INTO look_gone (id, hash, sealed_by) SELECT id, 'x', sealed_by FROM access_log; DELETE FROM access_log",
    "DELETE FROM seal WHERE number = 3",
    "UPDATE seal SET root = previous",
)
MOVES = {"audit": {"facts", "hash", "mac", "sealed_by"}, "access_log": {"sealed_by"}}
"""What an act, the sealer or a turned key writes into an entry or a look after it is there."""
COLUMNS = tuple(
    f"UPDATE {table} SET {column.name} = {column.name}"  # noqa: S608
    for table, moves in MOVES.items()
    for column in metadata.tables[table].columns
    if column.name not in moves
)
OF_SQLITE = (
    "UPDATE OR REPLACE audit SET id = id + 1",
    f"INSERT OR REPLACE INTO audit (id, {NAMED}) SELECT id, {COPIED} FROM audit",  # noqa: S608
    f"REPLACE INTO audit ({NAMED}) SELECT {COPIED} FROM audit",  # noqa: S608
    "REPLACE INTO access_log SELECT * FROM access_log",
    "REPLACE INTO seal SELECT * FROM seal",
)
OF_SERVERS = (
    "UPDATE audit SET facts = '{}' WHERE act = 'late'",
    "INSERT INTO seal SELECT * FROM seal ON CONFLICT (id) DO UPDATE SET root = excluded.previous",
    "TRUNCATE audit",
    "TRUNCATE access_log",
    "TRUNCATE look_gone",
    "TRUNCATE seal",
    "CREATE TEMP TABLE look_gone AS SELECT id, hash, sealed_by FROM access_log; DELETE FROM access_log",
)


Kept = tuple[Database, Sealer]
KINDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@contextmanager
def kept(kind: str, request: pytest.FixtureRequest, *, name: str) -> Iterator[Kept]:
    """Open an office with cases, acts, looks, seals and an entry that is not sealed yet; ours are its tables."""
    folder: Path = request.getfixturevalue("tmp_path_factory").mktemp("kept")
    make_signing_key(folder / "seal.key")
    sealer = Sealer(folder / "seal.key", folder / "seals.jsonl")
    server: Server | None = request.getfixturevalue("postgres_server") if kind == "postgres" else None
    database = Database(server.create(name) if server else f"sqlite:///{folder / 'office.db'}", Vault([b"k" * 32]))
    migrate(database)
    written(database, sealer)
    yield database, sealer
    database.close()
    if server:
        server.drop(name)


@pytest.fixture(scope="module")
def offices(request: pytest.FixtureRequest, worker_name: str) -> Iterator[Callable[[str], Kept]]:
    """Give one office of each kind, opened when it is first asked for: what is refused leaves it as it was."""
    with ExitStack() as open_ones:
        name = f"shibiyan_kept_{worker_name}_{os.getpid()}"
        yield cache(lambda kind: open_ones.enter_context(kept(kind, request, name=name)))


@pytest.fixture(params=KINDS)
def office(request: pytest.FixtureRequest, offices: Callable[[str], Kept]) -> Kept:
    return offices(request.param)


@pytest.fixture(params=KINDS)
def own_office(request: pytest.FixtureRequest, worker_name: str) -> Iterator[Kept]:
    """Give an office that a test may change."""
    with kept(request.param, request, name=f"shibiyan_kept_own_{worker_name}_{os.getpid()}") as one:
        yield one


def everything(database: Database) -> list[object]:
    with database.read() as tx:
        kept = ("audit", "access_log", "look_gone", "seal")
        return [tx.execute(sa.text(f"SELECT * FROM {one} ORDER BY id")).all() for one in kept]  # noqa: S608


def by_hand(database: Database, hand: str) -> None:
    with database.write() as tx:
        for statement in hand.split("; "):
            tx.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("office", "hand"),
    [
        *(pytest.param("sqlite", hand) for hand in (*HANDS, *COLUMNS, *OF_SQLITE)),
        *(pytest.param("postgres", hand, marks=pytest.mark.postgres) for hand in (*HANDS, *COLUMNS, *OF_SERVERS)),
    ],
    indirect=["office"],
)
def test_a_hand_in_the_record_is_refused_and_changes_nothing(office: Kept, hand: str) -> None:
    database, _ = office
    before = everything(database)

    with pytest.raises(sa.exc.IntegrityError, match="record_is_kept"):
        by_hand(database, hand)

    assert everything(database) == before


@pytest.mark.parametrize("office", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_the_owner_of_the_tables_is_told_why(office: Kept) -> None:
    """Of a server: a file gives the word alone."""
    database, _ = office

    with pytest.raises(sa.exc.IntegrityError, match="操作记录、查阅记录和封存只增不改"):
        by_hand(database, "DELETE FROM seal")


def test_the_product_goes_on_adding_sealing_and_pruning(own_office: Kept) -> None:
    database, sealer = own_office

    with database.write() as tx:
        sealer.seal(tx, now=NOW)
    by_hand(database, f"{STUBS} WHERE sealed_by IS NOT NULL; DELETE FROM access_log WHERE sealed_by IS NOT NULL")  # noqa: S608

    with database.read() as tx:
        assert len(seals(tx)) == 4
        assert fallen(tx) == ()
    for hand in ("DELETE FROM look_gone", "UPDATE look_gone SET hash = ''"):
        with pytest.raises(sa.exc.IntegrityError, match="record_is_kept"):
            by_hand(database, hand)


def test_guards_that_lie_down_are_named(own_office: Kept) -> None:
    database, _ = own_office

    for several in (("kept_seal_removed",), ("data_key_held", "kept_seal_removed")):
        take_guards_away(database, several[0])
        with database.read() as tx:
            assert fallen(tx) == several
