"""Keys, seals and disks: who can read them, where they lie, how much room is left."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from webapp.cli.doctor.lines import Line, bad, good, watch
from webapp.domain.errors import SettingWrong
from webapp.letters import own_typefaces, unreadable
from webapp.outbound.oidc import secret_file
from webapp.settings import MEGABYTE, PREFIX, Settings
from webapp.store.backups.files import SQLITE, path_of, with_logs

PLACE = Path("/etc/shibiyan")
"""Where the files of settings lie (deploy/README.md)."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO
WRITE_OF_OTHERS = stat.S_IWGRP | stat.S_IWOTH
BY_ANOTHER = "本用户不能{may}：服务以这个用户运行的，请运行 chown shibiyan: {path}，否则请以服务的用户运行本命令"
"""A command that was called as root once leaves files that the service cannot use."""
LITTLE, TOO_LITTLE = (0.10, 1024 * MEGABYTE), (0.02, 200 * MEGABYTE)
"""Room left, as a share of the disk or in bytes: below both it is said."""


def lines(settings: Settings) -> Iterator[Line]:
    """This function will look at files and folders."""
    yield from key_file(Path(settings.key_file), "数据密钥")
    yield from key_file(Path(settings.seal_key_file), "封存密钥")
    yield from keys_apart(settings)
    yield from provider_files(settings)
    yield from setting_files()
    yield from font_files(settings)
    yield from database_file(settings)
    yield from seal_folder(Path(settings.seal_folder))
    yield from seal_files(Path(settings.seal_folder))
    for place in places(settings):
        room = shutil.disk_usage(place)
        yield from room_left(f"磁盘 {place}", free=room.free, total=room.total)


def key_file(path: Path, subject: str) -> Iterator[Line]:
    """This function will look at a key file: there, and readable by its owner only."""
    if not path.exists():
        yield bad(subject, f"没有密钥文件 {path}：新机关运行 shibiyan keys，其他情况从保险柜放回")
    elif not path.is_file():
        yield bad(subject, f"{path} 不是文件：请把设置改为密钥文件的路径")
    elif not os.access(path, os.R_OK):
        yield bad(subject, f"密钥文件 {path} {BY_ANOTHER.format(may='读', path=path)}")
    elif path.stat().st_mode & OTHERS:
        yield bad(subject, f"密钥文件 {path} 他人可以读：请运行 chmod 600 {path}")
    elif path.resolve().parent.stat().st_mode & WRITE_OF_OTHERS:
        folder = path.resolve().parent
        yield bad(subject, f"密钥文件所在的 {folder} 他人可以写，文件会被换掉：请运行 chmod 700 {folder}")
    else:
        yield good(subject, f"密钥文件 {path} 只有所有者可以读")


def keys_apart(settings: Settings) -> Iterator[Line]:
    """This function will ask whether whoever copies database or seals takes the keys along, or has one for all."""
    home = path_of(settings.database).resolve().parent if settings.database.startswith(SQLITE) else None
    found = [Path(name) for name in (settings.key_file, settings.seal_key_file)]
    if any(key.resolve().is_relative_to(Path(settings.seal_folder).resolve()) for key in found):
        yield bad("密钥位置", f"密钥在封存文件夹 {settings.seal_folder} 里，会随备份带走：请移到别处")
    elif copies := [one for one in Path(settings.seal_folder).glob("*") if any(_alike(key, one) for key in found)]:
        why = f"{copies[0]} 是密钥文件的副本，能读封存文件夹的都能打开内容"
        yield bad("密钥位置", f"{why}：请移到保险柜，再运行 shibiyan keys rotate 换用新密钥")
    elif home is not None and any(key.resolve().is_relative_to(home) for key in found):
        yield watch("密钥位置", f"密钥在数据库所在的 {home} 之下，整夹拷贝会一并带走：请移到 /etc/shibiyan/keys")
    elif _alike(*found):
        why = "两个密钥文件内容相同，能核对封存的就能打开内容"
        yield bad("密钥位置", f"{why}：请把封存密钥的文件移走，由 shibiyan keys 另生成一把；已经封存过的从保险柜放回")
    else:
        yield good("密钥位置", "与数据库、封存文件夹分开存放")


def _alike(one: Path, other: Path) -> bool:
    """Files that cannot be read are said to be so elsewhere."""
    with suppress(OSError):
        return 0 < one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()
    return False


def provider_files(settings: Settings) -> Iterator[Line]:
    """This function will ask whether others can read what the office proves itself by to an outside provider."""
    if not settings.oidc_file:
        return
    subject, path = "统一登录", Path(settings.oidc_file)
    try:
        secret = secret_file(path)
        open_one = secret is not None and secret.stat().st_mode & stat.S_IRWXO
    except (OSError, ValueError, SettingWrong) as wrong:
        yield bad(subject, wrong.message if isinstance(wrong, SettingWrong) else f"读不出 {path} 所指的密钥文件")
        return
    if open_one:
        yield bad(subject, f"{secret} 他人可以读，可以冒充本机关：请运行 chmod 640 {secret}，并向提供方更换密钥")
    else:
        yield good(subject, f"{path}，密钥他人不能读")


def setting_files() -> Iterator[Line]:
    """This function will ask whether others can read the files of settings: secret and passwords stand in them."""
    found = sorted(PLACE.glob("*.env"))
    if open_ones := [one for one in found if one.stat().st_mode & stat.S_IRWXO]:
        names = " ".join(map(str, open_ones))
        why = "他人可以读，里面有页面密钥、数据库口令"
        yield bad("设置文件", f"{names} {why}：请运行 chmod o= {names}，并更换密钥和口令")
    elif found:
        yield good("设置文件", f"{PLACE} 里的他人不能读")


def font_files(settings: Settings) -> Iterator[Line]:
    """This function will ask whether the office's own fonts are there and can be read."""
    if not settings.fonts:
        return
    folder = Path(settings.fonts)
    broken, own = unreadable(folder), own_typefaces(folder)
    if broken:
        names = "、".join(one.name for one in broken)
        yield bad("字体", f"{folder} 里的{names}读不出，文书不用它：请重新拷贝字体文件，或者移走")
    elif not own:
        why = f"{folder} 里没有公文所用的字体（仿宋、黑体、楷体、宋体、小标宋），文书仍用随版本的"
        yield watch("字体", f"{why}：请放入字体文件，或者清空{PREFIX}FONTS")
    else:
        yield good("字体", "、".join(own))


def database_file(settings: Settings) -> Iterator[Line]:
    """This function will ask whether others on the machine can read the database's file."""
    if not settings.database.startswith(SQLITE):
        return
    path = path_of(settings.database)
    shut = [one for one in with_logs(settings.database) if not os.access(one, os.R_OK | os.W_OK)]
    if shut:
        yield bad("数据库文件", f"{shut[0]} {BY_ANOTHER.format(may='读写', path=shut[0])}")
    elif path.exists() and path.stat().st_mode & OTHERS:
        yield watch("数据库文件", f"{path} 他人可以读：请运行 chmod 600 {path}，服务设置 UMask=0077")
    else:
        yield good("数据库文件", f"{path} 只有所有者可以读")


def seal_folder(folder: Path) -> Iterator[Line]:
    """This function will ask whether seals can be written outside the database, now or where the folder will be."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    shut = [one for one in folder.glob("*.jsonl") if not os.access(one, os.R_OK | os.W_OK)]
    if shut:
        yield bad("封存文件夹", f"{shut[0]} {BY_ANOTHER.format(may='读写', path=shut[0])}")
    elif there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        yield good("封存文件夹", f"{folder} 可以写入")
    else:
        yield bad("封存文件夹", f"{folder} 不能写入，操作记录无法封存：请检查SHIBIYAN_SEAL_FOLDER和权限")


def seal_files(folder: Path) -> Iterator[Line]:
    """This function will ask whether others on the machine can read seals and register; an auditor's group may."""
    open_ones = [one for one in folder.glob("*.jsonl*") if one.stat().st_mode & stat.S_IRWXO]
    if open_ones:
        names = "、".join(sorted(one.name for one in open_ones))
        remedy = f"请运行 chmod 640 {folder}/*.jsonl；须由安全审计员读取的，用 chgrp 给其所在的组"
        yield watch("封存文件", f"{folder} 里的{names}他人可以读：{remedy}")
    elif next(folder.glob("*.jsonl*"), None):
        yield good("封存文件", "只有所有者和所在的组可以读")


def places(settings: Settings) -> Iterator[Path]:
    """This function will give the folders that grow, as far as they are there."""
    found = [Path(settings.seal_folder), Path(tempfile.gettempdir())]  # there waits what comes in
    if settings.database.startswith(SQLITE):
        found.append(path_of(settings.database).parent)
    yield from dict.fromkeys(one.resolve() for one in found if one.exists())


def room_left(subject: str, *, free: int, total: int) -> Iterator[Line]:
    """This function will judge the room that is left on a disk (bytes)."""
    words = f"剩余{free // MEGABYTE} MB，共{total // MEGABYTE} MB"
    for mark, (share, size) in ((bad, TOO_LITTLE), (watch, LITTLE)):
        if free < share * total and free < size:
            yield mark(subject, f"{words}：请扩容，或者移走旧备份和旧日志")
            return
    yield good(subject, words)
