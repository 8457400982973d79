"""The machine below: its encoding, its clock, its time zones, the kind of disk on which a database file lies."""

from __future__ import annotations

import ctypes
import datetime as dt
import importlib.resources
import locale
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from webapp.bootstrap import now
from webapp.cli.doctor.lines import Line, bad, good, watch
from webapp.settings import Settings
from webapp.store.backups.files import SQLITE, path_of

FAR = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs")
"""Kinds of disks over a network, on which SQLite's locks and write-ahead log do not hold (sqlite.org/wal.html)."""
MOUNTS = Path("/proc/self/mounts")
STATUS = Path("/proc/self/status")
MONTHS_AHEAD = 36
NOT_ASKED, UNKEPT, ROOM = -1, 5, 512
"""Of adjtimex(2): what it returns where it may not be asked, TIME_ERROR, more room than its struct takes."""


def lines(settings: Settings) -> Iterator[Line]:
    """This function will look at the machine."""
    yield from encoding(locale.getpreferredencoding(do_setlocale=False))
    yield from kept_clock(clock_state())
    yield from zones(settings.office_zone, shipped(settings.zone), at=now())
    if settings.database.startswith(SQLITE) and MOUNTS.exists():
        yield from disk_kind(path_of(settings.database).resolve(), MOUNTS.read_text(encoding="utf-8", errors="replace"))


def encoding(name: str) -> Iterator[Line]:
    """This function will ask whether texts of this machine are UTF-8."""
    if name.lower().replace("-", "") == "utf8":
        yield good("字符编码", "UTF-8")
    else:
        yield watch("字符编码", f"本机是{name}，文件名和日志中的中文会出错：请设置 LANG=C.UTF-8 或 PYTHONUTF8=1")


def clock_state() -> int | None:
    """This function will ask the kernel how its clock is kept (adjtimex(2)); None where it may not be asked.

    A unit whose system calls are limited would be ended for asking.
    """
    limited = STATUS.exists() and "Seccomp:\t0" not in STATUS.read_text(encoding="utf-8", errors="replace")
    ask = None if limited else getattr(ctypes.CDLL(None), "adjtimex", None)
    state = NOT_ASKED if ask is None else ask(ctypes.create_string_buffer(ROOM))
    return None if state == NOT_ASKED else int(state)


def kept_clock(state: int | None) -> Iterator[Line]:
    """This function will ask whether anything keeps the machine's clock right."""
    if state == UNKEPT:
        why = "没有与时间服务器同步，会越走越偏，期限和记录的时间随之出错"
        yield watch("时间同步", f"{why}：请启用 chrony（chronyc tracking）；内网没有时间服务器的，定期人工校准")
    elif state is not None:
        yield good("时间同步", "本机时钟由时间服务校准")


def shipped(zone: str) -> ZoneInfo | None:
    """This function will read a zone from the package of time zones that the office brings along, None if unknown."""
    file = importlib.resources.files("tzdata").joinpath("zoneinfo", *zone.split("/"))
    if not file.is_file():
        return None
    with file.open("rb") as opened:
        return ZoneInfo.from_file(opened, key=zone)


def zones(machine: ZoneInfo, other: ZoneInfo | None, *, at: dt.datetime) -> Iterator[Line]:
    """This function will compare the machine's knowledge of the zone with the package's, three years ahead."""
    instants = [at + dt.timedelta(days=30 * month) for month in range(MONTHS_AHEAD)]
    if other is None or all(
        one.astimezone(machine).utcoffset() == one.astimezone(other).utcoffset() for one in instants
    ):
        yield good("时区数据", f"{machine.key}，当前{at.astimezone(machine):%Y-%m-%d %H:%M}")
    else:
        yield watch("时区数据", f"本机的{machine.key}与随版本的不同，期限会差若干小时：请更新操作系统的 tzdata")


def disk_kind(path: Path, mounts: str) -> Iterator[Line]:
    """This function will ask whether a database file lies on this machine's own disk."""
    found = [line.split()[1:3] for line in mounts.splitlines() if len(line.split()) > 2]
    under = [(mount, kind) for mount, kind in found if path.is_relative_to(mount)]
    kind = max(under, key=lambda one: len(one[0]), default=("", ""))[1]
    if kind in FAR:
        yield bad("磁盘种类", f"数据库文件在网络盘（{kind}）上，锁不可靠，会损坏：请移到本机磁盘，或者改用PostgreSQL")
    else:
        yield good("磁盘种类", "数据库文件在本机磁盘上")
