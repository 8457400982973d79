"""Each check of the doctor once well and once not, with the words that say how to mend it."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.conftest import FROZEN, ROOT
from tests.usecases.due import clue_to_register
from tests.usecases.office import QUICK, House, hold
from webapp.cli import main
from webapp.cli.doctor import asked, database, files, lines, machine, pages, state, work
from webapp.cli.doctor import house as needs
from webapp.cli.doctor.lines import Line, Mark
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import Incident
from webapp.domain.ids import PersonId
from webapp.domain.records import AuditEntry
from webapp.domain.roster import Affiliation, Person
from webapp.settings import MEGABYTE, Settings
from webapp.store import destruction_list, grants, health, incidents, people, watches
from webapp.store.audit import append
from webapp.store.backups import BEAT as BACKUP
from webapp.store.seals import make_signing_key
from webapp.store.tables import account, audit, case
from webapp.usecases.act import Act
from webapp.usecases.hashing import beginning
from webapp.usecases.roster_pages import unsettled
from webapp.usecases.sealing import BEAT as SEALER
from webapp.usecases.sealing import FILE, seal_all

GOOD, WATCH, BAD = Mark.GOOD, Mark.WATCH, Mark.BAD
NOW = FROZEN
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
SET = Settings(secret="x" * 32)
OWN = {"office_name": "清源县纪委监委", "office_mark": "清纪", "office_address": "清源县一号", "office_phone": "1-1"}
LOCAL, REMOTE = "/dev/sda1 / ext4 rw 0 0\n", "/dev/sda1 / ext4 rw 0 0\nserver:/x /srv nfs4 rw 0 0\n"
SHANGHAI = ZoneInfo("Asia/Shanghai")
FILE_WELL = {"journal_mode": "wal", "synchronous": "2"}
SERVER_WELL = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "max_connections": "100"}
WALLED = health.Walls(stands=True, put_up_for="0063", schema="0063", role="shibiyan_work")

CHECKS: list[tuple[Iterable[Line], Mark, str]] = [
    (asked.demo(SET), GOOD, ""),
    (asked.demo(replace(SET, demo=True)), WATCH, "演示机关"),
    (asked.names(replace(SET, **OWN)), GOOD, "清源县纪委监委"),
    (asked.names(replace(SET, demo=True)), GOOD, ""),
    (
        asked.names(SET),
        BAD,
        "SHIBIYAN_OFFICE_NAME、SHIBIYAN_OFFICE_MARK、SHIBIYAN_OFFICE_ADDRESS、SHIBIYAN_OFFICE_PHONE",
    ),
    (asked.names(replace(SET, **{**OWN, "office_phone": SET.office_phone})), BAD, "SHIBIYAN_OFFICE_PHONE还是"),
    (asked.secret(given=True), GOOD, ""),
    (asked.secret(given=False), WATCH, "openssl rand -hex 32"),
    (asked.cookies(SET), GOOD, ""),
    (asked.cookies(replace(SET, secure_cookies=False)), WATCH, "SHIBIYAN_SECURE_COOKIES=1"),
    (asked.address(SET), GOOD, ""),
    (asked.address(replace(SET, host="0.0.0.0")), WATCH, "SHIBIYAN_HOST=127.0.0.1"),  # noqa: S104 - what is warned of
    (asked.address(replace(SET, host="office.example")), WATCH, "绕过代理"),
    (asked.threads(SET), GOOD, ""),
    (asked.threads(replace(SET, threads=40)), WATCH, "SHIBIYAN_THREADS=15"),
    (files.room_left("磁盘", free=5000 * MEGABYTE, total=9000 * MEGABYTE), GOOD, ""),
    (files.room_left("磁盘", free=5000 * MEGABYTE, total=900_000 * MEGABYTE), GOOD, ""),
    (files.room_left("磁盘", free=500 * MEGABYTE, total=9000 * MEGABYTE), WATCH, "扩容"),
    (files.room_left("磁盘", free=100 * MEGABYTE, total=9000 * MEGABYTE), BAD, "扩容"),
    (machine.encoding("UTF-8"), GOOD, ""),
    (machine.encoding("ANSI_X3.4-1968"), WATCH, "LANG=C.UTF-8"),
    (machine.kept_clock(0), GOOD, ""),
    (machine.kept_clock(machine.UNKEPT), WATCH, "chronyc tracking"),
    (machine.zones(SHANGHAI, machine.shipped("Asia/Shanghai"), at=NOW), GOOD, ""),
    (machine.zones(SHANGHAI, machine.shipped("Asia/Tokyo"), at=NOW), WATCH, "tzdata"),
    (machine.disk_kind(Path("/srv/office.db"), LOCAL), GOOD, ""),
    (machine.disk_kind(Path("/srv/office.db"), REMOTE), BAD, "本机磁盘"),
    (database.of_file(FILE_WELL), GOOD, ""),
    (database.of_file({**FILE_WELL, "journal_mode": "delete"}), BAD, "WAL"),
    (database.of_file({**FILE_WELL, "synchronous": "1"}), BAD, "synchronous"),
    (database.record_kept((), ()), GOOD, ""),
    (database.record_kept(("kept_audit_changed",), ()), BAD, "shibiyan verify"),
    (database.record_kept((), ("helper",)), BAD, "（helper）"),
    (database.of_server(SERVER_WELL), GOOD, ""),
    (database.of_server({**SERVER_WELL, "fsync": "off"}), BAD, "fsync"),
    (database.of_server({**SERVER_WELL, "full_page_writes": "off"}), BAD, "full_page_writes"),
    (database.of_server({**SERVER_WELL, "synchronous_commit": "off"}), BAD, "synchronous_commit"),
    (database.of_server({**SERVER_WELL, "autovacuum": "off"}), WATCH, "autovacuum"),
    (database.role("shibiyan", superuser=False), GOOD, ""),
    (database.role("postgres", superuser=True), WATCH, "另建普通用户"),
    (database.wire("", True), GOOD, ""),
    (database.wire("10.0.0.5", False), WATCH, "sslmode=verify-full"),
    (database.second_wall(health.Walls(schema="0063")), GOOD, "没有设置"),
    (database.second_wall(replace(WALLED, stands=False)), WATCH, "walls_down.sql"),
    (database.second_wall(WALLED), GOOD, ""),
    (database.second_wall(replace(WALLED, put_up_for="0059")), BAD, "按结构0059设置"),
    (database.second_wall(replace(WALLED, put_up_for="")), BAD, "walls.sql"),
    (database.second_wall(replace(WALLED, as_put_up=False)), BAD, "walls.sql"),
    (database.second_wall(replace(WALLED, role="postgres", above=True)), WATCH, "postgres"),
    (database.second_wall(replace(WALLED, role="shibiyan_web", blind=True)), WATCH, "AS=work office doctor"),
    (database.connections(SERVER_WELL), GOOD, ""),
    (database.connections({**SERVER_WELL, "max_connections": "20"}), WATCH, "max_connections"),
    (database.archive(NOW), BAD, "archive_command"),
    (database.order("C.UTF-8", "2.36", "2.36"), GOOD, ""),
    (database.order("zh_CN.UTF-8", "2.36", "2.36"), WATCH, "glibc"),
    (database.order("zh_CN.UTF-8", "2.31", "2.36"), BAD, "REINDEX"),
    (database.clock(NOW, NOW), GOOD, ""),
    (database.clock(NOW, NOW + dt.timedelta(seconds=20)), WATCH, "chrony"),
    (database.clock(NOW, NOW - HOUR), BAD, "chrony"),
    (needs.sealed_by({}), GOOD, ""),
    (needs.sealed_by({"a1b2": 3}), BAD, "a1b2，3把"),
    (needs.passwords({}, beginning="$now", known=bool), GOOD, ""),
    (needs.passwords({"$older": 1, "$old": 1}, beginning="$now", known=lambda _: False), WATCH, "2个账号"),
    (needs.passwords({"$now": 3}, beginning="$now", known=lambda _: False), BAD, "3个账号的口令散列与别的账号相同"),
    (needs.passwords({"$now": 3}, beginning="$now", known=bool), BAD, "演示账号"),
    (needs.turned(3), WATCH, "shibiyan keys rotate"),
    (needs.diagrams(3), GOOD, ""),
    (needs.diagrams(0), BAD, "shibiyan deploy processes"),
    (needs.second_factor(open_ones=0, not_enrolled=0), GOOD, ""),
    (needs.second_factor(open_ones=4, not_enrolled=0), WATCH, "4个账号只凭口令"),
    (needs.second_factor(open_ones=0, not_enrolled=3), WATCH, "3个账号还没有登记第二重验证，登记以前不能办理事项"),
    (needs.duties([], each=False), GOOD, ""),
    (
        needs.duties([(f"岗位{one}", "全机关") for one in range(17)], each=False),
        WATCH,
        "17个岗位没有人担任（岗位0、岗位1",
    ),
    (needs.duties([("书记", "全机关")], each=True), WATCH, "没有人担任：书记（全机关）"),
    (needs.faults(0), GOOD, ""),
    (needs.faults(2), WATCH, "2起"),
    (work.worker(NOW - MINUTE, now=NOW, may_sleep=False), GOOD, ""),
    (work.worker(None, now=NOW, may_sleep=False), WATCH, "shibiyan-work"),
    (work.worker(NOW - HOUR, now=NOW, may_sleep=True), WATCH, "60分钟"),
    (work.worker(NOW - HOUR, now=NOW, may_sleep=False), BAD, "shibiyan-work"),
    (work.clock_of_old({"sealer": NOW}, now=NOW), GOOD, ""),
    (work.clock_of_old({"sealer": NOW + HOUR}, now=NOW), BAD, "校准时钟"),
    (work.sealing(None, now=NOW, may_sleep=False), GOOD, ""),
    (work.sealing(NOW - HOUR, now=NOW, may_sleep=False), BAD, "封存密钥"),
    (work.seals_outside({1, 2}, {1, 2}), GOOD, ""),
    (work.seals_outside({1, 2}, {2}), BAD, "第1号起"),
    (work.seals_outside({1, 2}, set()), BAD, "SHIBIYAN_SEAL_FOLDER"),
    (work.seals_outside({1}, {1, 2}), BAD, "shibiyan restored"),
    (work.backup(NOW - HOUR, now=NOW, may_lack=False), GOOD, ""),
    (work.backup(None, now=NOW, may_lack=False), WATCH, "shibiyan backup"),
    (work.backup(NOW - 30 * HOUR, now=NOW, may_lack=False), WATCH, "30小时"),
    (work.backup(NOW - 90 * HOUR, now=NOW, may_lack=False), BAD, "shibiyan-backup"),
    (work.mail(SET, None, given_up=0, now=NOW), GOOD, "没有设置邮件服务器"),
    (work.mail(SET, NOW - 2 * HOUR, given_up=0, now=NOW), BAD, "SHIBIYAN_MAIL_HOST"),
    (work.mail(SET, None, given_up=1, now=NOW), WATCH, "1封"),
]


@pytest.mark.parametrize(("found", "mark", "words"), CHECKS, ids=lambda one: getattr(one, "name", None))
def test_what_is_well_is_said_to_be_well_and_what_is_not_says_how_to_mend_it(
    found: Iterable[Line], mark: Mark, words: str
):
    told = list(found)

    assert [one.mark for one in told] == [mark]
    assert words in told[0].words
    assert mark is GOOD or "：" in told[0].words


def test_the_exit_code_is_that_of_the_worst_line():
    found = [lines.good("一", "好"), lines.watch("二", "注意：改"), lines.bad("三", "坏：改")]

    assert [lines.worst(found[:count]) for count in range(4)] == [0, 0, 1, 2]


@pytest.fixture
def set_up(tmp_path: Path) -> Settings:
    """Settings of files that are as they should be."""
    keys, home = tmp_path / "keys", tmp_path / "home"
    for folder in (keys, home, tmp_path / "seals"):
        folder.mkdir()
    for file in (keys / "office.key", keys / "seal.key", home / "office.db"):
        file.touch(mode=0o600)
    return replace(
        SET,
        database=f"sqlite:///{home / 'office.db'}",
        key_file=str(keys / "office.key"),
        seal_key_file=str(keys / "seal.key"),
        seal_folder=str(tmp_path / "seals"),
    )


def marks(found: Iterable[Line], subject: str) -> list[Mark]:
    return [one.mark for one in found if one.subject == subject]


def test_files_that_only_their_owner_can_read_are_well(set_up: Settings):
    found = list(files.lines(set_up))

    for subject in ("数据密钥", "封存密钥", "密钥位置", "数据库文件", "封存文件夹"):
        assert marks(found, subject) == [GOOD], subject


def test_a_key_that_others_can_read_or_that_is_gone_is_a_fault(set_up: Settings):
    Path(set_up.key_file).chmod(0o644)
    Path(set_up.seal_key_file).unlink()

    found = list(files.lines(set_up))

    assert marks(found, "数据密钥") == marks(found, "封存密钥") == [BAD]


def test_the_disk_is_looked_at_where_what_comes_in_waits(
    set_up: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "keys"))

    assert f"磁盘 {(tmp_path / 'keys').resolve()}" in [one.subject for one in files.lines(set_up)]


def test_a_key_in_a_folder_where_others_write_is_a_fault(set_up: Settings):
    Path(set_up.key_file).parent.chmod(0o777)

    found = list(files.lines(set_up))

    assert marks(found, "数据密钥") == marks(found, "封存密钥") == [BAD]


@pytest.mark.parametrize(
    ("text", "mode", "mark"),
    [
        ('client_secret_file = "oidc.secret"', 0o640, GOOD),
        ('client_secret_file = "oidc.secret"', 0o644, BAD),
        ('client_secret_file = "gone"', 0o600, BAD),
        ('client_secret_file = "\\u0000"', 0o600, BAD),
        ("", 0o600, GOOD),
        ("no TOML", 0o600, BAD),
    ],
)
def test_a_providers_secret_that_others_can_read_is_a_fault(
    set_up: Settings, tmp_path: Path, text: str, mode: int, mark: Mark
):
    (tmp_path / "oidc.toml").write_text(text)
    (tmp_path / "oidc.secret").touch()
    (tmp_path / "oidc.secret").chmod(mode)

    found = files.lines(replace(set_up, oidc_file=str(tmp_path / "oidc.toml")))

    assert marks(found, "统一登录") == [mark]
    assert marks(files.lines(set_up), "统一登录") == []


def test_a_folder_of_seals_that_cannot_be_written_is_a_fault(set_up: Settings, tmp_path: Path):
    (tmp_path / "file").touch()

    found = list(files.lines(replace(set_up, seal_folder=str(tmp_path / "file" / "seals"))))

    assert marks(found, "封存文件夹") == [Mark.BAD]


def test_keys_beside_the_database_or_among_the_seals_are_named(set_up: Settings, tmp_path: Path):
    beside = replace(set_up, database=f"sqlite:///{tmp_path / 'office.db'}")
    among = replace(set_up, seal_folder=str(tmp_path / "keys"))

    assert marks(files.lines(beside), "密钥位置") == [WATCH]
    assert marks(files.lines(among), "密钥位置") == [BAD]


def test_a_copy_of_a_key_among_the_seals_is_a_fault_that_names_it(set_up: Settings):
    copy = Path(set_up.seal_folder) / "office.key.old"
    copy.parent.mkdir(exist_ok=True)
    for one in (copy, Path(set_up.key_file)):
        one.write_bytes(b"key of the office")

    assert [str(copy) in one.words for one in files.lines(set_up) if one.mark is BAD] == [True]


def test_the_doctor_speaks_where_the_machine_has_no_chinese(tmp_path: Path):
    latin = {**os.environ, "PYTHONIOENCODING": "latin-1", "SHIBIYAN_DATABASE": f"sqlite:///{tmp_path / 'none.db'}"}
    words = [sys.executable, "-m", "webapp.cli", "doctor"]

    done = subprocess.run(words, env={**latin, "PYTHONPATH": str(ROOT)}, cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode == 2, done.stderr
    assert "没有数据库文件" in done.stdout.decode()


def test_a_database_file_that_others_can_read_is_named(set_up: Settings):
    files.path_of(set_up.database).chmod(0o644)

    assert marks(files.lines(set_up), "数据库文件") == [WATCH]


def test_what_belongs_to_another_user_is_a_fault_that_names_the_file(set_up: Settings, monkeypatch: pytest.MonkeyPatch):
    """One command as root, and the service can no longer use what it left."""
    log, seals = f"{files.path_of(set_up.database)}-wal", f"{set_up.seal_folder}/seals.jsonl"
    for name in (log, seals):
        Path(name).touch(mode=0o600)
    shut = (set_up.key_file, log, seals)
    monkeypatch.setattr(files.os, "access", lambda path, _mode: str(path) not in shut)

    told = [one for one in files.lines(set_up) if one.mark is BAD]

    assert [one.subject for one in told] == ["数据密钥", "数据库文件", "封存文件夹"]
    assert all(f"chown shibiyan: {name}，" in one.words for one, name in zip(told, shut, strict=True))


@pytest.mark.parametrize(
    ("answer", "mark", "words"),
    [
        (None, WATCH, "shibiyan-web.socket"),
        (b"", BAD, "不应答"),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", BAD, "答复503"),
        (b"SSH-2.0\r\n", BAD, "journalctl -u shibiyan-web"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", GOOD, ""),
    ],
)
def test_pages_that_do_not_answer_are_named(
    monkeypatch: pytest.MonkeyPatch, answer: bytes | None, mark: Mark, words: str
):
    monkeypatch.setattr(pages, "PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as door:
        asked_at = replace(SET, port=door.getsockname()[1])
        if answer is None:
            door.close()
        else:
            threading.Thread(target=_answers, args=(door, answer), daemon=True).start()

        (told,) = pages.lines(asked_at)

    assert told.mark is mark
    assert words in told.words
    assert list(pages.lines(replace(asked_at, host="0.0.0.0"))) == []  # noqa: S104 - where another machine may answer


def _answers(door: socket.socket, answer: bytes) -> None:
    """Let one in, and say so much; nothing at all is what a socket says whose service is dead."""
    with suppress(OSError), door.accept()[0] as one:
        one.recv(1000)
        one.sendall(answer)
        if not answer:
            one.recv(1)


def test_a_file_of_settings_that_others_can_read_is_a_fault(
    set_up: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files, "PLACE", tmp_path)
    (tmp_path / "settings.env").touch(mode=0o640)
    assert marks(files.lines(set_up), "设置文件") == [GOOD]

    (tmp_path / "work.env").touch()
    (tmp_path / "work.env").chmod(0o644)

    assert marks(files.lines(set_up), "设置文件") == [BAD]
    assert any(f"chmod o= {tmp_path}/work.env，" in one.words for one in files.lines(set_up))


def test_one_key_for_contents_and_seals_is_a_fault(set_up: Settings):
    for name in (set_up.key_file, set_up.seal_key_file):
        Path(name).write_text("the same\n")

    assert marks(files.lines(set_up), "密钥位置") == [BAD]


def test_fonts_that_are_none_or_of_no_letter_are_named(set_up: Settings, tmp_path: Path):
    own = replace(set_up, fonts=str(tmp_path / "fonts"))
    (tmp_path / "fonts").mkdir()

    assert marks(files.lines(set_up), "字体") == []
    assert marks(files.lines(own), "字体") == [WATCH]

    (tmp_path / "fonts" / "fangsong.ttf").write_text("<html>")

    assert [one.words for one in files.lines(own) if one.mark is BAD] == [
        f"{tmp_path}/fonts 里的fangsong.ttf读不出，文书不用它：请重新拷贝字体文件，或者移走"
    ]


# ---------------------------------------------------------------- the office itself, on each database


@pytest.fixture
def told(house: House, tmp_path: Path) -> Callable[[], dict[str, list[Line]]]:
    """Give a way to hear what the doctor says of a furnished office, by subject."""

    def look() -> dict[str, list[Line]]:
        settings = replace(SET, database=house.office.database.url, seal_folder=str(tmp_path))
        found: dict[str, list[Line]] = {}
        for one in house.office.view(state, SYSTEM, settings=settings):
            found.setdefault(one.subject, []).append(one)
        return found

    return look


def only(told: dict[str, list[Line]], subject: str) -> Mark:
    assert len(told[subject]) == 1, told[subject]
    return told[subject][0].mark


def test_a_furnished_office_lacks_a_backup_and_a_second_factor_and_little_else(
    told: Callable[[], dict[str, list[Line]]],
):
    found = told()

    assert {
        subject: only(found, subject) for subject in ("流程", "工作日", "三员", "异常", "封存文件", "时钟先后")
    } == {
        "流程": GOOD,
        "工作日": GOOD,
        "三员": GOOD,
        "异常": GOOD,
        "封存文件": GOOD,
        "时钟先后": GOOD,
    }
    assert only(found, "备份") is WATCH
    assert only(found, "双因子") is WATCH


def test_the_demos_people_in_a_real_office_are_named_and_hashes_by_other_parameters_counted(
    house: House, told: Callable[[], dict[str, list[Line]]]
):
    def each_has(hashed: Callable[[], str]) -> dict[str, list[Line]]:
        with house.office.database.write() as tx:
            for key in tx.execute(sa.select(account.c.id)).scalars().all():
                tx.execute(sa.update(account).where(account.c.id == key).values(password_hash=hashed()))
        return told()

    real = told()
    in_demo = house.office.view(state, SYSTEM, settings=replace(SET, demo=True, database=house.office.database.url))
    older = each_has(lambda: QUICK.hash("another"))
    ours = each_has(lambda: f"{beginning()}{uuid4().hex}")

    assert [only(found, "口令") for found in (real, older, ours)] == [BAD, WATCH, GOOD]
    assert not [one for one in in_demo if one.subject == "口令"]


def test_what_stands_in_the_database_is_seen(house: House, told: Callable[[], dict[str, list[Line]]], tmp_path: Path):
    now = house.clock()
    with house.office.database.write() as tx:
        watches.beat(tx, SEALER, now=now - HOUR)
        watches.beat(tx, BACKUP, now=now - 4 * 24 * HOUR)
        incidents.raise_once(tx, kind="seal", code="x", at=now)
    (tmp_path / FILE).write_text('{"number": 7}\n', encoding="utf-8")

    found = told()

    assert [only(found, one) for one in ("到期工作", "备份", "异常", "封存文件")] == [BAD, BAD, WATCH, BAD]


def test_work_that_cannot_be_sealed_is_not_said_to_be_asleep(
    house: House, told: Callable[[], dict[str, list[Line]]], tmp_path: Path
):
    make_signing_key(tmp_path / "seal.key")
    place = {"seal_key_file": str(tmp_path / "seal.key"), "seal_folder": str(tmp_path / "outside")}
    (tmp_path / "outside").touch()  # no folder: what is full or shut fails like it
    house.office.facts = {**house.office.facts, **place}
    for _ in range(2):  # the first seal is made and not written outside, all further tries begin with that
        with house.office.database.write() as tx:
            watches.beat(tx, SEALER, now=house.clock() - HOUR)
        with pytest.raises(Incident):
            seal_all(house.office)
    assert only(told(), "到期工作") is GOOD

    (tmp_path / "outside").unlink()
    with house.office.database.write() as tx:
        watches.beat(tx, SEALER, now=house.clock() - HOUR)
        entry = AuditEntry(stream="office", act="tried", actor_id=PersonId("wu"), at=house.clock())
        number = append(tx, entry).number
    with house.office.database.engine.begin() as connection:
        connection.execute(sa.update(audit).values(mac=None))
    seal_all(house.office)
    found = told()

    assert only(found, "到期工作") is GOOD
    assert [(one.mark, f"第{number}条" in one.words) for one in found["封存"]] == [(BAD, True)]


def test_a_year_without_holidays_is_named_from_october_on(house: House, told: Callable[[], dict[str, list[Line]]]):
    house.clock.move_to("2026-10-09T09:00")

    assert [(one.mark, "2027年" in one.words) for one in told()["工作日"]] == [(WATCH, True)]


def test_whose_entry_on_the_roster_is_unfinished_is_counted_and_named_when_asked(
    house: House, told: Callable[[], dict[str, list[Line]]]
):
    assert only(told(), "花名册") is GOOD
    with house.office.database.write() as tx:
        people.put_person(tx, Person(id=PersonId("none"), kind=Affiliation.OUTSIDE, name="荣无职"))
        hold(tx, house.clock())

    (line,) = told()["花名册"]
    with house.office.database.read() as tx:
        (named,) = needs.entries(unsettled(people.directory(tx)), each=True)

    assert (line.mark, "1人待补任职" in line.words, "荣无职" in line.words) == (WATCH, True, False)
    assert "荣无职" in named.words


def test_an_administrator_who_is_missing_is_named(house: House, told: Callable[[], dict[str, list[Line]]]):
    with house.office.database.write() as tx:
        mine = grants.of_person(tx, PersonId("cui"), on=house.clock().date())[0]
        grants.end(tx, mine)

    assert [(one.mark, "shibiyan appoint sysadmin" in one.words) for one in told()["三员"]] == [(BAD, True)]


def test_administrators_who_are_one_person_or_bear_one_name_are_named(house: House):
    with house.office.database.write() as tx:
        name = people.directory(tx).name(PersonId("jin"))
        people.put_person(tx, Person(id=PersonId("double"), kind=Affiliation.OFFICER, name=name))
        hold(tx, house.clock())

    assert administered(house, sysadmin="cui") == [GOOD]
    assert administered(house, sysadmin="jin") == [BAD]
    assert administered(house, sysadmin="double") == [WATCH]


def administered(house: House, *, sysadmin: str) -> list[Mark]:
    held = {"sec_admin": [PersonId("jin")], "sysadmin": [PersonId(sysadmin)]}
    with house.office.database.read() as tx:
        act = Act(office=house.office, tx=tx, actor=SYSTEM, now=house.clock())
        return [one.mark for one in needs.administrators(act, held, people.directory(tx))]


# ---------------------------------------------------------------- the command


def test_the_command_says_it_for_people_and_for_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHIBIYAN_DATABASE", f"sqlite:///{tmp_path / 'office.db'}")
    assert main(["keys"]) == 0
    (tmp_path / "var" / "seals").mkdir()
    assert main(["migrate"]) == 0
    capsys.readouterr()

    assert main(["doctor"]) == 2
    assert "没有流程：请运行 shibiyan deploy processes" in capsys.readouterr().out

    assert main(["doctor", "--alarm"]) == 2
    capsys.readouterr()

    assert main(["doctor", "--json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert said["exit"] == 2
    assert {"mark": "bad", "subject": "流程", "words": "没有流程：请运行 shibiyan deploy processes"} in said["lines"]


def test_a_place_that_cannot_be_looked_at_is_a_fault_for_machines_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHIBIYAN_DATABASE", f"sqlite:///{'x' * 256}")

    assert main(["doctor", "--json", "--alarm"]) == 2
    assert [one["mark"] for one in json.loads(capsys.readouterr().out)["lines"]] == ["bad"]


def test_an_alarm_is_for_faults_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("webapp.cli.doctor.standing_settings", lambda **_asked: SET)
    monkeypatch.setattr("webapp.cli.doctor.look", lambda *_asked, **_more: iter([lines.watch("备份", "太旧")]))

    assert main(["doctor"]) == 1
    assert main(["doctor", "--alarm"]) == 0


def test_what_is_past_its_term_is_named_when_nobody_proposes_it_or_nobody_decides(
    house: House, told: Callable[[], dict[str, list[Line]]]
):
    clue_to_register(house)
    clean = told()
    with house.office.database.write() as tx:
        long_ago = house.clock() - dt.timedelta(days=11 * 366)
        tx.execute(sa.update(case).values(status="closed", closed_at=long_ago))

    late = told()
    with house.office.database.write() as tx:
        ids = list(tx.execute(sa.select(case.c.id)).scalars())
        row = {"term": "other", "ended_on": long_ago.date(), "kept_until": long_ago.date()}
        destruction_list.propose(tx, [{**row, "case_id": ids[0]}], by="system", now=house.clock())
    house.clock.shift(days=31)
    slow = told()

    assert ids
    assert (only(clean, "保管期限"), only(clean, "销毁清单")) == (GOOD, GOOD)
    assert only(late, "保管期限") is WATCH
    assert "没有提出销毁" in late["保管期限"][0].words
    assert only(slow, "销毁清单") is WATCH
    assert "没有审核、批准" in slow["销毁清单"][0].words
