"""A key that was destroyed is nowhere in the files of an SQLite office, while it goes on working."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.usecases.due import ON_SQLITE, inquiry, rows
from tests.usecases.office import House
from webapp.domain.ids import CaseId
from webapp.store import keys
from webapp.store.tables import case, data_key
from webapp.usecases.pruning import prune_all


@ON_SQLITE
@pytest.mark.parametrize("somebody_reads", [False, True])
def test_a_destroyed_key_is_written_over_in_the_file_and_in_its_log(house: House, somebody_reads: bool) -> None:
    """At once; where somebody reads meanwhile, and so keeps the log as it is, the night after."""
    inquiry(house)
    case_id = CaseId(rows(house, case)[0].id)
    file = Path(house.office.database.url.removeprefix("sqlite:///"))
    with house.office.database.read() as tx:
        owner = keys.owner_of(case_id)
        wrapped = bytes(tx.execute(sa.select(data_key.c.wrapped).where(data_key.c.owner == owner)).scalar_one())

    def left() -> list[str]:
        return [one.name for one in file.parent.glob(f"{file.name}*") if wrapped in one.read_bytes()]

    before = left()
    with house.office.database.read() as reader:
        if somebody_reads:
            reader.execute(sa.select(case.c.id)).all()
        with house.office.database.write() as tx:
            keys.destroy(tx, owner)
            tx.written = {}
    after = left()
    prune_all(house.office)

    assert before
    assert bool(after) == somebody_reads
    assert left() == []
