"""Opinions and the archive are bound to the record as they were last written; later acts bind them anew."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from tests.store.builders import NOW, TODAY, entry
from tests.store.test_papers import CHEN, an_entry, an_item, case_of
from webapp.domain.papers import Opinion
from webapp.store import agenda, archive, archive_marks, audit, witness
from webapp.store.archive_marks import Marking
from webapp.store.audit_check import Fault, verify
from webapp.store.db import Database

BY = Marking(at=NOW)


def written(database: Database) -> str:
    """Write an opinion and an archive entry, mark the latter in another act, and give the case's stream."""
    case_id = case_of(database)
    item, one = an_item(case_id), an_entry(case_id)
    with database.write() as tx:
        agenda.request(tx, item)
        agenda.say(tx, Opinion(item_id=item.id, person_id=CHEN, stand="agree", text="同意", at=NOW), case_id=case_id)
        archive.enter(tx, one)
        assert witness.unbound(tx)
        audit.append(tx, entry(case_id, "written"))
        assert not witness.unbound(tx)
    with database.write() as tx:
        archive_marks.mark_of_cases(tx, [case_id], status="cleared", weighs=False, by=BY)
        archive.remark(tx, one, seen_on=TODAY + dt.timedelta(days=1), text="情况属实")
        audit.append(tx, entry(case_id, "marked"))
    return audit.stream_of(case_id)


def faults(database: Database) -> tuple[Fault, ...]:
    with database.read() as tx:
        return verify(tx).faults


def test_later_acts_bind_what_they_changed(database: Database) -> None:
    written(database)

    assert faults(database) == ()


@pytest.mark.parametrize(
    ("attack", "table", "act"),
    [
        ("UPDATE opinion SET stand = 'refuse'", "opinion", "written"),
        ("UPDATE opinion SET position = 9", "opinion", "written"),
        ("DELETE FROM opinion", "opinion", "written"),
        ("UPDATE archive_entry SET status = 'verified'", "archive_entry", "marked"),
        ("UPDATE archive_entry SET remark = content", "archive_entry", "marked"),
        ("UPDATE archive_entry SET content = remark", "archive_entry", "marked"),
        ("UPDATE archive_entry SET subject_seen_on = '2026-01-05'", "archive_entry", "marked"),
    ],
)
def test_a_change_past_the_office_names_the_newest_entry(database: Database, attack: str, table: str, act: str) -> None:
    stream = written(database)
    with database.write() as tx:
        tx.execute(sa.text(attack))
    with database.read() as tx:
        number = next(one.number for one in audit.entries(tx, stream) if one.entry.act == act)

    (found,) = faults(database)

    assert (found.stream, found.number) == (stream, number)
    assert f"（{table} " in found.what
