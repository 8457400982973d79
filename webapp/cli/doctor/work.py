"""What goes on by itself: due work, sealing, the file of seals, backups, mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from webapp.cli.doctor.lines import Line, bad, good, watch
from webapp.cli.opening import sealer
from webapp.domain.errors import SettingWrong
from webapp.settings import Settings
from webapp.store import health, incidents, seal_file, watches
from webapp.store.backups import BEAT as BACKUP
from webapp.store.seal_keys import KeyDoesNotFit
from webapp.store.seals import ForgedEntry, numbers
from webapp.usecases.act import Act
from webapp.usecases.sealing import BEAT as SEALER
from webapp.usecases.sealing import FILE, INCIDENT

ASLEEP = dt.timedelta(minutes=3)
UNSEALED = dt.timedelta(minutes=10)
BACK = dt.timedelta(minutes=1)
OLD, TOO_OLD = dt.timedelta(hours=26), dt.timedelta(hours=72)
STUCK = dt.timedelta(hours=1)
Beats = Mapping[str, dt.datetime]


def lines(act: Act, settings: Settings) -> Iterator[Line]:
    """This function will look at what runs by itself; a demo is started only to be looked at and may sleep."""
    beats = watches.beats(act.tx)
    yield from worker(beats.get(SEALER), now=act.now, may_sleep=settings.demo)
    yield from clock_of_old(beats, now=act.now)
    forged = [one for one in incidents.open_incidents(act.tx) if (one.kind, one.code) == (INCIDENT, ForgedEntry.code)]
    if forged:
        place = {name: forged[0].facts.get(name, "") for name in ("stream", "number")}
        yield bad("封存", ForgedEntry(None, **place).message.removesuffix("。"))
    else:
        yield from sealing(health.oldest_unsealed(act.tx), now=act.now, may_sleep=settings.demo or SEALER not in beats)
    yield from seals_outside(numbers(act.tx), set(seal_file.whole(Path(settings.seal_folder) / FILE)))
    yield from seal_key(act, settings)
    yield from backup(beats.get(BACKUP), now=act.now, may_lack=settings.demo)
    counted = health.counts(act.tx, now=act.now, today=act.today)
    yield from mail(settings, health.oldest_job(act.tx), given_up=counted["jobs_given_up"], now=act.now)


def worker(beat: dt.datetime | None, *, now: dt.datetime, may_sleep: bool) -> Iterator[Line]:
    """This function will ask whether due work is done."""
    if beat is None:
        yield watch("到期工作", "还没有开始处理：请启动 shibiyan-work 服务，或者 shibiyan serve")
    elif now - beat > ASLEEP:
        mark = watch if may_sleep else bad
        yield mark("到期工作", f"{_minutes(now - beat)}没有处理，期限、消息、催办都停了：请启动 shibiyan-work 服务")
    else:
        yield good("到期工作", "正在处理")


def clock_of_old(beats: Beats, *, now: dt.datetime) -> Iterator[Line]:
    """This function will ask whether the clock went back behind what was written already."""
    newest = max(beats.values(), default=now)
    if newest - now > BACK:
        yield bad("时钟先后", f"本机时间比已有记录早{_minutes(newest - now)}：请校准时钟，再启动服务")
    else:
        yield good("时钟先后", "不早于已有记录")


def sealing(oldest: dt.datetime | None, *, now: dt.datetime, may_sleep: bool) -> Iterator[Line]:
    """This function will ask whether the record is sealed each minute."""
    if oldest is not None and now - oldest > UNSEALED:
        mark = watch if may_sleep else bad
        yield mark(
            "封存", f"有记录{_minutes(now - oldest)}未封存：请检查封存密钥、封存文件夹是否可写，worker是否在运行"
        )
    else:
        yield good("封存", "操作记录均已封存")


def seals_outside(kept: set[int], outside: set[int]) -> Iterator[Line]:
    """This function will compare the seals of the database with the lines of the file outside, by number."""
    if len(kept) > 1 and not outside:
        remedy = "请核对SHIBIYAN_SEAL_FOLDER和磁盘挂载；丢失的从最近备份的seals文件夹放回"
        yield bad("封存文件", f"库外没有封存文件，数据库里有{len(kept)}次封存：{remedy}")
    elif missing := kept - outside:
        why = f"缺少{len(missing)}行（第{min(missing)}号起）"
        yield bad("封存文件", f"库外封存文件{why}：查明何人何时改动，从备份找回该文件，再运行 shibiyan verify")
    elif beyond := outside - kept:
        why = f"多出{len(beyond)}行，数据库可能恢复过"
        yield bad("封存文件", f"库外封存文件{why}：请运行 shibiyan restored")
    else:
        yield good("封存文件", f"{len(kept)}次封存，与库外文件一致")


def seal_key(act: Act, settings: Settings) -> Iterator[Line]:
    """This function will ask whether the key file is the one that the record was sealed with."""
    try:
        sealer(settings).refuse_another_key(act.tx)
    except SettingWrong as wrong:
        yield bad("封存密钥核对", wrong.message)
    except KeyDoesNotFit:
        yield bad("封存密钥核对", f"{settings.seal_key_file} 不是操作记录所用的密钥，无法封存：请放回正确的密钥文件")
    else:
        yield good("封存密钥核对", "与操作记录相符")


def backup(beat: dt.datetime | None, *, now: dt.datetime, may_lack: bool) -> Iterator[Line]:
    """This function will ask for a backup of the last night."""
    if beat is None:
        yield watch("备份", "还没有备份：请启用 shibiyan-backup.timer，或者运行 shibiyan backup <文件夹>")
    elif now - beat > OLD:
        mark = bad if now - beat > TOO_OLD and not may_lack else watch
        yield mark(
            "备份", f"最近一次在{(now - beat) / dt.timedelta(hours=1):.0f}小时之前：请查看 shibiyan-backup 的日志"
        )
    else:
        yield good("备份", f"最近一次在{(now - beat) / dt.timedelta(hours=1):.0f}小时之前")


def mail(settings: Settings, oldest: dt.datetime | None, *, given_up: int, now: dt.datetime) -> Iterator[Line]:
    """This function will ask whether mail leaves the house."""
    if oldest is not None and now - oldest > STUCK:
        yield bad("邮件", f"有邮件{_minutes(now - oldest)}没有发出：请检查 SHIBIYAN_MAIL_HOST 和邮件服务器")
    elif given_up:
        yield watch("邮件", f"有{given_up}封多次未能发出，已放弃：请检查邮件服务器和地址")
    else:
        yield good("邮件", "没有积压" if settings.mail_host else "没有设置邮件服务器，提醒只在页面上")


def _minutes(span: dt.timedelta) -> str:
    return f"{span / dt.timedelta(minutes=1):.0f}分钟"
