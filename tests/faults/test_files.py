"""A file beside an answer: its row, its content and its entry in the record are all there, or none of them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.faults.armed import FAULT_AT, KILLED
from tests.faults.disks import fill, small_disk
from tests.faults.struck import in_a_process
from tests.usecases.conftest import Furnished, copy_of
from tests.usecases.due import ON_SQLITE, reply_owed, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House, key_file
from tests.usecases.robot import posted_for
from tests.usecases.test_files import EVIDENCE, PDF
from webapp.domain.errors import Unavailable
from webapp.domain.ids import TaskId
from webapp.store.points import Point
from webapp.store.tables import attachment, audit
from webapp.usecases.completing import submit
from webapp.usecases.files import attach, attachment_file

NAME = "凭证.pdf"


def add(house: House, step: TaskId) -> str:
    return house.run(attach, "ma", task_id=step, field=EVIDENCE, name=NAME, content=PDF).id


def kept(house: House) -> list[str]:
    """Give the ids of the files that are there; each has its content and its entry, and no entry is without a file."""
    ids = sorted(row.id for row in rows(house, attachment))
    entries = [json.loads(row.facts)["file"] for row in rows(house, audit) if row.act == "attachment.added"]
    assert sorted(entries) == ids
    assert [house.view(attachment_file, "ma", attachment_id=one) for one in ids] == [(NAME, PDF)] * len(ids)
    return ids


def test_a_file_whose_act_is_killed_is_there_with_its_entry_or_not_at_all(house: House, tmp_path: Path) -> None:
    step = reply_owed(house)
    key_file(tmp_path)
    actor = house.actor("ma")
    given = {"task_id": step, "field": EVIDENCE, "name": NAME, "content": PDF}

    for point, there in ((Point.KEPT_FILE, 0), (Point.COMMITTING, 0), (Point.COMMITTED, 1)):
        died = in_a_process(house, tmp_path, lambda office: office.run(attach, actor, **given), **{FAULT_AT: point})
        assert died == KILLED
        assert len(kept(house)) == there
    file = add(house, step)
    posted = house.view(posted_for, "ma", task_id=step, given={})
    house.run(submit, "ma", task_id=step, token=house.token(), posted={**posted, EVIDENCE: [file]})

    assert kept(house) == [file], "sent again it is the same file"
    everything_holds(house)


@ON_SQLITE
def test_a_file_on_a_full_disk_is_refused_and_kept_when_there_is_room(
    furnished: Furnished, tmp_path: Path, now: datetime
) -> None:
    with small_disk(tmp_path / "disk", 24) as disk, copy_of(furnished, disk, now) as house:
        step = reply_owed(house)
        filler = fill(disk)

        with pytest.raises(Unavailable):
            add(house, step)
        assert kept(house) == []
        filler.unlink()

        file = add(house, step)

        assert kept(house) == [file]
        everything_holds(house)
