"""Backups are one state and hold no key; a restore is refused, in words, before anything is touched."""

from __future__ import annotations

import datetime as dt
import json
import re
import resource
import shutil
import sqlite3
from dataclasses import fields, replace
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.deploy.places import Place
from webapp.domain.actor import SYSTEM
from webapp.domain.records import Job
from webapp.settings import Settings
from webapp.store import backups, incidents, jobs, watches
from webapp.store.backups import BEAT, Heart
from webapp.store.seals import make_signing_key
from webapp.store.tables import audit
from webapp.store.vault import make_key
from webapp.usecases.digests import MAIL
from webapp.usecases.jobs import finish_jobs
from webapp.usecases.restored import INCIDENT, note_restored
from webapp.usecases.sealing import FILE, seal_all

HOME = ROOT / "deploy"
Said = pytest.CaptureFixture[str]


def changed(backup: Path, **facts: object) -> None:
    """Write something else into a manifest's heart."""
    manifest = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    manifest["heart"] |= facts
    (backup / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def refused(there: Place, backup: Path, capsys: Said) -> str:
    """Try to restore and give why it was refused; nothing may have been touched."""
    before = untouched(there)
    capsys.readouterr()

    assert there.call("restore", str(backup)) == 1

    assert untouched(there) == before
    said = capsys.readouterr().err.strip()
    assert said.startswith("没有恢复，什么也没有改动：")
    assert said.count("\n") == 0
    return said


def untouched(there: Place) -> tuple[object, ...]:
    """Give what a restore would change."""
    lines = (there.seals / FILE).read_bytes() if (there.seals / FILE).exists() else None
    return lines, state_of(there)


def state_of(there: Place) -> object:
    found = backups.standing(there.url)
    if found is None or not found.schema:
        return found
    with there.office() as office, office.database.read() as tx:
        return [tuple(row) for row in tx.execute(audit.select().order_by(audit.c.id))]


def test_a_backup_holds_one_state_with_its_sums_and_no_key(place: Place, capsys: Said):
    backup = place.backed_up(capsys)

    manifest = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(manifest["files"]) == sorted(
        {"shibiyan.db" if place.server is None else "shibiyan.dump", f"seals/{FILE}"}
    )
    assert manifest["heart"]["entries"] == len(state_of(place))
    keys = [file.read_bytes().strip() for file in place.keys.iterdir()]
    for file in backup.rglob("*"):
        assert file.is_dir() or not any(key in file.read_bytes() for key in keys)
    with place.office() as office, office.database.read() as tx:
        assert BEAT in watches.beats(tx)


def test_what_is_restored_is_the_office_as_it_was_and_its_chains_are_whole(place: Place, empty: Place, capsys: Said):
    before = state_of(place)
    backup = place.backed_up(capsys)

    assert empty.call("restore", str(backup)) == 0

    assert "全部完整" in capsys.readouterr().out
    after = state_of(empty)
    assert after[: len(before)] == before
    with empty.office() as office:
        assert seal_all(office) > 0
    assert empty.call("verify") == 0


def test_a_register_of_destroyed_keys_is_taken_along_or_asked_for(place: Place, empty: Place, capsys: Said):
    backup = place.backed_up(capsys)
    newest = backup.parent / "newest.jsonl"
    newest.write_text('{"at":null,"owner":"case:1"}\n', encoding="utf-8")

    assert empty.call("restore", str(backup), "--destroyed", "none.jsonl") == 1
    assert "没有文件none.jsonl" in capsys.readouterr().err
    assert empty.call("restore", str(backup), "--destroyed", str(newest)) == 0

    assert (empty.seals / "destroyed.jsonl").read_text("utf-8") == newest.read_text("utf-8")


def test_what_waited_to_be_sent_is_left_and_told_about(place: Place, empty: Place, capsys: Said):
    with place.office() as office, office.database.write() as tx:
        jobs.put(tx, [Job(id="digest:somebody:2026-03-02", kind=MAIL, case_id=None, payload={})], now=office.clock())
    backup = place.backed_up(capsys)

    assert empty.call("restore", str(backup)) == 0

    assert "未发出的邮件1封不再发送" in capsys.readouterr().out
    with empty.office() as office:
        assert finish_jobs(office) == 0
        with office.database.read() as tx:
            assert [(one.kind, one.facts) for one in incidents.open_incidents(tx)] == [(INCIDENT, {"jobs": 1})]


def test_seals_of_acts_that_the_restored_office_does_not_know_are_set_aside(place: Place, empty: Place, capsys: Said):
    backup = place.backed_up(capsys)
    with place.office() as office:
        office.run(note_restored, SYSTEM)
        assert seal_all(office) > 0
    shutil.rmtree(empty.seals, ignore_errors=True)
    assert empty.call("restore", str(backup)) == 0
    shutil.copyfile(place.seals / FILE, empty.seals / FILE)

    assert empty.call("restored") == 0

    assert "另存的后续封存记录1条" in capsys.readouterr().out
    assert len(list(empty.seals.glob("beyond-*.jsonl"))) == 1


def test_a_running_office_is_not_restored_into(place: Place, capsys: Said):
    backup = place.backed_up(capsys)
    place.last_alive(dt.timedelta(minutes=1))

    assert "正在运行" in refused(place, backup, capsys)


def test_an_office_that_is_there_is_not_overwritten(place: Place, capsys: Said):
    backup = place.backed_up(capsys)
    place.last_alive(dt.timedelta(hours=1))

    assert "已经有数据库，不覆盖" in refused(place, backup, capsys)


def test_a_newer_database_is_neither_overwritten_nor_upgraded(place: Place, capsys: Said):
    backup = place.backed_up(capsys)
    place.last_alive(dt.timedelta(hours=1))
    known = place.schema("9999")

    try:
        assert "比本版本新" in refused(place, backup, capsys)
        assert place.call("migrate") == 1
        assert "数据库的结构（9999）比本版本新，什么也没有改动" in capsys.readouterr().err
    finally:
        place.schema(known)


def test_a_backup_of_a_newer_version_is_refused(place: Place, empty: Place, capsys: Said):
    backup = place.backed_up(capsys)
    changed(backup, schema="9999")

    assert "备份由更新的版本" in refused(empty, backup, capsys)


@pytest.mark.parametrize("name", ["office.key", "seal.key"])
def test_a_key_that_does_not_fit_or_is_not_there_is_refused(place: Place, empty: Place, capsys: Said, name: str):
    backup = place.backed_up(capsys)
    other = replace(empty, keys=empty.home / "other")
    shutil.copytree(place.keys, other.keys)
    (other.keys / name).unlink()

    assert "先把密钥文件放回原处" in refused(other, backup, capsys)

    {"office.key": make_key, "seal.key": make_signing_key}[name](other.keys / name)
    assert "放回" in refused(other, backup, capsys)


def test_a_folder_with_seals_in_it_is_not_mixed_with_those_of_the_backup(place: Place, empty: Place, capsys: Said):
    backup = place.backed_up(capsys)
    empty.seals.mkdir(parents=True)
    (empty.seals / FILE).write_text("{}\n", encoding="utf-8")

    assert "封存文件夹" in refused(empty, backup, capsys)


def test_a_backup_that_was_changed_or_broken_off_is_refused(place: Place, empty: Place, capsys: Said):
    backup = place.backed_up(capsys)
    name = "shibiyan.db" if place.server is None else "shibiyan.dump"
    with (backup / name).open("ab") as file:
        file.write(b"x")

    assert f"{name}缺失或者被改动" in refused(empty, backup, capsys)

    listed = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    unlisted = listed | {"files": {one: sum_ for one, sum_ in listed["files"].items() if one != name}}
    (backup / "manifest.json").write_text(json.dumps(unlisted), encoding="utf-8")
    assert f"{name}缺失或者被改动" in refused(empty, backup, capsys)
    no_key = listed | {"heart": listed["heart"] | {"wrapped": "x"}}
    for torn in ([], "x", listed | {"heart": 1}, listed | {"files": 1}, listed | {"taken_at": 1}, no_key):
        (backup / "manifest.json").write_text(json.dumps(torn), encoding="utf-8")
        assert "不是完整的备份" in refused(empty, backup, capsys)

    (backup / "manifest.json").unlink()
    assert "不是完整的备份" in refused(empty, backup, capsys)


def test_a_backup_of_another_kind_of_database_is_refused(place: Place, empty: Place, capsys: Said):
    backup = place.backed_up(capsys)
    other = "sqlite:///office.db" if place.server else "postgresql+psycopg://nobody@127.0.0.1/office"

    assert replace(empty, url=other).call("restore", str(backup)) == 1
    assert "另一种数据库" in capsys.readouterr().err


def test_keys_in_the_folder_of_seals_would_go_along_so_nothing_is_backed_up(place: Place, capsys: Said):
    shutil.copytree(place.keys, place.seals / "keys")
    careless = replace(place, keys=place.seals / "keys")

    assert careless.call("backup", str(place.home / "careless")) == 1

    assert "随备份带走" in capsys.readouterr().err
    assert not (place.home / "careless").exists()
    shutil.rmtree(place.seals / "keys")


def test_what_is_no_seal_does_not_go_along(place: Place, capsys: Said):
    shutil.copy(place.keys / "office.key", place.seals / "office.key.old")

    backup = place.backed_up(capsys)
    (place.seals / "office.key.old").unlink()

    assert (backup / "seals" / "seals.jsonl").is_file()
    assert not list(backup.rglob("*.key*"))


def test_only_so_many_backups_are_kept_and_none_that_somebody_named_goes(place: Place, capsys: Said):
    folder = place.home / "few"
    assert place.call("backup", str(folder)) == 0
    (first,) = folder.iterdir()
    first.rename(folder / "1999 before the update")
    for _ in range(3):
        assert place.call("backup", str(folder), "--keep", "2") == 0

    assert len(list(folder.iterdir())) == 3
    assert (folder / "1999 before the update" / "manifest.json").is_file()


def test_a_backup_that_fails_says_why_and_leaves_nothing(place: Place, capsys: Said):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        assert place.call("backup", str(place.home / "full")) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert list((place.home / "full").iterdir()) == []
    assert ("副本没有写成" in capsys.readouterr().err) == place.url.startswith("sqlite")


def test_what_a_killed_backup_left_goes_after_a_day_and_not_before(place: Place):
    folder = place.home / "killed"
    begun = ("20260101T000000000000Z", f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%fZ}", "kept")
    old, young, strange = (folder / f"{name}.partial" for name in begun)
    for one in (old, young, strange):
        one.mkdir(parents=True)
        (one / "shibiyan.db").touch()

    assert place.call("backup", str(folder)) == 0

    assert [one.exists() for one in (old, young, strange)] == [False, True, True]


def test_a_backup_taken_during_an_act_holds_what_was_committed(tmp_path: Path):
    source = tmp_path / "office.db"
    with sqlite3.connect(source) as database:
        database.execute("PRAGMA journal_mode=WAL")
        for table in ("audit (number)", "seal (number)", "alembic_version (version_num)"):
            database.execute(f"CREATE TABLE {table}")
        database.execute("CREATE TABLE data_key (owner, master_id, wrapped)")
        database.execute("INSERT INTO data_key VALUES ('office', 'm', x'01')")
        database.execute("INSERT INTO audit VALUES (1)")
    writer = sqlite3.connect(source, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO audit VALUES (2)")

    heart: Heart = backups.copy_out(f"sqlite:///{source}", tmp_path)
    writer.execute("ROLLBACK")

    assert heart.entries == 1


def test_the_sample_names_every_setting_and_no_other():
    sample = (HOME / "settings.env").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?(SHIBIYAN_[A-Z_]+)=", sample, flags=re.MULTILINE))

    assert named == {f"SHIBIYAN_{one.name.upper()}" for one in fields(Settings)}
