"""A restore that is killed, or comes beside the log of the office that died: never an office of two halves."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import NoReturn

import pytest

from tests.deploy.places import Place
from tests.deploy.test_backup import Said, refused, state_of
from tests.faults.struck import forked
from webapp.cli import main, restores
from webapp.domain.records import Job
from webapp.store import backups, jobs
from webapp.store.backups.files import LOGS, half_of, path_of
from webapp.usecases.digests import MAIL
from webapp.usecases.jobs import finish_jobs
from webapp.usecases.sealing import FILE

MOMENTS = ("begin", "backups.put_in_place")

IN_A_FILE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""What only a file has: a log beside it, pages that a hand reaches."""
ON_A_SERVER = pytest.mark.parametrize("place", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
"""What is half of a file lies beside its place and is begun anew; of a server's database it is in its place."""


def die(*_: object, **__: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def killed(there: Place, backup: Path, moment: str) -> None:
    """Let a restore be killed where it comes to this function of the module."""

    def act() -> int:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"{restores.__name__}.{moment}", die)
            return main(["restore", str(backup)])

    assert forked(act, there.home / "said.txt", there.environ).wait() == -signal.SIGKILL


def with_a_mail(place: Place, capsys: Said) -> Path:
    with place.office() as office, office.database.write() as tx:
        jobs.put(tx, [Job(id="digest:somebody:2026-03-02", kind=MAIL, case_id=None, payload={})], now=office.clock())
    return place.backed_up(capsys)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_restore_that_was_killed_leaves_no_office_that_would_start_and_is_done_again(
    place: Place, empty: Place, capsys: Said, moment: str
):
    backup = with_a_mail(place, capsys)

    killed(empty, backup, moment)

    for command in ("migrate", "verify", "doctor"):
        assert empty.call(command) != 0
        said = capsys.readouterr()
        assert "恢复没有做完" in said.out + said.err
    assert empty.call("restore", str(backup)) == 0
    with empty.office() as office:
        assert finish_jobs(office) == 0
    assert empty.call("verify") == 0
    assert not backups.is_half(empty.url)
    assert "已经有" in refused(empty, backup, capsys)


@ON_A_SERVER
def test_what_another_backup_left_half_is_not_mixed_with_this_one(place: Place, empty: Place, capsys: Said):
    first, second = place.backed_up(capsys), place.backed_up(capsys)
    killed(empty, first, "begin")

    assert "另一份备份恢复到一半" in refused(empty, second, capsys)
    assert empty.call("backup", str(empty.home / "backups")) == 1
    assert "恢复还没有做完" in capsys.readouterr().err


def test_seals_that_the_backup_would_not_bring_again_are_in_the_way_of_a_second_try(
    place: Place, empty: Place, capsys: Said
):
    backup = place.backed_up(capsys)
    killed(empty, backup, "begin")
    with (empty.seals / FILE).open("a", encoding="utf-8") as file:
        file.write('{"number":99}\n')

    assert "封存文件夹" in refused(empty, backup, capsys)


@IN_A_FILE
@pytest.mark.parametrize("end", LOGS)
def test_nothing_begins_beside_the_log_of_an_office_that_is_not_there(
    place: Place, empty: Place, capsys: Said, end: str
):
    backup = place.backed_up(capsys)
    log = Path(f"{path_of(empty.url)}{end}")
    log.write_bytes(b"acts of the office that died")

    said = refused(empty, backup, capsys)

    assert f"{log}是原机关的数据库日志" in said
    assert "放回它旁边" in said
    assert empty.call("migrate") == 1
    assert "原机关的数据库日志" in capsys.readouterr().err
    assert [path.name for path in empty.home.iterdir() if path.name.startswith("office.db")] == [log.name]
    log.unlink()
    assert empty.call("restore", str(backup)) == 0
    assert not half_of(empty.url).exists()


@IN_A_FILE
def test_a_database_that_is_broken_is_said_to_be(place: Place, empty: Place, capsys: Said):
    assert empty.call("restore", str(place.backed_up(capsys))) == 0
    path = path_of(empty.url)
    pages = path.read_bytes()
    path.write_bytes(pages[:8192] + b"\x5a" * (len(pages) - 8192))
    capsys.readouterr()

    assert empty.call("verify") == 1

    assert "数据库损坏，读不出其中的内容" in capsys.readouterr().err
    path.write_bytes(b"no database at all" * 100)
    assert empty.call("verify") == 1
    assert "数据库损坏，读不出其中的内容" in capsys.readouterr().err
    assert state_of(place)
