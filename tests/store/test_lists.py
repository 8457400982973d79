"""Copies to read, the key-watch list, yearly lists, service records, personal matters."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.store.builders import HEAD, NOW, TODAY, UNIT, furnished, new_id, open_case, viewer
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.papers import Instruction, KeyWatch, PersonalMatter, ServiceRecord
from webapp.domain.roster import Recusal
from webapp.store import cases, circulation, key_watches, ledgers, recusals
from webapp.store.db import Database

LI, ZHAO = PersonId("li"), PersonId("zhao")


def test_a_copy_is_to_read_until_it_is_read_and_never_when_recused(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, _ = open_case(tx, deployment)
        for person in (LI, ZHAO):
            cases.participate(tx, case.id, person_id=person, capacity="copy", at=NOW)
            cases.participate(tx, case.id, person_id=person, capacity="copy", at=NOW)
        recusals.declare(tx, Recusal(id="r", person_id=ZHAO, subject_id=HEAD, recused=True, at=NOW))

    with database.write() as tx:
        before = [row.id for row in circulation.to_read(tx, viewer("li"))]
        counted = circulation.count(tx, viewer("li"))
        recused = circulation.to_read(tx, viewer("zhao"))
        circulation.mark_read(tx, case.id, person_id=LI, now=NOW)
        after = circulation.count(tx, viewer("li"))
        readers = circulation.readers(tx, case.id)
    assert (before, counted, recused, after) == ([case.id], 1, (), 0)
    assert readers == ((LI, NOW, NOW), (ZHAO, NOW, None))


def test_a_head_on_the_list_is_there_until_the_last_day(database: Database) -> None:
    furnished(database)
    one = KeyWatch(
        id="w1", subject_id=HEAD, criterion="style", status="listed", reason="民主作风差", at=NOW,
        from_on=TODAY, until_on=TODAY + dt.timedelta(days=180),
    )  # fmt: skip
    with database.write() as tx:
        key_watches.add(tx, one)
        recusals.declare(tx, Recusal(id="r", person_id=ZHAO, subject_id=HEAD, recused=True, at=NOW))

    with database.write() as tx:
        assert key_watches.on_day(tx, one.until_on, me=LI) == (one,)
        assert key_watches.on_day(tx, one.until_on + dt.timedelta(days=1), me=LI) == ()
        assert key_watches.on_day(tx, TODAY, me=ZHAO) == ()
        assert key_watches.on_day(tx, TODAY, me=HEAD) == ()
        assert key_watches.listed_ids(tx, TODAY) == {HEAD}
        key_watches.end(tx, "w1", on=TODAY)
        assert key_watches.listed_ids(tx, TODAY) == frozenset()
        assert [row.status for row in key_watches.of_subject(tx, HEAD)] == ["ended"]
        with pytest.raises(NotFound):
            key_watches.end(tx, "w1", on=TODAY)


def test_a_years_list_stands_in_its_order_and_without_retired_lines(database: Database) -> None:
    with database.write() as tx:
        for position in (2, 1):
            line = Instruction(
                id=f"i{position}", list="1.5", year=2026, position=position, text=f"要求{position}", at=NOW
            )
            ledgers.put_line(tx, line)
        ledgers.put_line(tx, dataclasses.replace(line, id="i3", active=False))

    with database.read() as tx:
        assert [row.text for row in ledgers.lines(tx, "1.5", year=2026)] == ["要求1", "要求2"]
        assert ledgers.lines(tx, "1.5", year=2027) == ()


def test_service_records_are_a_population_that_the_unit_cannot_change(database: Database) -> None:
    furnished(database)
    records = [
        ServiceRecord(
            id=f"s{n}", unit_id=UNIT, served_on=TODAY - dt.timedelta(days=n), source="hall", content={"name": "某人"}
        )
        for n in range(3)
    ]
    with database.write() as tx:
        ledgers.add_served(tx, records)
        ledgers.add_served(tx, [dataclasses.replace(records[0], content={"name": "别人"})])

    with database.read() as tx:
        assert ledgers.served_ids(tx, UNIT, first=TODAY - dt.timedelta(days=1), last=TODAY) == ("s0", "s1")
        assert ledgers.served(tx, ["s0"]) == (records[0],)
        with pytest.raises(NotFound):
            ledgers.served(tx, ["s0", "none"])


def test_personal_matters_are_kept_by_year(database: Database) -> None:
    furnished(database)
    one = PersonalMatter(
        id=new_id(), subject_id=HEAD, year=2026, kind="business", status="declared", content={"a": 1}, at=NOW
    )
    with database.write() as tx:
        ledgers.put_matter(tx, one)
        ledgers.put_matter(tx, dataclasses.replace(one, status="verified"))

    with database.read() as tx:
        assert ledgers.matters(tx, HEAD, year=2026) == (dataclasses.replace(one, status="verified"),)
        assert ledgers.matters(tx, HEAD, year=2025) == ()
