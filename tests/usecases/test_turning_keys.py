"""The office's own data key turns while it works: nothing is lost, and what people read needs the old one no more."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import ROOT
from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.keeping import closed
from tests.usecases.office import House, hold
from tests.usecases.stand import Stand
from webapp.domain.actor import SYSTEM
from webapp.store import access, kept_forms, keys, logins, people, turning
from webapp.store.tables import data_key, person
from webapp.store.turning import COLUMNS_OF_OFFICE, REPORTERS
from webapp.store.vault import Tampered
from webapp.usecases.glass import own_openings
from webapp.usecases.meeting_pages import meeting_list
from webapp.usecases.phrases import add_phrase
from webapp.usecases.roster_pages import people_page
from webapp.usecases.turning_keys import turn_office_key


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """A closed inquiry with a meeting, an emergency look and a reporter's envelope."""
    return stand.played(closed)


def stale(house: House) -> dict[str, int]:
    """Count what the newest key does not open, by table."""
    found = {}
    with house.office.database.read() as tx:
        for number in range(REPORTERS + 1):
            page, after = turning.look(tx, number, after=""), ""
            while page.last is not None:
                name = "reporter" if number == REPORTERS else COLUMNS_OF_OFFICE[number].table.name
                found[name] = found.get(name, 0) + len(page.stale)
                after = page.last
                page = turning.look(tx, number, after=after)
    return {name: count for name, count in found.items() if count}


def test_everything_is_sealed_anew_beside_work_and_reads_as_before(house: House) -> None:
    with house.office.database.read() as tx:
        before = people.directory(tx)
        hashes = {row.id: row.name_hash for row in rows(house, person)}
    failed: list[BaseException] = []
    over = threading.Event()

    def work() -> None:
        number = 0
        while not over.is_set():
            number += 1
            try:
                house.run(add_phrase, "zhou", text=f"同意，按程序办理（{number}）。")
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test names it
                failed.append(error)
                return

    beside = threading.Thread(target=work)
    beside.start()
    count = house.office.run(turn_office_key, SYSTEM)
    over.set()
    beside.join()

    assert failed == []
    assert count > len(before.persons)
    assert stale(house) == {}
    assert house.office.run(turn_office_key, SYSTEM) > len(before.persons)
    house.office.database.shelf.clear()
    with house.office.database.read() as tx:
        again = people.directory(tx)
        ma = again.persons[next(one for one in again.persons if one == "ma")]
        assert people.named(tx, ma.name) == ("ma",)
    assert {one.id: one.name for one in again.persons.values()} == {one.id: one.name for one in before.persons.values()}
    assert not {row.name_hash for row in rows(house, person)} & set(hashes.values())
    assert house.view(people_page, "jin").rows
    assert house.view(own_openings, "luo")[0].reason
    every_chain_is_whole(house)


def test_what_people_read_needs_no_old_key(house: House) -> None:
    house.office.run(turn_office_key, SYSTEM)
    with house.office.database.write() as tx:
        (older,) = [one for one in tx.execute(sa.select(data_key.c.owner)).scalars() if one in keys.OLDER]
        tx.execute(sa.delete(data_key).where(data_key.c.owner == older).execution_options(binds=False))
    house.office.database.shelf.clear()

    assert house.view(people_page, "jin").rows
    assert house.view(own_openings, "luo")[0].reason
    assert house.view(meeting_list, "sun")


class Killed(BaseException):
    """The process ends here."""


@ON_SQLITE
def test_a_turn_killed_anywhere_is_finished_by_the_same_command(house: House) -> None:
    database = house.office.database
    meter = database._witness
    killed = 0
    for number in range(1, 400, 9):
        try:
            database._witness = after(number)
            house.office.run(turn_office_key, SYSTEM)
        except Killed:
            killed += 1
        else:
            break
        finally:
            database._witness = meter
        with database.read() as tx:
            database.shelf.clear()
            assert people.directory(tx).persons
    owners = sorted(one.owner for one in rows(house, data_key) if one.owner.startswith(keys.OFFICE))

    assert killed > 5
    assert owners == ["office", "office:01"]
    assert stale(house) == {}
    every_chain_is_whole(house)


def after(number: int) -> Callable[[str], None]:
    """Give a witness that ends the process at so many statements."""
    left = [number]

    def told(_: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    return told


def test_every_place_that_seals_with_the_office_s_key_is_sealed_anew_or_says_why_not() -> None:
    """Who adds a column that this key seals names it in `store/turning.py`."""
    known = {one.table.name for one in COLUMNS_OF_OFFICE}
    gone_in_a_day = {kept_forms.__name__, logins.__name__}
    of_chains = {access.__name__}
    sealing = {
        "accounts": {"phrase"},
        "archive_requests": {"archive_request"},
        "cycles": {"cycle_run"},
        "factors": {"factor"},
        "glass": {"break_glass", "glass_review"},
        "joint": {"recovery"},
        "ledgers": {"service_record"},
        "meetings": {"meeting"},
        "people": {"person", "unit", "post"},
        "proposals": {"proposal"},
        "recusals": {"recusal_request"},
        "reporters": {"reporter_opening"},
        "roster_drafts": {"roster_draft"},
        "sealed_texts": {"absence", "roster_draft"},
        "wiping": {"break_glass", "glass_review", "recusal_request", "reporter_opening", "meeting", "key_watch"},
    }
    found = set()
    for file in (ROOT / "webapp" / "store").glob("*.py"):
        text = file.read_text("utf-8")
        if re.search(r"keys\.office\(tx\)", text) and re.search(r"\.seal\b|seal\(", text):
            found.add(file.stem)
    left = {name.rpartition(".")[2] for name in gone_in_a_day | of_chains}

    assert found - set(sealing) - left - {"turning", "coverage"} == set()
    assert {table for tables in sealing.values() for table in tables} <= known


@ON_SQLITE
def test_it_turns_twenty_times_and_then_says_so(house: House) -> None:
    for _ in range(keys.MOST_TURNS):
        with house.office.database.write() as tx:
            keys.turn_office(tx)
            hold(tx, house.clock())

    with pytest.raises(keys.TurnedTooOften):
        house.office.run(turn_office_key, SYSTEM)

    assert house.view(people_page, "jin").rows


def test_an_old_key_opens_nothing_new(house: House) -> None:
    with house.office.database.read() as tx:
        old: Any = keys.office(tx).newest
    house.office.run(turn_office_key, SYSTEM)

    for column in COLUMNS_OF_OFFICE:
        with house.office.database.read() as tx:
            for row in tx.execute(column.rows).all():
                for name in column.names:
                    value = row._mapping[name]
                    if isinstance(value, bytes):
                        with pytest.raises(Tampered):
                            old.open(column.place(name, row), value)
