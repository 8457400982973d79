"""Transactions: all or nothing, tried again when others stand in the way, said plainly when the database is gone."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.store.builders import NOW, furnished, open_case
from webapp.domain.errors import Unavailable
from webapp.domain.ids import PersonId
from webapp.domain.roster import Affiliation, Person, Room
from webapp.store import numbers, people
from webapp.store.columns import canonical, instant_text
from webapp.store.db import Database, retrying
from webapp.store.faults import Contended
from webapp.store.migrating import migrate
from webapp.store.vault import Vault

COUNT = sa.text("SELECT count(*) FROM room")


class StoppedError(Exception):
    """A test stopped an act in the middle."""


def test_an_act_that_fails_leaves_nothing_and_calls_nobody(database: Database) -> None:
    called: list[str] = []

    def act() -> None:
        with database.write() as tx:
            people.put_room(tx, Room(id="r1", name="一室"))
            tx.after_commit(lambda: called.append("after"))
            raise StoppedError

    with pytest.raises(StoppedError):
        act()

    with database.read() as tx:
        assert tx.execute(COUNT).scalar_one() == 1
    assert called == []


def test_what_comes_after_the_commit_sees_it_done(database: Database) -> None:
    seen: list[int] = []

    def look() -> None:
        with database.read() as tx:
            seen.append(tx.execute(COUNT).scalar_one())

    with database.write() as tx:
        people.put_room(tx, Room(id="r1", name="一室"))
        tx.after_commit(look)

    assert seen == [2]


def test_a_view_neither_writes_nor_locks(database: Database) -> None:
    with database.read() as tx, pytest.raises(RuntimeError):
        people.put_room(tx, Room(id="r1", name="一室"))


def test_a_view_sees_one_state_however_long_it_looks(database: Database) -> None:
    with database.read() as tx:
        before = tx.execute(COUNT).scalar_one()
        with database.write() as other:
            people.put_room(other, Room(id="r1", name="一室"))
        after = tx.execute(COUNT).scalar_one()

    assert before == after


def test_an_act_that_others_stand_in_the_way_of_is_tried_three_times() -> None:
    tries: list[int] = []

    def act() -> None:
        tries.append(1)
        raise Contended

    with pytest.raises(Contended):
        retrying(act)
    assert len(tries) == 3


def test_an_act_that_succeeds_at_the_second_try_is_done() -> None:
    tries: list[int] = []

    def act() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise Contended
        return "done"

    assert retrying(act) == "done"


def test_numbers_taken_by_many_at_once_have_no_gap(database: Database) -> None:
    furnished(database)
    start = threading.Barrier(4)

    def take() -> None:
        start.wait()
        for _ in range(5):
            retrying(lambda: take_one(database))

    workers = [threading.Thread(target=take) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    with database.read() as tx:
        assert [one.value for one in numbers.issued(tx, "云函", year=2026)] == list(range(1, 21))


def take_one(database: Database) -> None:
    with database.write() as tx:
        numbers.take(tx, "云函", year=2026, now=NOW)


def test_writers_of_one_process_stand_in_line_before_they_take_a_connection(tmp_path: Path, key_file: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'line.sqlite3'}", Vault.from_file(key_file))
    migrate(database)
    done: list[str] = []

    def write() -> None:
        with database.write():
            done.append("second")

    second = threading.Thread(target=write)
    with database.write():
        second.start()
        second.join(0.2)
        taken = database.engine.pool.checkedout()  # type: ignore[attr-defined]
        done.append("first")
    second.join()
    database.close()

    assert taken == 1
    assert done == ["first", "second"]


def test_a_long_writer_makes_others_wait_and_then_says_busy(tmp_path: Path, key_file: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'busy.sqlite3'}", Vault.from_file(key_file), busy_seconds=0.1)
    migrate(database)

    with database.write() as tx:
        people.put_room(tx, Room(id="r1", name="一室"))
        with pytest.raises(Contended), database.write() as other:
            people.put_room(other, Room(id="r2", name="二室"))
    database.close()


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.sqlite3", "postgresql+psycopg://nobody@127.0.0.1:1/none"])
def test_a_database_that_is_not_there_is_unavailable(url: str, key_file: Path) -> None:
    database = Database(url, Vault.from_file(key_file))

    with pytest.raises(Unavailable), database.read() as tx:
        tx.execute(COUNT)
    database.close()


def test_a_full_disk_says_so_and_leaves_no_half_state(tmp_path: Path, key_file: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'full.sqlite3'}", Vault.from_file(key_file))
    migrate(database)
    deployment = furnished(database)

    def fill() -> None:
        with database.write() as tx:
            pages = tx.execute(sa.text("PRAGMA page_count")).scalar_one()
            tx.execute(sa.text(f"PRAGMA max_page_count={pages + 4}"))
            for _ in range(200):
                open_case(tx, deployment)

    with pytest.raises(Unavailable):
        fill()
    with database.read() as tx:
        assert tx.execute(sa.text('SELECT count(*) FROM "case"')).scalar_one() == 0
    database.close()


@pytest.mark.postgres
def test_a_backend_that_is_killed_is_unavailable_and_the_next_try_works(bare_postgres_url: str, key_file: Path) -> None:
    database, other = (Database(bare_postgres_url, Vault.from_file(key_file)) for _ in range(2))
    migrate(database)

    def interrupted() -> None:
        with database.write() as tx:
            people.put_room(tx, Room(id="r1", name="一室"))
            backend = tx.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
            with other.read() as killer:
                killer.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
            people.put_room(tx, Room(id="r2", name="二室"))

    with pytest.raises(Unavailable):
        interrupted()
    with database.write() as tx:
        people.put_person(tx, Person(id=PersonId("li"), kind=Affiliation.OFFICER, name="李某"))
    with database.read() as tx:
        assert tx.execute(COUNT).scalar_one() == 1
    database.close()
    other.close()


@pytest.mark.postgres
def test_what_was_seen_stands_when_the_backend_is_killed_as_the_look_ends(
    bare_postgres_url: str, key_file: Path
) -> None:
    database, other = (Database(bare_postgres_url, Vault.from_file(key_file)) for _ in range(2))
    migrate(database)

    with database.read() as tx:
        seen, backend = tx.execute(COUNT).scalar_one(), tx.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        with other.read() as killer:
            killer.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})

    with database.read() as tx:
        assert tx.execute(COUNT).scalar_one() == seen
    database.close()
    other.close()


@pytest.mark.postgres
def test_two_acts_in_a_deadlock_are_tried_again(bare_postgres_url: str, key_file: Path) -> None:
    database = Database(bare_postgres_url, Vault.from_file(key_file))
    migrate(database)
    with database.write() as tx:
        for name in ("a", "b"):
            people.put_room(tx, Room(id=name, name=name))
    both = threading.Barrier(2)
    rename = sa.text("UPDATE room SET name = name || '1' WHERE id = :id")

    def act(order: str, tries: list[int]) -> None:
        with database.write() as tx:
            tx.execute(rename, {"id": order[0]})
            if not tries:
                tries.append(1)
                both.wait(timeout=5)
            tx.execute(rename, {"id": order[1]})

    tried: dict[str, list[int]] = {"ab": [], "ba": []}
    workers = [threading.Thread(target=lambda o=order: retrying(lambda: act(o, tried[o]))) for order in tried]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    with database.read() as tx:
        names = tx.execute(sa.text("SELECT name FROM room WHERE id IN ('a', 'b') ORDER BY id")).scalars().all()
    assert names == ["a11", "b11"]
    database.close()


def test_a_witness_is_told_of_every_statement_and_of_the_commit(tmp_path: Path, key_file: Path) -> None:
    told: list[str] = []
    database = Database(f"sqlite:///{tmp_path / 'w.sqlite3'}", Vault.from_file(key_file), witness=told.append)
    migrate(database)
    told.clear()

    with database.write() as tx:
        people.put_room(tx, Room(id="r1", name="一室"))

    assert told == ["statement 1", "statement 2", "before commit", "after commit"]
    database.close()


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        instant_text(dt.datetime(2026, 3, 2))  # noqa: DTZ001 - that is the point


def test_clear_facts_are_the_same_bytes_for_equal_values() -> None:
    assert (
        canonical({"b": {2, 1}, "a": "一"}) == canonical({"a": "一", "b": frozenset({1, 2})}) == '{"a":"一","b":[1,2]}'
    )
    with pytest.raises(TypeError):
        canonical({"a": object()})


@pytest.mark.postgres
def test_what_a_server_has_planned_stays_planned_from_look_to_look(bare_postgres_url: str, key_file: Path) -> None:
    database = Database(bare_postgres_url, Vault.from_file(key_file))
    planned = sa.text("SELECT count(*) FROM pg_prepared_statements")

    counts = []
    for _ in range(4):
        with database.read() as tx:
            tx.execute(sa.text("SELECT 1"))
            counts.append(tx.execute(planned).scalar_one())
    database.close()

    assert counts[-1] >= 2
