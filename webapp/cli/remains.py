"""What an office that died, or a restore that was broken off, left at its place: nothing begins on top of it."""

from __future__ import annotations

from contextlib import suppress

from webapp.domain.errors import OfficeError
from webapp.settings import PREFIX, Settings, shown
from webapp.store import backups
from webapp.store.backups import BackupFailed


class HalfRestored(OfficeError):
    """什么也没有改动：{database} 的恢复没有做完，还不能使用。请用同一份备份再运行一次 shibiyan restore。"""

    code = "half_restored"


class LogLeftBehind(OfficeError):
    """什么也没有改动：{words}。"""

    code = "log_left_behind"


def refuse_remains(settings: Settings) -> None:
    """This function will raise HalfRestored or LogLeftBehind where an office would begin on what another one left.

    SQLite would throw such a log away, or mix the acts in it into the file that comes to its side.
    """
    if words := log_left(settings):
        raise LogLeftBehind(words=words)
    with suppress(BackupFailed):  # what does not answer is named when it is opened
        if backups.is_half(settings.database):
            raise HalfRestored(database=shown(f"{PREFIX}DATABASE", settings.database))


def log_left(settings: Settings) -> str:
    """This function will say which log lies there without its database, and what to do with it; empty for none."""
    found = backups.left_beside(settings.database)
    if not found:
        return ""
    names = "、".join(map(str, found))
    what = f"{names}是原机关的数据库日志，里面可能有还没有并入数据库文件的办理，与它的数据库文件分开了"
    return f"{what}；请把那个数据库文件放回它旁边再启动，或者把日志移到那个文件旁边、另处保存"
