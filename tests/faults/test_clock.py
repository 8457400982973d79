"""Clocks that jump, and zones that skip and repeat an hour (fault table, rows 14 and 15): each thing due once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from tests.faults.drawn import deploy, post
from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from webapp.store.tables import audit, case, cycle_due, day_run, timer
from webapp.usecases.daily import daily

HOUR = dt.timedelta(hours=1)
CLOCKED = """process m26_clocked 试办事项
  secrecy: internal
lane supervise 监督检查室
start monthly 每月开启
  cycle: {cycle}
  population: office
start called 收到来函 : called
xor begins
timer wait 等到时候
  at: {at}
user look 查看情况
  form: note
  deadline: end.note
end over 已办结
monthly > begins
called > begins
begins > wait > look > over
"""


def beat(house: House, at: dt.datetime) -> None:
    """Let the office's clock say so, and everything that beats beat once."""
    house.clock.at = at
    house.drain()
    daily(house.office)


def happened(house: House) -> Counter[str]:
    """Count what the clock has brought about."""
    found = Counter(row.act for row in rows(house, audit) if row.act in ("timer.fired", "case.opened"))
    return found + Counter(row.piece for row in rows(house, day_run) if row.done_at)


@pytest.mark.parametrize("jumps", [(0.5, -0.5, 0.5, 1.5), (-0.5, 0.5, -0.5, 0.5), (-2, 1, 0, 2)], ids=str)
def test_a_clock_that_jumps_an_hour_back_or_ahead_loses_nothing_and_does_nothing_again(
    house: House, jumps: tuple[float, ...]
) -> None:
    deploy(house, CLOCKED.format(cycle="30 8 17 * *", at='date and time("2026-03-17T08:30:00")'))
    post(house, "called", to="m26_clocked")
    beat(house, dt.datetime(2026, 3, 16, 1, tzinfo=dt.UTC))
    due = dt.datetime(2026, 3, 17, 0, 30, tzinfo=dt.UTC)  # 08:30 in the office, a Tuesday
    before = happened(house)

    for hours in jumps:
        beat(house, due + hours * HOUR)
    beat(house, due + 3 * HOUR)

    after = happened(house) - before
    assert after["case.opened"] == 1  # a round of the whole office has no list
    assert after["timer.fired"] == 2  # that of the case before, and that of the case which the cycle opened
    assert {after[piece] for piece in ("ladder", "digest", "cases", "messages")} == {1}
    assert [row.period for row in rows(house, cycle_due) if row.process == "m26_clocked"] == ["2026-03"]
    assert len(rows(house, case)) == 2
    everything_holds(house)


CHANGES = [
    (
        "Europe/Berlin",
        "2027-03-28T02:30",
        "2027-03-28T01:30+00:00",
    ),  # skipped: 03:30 on the wall
    ("Europe/Berlin", "2027-10-31T02:30", "2027-10-31T00:30+00:00"),  # comes twice: the first
    ("America/New_York", "2027-03-14T02:30", "2027-03-14T07:30+00:00"),
    ("America/New_York", "2027-11-07T01:30", "2027-11-07T05:30+00:00"),
    ("Asia/Shanghai", "2027-03-28T02:30", "2027-03-27T18:30+00:00"),
    ("Asia/Shanghai", "2027-10-31T02:30", "2027-10-30T18:30+00:00"),
]

ON_SERVER = pytest.mark.parametrize("furnished", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)


@ON_SQLITE
@pytest.mark.parametrize(("zone", "local", "instant"), CHANGES)
def test_what_is_due_in_an_hour_that_the_clocks_skip_or_repeat_is_due_once(
    house: House, zone: str, local: str, instant: str
) -> None:
    due_once(house, zone, local, instant)


@ON_SERVER
@pytest.mark.parametrize(("zone", "local", "instant"), CHANGES[:2])
def test_on_a_server_too_what_is_due_in_such_an_hour_is_due_once(
    house: House, zone: str, local: str, instant: str
) -> None:
    due_once(house, zone, local, instant)


def due_once(house: House, zone: str, local: str, instant: str) -> None:
    """Let the hour come near and pass: a cycle, a timer and what the office does by itself."""
    house.office.zone = ZoneInfo(zone)
    when, due = dt.datetime.fromisoformat(local), dt.datetime.fromisoformat(instant)
    house.clock.at = due - dt.timedelta(days=2)
    cycle = f"{when.minute} {when.hour} {when.day} * *"
    deploy(house, CLOCKED.format(cycle=cycle, at=f'date and time("{local}:00")'))
    post(house, "called", to="m26_clocked")
    beat(house, house.clock.at)
    armed = [row.due_at for row in rows(house, timer)]

    for quarters in range(-12, 13):
        beat(house, due + quarters * HOUR / 4)

    noted = [(row.due_at, row.fired_at, row.late) for row in rows(house, cycle_due) if row.process == "m26_clocked"]
    fired = [row.fired_at for row in rows(house, timer)]
    assert armed == [due]
    assert noted == [(due, due, False)]
    assert fired == [due, due]
    assert max(happened(house)[piece] for piece in ("ladder", "digest")) <= 2  # once on each day that was touched
    everything_holds(house)
