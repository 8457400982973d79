"""`shibiyan restore`: a backup comes back where nothing is; what does not fit is said before anything is touched."""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path

from webapp.bootstrap import now
from webapp.cli.backups import MANIFEST, SEALS, TORN, Manifest, checksum
from webapp.cli.keeping import verified
from webapp.cli.opening import office_of, sealer, standing_settings, tool_settings
from webapp.cli.remains import log_left
from webapp.cli.saying import say
from webapp.domain.errors import OfficeError, SettingWrong
from webapp.settings import Settings
from webapp.store import backups, destroyed, seal_file
from webapp.store.backups import Standing
from webapp.store.backups.files import path_of
from webapp.store.migrating import known_revisions, migrate
from webapp.store.seals import is_signed, last_number
from webapp.store.vault import Vault
from webapp.usecases.destroying import destroy_again
from webapp.usecases.office import Office
from webapp.usecases.restored import begin_again
from webapp.usecases.sealing import FILE

ALIVE = dt.timedelta(minutes=3)
"""The sealer beats each minute: so long after its last beat an office counts as running."""


class RestoreRefused(OfficeError):
    """没有恢复，什么也没有改动：{why}。"""

    code = "restore_refused"


def restore(asked: argparse.Namespace) -> int:
    """This function will bring a backup back to where the settings point, then check every chain; 1 when one is broken.

    An older schema is brought to that of this version; nothing that waited to be sent is sent again.
    """
    settings, backup = tool_settings(demo=asked.demo), Path(asked.backup)
    newest = _register(asked.destroyed)
    manifest = checked(backup, settings, newest=newest, now=now())
    seals = Path(settings.seal_folder)
    if (backup / SEALS).is_dir():
        seal_file.bring_back(backup / SEALS, seals)
    if newest is not None:
        destroyed.take_over(newest, seals / destroyed.FILE)
    half = backups.bring_back(backup, settings.database, mark=checksum(backup / MANIFEST))
    found = begin(replace(settings, database=half), half=True)
    backups.put_in_place(settings.database)  # the last step: broken off before, there is no office that would start
    say(f"已恢复到{manifest.taken_at:%Y-%m-%d %H:%M:%S}（UTC）的状态：{manifest.heart.entries}条记录")
    return found


def _register(asked: str | None) -> Path | None:
    """What was destroyed after the backup stays destroyed: the newest register is taken along."""
    if asked is None or Path(asked).is_file():
        return None if asked is None else Path(asked)
    raise RestoreRefused(why=f"没有文件{asked}，请给出最新的销毁登记{destroyed.FILE}")


def restored(asked: argparse.Namespace) -> int:
    """This function will make an office ready that was brought to an instant by the database's own means."""
    return begin(standing_settings(demo=asked.demo))


def begin(settings: Settings, *, half: bool = False) -> int:
    """This function will bring the schema up to date, set aside what the restored state cannot know, and check all."""
    with office_of(settings, half=half) as office:
        return _begun(office, settings)


def _begun(office: Office, settings: Settings) -> int:
    migrate(office.database)
    outside = Path(settings.seal_folder) / FILE
    with office.database.read() as tx:
        last = last_number(tx)
    beyond = seal_file.set_aside(outside, last, outside.with_name(f"beyond-{office.clock():%Y%m%dT%H%M%SZ}.jsonl"))
    left = begin_again(office)
    again = destroy_again(office)
    say(f"未发出的邮件{left}封不再发送，所有登录已结束，另存的后续封存记录{beyond}条")
    if again:
        say(f"登记为已销毁的{again}把密钥随旧备份恢复，已重新销毁")
    say("备份之后的办理不在其中：请核对用印登记簿，此后发出的文号不得再用")
    return verified(office, settings)


def checked(backup: Path, settings: Settings, *, newest: Path | None = None, now: dt.datetime) -> Manifest:
    """This function will look at everything that could stand against it; raises RestoreRefused, changes nothing.

    What a restore of the same backup left that was broken off does not.
    """
    manifest = _whole(backup)
    if manifest.database != backups.kind_of(settings.database):
        raise RestoreRefused(why=f"备份来自{manifest.database}，SHIBIYAN_DATABASE指向另一种数据库")
    if manifest.heart.schema not in known_revisions():
        raise RestoreRefused(why=f"备份由更新的版本{manifest.version}写成，请安装不低于它的版本")
    _keys_fit(backup, manifest, settings)
    _place_is_free(backups.standing(settings.database), now, mark=checksum(backup / MANIFEST))
    if words := log_left(settings):
        raise RestoreRefused(why=words)
    seals = Path(settings.seal_folder)
    if not _would_come_again(seals, backup / SEALS, newest):
        raise RestoreRefused(why=f"封存文件夹{seals}里已有文件，请改设SHIBIYAN_SEAL_FOLDER或者先移走")
    for folder in (seals, *([path_of(settings.database).parent] if manifest.database == "sqlite" else ())):
        _can_be_written(folder)
    return manifest


def _whole(backup: Path) -> Manifest:
    try:
        manifest = Manifest.read(backup)
    except (OSError, *TORN):
        raise RestoreRefused(why=f"{backup}不是完整的备份，没有可读的{MANIFEST}") from None
    brought = (backup / backups.file_of(manifest.database), *_files(backup / SEALS))  # listed or not, these come back
    for name in sorted({*manifest.files, *(str(path.relative_to(backup)) for path in brought)}):
        path = backup / name
        if not path.is_file() or checksum(path) != manifest.files.get(name):
            raise RestoreRefused(why=f"备份中的{name}缺失或者被改动，请换一份备份")
    return manifest


def _keys_fit(backup: Path, manifest: Manifest, settings: Settings) -> None:
    try:
        vault = Vault.from_file(Path(settings.key_file))
        signs = sealer(settings)
    except SettingWrong as wrong:
        raise RestoreRefused(why=f"先把密钥文件放回原处。{wrong.message.removesuffix('。')}") from None
    if not manifest.heart.opens_with(vault):
        raise RestoreRefused(why=f"密钥文件{settings.key_file}打不开这份备份，请放回做备份时所用的密钥")
    lines = seal_file.whole(backup / SEALS / FILE)
    if lines and not any(is_signed(lines[max(lines)], key) for key in signs.public_keys):
        raise RestoreRefused(why=f"封存密钥{settings.seal_key_file}与备份中的封存记录不符，请放回做备份时所用的密钥")


def _can_be_written(folder: Path) -> None:
    """Found before anything is copied: half a restore would stand in the way of the next one."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise RestoreRefused(why=f"{folder}不能写入（{error.strerror}），请检查路径和权限") from None


def _would_come_again(seals: Path, of_backup: Path, newest: Path | None) -> bool:
    """A restore that was broken off leaves lines that the same one brings again, the last of them torn perhaps."""
    known = {line for file in _files(of_backup) for line in _lines(file)} | set(_lines(newest) if newest else ())
    for file in _files(seals):
        *whole, last = _lines(file)
        if not known.issuperset(whole) or (last and not any(line.startswith(last) for line in known)):
            return False
    return True


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8", errors="replace").split("\n")


def _place_is_free(there: Standing | None, now: dt.datetime, *, mark: str) -> None:
    if there is None or (there.half == mark and not there.others):
        return
    if there.half is not None and not there.others:
        raise RestoreRefused(why="那里有另一份备份恢复到一半，请用那一份再恢复一次，或者换一个空的数据库")
    if there.others or (there.beat_at is not None and now - there.beat_at < ALIVE):
        raise RestoreRefused(why="那里的机关正在运行，请先停止服务，并换一个空的位置")
    if there.schema and there.schema not in known_revisions():
        raise RestoreRefused(why="那里的数据库比本版本新，不能用旧的覆盖")
    raise RestoreRefused(why="那里已经有数据库，不覆盖任何内容，请换一个空的位置")
