"""Work that comes due: late but once, whatever downtime, clocks and second workers do; what fails stops no other."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import sqlalchemy as sa

from tests.usecases.due import ON_SQLITE, clue_to_register, inquiry, morning, reply_owed, rows
from tests.usecases.office import House
from tests.usecases.robot import calendar_done, steps_of_stories
from webapp.domain.actor import SYSTEM
from webapp.store import day_runs, incidents
from webapp.store.tables import audit, case, day_run, incident, job, timer
from webapp.usecases.daily import IN_THE_MORNING, PIECES, daily, take_piece
from webapp.usecases.work import fire_all, tick

WATCHES = len(PIECES) - len(IN_THE_MORNING)
"""How many pieces are done at any time of any day."""


def fired(house: House) -> int:
    return sum(row.act == "timer.fired" for row in rows(house, audit))


def at_once(count: int, act: Callable[[], object]) -> list[object]:
    results: list[object] = []
    barrier = threading.Barrier(count)

    def one() -> None:
        barrier.wait()
        results.append(act())

    workers = [threading.Thread(target=one) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results


def timer_due(house: House) -> dt.datetime:
    """Give the instant of the one timer of an inquiry: ten working days after the reply was due, in the morning."""
    reply_owed(house)
    armed = [row for row in rows(house, timer) if row.gone_at is None]
    assert [row.element for row in armed] == ["reply_overdue"]
    due: dt.datetime = armed[0].due_at
    house.clock.at = due - dt.timedelta(minutes=30)
    calendar_done(house)
    return due


def test_three_hours_of_downtime_over_a_due_time_fire_once(house: House) -> None:
    house.clock.at = timer_due(house) + dt.timedelta(hours=3)

    counts = [tick(house.office) for _ in range(3)]

    assert fired(house) == 1
    assert counts[-1] == 0
    assert steps_of_stories(house) == ["hear/ask_in_person"]


@ON_SQLITE
def test_a_timer_does_not_fire_before_its_instant(house: House) -> None:
    house.clock.at = timer_due(house) - dt.timedelta(seconds=1)

    assert tick(house.office) == 0


@ON_SQLITE
def test_a_clock_that_goes_back_an_hour_fires_nothing_again_and_loses_nothing(house: House) -> None:
    due = timer_due(house)
    house.clock.at = due
    tick(house.office)

    for _ in range(2):
        house.clock.shift(hours=-1)
        tick(house.office)
        house.clock.at = due + dt.timedelta(minutes=1)
        tick(house.office)

    assert fired(house) == 1


def test_two_workers_at_once_fire_a_timer_once(house: House) -> None:
    house.clock.at = timer_due(house)

    done = at_once(2, lambda: fire_all(house.office))

    assert sorted(done) == [0, 1]  # type: ignore[type-var]
    assert fired(house) == 1
    assert rows(house, incident) == []


def test_a_timer_that_cannot_fire_waits_for_a_person_and_goes_on_when_that_is_settled(house: House) -> None:
    house.clock.at = timer_due(house)
    states = {row.id: row.state for row in rows(house, case)}
    with house.office.database.write() as tx:
        tx.execute(case.update().values(state=b"damaged"))

    for minutes in (0, 1, 2, 4, 8):  # tried again with growing pauses before a person is asked
        house.clock.shift(minutes=minutes)
        assert "timer" not in {row.kind for row in rows(house, incident)}
        tick(house.office)
        tick(house.office)
    parked = [(row.id, row.code) for row in rows(house, incident) if row.kind == "timer"]
    with house.office.database.write() as tx:
        for key, state in states.items():
            tx.execute(case.update().where(case.c.id == key).values(state=state))
    stood = tick(house.office)
    with house.office.database.write() as tx:
        incidents.settle(tx, parked[0][0], by="cui", now=house.clock(), remedy="retried")
    tick(house.office)

    assert [code for _, code in parked] == ["tampered"]
    assert stood == 0
    assert fired(house) == 1


def test_the_pieces_of_a_day_are_done_once(house: House) -> None:
    clue_to_register(house)

    counts = [morning(house, "2026-03-05", clock) for clock in ("00:05", "08:29", "08:30", "08:35", "23:00")]

    assert counts == [WATCHES, 0, len(IN_THE_MORNING), 0, 0]
    assert {row.piece for row in rows(house, day_run) if row.done_at} == set(PIECES)


@ON_SQLITE
def test_on_a_day_off_only_the_watch_is_kept(house: House) -> None:
    assert morning(house, "2026-03-07", "10:00") == WATCHES
    assert not {row.piece for row in rows(house, day_run)} & {"ladder", "digest"}


@ON_SQLITE
def test_a_make_up_workday_is_a_working_day(house: House) -> None:
    assert morning(house, "2026-02-14", "10:00") == len(PIECES)


@ON_SQLITE
def test_a_morning_after_the_office_was_down_is_made_up_for_that_day(house: House) -> None:
    assert morning(house, "2026-03-05", "11:30") == len(PIECES)


def test_two_workers_share_a_day(house: House) -> None:
    clue_to_register(house)
    house.clock.move_to("2026-03-05T08:30")

    done = at_once(2, lambda: daily(house.office, worker=str(threading.get_ident())))

    assert sum(done) == len(PIECES)  # type: ignore[arg-type]
    assert len(rows(house, day_run)) == len(PIECES)


def test_a_worker_that_dies_in_the_middle_leaves_the_day_to_another(house: House) -> None:
    house.clock.move_to("2026-03-05T08:30")
    on = house.clock().date()
    for name in PIECES:
        assert house.office.run(take_piece, SYSTEM, name=name, on=on, worker="dead")

    early = daily(house.office, worker="alive")
    house.clock.at += day_runs.LEASE
    late = daily(house.office, worker="alive")

    assert (early, late) == (0, len(PIECES))


def test_a_piece_that_breaks_off_is_an_incident_stops_no_other_and_is_done_later(house: House) -> None:
    clue_to_register(house)
    with house.office.database.write() as tx:
        tx.execute(sa.text("ALTER TABLE deadline RENAME TO deadline_away"))

    first = morning(house, "2026-03-05")
    broken = [row.code for row in rows(house, incident) if row.kind == "daily"]
    with house.office.database.write() as tx:
        tx.execute(sa.text("ALTER TABLE deadline_away RENAME TO deadline"))
    second = morning(house, "2026-03-05", "08:45")

    assert first == len(PIECES) - 2
    assert sorted(broken) == ["holidays", "ladder"]
    assert second == 2
    assert [row for row in rows(house, incident) if row.kind == "daily" and row.settled_at is None] == []


@ON_SQLITE
def test_a_beat_without_work_writes_nothing(house: House) -> None:
    inquiry(house)
    before = rows(house, audit), rows(house, job)

    assert tick(house.office) == 0
    assert (rows(house, audit), rows(house, job)) == before
