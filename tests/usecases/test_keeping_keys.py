"""Keys take turns while the office works: nobody is stopped, nothing is lost, and the old key opens nothing new."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.test_record import exported
from tests.store.test_record import verify as program
from tests.usecases.due import ON_SQLITE, clue_to_register
from tests.usecases.office import FACTS, PASSWORD, House, Meter, house_on, key_file
from tests.usecases.passages import post
from webapp.domain.actor import SYSTEM
from webapp.domain.records import AuditEntry
from webapp.store import key_files, keys, power_check
from webapp.store.audit import append
from webapp.store.audit_check import verify
from webapp.store.db import Database, retrying
from webapp.store.migrating import refuse_wrong_key
from webapp.store.seals import Sealer, make_signing_key, verify_seals
from webapp.store.tables import audit, data_key, incident
from webapp.store.vault import KeyMissing, Vault
from webapp.usecases.keeping_keys import NothingToRetire, StillInUse, retire_keys, rotate_key, rotate_seal_key, wrapping
from webapp.usecases.roster_pages import people_page
from webapp.usecases.sessions import sign_in
from webapp.usecases.work import seal


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Key files of this test's own: with them the shared database is opened, and put back afterwards."""
    key_file(tmp_path)
    make_signing_key(tmp_path / "seal.key")
    return tmp_path


Open = Callable[..., House]


@pytest.fixture
def opened(house: House, folder: Path) -> Iterator[Open]:
    """Open the office as another process would, with the key files of the folder."""
    made: list[House] = []

    def another(witness: Callable[[str], None] | None = None) -> House:
        meter = Meter()
        vault = Vault.from_file(folder / "office.key")
        database = Database(house.office.database.url, vault, busy_seconds=5, witness=witness or meter)
        one = house_on(database, meter, house.clock(), house.office.library)
        facts = {"seal_key_file": str(folder / "seal.key"), "seal_folder": str(folder / "outside")}
        one.office.facts = {**FACTS, **facts}
        made.append(one)
        return one

    yield another
    for one in made:
        one.office.database.close()


def masters(house: House) -> set[str]:
    with house.office.database.read() as tx:
        return {row.master_id for row in tx.execute(data_key.select())}


def faults(house: House) -> list[str]:
    with house.office.database.read() as tx:
        return [one.what for one in verify(tx).faults]


def everything_opens(house: House) -> bool:
    with house.office.database.read() as tx:
        return all(keys.of(tx, row.owner) for row in tx.execute(data_key.select()).all())


def test_under_load_no_act_fails_and_the_old_key_opens_nothing_afterwards(opened: Open, folder: Path) -> None:
    web, keeper = opened(), opened()
    shutil.copyfile(folder / "office.key", folder / "old.key")
    failed: list[BaseException] = []
    over = threading.Event()

    def register() -> None:
        while not over.is_set():
            try:
                inquiry_opened(web)
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test names it
                failed.append(error)

    clue_to_register(web)
    browsers = [threading.Thread(target=register) for _ in range(2)]
    for one in browsers:
        one.start()
    count = keeper.office.run(rotate_key, SYSTEM)
    retired = keeper.office.run(retire_keys, SYSTEM)
    before = len(masters(web))
    over.set()
    for one in browsers:
        one.join()
    inquiry_opened(web)

    assert failed == []
    assert (count > 1, retired, before) == (True, 1, 1)
    assert masters(web) == {Vault.from_file(folder / "office.key").master_id}
    assert web.view(people_page, "jin").rows
    assert everything_opens(opened())
    assert faults(keeper) == []
    thief = Database(web.office.database.url, Vault.from_file(folder / "old.key"))
    with thief.read() as tx:
        for row in tx.execute(data_key.select()).all():
            with pytest.raises(KeyMissing):
                keys.of(tx, row.owner)
    thief.close()


def inquiry_opened(house: House) -> None:
    """A message opens a case: a data key of its own, and steps sealed with it."""
    retrying(lambda: post(house, "inquiry_start", to="m08_talk_letter_inquiry", subject="ma"))
    house.drain()


def moments(opened: Open, run: Callable[[House], object]) -> Iterator[tuple[House, str]]:
    """End a command at each statement and commit that it comes to, one after the other, until it comes to its end."""
    for number in range(1, 200):
        seen: list[str] = []

        def told(moment: str, number: int = number, seen: list[str] = seen) -> None:
            seen.append(moment)
            if len(seen) == number:
                raise Killed

        dying = opened(told)
        try:
            run(dying)
        except Killed:
            yield dying, seen[-1]
        else:
            return
        finally:
            dying.office.database.close()


@ON_SQLITE
def test_a_rotation_killed_anywhere_is_finished_by_the_same_command(opened: Open, folder: Path) -> None:
    clue_to_register(opened())
    killed = []
    for _, moment in moments(opened, lambda dying: dying.office.run(rotate_key, SYSTEM)):
        killed.append(moment)
        after = opened()
        assert everything_opens(after)
        after.office.run(rotate_key, SYSTEM)
        assert len(masters(after)) == 1
        if len(key_files.read(folder / "office.key")) > 1:
            after.office.run(retire_keys, SYSTEM)
        assert everything_opens(after)
        assert faults(after) == []

    assert len(killed) > 8


@ON_SQLITE
def test_letting_the_old_key_go_killed_anywhere_leaves_no_mark_unfit_and_no_key_beside_the_file(
    opened: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clue_to_register(opened())
    dying = opened()
    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(Killed):
        dying.office.run(rotate_key, SYSTEM)
    monkeypatch.undo()
    assert len(list(folder.glob(".office.key.*"))) == 1
    opened().office.run(rotate_key, SYSTEM)

    ended = []
    for _, moment in moments(opened, lambda dying: dying.office.run(retire_keys, SYSTEM)):
        ended.append(moment)
        after = opened()
        assert (faults(after), unfit(after), everything_opens(after)) == ([], (), True)
        if len(key_files.read(folder / "office.key")) == 1:
            clue_to_register(after)
            after.office.run(rotate_key, SYSTEM)
            break
    after = opened()
    after.office.run(retire_keys, SYSTEM)

    assert len(ended) > 8
    assert (faults(after), len(masters(after))) == ([], 1)
    assert list(folder.glob(".*")) == []


def killed(*_: object) -> None:
    raise Killed


@ON_SQLITE
def test_an_old_key_is_not_let_go_while_anything_is_wrapped_by_it(opened: Open, folder: Path) -> None:
    house = opened()
    with pytest.raises(NothingToRetire):
        house.office.run(retire_keys, SYSTEM)
    key_files.add(folder / "office.key")

    with pytest.raises(StillInUse) as refused:
        house.office.run(retire_keys, SYSTEM)

    assert str(sum(house.office.view(wrapping, SYSTEM).values())) in refused.value.message
    assert len(key_files.read(folder / "office.key")) == 2


@ON_SQLITE
def test_a_key_file_that_does_not_fit_is_refused_before_anything_is_touched(
    house: House, opened: Open, folder: Path
) -> None:
    key_files.change(folder / "office.key", [b"x" * 32])
    stranger = opened()
    before = (folder / "office.key").read_bytes(), len(rows_of(house, audit))

    with pytest.raises(KeyMissing) as refused:
        refuse_wrong_key(stranger.office.database)
    with pytest.raises(KeyMissing):
        stranger.office.run(rotate_key, SYSTEM)

    assert "没有作任何改动" in refused.value.message
    assert ((folder / "office.key").read_bytes(), len(rows_of(house, audit))) == before


def rows_of(house: House, table: object) -> list[object]:
    with house.office.database.read() as tx:
        return list(tx.execute(table.select()).all())  # type: ignore[attr-defined]


@ON_SQLITE
def test_a_key_file_that_cannot_be_read_any_more_stops_nobody(opened: Open, folder: Path) -> None:
    house = opened()
    house.view(people_page, "jin")
    (folder / "office.key").write_text("torn")

    clue_to_register(house)

    assert everything_opens(house)


# ---------------------------------------------------------------- the key that signs the seals


def seal_faults(house: House) -> list[str]:
    facts = house.office.facts
    sealer = Sealer(Path(facts["seal_key_file"]), Path(facts["seal_folder"]) / "seals.jsonl")
    with house.office.database.read() as tx:
        found = verify_seals(tx, public_keys=sealer.public_keys, file=sealer.file)
    return [one.what for one in found]


def test_seals_of_both_keys_are_checked_each_by_the_key_of_its_time(opened: Open, folder: Path) -> None:
    house = opened()
    first = Sealer(folder / "seal.key", folder / "outside" / "seals.jsonl").public_keys[0]
    clue_to_register(house)
    seal(house.office)

    second = house.office.run(rotate_seal_key, SYSTEM, file=folder / "outside" / "seals.jsonl")
    something_happens(house)
    seal(house.office)
    third = house.office.run(rotate_seal_key, SYSTEM, file=folder / "outside" / "seals.jsonl")
    something_happens(house)
    seal(house.office)

    assert len({first, second, third}) == 3
    assert len(key_files.read(folder / "seal.key")) == 1
    assert seal_faults(house) == []
    assert faults(house) == []
    sealer = Sealer(folder / "seal.key", folder / "outside" / "seals.jsonl")
    path = exported(house.office.database, sealer, folder)
    for key in (first, second, third):
        assert program.verify_file(path, key=key, outside=sealer.file).faults == ()


def something_happens(house: House) -> None:
    house.clock.shift(minutes=1)
    with house.office.database.write() as tx:
        append(tx, AuditEntry(stream="office", act="tested", actor_id=None, at=house.clock()))


@ON_SQLITE
def test_a_change_of_the_signing_key_killed_anywhere_is_finished_by_the_same_command(
    opened: Open, folder: Path
) -> None:
    file = folder / "outside" / "seals.jsonl"
    clue_to_register(opened())
    seal(opened().office)
    killed = []
    for _, moment in moments(opened, lambda dying: dying.office.run(rotate_seal_key, SYSTEM, file=file)):
        killed.append(moment)
        after = opened()
        something_happens(after)
        assert seal(after.office) > 0
        after.office.run(rotate_seal_key, SYSTEM, file=file)
        something_happens(after)
        assert seal(after.office) > 0
        assert len(key_files.read(folder / "seal.key")) == 1
        assert seal_faults(after) == []

    assert len(killed) > 8


@ON_SQLITE
def test_another_ones_signing_key_seals_nothing_and_an_incident_says_so(opened: Open, folder: Path) -> None:
    house = opened()
    clue_to_register(house)
    seal(house.office)
    shutil.copyfile(folder / "seal.key", folder / "kept.key")
    key_files.change(folder / "seal.key", [b"x" * 32])
    something_happens(house)

    stopped = seal(house.office)
    waiting = [row.code for row in rows_of(house, incident) if row.settled_at is None]  # type: ignore[attr-defined]
    shutil.copyfile(folder / "kept.key", folder / "seal.key")

    assert (stopped, waiting) == (0, ["seal_key_does_not_fit"])
    assert seal(house.office) > 0
    assert seal_faults(house) == []


def test_who_gets_in_and_who_may_go_on_through_a_rotation_and_without_the_old_key(opened: Open) -> None:
    one = opened()

    one.office.run(rotate_key, SYSTEM)
    with_both = unfit(one)
    one.office.run(retire_keys, SYSTEM)

    assert with_both == unfit(one) == ()
    assert one.office.run(sign_in, SYSTEM, login="zhou", password=PASSWORD)


def unfit(house: House) -> tuple[str, ...]:
    with house.office.database.read() as tx:
        return power_check.unfit(tx)
