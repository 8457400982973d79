"""The record binds what people wrote: a form, a letter, an opinion or the archive changed past the office is named."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.hand import take_guards_away
from tests.usecases.due import ON_SQLITE, reply_owed, rows
from tests.usecases.office import House
from tests.usecases.robot import do
from webapp.store.audit_check import Fault, verify
from webapp.store.tables import audit, letter, submission


def faults(house: House) -> tuple[Fault, ...]:
    with house.office.database.read() as tx:
        return verify(tx).faults


def attack(house: House, words: str) -> None:
    take_guards_away(house.office.database)
    with house.office.database.write() as tx:
        tx.execute(sa.text(words))


def test_an_office_at_work_is_whole(house: House) -> None:
    reply_owed(house)
    do(house, "ma", "reply")

    assert faults(house) == ()
    assert rows(house, letter)


@pytest.mark.parametrize(
    ("words", "table"),
    [
        ("UPDATE submission SET content = state_before", "submission"),
        ("UPDATE submission SET person_id = 'qin'", "submission"),
        ("UPDATE submission SET withdrawn_at = at", "submission"),
        ("DELETE FROM submission", "submission"),
        ("UPDATE letter SET number = number || '9' WHERE number IS NOT NULL", "letter"),
        ("UPDATE letter SET content = (SELECT content FROM submission LIMIT 1)", "letter"),
        ("UPDATE letter SET received_on = '2026-01-05'", "letter"),
    ],
)
def test_what_is_changed_past_the_office_is_named_with_its_entry(house: House, words: str, table: str) -> None:
    reply_owed(house)
    known = {(one.stream, one.number) for one in rows(house, audit)}

    attack(house, words)

    found = faults(house)
    assert found
    assert all(f"（{table} " in one.what for one in found)
    assert {(one.stream, one.number) for one in found} <= known


def test_a_form_that_no_act_wrote_is_named(house: House) -> None:
    reply_owed(house)
    copied = ", ".join(one.name for one in submission.columns if one.name not in ("id", "form_token"))

    attack(house, f"INSERT INTO submission (id, {copied}) SELECT 'forged', {copied} FROM submission LIMIT 1")  # noqa: S608

    assert [(one.number, "forged）没有操作记录" in one.what) for one in faults(house)] == [(0, True)]


@ON_SQLITE
def test_a_date_that_is_none_is_named_where_a_database_keeps_one(house: House) -> None:
    reply_owed(house)

    attack(house, "UPDATE audit SET at = '2026-02-30T09:00:00.000000Z' WHERE number = 3 AND stream LIKE 'case:%'")
    attack(house, "UPDATE letter SET issued_at = 'gestern'")

    said = [(one.number, one.what) for one in faults(house)]
    assert (3, "时间不是有效日期") in said
    assert any("（letter " in what for _, what in said)
