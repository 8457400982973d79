"""Yearly own data: a version beside the other, sealed with the person's archive key."""

from __future__ import annotations

import dataclasses

import pytest
import sqlalchemy as sa

from tests.store.builders import HEAD, NOW, furnished
from webapp.domain.ids import PersonId
from webapp.domain.statements import OwnStatement
from webapp.store import statements
from webapp.store.db import Database

ROWS = [{"relation": "spouse", "what": "经营一家文具店", "linked": "no"}]
ONE = OwnStatement(
    id="s1",
    subject_id=HEAD,
    year=2025,
    version=1,
    case_id=None,
    entered_by=HEAD,
    at=NOW,
    content={"family_business": ROWS},
)


def test_each_version_of_a_year_stays_and_the_newest_is_read(database: Database) -> None:
    furnished(database)
    second = dataclasses.replace(ONE, id="s2", version=2, content={"family_business": []})
    with database.write() as tx:
        statements.add(tx, ONE)
        statements.add(tx, second)

    with database.read() as tx:
        assert statements.of_year(tx, HEAD, 2025) == (second, ONE)
        assert statements.newest(tx, HEAD, first=2025, last=2026) == second
        assert statements.newest(tx, HEAD, first=2026, last=2026) is None
        assert statements.newest(tx, PersonId("head_b"), first=2025, last=2026) is None
        raw = bytes(tx.execute(sa.text("SELECT content FROM own_statement WHERE id = 's1'")).scalar_one())
    assert "文具店".encode() not in raw


def test_a_version_is_written_once(database: Database) -> None:
    furnished(database)
    with database.write() as tx:
        statements.add(tx, ONE)
    with pytest.raises(sa.exc.IntegrityError), database.write() as tx:
        statements.add(tx, dataclasses.replace(ONE, id="s9"))
