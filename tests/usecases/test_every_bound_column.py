"""Every value that the record binds is changed by hand, one after the other, and the check names its row each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import FROZEN
from tests.usecases.due import reply_owed
from tests.usecases.office import House, an_office, open_office
from tests.usecases.robot import do
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import File
from webapp.domain.records import AuditEntry
from webapp.store import attachments, audit
from webapp.store.audit_check import verify
from webapp.store.bound import BOUND, UNBOUND
from webapp.store.columns import Instant, Json, Rank
from webapp.store.db import Tx
from webapp.store.tables import case, metadata

BESIDE = {
    "case": ("next_due_on",),
    "attachment": ("content",),
    "deployment_blob": ("content",),
    "data_key": ("wrapped", "master_id"),
    "message_in": ("status",),
}
"""Columns that no digest holds and that are found by counting or opening again."""
COLUMNS = {
    name: [*(one.name for one in binding.columns if one.name in binding.table.c), *BESIDE.get(name, ())]
    for name, binding in BOUND.items()
}
ROUNDS = max(map(len, COLUMNS.values()))
EARLIER = "2001-01-01"


class _Undo(Exception):
    """Takes a hand's changes back."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A letter sent and answered, and a row in every table; whoever writes by hand obeys no rule of the database."""
    folder = tmp_path_factory.mktemp("bound")
    url = f"sqlite:///{folder / 'office.sqlite3'}"
    house = an_office(url, FROZEN, folder)
    reply_owed(house)
    do(house, "ma", "reply")
    house.office.database.close()
    by_hand = open_office(url, house.clock(), folder, library=house.office.library)
    sa.event.listen(by_hand.office.database.engine, "connect", _lawless)
    with by_hand.office.database.write() as tx:
        _fill(tx, house.clock())
    yield by_hand
    by_hand.office.database.close()


def _lawless(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA ignore_check_constraints=ON")


def _fill(tx: Tx, now: dt.datetime) -> None:
    """Put a row into each table that the stories left empty, and a file into the case, as acts do."""
    case_id = CaseId(tx.execute(sa.select(case.c.id).limit(1)).scalar_one())
    file = File(id="file", case_id=case_id, task_id=None, name="a", by=PersonId("chen"), at=now, content=b"x")
    attachments.add(tx, file)
    for binding in BOUND.values():
        if tx.execute(sa.select(sa.func.count()).select_from(binding.table)).scalar_one() == 0:
            row = {one.name: case_id if one.name == "case_id" else _any(one) for one in binding.table.columns}
            tx.execute(sa.insert(binding.table), row)
    audit.append(tx, AuditEntry(stream="office", act="furnished", actor_id=None, at=now))


def _any(column: sa.Column[Any]) -> object:
    kinds: Mapping[type, object] = {
        Instant: FROZEN,
        Json: {},
        Rank: column.type.order[0] if isinstance(column.type, Rank) else None,
        sa.Date: FROZEN.date(),
        sa.Boolean: True,
        sa.Integer: 1,
        sa.BigInteger: 1,
        sa.LargeBinary: b"x",
    }
    return kinds.get(type(column.type), "a")


@pytest.fixture(scope="module")
def named(office: House) -> Mapping[tuple[str, str], bool]:
    """Of each column, whether the check named its row: each round changes the next column of every table."""
    return {place: found for number in range(ROUNDS) for place, found in _round(office, number).items()}


def _round(office: House, number: int) -> Mapping[tuple[str, str], bool]:
    found: dict[tuple[str, str], bool] = {}
    try:
        with office.office.database.write() as tx:
            changed = {
                (table, names[number]): _change(tx, table, names[number])
                for table, names in COLUMNS.items()
                if number < len(names)
            }
            said = [one.what for one in verify(tx).faults]
            found = {place: any(words in what for what in said) for place, words in changed.items()}
            raise _Undo
    except _Undo:
        return found


def _change(tx: Tx, table: str, column: str) -> str:
    """Change one value of a table's last row and give the words by which the check has to name it."""
    one = metadata.tables[table].c[column]
    last = f'rowid = (SELECT max(rowid) FROM "{table}"' + (" WHERE final)" if table == "submission" else ")")  # noqa: S608
    row = tx.execute(sa.text(f'SELECT * FROM "{table}" WHERE {last}')).one()._mapping  # noqa: S608
    old, quoted = row[column], f'"{column}"'
    fresh: Mapping[type, str] = {
        sa.Boolean: f"NOT {quoted}",
        sa.LargeBinary: "X'00'",
        Instant: f"'{EARLIER}T00:00:00.000000Z'",
        sa.Date: f"'{EARLIER}'",
    }
    otherwise = "'delivered'" if (table, column) == ("message_in", "status") else "'x'"
    value = fresh.get(type(one.type), f"{quoted} || 'x'" if isinstance(old, str) else otherwise)
    if isinstance(old, int) and not isinstance(one.type, sa.Boolean):
        value = f"{quoted} + 1"
    tx.execute(sa.text(f'UPDATE "{table}" SET {quoted} = {value} WHERE {last}'))  # noqa: S608
    return f"（{table} {BOUND[table].key_of(row)}）"


def test_the_office_is_whole_before_any_hand_touches_it(office: House) -> None:
    with office.office.database.read() as tx:
        assert verify(tx).faults == ()


@pytest.mark.parametrize(("table", "column"), [(name, one) for name, several in COLUMNS.items() for one in several])
def test_a_value_changed_by_hand_is_named(named: Mapping[tuple[str, str], bool], table: str, column: str) -> None:
    assert named[table, column]


def test_every_table_is_bound_or_named_as_not_bound() -> None:
    assert {*BOUND, *UNBOUND} == set(metadata.tables)
