"""Commands for the auditor: the record as a file that is checked elsewhere, and the day's seals to be printed."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from webapp.cli.opening import office_of, sealer, standing_settings
from webapp.cli.saying import say, table
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import OfficeError
from webapp.settings import Settings
from webapp.store.record_export import record
from webapp.store.seals import Sealer
from webapp.usecases import sealing
from webapp.usecases.office import Office
from webapp.usecases.sealing import printed_day
from webapp.usecases.views.record import PrintedDay


class AlreadyThere(OfficeError):
    """文件 {path} 已经存在，没有改动：请另取一个文件名。"""

    code = "file_already_there"


class NoDay(OfficeError):
    """“{text}”不是日期，请写成2026-11-27的样子。"""

    code = "no_day"


def export_record(asked: argparse.Namespace) -> int:
    """This function will write the whole record into a file that deploy/verify.py checks; an existing one stays."""
    settings = standing_settings(demo=asked.demo)
    path, signs = Path(asked.file), sealer(settings)
    with office_of(settings) as office:
        lines = _written(office, path, signs)
    key = signs.public_keys[0]
    say(f"已导出操作记录 {path}：{lines}行，不含事项内容", f"封存公钥 {key}", f"核对：python3 deploy/verify.py {path}")
    return 0


def _written(office: Office, path: Path, signs: Sealer) -> int:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise AlreadyThere(path=path) from None
    lines = 0
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file, office.database.read() as tx:
        for line in record(tx, signs):
            file.write(line)
            lines += 1
    return lines


def print_roots(asked: argparse.Namespace) -> int:
    """This function will show the seals of a day and the code over all of them, to be printed and kept on paper."""
    settings = standing_settings(demo=asked.demo)
    with office_of(settings) as office:
        on = office.clock().astimezone(office.zone).date() if asked.day is None else _day(asked.day)
        say(*_page(office.view(printed_day, SYSTEM, on=on), settings, sealer(settings)))
    return 0


def reseal(asked: argparse.Namespace) -> int:
    """This function will write the seals anew into a folder that has none of them; the record says so."""
    settings = standing_settings(demo=asked.demo)
    with office_of(settings) as office:
        count = office.run(sealing.reseal, SYSTEM, sealer=sealer(settings))
    say(
        f"已把数据库里的{count}条封存写入 {settings.seal_folder}，操作记录已写明",
        "请与纸上的封存码核对：shibiyan roots <日期>",
    )
    return 0


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise NoDay(text=text) from None


def _page(found: PrintedDay, settings: Settings, signs: Sealer) -> Iterator[str]:
    yield f"{settings.office_name}　操作记录封存　{found.on.isoformat()}"
    yield ""
    if found.seals:
        rows = [(str(one.number), one.at.strftime("%H:%M:%S"), str(one.rows), one.mark) for one in found.seals]
        yield from table([("序号", "时间", "条数", "封存值（前八位）"), *rows])
    else:
        yield "当天没有封存。"
    yield ""
    if found.code:
        yield f"封存码（含此前全部封存）　{found.until}:{found.code}"
    yield f"封存公钥　{signs.public_keys[0]}"
    yield "核对：python3 deploy/verify.py 导出文件 --printed 封存码 --key 封存公钥"
