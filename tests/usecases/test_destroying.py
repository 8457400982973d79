"""What was destroyed cannot be read again, not in the database's file, and not when an older backup is put back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import FACTS, House, hold
from tests.usecases.test_giving_up import TYPED, begin
from webapp.domain.actor import SYSTEM
from webapp.domain.records import CaseStatus
from webapp.store import destroyed, keys
from webapp.store.seals import make_signing_key
from webapp.store.tables import case, data_key, task
from webapp.store.vault import KeyGone
from webapp.usecases.completing import save_draft
from webapp.usecases.destroying import RegisterNotOurs, destroy_again, register_of
from webapp.usecases.giving_up import give_up
from webapp.usecases.keeping_keys import rotate_seal_key
from webapp.usecases.sealing import sealer_of
from webapp.usecases.work import seal


@pytest.fixture
def sealed(house: House, tmp_path: Path) -> House:
    """An office with a folder outside the database."""
    make_signing_key(tmp_path / "seal.key")
    outside = {"seal_key_file": str(tmp_path / "seal.key"), "seal_folder": str(tmp_path / "outside")}
    house.office.facts = {**FACTS, **outside}
    return house


def registered(house: House) -> frozenset[str]:
    """Give the owners of the keys that the register says are destroyed."""
    with house.office.database.read() as tx:
        return destroyed.register(tx, sealer_of(house.office)).owners


def put_back(house: House, kept: Mapping[str, object]) -> None:
    """Let an older backup bring a key back."""
    with house.office.database.write() as tx:
        tx.execute(sa.insert(data_key).values(kept))
        hold(tx, house.clock())


def test_a_line_that_the_office_did_not_sign_destroys_nothing_and_lets_nothing_live_again(sealed: House) -> None:
    step, other = begin(sealed), begin(sealed, "lin", "m10e_clarification", "clarify_requested")
    ids = {row.id: row.case_id for row in rows(sealed, task)}
    sealed.run(give_up, "ding", task_id=step)
    seal(sealed.office)
    file = register_of(sealed.office)
    (line,) = file.read_text("utf-8").splitlines()
    forged = [{"owner": keys.owner_of(ids[other]), "at": "2026-03-02T01:00:00+00:00"}]
    forged += [json.loads(line) | forged[0], forged[0] | {"key": "x", "signature": "x"}]
    forged += [forged[0] | {"key": ["x"]}, json.loads(line) | forged[0] | {"at": float("inf")}]

    for one in forged:
        file.write_text(f"{line}\n{json.dumps(one)}\n", "utf-8")
        with pytest.raises(RegisterNotOurs, match="1个未销毁的密钥"):
            destroy_again(sealed.office)
        with sealed.office.database.read() as tx:
            assert keys.of_case(tx, ids[other])
    assert registered(sealed) == {keys.owner_of(ids[step])}


def test_with_a_new_key_every_line_is_signed_once_more(sealed: House) -> None:
    step = begin(sealed)
    sealed.run(give_up, "ding", task_id=step)
    seal(sealed.office)
    sealed.office.run(rotate_seal_key, SYSTEM, file=sealer_of(sealed.office).file)
    seal(sealed.office)
    seal(sealed.office)

    lines = [json.loads(one) for one in register_of(sealed.office).read_text("utf-8").splitlines()]
    assert len({one["key"] for one in lines}) == len(lines) == 2
    assert len({one["owner"] for one in lines}) == 1


def test_pages_that_have_no_key_begin_unless_the_register_names_what_is_there(sealed: House) -> None:
    step = begin(sealed)
    (of_case,) = (dict(row._mapping) for row in rows(sealed, data_key) if str(row.owner).startswith("case:"))
    sealed.run(give_up, "ding", task_id=step)
    seal(sealed.office)
    Path(str(sealed.office.facts["seal_key_file"])).unlink()

    assert destroy_again(sealed.office) == 0
    put_back(sealed, of_case)
    with pytest.raises(RegisterNotOurs):
        destroy_again(sealed.office)


def test_the_register_names_each_case_whose_key_was_destroyed_once(sealed: House) -> None:
    step = begin(sealed)
    (given_up,) = rows(sealed, case)
    sealed.run(give_up, "ding", task_id=step)

    seal(sealed.office)
    seal(sealed.office)

    lines = register_of(sealed.office).read_text("utf-8").splitlines()
    assert len(lines) == 1
    assert registered(sealed) == {keys.owner_of(given_up.id)}
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
