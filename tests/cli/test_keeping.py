from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine

from tests.conftest import ROOT
from tests.hand import drop_guards
from webapp.cli import main
from webapp.cli.opening import office_of, ready_office, refuse_what_cannot_seal, tool_settings
from webapp.domain.actor import SYSTEM
from webapp.store.seals import make_signing_key
from webapp.usecases.official_years import lacks_this_year
from webapp.usecases.sealing import seal_all


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office on files of its own: keys made, schema in place, one process in force."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHIBIYAN_DATABASE", f"sqlite:///{tmp_path / 'office.db'}")
    monkeypatch.setenv("SHIBIYAN_KEY_FILE", str(tmp_path / "keys" / "office.key"))
    monkeypatch.setenv("SHIBIYAN_SEAL_KEY_FILE", str(tmp_path / "keys" / "seal.key"))
    monkeypatch.setenv("SHIBIYAN_SEAL_FOLDER", str(tmp_path / "seals"))
    assert main(["keys"]) == 0
    assert main(["migrate"]) == 0
    return tmp_path


def test_keys_are_made_once_and_never_touched_again(office: Path):
    before = (office / "keys" / "office.key").read_bytes()

    assert main(["keys"]) == 0

    assert (office / "keys" / "office.key").read_bytes() == before


def test_a_deployed_process_is_exported_as_it_was(office: Path):
    assert main(["deploy", str(ROOT / "processes"), "m10d_appeal"]) == 0

    assert main(["export", "m10d_appeal", str(office / "out")]) == 0

    file = Path("m10_violation_handling") / "m10d_appeal.bpmn"
    assert (office / "out" / file).read_bytes() == (ROOT / "processes" / file).read_bytes()


def test_an_office_whose_diagrams_came_before_its_first_start_knows_the_days_off_too(
    office: Path, frozen_clock: time_machine.Traveller
):
    main(["deploy", str(ROOT / "processes"), "m10d_appeal"])

    opened = ready_office(tool_settings(demo=False))

    assert not opened.view(lacks_this_year, SYSTEM)
    opened.database.close()


def test_a_process_with_a_fault_is_not_deployed_and_the_fault_is_named(
    office: Path, capsys: pytest.CaptureFixture[str]
):
    folder = office / "processes"
    shutil.copytree(ROOT / "processes", folder)
    (folder / "m10_violation_handling" / "forms" / "file_appeal.form").unlink()

    assert main(["deploy", str(folder), "m10d_appeal"]) == 1

    said = capsys.readouterr().err
    assert "file_appeal" in said
    assert "改法" in said
    assert main(["export", "m10d_appeal", str(office / "out")]) == 1


def test_what_changes_a_mandatory_step_is_kept_until_somebody_approves_and_what_loses_it_is_refused(
    office: Path, capsys: pytest.CaptureFixture[str]
):
    name, folder = "m10e_clarification", office / "processes"
    shutil.copytree(ROOT / "processes", folder)
    form = folder / "m10_violation_handling" / "forms" / "assess_impact.form"
    assert main(["deploy", str(folder), name]) == 0
    whole = form.read_text()
    rule = json.loads(whole)["properties"]["rule.gate_10_7"]
    capsys.readouterr()

    form.write_text(whole.replace(json.dumps(rule, ensure_ascii=False), json.dumps(f"({rule}) = true"), 1))
    assert main(["deploy", str(folder), name]) == 0
    said = capsys.readouterr()
    form.write_text(whole.replace(json.dumps(rule, ensure_ascii=False), '"true"', 1))
    assert main(["deploy", str(folder), name]) == 1
    assert main(["deploy", "--keep", str(folder), name]) == 1

    assert "改动了必经环节（第10.7条）" in said.out
    assert "发布0个流程" in said.out
    with sqlite3.connect(office / "office.db") as database:
        assert database.execute("SELECT version, state FROM deployment").fetchall() == [(1, "live"), (2, "draft")]


def test_whole_chains_are_said_to_be_whole(office: Path, capsys: pytest.CaptureFixture[str]):
    main(["deploy", str(ROOT / "processes"), "m10d_appeal"])

    assert main(["verify"]) == 0

    assert "全部完整" in capsys.readouterr().out


def test_a_changed_entry_is_named_with_stream_and_number(office: Path, capsys: pytest.CaptureFixture[str]):
    main(["deploy", str(ROOT / "processes"), "m10d_appeal"])
    with sqlite3.connect(office / "office.db") as database:
        drop_guards(database)
        database.execute("UPDATE audit SET act = 'nothing.happened' WHERE stream = 'office' AND number = 1")

    assert main(["verify"]) == 1

    assert "office 第1条：" in capsys.readouterr().err


def test_the_first_administrators_are_appointed_once_and_by_three_persons(
    office: Path, capsys: pytest.CaptureFixture[str]
):
    main(["deploy", str(ROOT / "processes"), "m10d_appeal"])

    assert main(["appoint", "sec_admin", "jin", "金秉钧"]) == 0
    assert "首次口令" in capsys.readouterr().out
    assert main(["appoint", "sec_admin", "other", "另一人"]) == 1
    assert main(["appoint", "sysadmin", "jin", "金秉钧"]) == 1
    assert main(["appoint", "sysadmin", "cui", "崔致用"]) == 0


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without an office."""
    monkeypatch.chdir(tmp_path)
    for name in [one for one in os.environ if one.startswith("SHIBIYAN_")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.mark.parametrize(("command", "code"), [("verify", 1), ("doctor", 2)])
def test_where_no_office_is_that_is_said_and_nothing_is_left_behind(
    bare: Path, command: str, code: int, capsys: pytest.CaptureFixture[str]
):
    assert main([command]) == code

    said = "".join(capsys.readouterr())
    assert "当前目录没有机关" in said
    assert "shibiyan keys" in said
    assert list(bare.iterdir()) == []


def test_a_folder_without_processes_is_not_a_deployment_without_changes(
    office: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["deploy", "processes"]) == 1

    assert str(office / "processes") in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_named_before_half_of_it_is_there(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (office / "file").touch()
    assert main(["backup", str(office / "file" / "backups")]) == 1
    assert "请检查路径、权限和磁盘空间" in capsys.readouterr().err

    assert main(["backup", str(office / "backups")]) == 0
    backup = capsys.readouterr().out.strip()
    monkeypatch.setenv("SHIBIYAN_DATABASE", f"sqlite:///{office / 'file' / 'office.db'}")
    monkeypatch.setenv("SHIBIYAN_SEAL_FOLDER", str(office / "elsewhere"))
    assert main(["restore", backup]) == 1
    assert "什么也没有改动" in capsys.readouterr().err
    assert not list((office / "elsewhere").iterdir())


def test_a_host_that_is_no_address_of_this_machine_stops_the_start_by_name(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("SHIBIYAN_SECRET", "0123456789abcdef" * 2)
    monkeypatch.setenv("SHIBIYAN_HOST", "nowhere.invalid")
    monkeypatch.setenv("SHIBIYAN_PROCESSES", str(office / "keys"))

    assert main(["serve", "--no-work"]) == 1

    assert capsys.readouterr().err.startswith("设置SHIBIYAN_HOST有误")


def test_a_backup_keeps_at_least_the_one_just_made(office: Path):
    with pytest.raises(SystemExit):
        main(["backup", str(office / "backups"), "--keep", "-1"])

    assert not (office / "backups").exists()


@pytest.mark.parametrize("command", ["serve", "work", "migrate"])
def test_no_second_office_begins_beside_the_seals_of_one_that_is_elsewhere(
    office: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (office / "seals").mkdir()
    (office / "seals" / "seals.jsonl").write_text("{}\n")
    monkeypatch.setenv("SHIBIYAN_SECRET", "0123456789abcdef" * 2)
    monkeypatch.setenv("SHIBIYAN_DATABASE", f"sqlite:///{office / 'ofice' / 'office.db'}")

    assert main([command]) == 1

    assert "请检查 SHIBIYAN_DATABASE" in capsys.readouterr().err
    assert not (office / "ofice").exists()


def sealed_twice(office: Path) -> None:
    """Let two seals be made, the second over an entry that names nobody."""
    for name in ("m10d_appeal", "m10f_accountability"):
        assert main(["deploy", str(ROOT / "processes"), name]) == 0
        with office_of(tool_settings(demo=False)) as running:
            assert seal_all(running) > 0


def folder_mistyped(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIBIYAN_SEAL_FOLDER", str(office / "sea1s"))


def folder_emptied(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (office / "seals" / "seals.jsonl").unlink()


def folder_of_another(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = office / "seals" / "seals.jsonl"
    file.write_text(file.read_text().replace('"root":"', '"root":"0'))


PAGES_ALONE = ["serve", "--no-work"]
SPOILED = [
    *((command, spoil) for command in (["serve"], ["work"]) for spoil in (folder_mistyped, folder_emptied)),
    *((command, folder_of_another) for command in (["serve"], ["work"], PAGES_ALONE)),
    (PAGES_ALONE, folder_emptied),
]
"""Pages alone may run on a machine where the folder is not."""


@pytest.mark.parametrize(("command", "spoil"), SPOILED)
def test_no_second_file_of_seals_begins_where_the_folder_is_another(
    office: Path,
    command: list[str],
    spoil: Callable[[Path, pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    sealed_twice(office)
    monkeypatch.setenv("SHIBIYAN_SECRET", "0123456789abcdef" * 2)
    spoil(office, monkeypatch)

    assert main(command) == 1

    said = capsys.readouterr().err
    assert said.startswith("设置SHIBIYAN_SEAL_FOLDER有误：数据库已封存到第2号")
    assert "示例：SHIBIYAN_SEAL_FOLDER=/srv/shibiyan-seals" in said


def test_the_only_seal_may_be_missing_from_a_file_that_is_there_and_from_no_other_folder(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    assert main(["deploy", str(ROOT / "processes"), "m10d_appeal"]) == 0
    with office_of(tool_settings(demo=False)) as running:
        assert seal_all(running) > 0
        (office / "seals" / "seals.jsonl").write_bytes(b"")  # a crash kept it from the file
        refuse_what_cannot_seal(running, tool_settings(demo=False))
    monkeypatch.setenv("SHIBIYAN_SECRET", "0123456789abcdef" * 2)
    (office / "seals" / "seals.jsonl").unlink()

    assert main(["work"]) == 1

    assert "数据库已封存到第1号" in capsys.readouterr().err


def test_a_restored_file_of_seals_is_the_groups_to_read_and_the_folder_keeps_its_mode(
    office: Path, capsys: pytest.CaptureFixture[str]
):
    sealed_twice(office)
    capsys.readouterr()
    assert main(["backup", str(office / "backups")]) == 0
    backup, seals = Path(capsys.readouterr().out.strip()), office / "seals"
    (backup / "seals" / "seals.jsonl").chmod(0o666)
    (office / "office.db").unlink()
    (seals / "seals.jsonl").unlink()
    seals.chmod(0o2750)

    assert main(["restore", str(backup)]) == 0

    assert stat.S_IMODE(seals.stat().st_mode) == 0o2750
    assert {stat.S_IMODE(one.stat().st_mode) for one in seals.iterdir()} == {0o640}


def test_seals_whose_folder_was_lost_are_written_anew_once_and_the_record_says_so(
    office: Path, capsys: pytest.CaptureFixture[str]
):
    sealed_twice(office)
    file = office / "seals" / "seals.jsonl"
    before = file.read_text()
    assert main(["reseal"]) == 1
    assert "不需要重写" in capsys.readouterr().err
    file.unlink()

    assert main(["reseal"]) == 0

    assert file.read_text() == before
    with sqlite3.connect(office / "office.db") as database:
        told = database.execute("SELECT facts FROM audit WHERE act = 'seals.rewritten'").fetchall()
    assert [json.loads(facts)["seals"] for (facts,) in told] == [2]
    assert main(["verify"]) == 0


def test_what_lies_beside_keys_and_in_backups_is_nobody_elses_to_read(office: Path, capsys: pytest.CaptureFixture[str]):
    before = os.umask(0)
    try:
        sealed_twice(office)
        capsys.readouterr()
        assert main(["backup", str(office / "backups")]) == 0
    finally:
        os.umask(before)
    backup = Path(capsys.readouterr().out.strip())

    assert stat.S_IMODE((office / "seals").stat().st_mode) == 0o750
    assert stat.S_IMODE((office / "seals" / "seals.jsonl").stat().st_mode) == 0o640
    assert {stat.S_IMODE(one.stat().st_mode) for one in backup.rglob("*") if one.is_file()} == {0o600}
    (office / "seals" / "seals.jsonl").chmod(0o644)
    main(["doctor"])
    assert "seals.jsonl他人可以读" in capsys.readouterr().out


@pytest.mark.parametrize("foreign", [False, True])
def test_a_database_of_another_schema_is_not_verified_and_that_is_said(
    office: Path, foreign: bool, capsys: pytest.CaptureFixture[str]
):
    (office / "office.db").unlink()
    with sqlite3.connect(office / "office.db") as database:
        database.execute(
            "CREATE TABLE alembic_version (version_num text)" if foreign else "CREATE TABLE notes (x text)"
        )

    assert main(["verify"]) == 1

    assert capsys.readouterr().err.startswith("没有核验")


def another_key(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal_key = office / "keys" / "seal.key"
    seal_key.unlink()
    make_signing_key(seal_key)


def no_key(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (office / "keys" / "seal.key").unlink()


def no_folder(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (office / "file").touch()
    monkeypatch.setenv("SHIBIYAN_SEAL_FOLDER", str(office / "file" / "seals"))


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (another_key, "请由安全管理员放回正确的密钥文件"),
        (no_key, "设置SHIBIYAN_SEAL_KEY_FILE有误"),
        (no_folder, "设置SHIBIYAN_SEAL_FOLDER有误"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "work"])
def test_who_could_not_seal_what_is_written_does_not_begin(
    office: Path,
    command: str,
    spoil: Callable[[Path, pytest.MonkeyPatch], None],
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    with office_of(tool_settings(demo=False)) as running:
        assert seal_all(running) > 0
    monkeypatch.setenv("SHIBIYAN_SECRET", "0123456789abcdef" * 2)
    spoil(office, monkeypatch)

    assert main([command]) == 1

    assert why in capsys.readouterr().err


def test_the_doctor_tells_a_seal_key_that_is_not_the_records(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    with office_of(tool_settings(demo=False)) as running:
        seal_all(running)
    main(["doctor"])
    assert "与操作记录相符" in capsys.readouterr().out
    another_key(office, monkeypatch)

    assert main(["doctor"]) == 2

    assert "不是操作记录所用的密钥" in capsys.readouterr().out


@pytest.mark.parametrize(("command", "code"), [("serve", 1), ("migrate", 1), ("verify", 1), ("doctor", 2)])
def test_a_database_that_does_not_answer_is_named_without_its_password(
    bare: Path, command: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("SHIBIYAN_DATABASE", "postgresql+psycopg://web:geheim@127.0.0.1:1/x")
    monkeypatch.setenv("SHIBIYAN_SECRET", "0123456789abcdef" * 2)
    assert main(["keys"]) == 0

    assert main([command]) == code

    said = "".join(capsys.readouterr())
    assert "127.0.0.1:1/x。请检查数据库服务是否启动" in said
    assert "geheim" not in said


@pytest.mark.parametrize(("command", "code"), [("verify", 1), ("doctor", 2)])
def test_beside_a_demo_office_one_is_told_to_ask_for_it(
    bare: Path, command: str, code: int, capsys: pytest.CaptureFixture[str]
):
    (bare / "var" / "demo").mkdir(parents=True)

    assert main([command]) == code

    assert "演示机关在 var/demo，请加 --demo 再运行" in "".join(capsys.readouterr())
    assert [one.name for one in (bare / "var").iterdir()] == ["demo"]


@pytest.mark.parametrize(("command", "code"), [("verify", 1), ("doctor", 2)])
def test_a_demo_office_that_is_not_there_is_not_begun_by_looking_for_it(
    bare: Path, command: str, code: int, capsys: pytest.CaptureFixture[str]
):
    assert main([command, "--demo"]) == code

    assert "shibiyan serve --demo" in "".join(capsys.readouterr())
    assert list(bare.iterdir()) == []


def test_keys_take_turns_and_the_auditor_checks_the_record_elsewhere(office: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["keys", "retire"]) == 1
    assert main(["keys", "rotate"]) == 0
    assert main(["keys", "retire"]) == 0
    assert main(["keys", "rotate-seal"]) == 0
    assert main(["verify"]) == 0
    assert main(["record", "record.jsonl"]) == 0
    assert main(["record", "record.jsonl"]) == 1
    assert main(["roots"]) == 0
    assert main(["roots", "yesterday"]) == 1

    said = "".join(capsys.readouterr())
    assert "1把数据密钥改由新密钥加密" in said
    assert "record.jsonl 已经存在" in said
    assert "当天没有封存" in said
    command = [sys.executable, "-I", "-S", str(ROOT / "deploy" / "verify.py"), "record.jsonl"]
    program = subprocess.run(command, capture_output=True, text=True, check=False)
    assert program.returncode == 0, program.stderr


def test_a_key_file_of_another_office_is_refused_by_every_command_that_writes(
    office: Path, capsys: pytest.CaptureFixture[str]
):
    (office / "keys" / "office.key").unlink()
    main(["keys"])
    before = (office / "office.db").read_bytes()

    commands = (
        ["migrate"],
        ["keys", "rotate"],
        ["deploy", str(ROOT / "processes"), "m10d_appeal"],
        ["appoint", "sec_admin", "jin", "金秉钧"],
    )
    assert [main(one) for one in commands] == [1] * len(commands)

    assert capsys.readouterr().err.count("没有作任何改动") == len(commands)
    assert (office / "office.db").read_bytes() == before
