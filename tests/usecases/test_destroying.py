"""What was destroyed cannot be read again, not in the database's file, and not when an older backup is put back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import FACTS, House
from tests.usecases.test_giving_up import TYPED, begin
from webapp.domain.records import CaseStatus
from webapp.store import destroyed, keys
from webapp.store.seals import make_signing_key
from webapp.store.tables import case, data_key, task
from webapp.store.vault import KeyGone
from webapp.usecases.completing import save_draft
from webapp.usecases.destroying import destroy_again, register_of
from webapp.usecases.giving_up import give_up
from webapp.usecases.work import seal


@pytest.fixture
def sealed(house: House, tmp_path: Path) -> House:
    """An office with a folder outside the database."""
    make_signing_key(tmp_path / "seal.key")
    outside = {"seal_key_file": str(tmp_path / "seal.key"), "seal_folder": str(tmp_path / "outside")}
    house.office.facts = {**FACTS, **outside}
    return house


def test_the_register_names_each_case_whose_key_was_destroyed_once(sealed: House) -> None:
    step = begin(sealed)
    (given_up,) = rows(sealed, case)
    sealed.run(give_up, "ding", task_id=step)

    seal(sealed.office)
    seal(sealed.office)

    lines = register_of(sealed.office).read_text("utf-8").splitlines()
    assert len(lines) == 1
    assert destroyed.registered(register_of(sealed.office)) == {keys.owner_of(given_up.id)}
    assert destroy_again(sealed.office) == 0


@ON_SQLITE
def test_a_restored_backup_is_unreadable_again_for_what_was_destroyed_since(sealed: House, tmp_path: Path) -> None:
    step, other = begin(sealed), begin(sealed, "lin", "m10e_clarification", "clarify_requested")
    sealed.run(save_draft, "ding", task_id=step, posted=TYPED)
    ids = {row.id: row.case_id for row in rows(sealed, task)}
    database = sealed.office.database
    file = Path(database.url.removeprefix("sqlite:///"))
    database.close()
    shutil.copyfile(file, tmp_path / "backup")
    (wrapped,) = (row.wrapped for row in rows(sealed, data_key) if row.owner == keys.owner_of(ids[step]))
    sealed.run(give_up, "ding", task_id=step)
    seal(sealed.office)
    database.close()
    gone = wrapped not in file.read_bytes()
    for old in file.parent.glob(f"{file.name}*"):
        old.unlink()
    shutil.copyfile(tmp_path / "backup", file)
    database.shelf.clear()
    with database.read() as tx:
        readable = keys.of_case(tx, ids[step])

    again = destroy_again(sealed.office)

    assert gone
    assert readable
    assert (again, destroy_again(sealed.office)) == (1, 0)
    with database.read() as tx, pytest.raises(KeyGone):
        keys.of_case(tx, ids[step])
    with database.read() as tx:
        assert keys.of_case(tx, ids[other])
    assert {row.id: row.status for row in rows(sealed, case)}[ids[step]] is CaseStatus.GIVEN_UP
    every_chain_is_whole(sealed)
