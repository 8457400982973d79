"""`shibiyan doctor`: what is wrong with this installation, in words, and how to mend it."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path

from webapp.cli.doctor import asked as settings_asked
from webapp.cli.doctor import database, files, house, keeping, machine, pages, work
from webapp.cli.doctor.lines import FAULT, Line, bad, good, worst
from webapp.cli.opening import office_of, standing_settings
from webapp.cli.saying import say, table
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import OfficeError, SettingWrong
from webapp.settings import PREFIX, Settings
from webapp.store import health
from webapp.store.migrating import is_current
from webapp.usecases.act import Act, reads
from webapp.usecases.demo.identities import PASSWORD
from webapp.usecases.hashing import beginning, fits, house_hasher


def doctor(asked: argparse.Namespace) -> int:
    """This function will look at everything and say what it found: 0 all is well, 1 something to watch, 2 a fault."""
    try:
        settings = standing_settings(demo=asked.demo)
        given = settings.demo or f"{PREFIX}SECRET" in os.environ
        lines = list(look(settings, secret_given=given, each=asked.verbose or asked.json))
    except SettingWrong as wrong:
        lines = [bad("设置", wrong.message)]
    except OfficeError as missing:
        lines = [bad("机关", missing.message)]
    except OSError as shut:
        why = f"{shut.filename or ''} {shut.strerror or shut}"
        lines = [bad("文件", f"{why}：请检查路径和权限，以服务的用户运行本命令（deploy/README.md 的 office doctor）")]
    if asked.json:
        facts = [{"mark": one.mark.name.lower(), "subject": one.subject, "words": one.words} for one in lines]
        say(json.dumps({"exit": worst(lines), "lines": facts}, ensure_ascii=False, indent=1))
    else:
        say(*table((one.mark.value, one.subject, one.words) for one in lines))
    return _exit_code(worst(lines), alarm=asked.alarm)


def _exit_code(found: int, *, alarm: bool) -> int:
    """An alarm is for faults alone; what is to be watched is read in the morning."""
    return 0 if alarm and found < FAULT else found


def look(settings: Settings, *, secret_given: bool = True, each: bool = False) -> Iterator[Line]:
    """This function will look at settings, files and machine, then at the database and what it holds.

    `each`: every vacant duty on a line of its own.
    """
    yield from settings_asked.lines(settings, secret_given=secret_given)
    yield from files.lines(settings)
    yield from machine.lines(settings)
    yield from pages.lines(settings)
    if not Path(settings.key_file).exists():
        return
    try:
        with office_of(settings, whole=False) as office:
            current = is_current(office.database)
            yield _schema(current=current)
            if current:
                yield from office.view(state, SYSTEM, settings=settings, each=each)
    except OfficeError as error:
        yield bad("数据库", error.message)


def _schema(*, current: bool) -> Line:
    if current:
        return good("数据库结构", "是最新的")
    return bad("数据库结构", "与本版本不符：先备份，再运行 shibiyan migrate；若它说数据库较新，请安装较新的版本")


@reads(Permission.SYSTEM)
def state(act: Act, *, settings: Settings, each: bool = False) -> tuple[Line, ...]:
    """This function will look at what the database is and holds."""
    return (
        *database.lines(act),
        *house.lines(act, each=each),
        *(() if settings.demo else _passwords(act)),
        *keeping.lines(act),
        *work.lines(act, settings),
    )


def _passwords(act: Act) -> Iterator[Line]:
    hashes = health.odd_hashes(act.tx, beginning=beginning())
    return house.passwords(hashes, beginning=beginning(), known=lambda one: fits(house_hasher(), one, PASSWORD))
