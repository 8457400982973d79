"""Diagrams that ask for too much (fault table, row 30): cut off with a sentence, and the office stays up."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from tests.faults.drawn import deploy
from tests.faults.offices import alone
from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.robot import task_at
from webapp.domain.errors import Incident
from webapp.store.tables import case, incident
from webapp.usecases.completing import submit
from webapp.usecases.opening import start_case

FRAME = """process {name} 试办事项
  secrecy: internal
lane supervise 监督检查室
start begin 登记
user step 办理
  form: note
  deadline: end.note
{middle}
end over 已办结
begin > step > {way} > over
"""
LONG = """script grow 汇总
  do: long = string join(for i in 1..20000 return "一二三四五六七八九十", "")
  do: x = for i in 1..9 return long"""
LISTED = """script list_all 列出
  do: everybody = for i in 1..100000 return i
user each_one 逐项办理
  form: note
  deadline: end.note
  each: everybody
  as: one"""
ROUND = """script zero 开始
  do: n = 0
xor again
script counted 计数
  do: n = n + 1
xor enough 是否足够？"""
HUGE = FRAME.format(name="m25_huge", middle=LONG, way="grow")
WIDE = FRAME.format(name="m25_wide", middle=LISTED, way="list_all > each_one")
ENDLESS = FRAME.format(name="m25_endless", middle=ROUND, way="zero > again > counted > enough")
ENDLESS = ENDLESS.replace(" > enough > over", " > enough\nenough > over 足够 ? n < 0\nenough > again 不够 !")
MODEST = FRAME.format(name="m25_modest", middle="script grow 汇总\n  do: x = for i in 1..100 return i", way="grow")
ROOM = 400 * 1024 * 1024
"""Bytes that the office's process may grow by while it is asked for too much."""


def ask(house: House, process: str) -> str:
    """Let Li begin a case and submit its step; give what the office says."""
    house.run(start_case, "li", process=process, start_event="begin", token=house.token())
    key = task_at(house, "step")
    try:
        house.run(submit, "li", task_id=key, token=house.token(), posted={"text": ["情况属实。"]})
    except Incident as refusal:
        return refusal.message
    return ""


@ON_SQLITE
@pytest.mark.parametrize(
    ("text", "sentence"), [(HUGE, "过大"), (WIDE, "清单超过"), (ENDLESS, "循环不止")], ids=["huge", "wide", "endless"]
)
def test_what_asks_for_too_much_is_cut_off_in_words_and_the_office_stays_up(
    house: House, tmp_path: Path, text: str, sentence: str
) -> None:
    process = text.split()[1]
    deploy(house, text)
    deploy(house, MODEST)

    def narrow(own: House) -> None:
        now = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGESIZE")
        resource.setrlimit(resource.RLIMIT_AS, (now + ROOM, now + ROOM))
        said = ask(own, process)
        assert sentence in said, said
        own.clock.shift(seconds=1)
        with own.office.database.write() as tx:
            tx.execute(case.update().values(priority=3))

    assert alone(house, tmp_path, narrow) == 0
    assert [row.status for row in rows(house, case)] == ["open"]
    assert len([row for row in rows(house, incident) if row.settled_at is None]) == 1
    everything_holds(house)


@ON_SQLITE
def test_what_asks_for_little_goes(house: House) -> None:
    deploy(house, MODEST)

    assert ask(house, "m25_modest") == ""
    assert [row.status for row in rows(house, case)] == ["closed"]
