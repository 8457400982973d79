"""`shibiyan serve`, `work`, `demo`: the office opens its doors."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from webapp.cli.doors import Doors, handed_over
from webapp.cli.memory import keep_unread
from webapp.cli.opening import ready_office, settings_of
from webapp.cli.saying import say, table
from webapp.cli.thrift import few_heaps, let_rest
from webapp.domain.actor import SYSTEM
from webapp.http import create_app
from webapp.scheduler import build_scheduler
from webapp.settings import PREFIX, Settings, shown
from webapp.usecases.demo import identities
from webapp.usecases.demo.identities import PASSWORD
from webapp.usecases.demo.loading import nobody_is_there, nothing_happened_yet, settle, tell
from webapp.usecases.office import Office

TALKATIVE = ("apscheduler", "alembic")
"""Every beat of the clock would be two lines, a hundred thousand a day; what goes wrong they go on saying."""
LOG_LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"


def serve(asked: argparse.Namespace) -> int:
    """This function will answer browsers and do due work until it is told to stop (SIGTERM lets requests finish)."""
    keep_unread()
    few_heaps()
    settings = settings_of(demo=asked.demo, port=asked.port, serves=True)
    office, fresh = opened(settings, seals=asked.work)
    beats = build_scheduler(office, seconds=settings.heartbeat_seconds)
    if asked.work:
        office.wake = lambda: beats.modify_job("tick", next_run_time=office.clock())
    doors = Doors(create_app(office, settings), settings, handed_over(os.environ))
    greet(settings, port=doors.port)
    let_rest()
    one_at_a_time = threading.Lock()

    def beat() -> None:
        """Another process does what is due, or nothing is begun any more: then there is no beat."""
        with one_at_a_time:
            if asked.work and not doors.told_to_stop:
                beats.start()

    threading.Thread(target=_begin, args=(office, beat), kwargs={"fresh": fresh}, daemon=True).start()
    doors.answer()
    with one_at_a_time:
        if beats.running:
            beats.shutdown(wait=True)
    return 0


def _begin(office: Office, beat: Callable[[], None], *, fresh: bool) -> None:
    """Pages answer at once; the demo's stories are told on their own clock before the office's clock begins to beat."""
    if fresh:
        tell(office)
        say("演示事项已写入。")
    beat()


def work(asked: argparse.Namespace) -> int:
    """This function will do due work only, until it is told to stop."""
    keep_unread()
    few_heaps()
    settings = settings_of(demo=asked.demo)
    beats = build_scheduler(opened(settings, seals=True)[0], seconds=settings.heartbeat_seconds)
    let_rest()
    beats.start()
    say("到期工作已开始处理")
    signal.signal(signal.SIGTERM, _stop)
    try:
        threading.Event().wait()
    except (KeyboardInterrupt, SystemExit):
        beats.shutdown(wait=True)
    return 0


def demo(_asked: argparse.Namespace) -> int:
    """This function will load the made-up county into the demo's own database, once."""
    settings = settings_of(demo=True)
    office, database = ready_office(settings), shown(f"{PREFIX}DATABASE", settings.database)
    if not office.view(nothing_happened_yet, SYSTEM):
        say(f"演示人员和事项已经在 {database}")
        return 0
    if office.view(nobody_is_there, SYSTEM):
        settle(office)
    tell(office)
    say(f"演示人员和事项已写入 {database}")
    return 0


def opened(settings: Settings, *, seals: bool) -> tuple[Office, bool]:
    """This function will give the office ready for work, and whether the demo's stories have still to be told."""
    logging.basicConfig(level=logging.WARNING if settings.demo else logging.INFO, format=LOG_LINE)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    office = ready_office(settings, seals=seals)
    if settings.demo and office.view(nobody_is_there, SYSTEM):
        settle(office)
    return office, settings.demo and office.view(nothing_happened_yet, SYSTEM)


def greet(settings: Settings, *, port: int) -> None:
    """This function will say where to look, and in the demo who may sign in."""
    say(f"{settings.office_name}：http://{settings.host}:{port}/")
    if settings.demo:
        rows = [
            ("姓名", "岗位", "账号", "可以看到"),
            *((one.name, one.post, one.login, one.sight) for one in identities()),
        ]
        say("", "演示：人物、单位、事项均为虚构。口令都是 " + PASSWORD, *table(rows), "", "按 Ctrl+C 停止。")


def _stop(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)
