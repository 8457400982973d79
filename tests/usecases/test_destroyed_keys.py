"""A key that was destroyed is nowhere in the files of an SQLite office, while it goes on working."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from tests.usecases.due import ON_SQLITE, inquiry, rows
from tests.usecases.office import House
from webapp.domain.ids import CaseId
from webapp.store import keys
from webapp.store.tables import case, data_key


@ON_SQLITE
def test_a_destroyed_key_is_written_over_in_the_file_and_in_its_log(house: House) -> None:
    inquiry(house)
    case_id = CaseId(rows(house, case)[0].id)
    file = Path(house.office.database.url.removeprefix("sqlite:///"))
    with house.office.database.read() as tx:
        owner = keys.owner_of(case_id)
        wrapped = bytes(tx.execute(sa.select(data_key.c.wrapped).where(data_key.c.owner == owner)).scalar_one())
    before = [one.name for one in file.parent.glob(f"{file.name}*") if wrapped in one.read_bytes()]

    with house.office.database.write() as tx:
        keys.destroy(tx, owner)
        tx.written = {}

    assert before
    assert [one.name for one in file.parent.glob(f"{file.name}*") if wrapped in one.read_bytes()] == []
