"""`shibiyan doctor`: what a healthy office has, and what is missing, each with what to do."""

from __future__ import annotations

import argparse
import stat
from collections.abc import Iterator
from pathlib import Path

from webapp.bootstrap import build_office
from webapp.cli.opening import NoOffice, standing_settings
from webapp.cli.saying import say, table
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import OfficeError, SettingWrong
from webapp.settings import Settings
from webapp.store import calendar, deployments, grants, incidents, people
from webapp.store.migrating import is_current
from webapp.usecases.act import Act, reads
from webapp.usecases.roster_pages import vacancies

GOOD, WATCH, BAD = "正常", "注意", "有误"
AUTUMN = 10
"""From October on next year's holidays should be in the table: they are published in November."""
Line = tuple[str, str, str]


def doctor(asked: argparse.Namespace) -> int:
    """This function will look at keys, database, diagrams, calendar and duties; 1 when something is wrong."""
    try:
        settings = standing_settings(demo=asked.demo)
        lines = list(look(settings))
    except SettingWrong as wrong:
        lines = [(BAD, "设置", wrong.message)]
    except NoOffice as missing:
        lines = [(BAD, "机关", missing.message)]
    say(*table(lines))
    return int(any(mark == BAD for mark, _, _ in lines))


def look(settings: Settings) -> Iterator[Line]:
    """This function will give mark, subject and sentence of everything that was looked at."""
    yield from key_file(settings.key_file, "数据密钥")
    yield from key_file(settings.seal_key_file, "封存密钥")
    if not Path(settings.key_file).exists():
        return
    office = build_office(settings)
    try:
        current = is_current(office.database)
    except OfficeError as error:
        yield BAD, "数据库", error.message
        return
    yield (GOOD, "数据库", "结构是最新的") if current else (BAD, "数据库", "结构不是最新的：请运行 shibiyan migrate")
    if current:
        yield from office.view(state, SYSTEM)


def key_file(name: str, subject: str) -> Iterator[Line]:
    """This function will look at a key file: there, and readable by its owner only."""
    path = Path(name)
    if not path.exists():
        yield BAD, subject, f"没有密钥文件 {name}：请运行 shibiyan keys，或者从备份放回"
    elif path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield WATCH, subject, f"密钥文件 {name} 他人可以读：请运行 chmod 600"
    else:
        yield GOOD, subject, f"密钥文件 {name} 只有所有者可以读"


@reads(Permission.SYSTEM)
def state(act: Act) -> tuple[Line, ...]:
    """This function will look at what the database holds."""
    return (*_diagrams(act), *_days(act), *_duties(act), *_faults(act))


def _diagrams(act: Act) -> Iterator[Line]:
    count = len(deployments.all_current(act.tx))
    if not count:
        yield BAD, "流程", "没有流程：请运行 shibiyan deploy processes"
    else:
        yield GOOD, "流程", f"{count}个流程已发布"


def _days(act: Act) -> Iterator[Line]:
    known = calendar.load(act.tx).years
    wanted = {act.today.year} | ({act.today.year + 1} if act.today.month >= AUTUMN else set())
    yield GOOD, "时钟", f"本机关时间 {act.now.astimezone(act.office.zone):%Y-%m-%d %H:%M}（{act.office.zone.key}）"
    for year in sorted(wanted - known):
        yield WATCH, "工作日", f"没有{year}年的放假安排，期限暂按周一至周五计算：公布后请在“工作日”页导入"
    if not wanted - known:
        yield GOOD, "工作日", f"已有{'、'.join(map(str, sorted(wanted)))}年的放假安排"


def _duties(act: Act) -> Iterator[Line]:
    vacant = vacancies(act, people.directory(act.tx), grants.all_grants(act.tx))
    for duty, room in vacant:
        yield WATCH, "职责", f"没有人担任：{duty}（{room}）"
    if not vacant:
        yield GOOD, "职责", "流程图上的每一岗位都有人"


def _faults(act: Act) -> Iterator[Line]:
    found = incidents.open_incidents(act.tx)
    yield (WATCH, "异常", f"{len(found)}起待处理") if found else (GOOD, "异常", "没有待处理的异常")
