"""PostgreSQL that ends a session, refuses an order of locks or a snapshot: tried again, in bounds, never half."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.usecases.conftest import furnished  # noqa: F401
from tests.usecases.due import clue_to_register, inquiry, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House, open_office
from tests.usecases.passages import today
from tests.usecases.robot import posted_for
from tests.usecases.test_races import at_once
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import Unavailable
from webapp.domain.ids import CaseId
from webapp.store import cases
from webapp.store.audit import stream_of
from webapp.store.points import Point
from webapp.store.tables import case, task
from webapp.usecases.act import Act, writes
from webapp.usecases.completing import complete_task
from webapp.usecases.viewing import entry_of

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("furnished", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True),
]
END_OTHERS = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'"
)
ENVELOPE = {"channel": "letter", "persons": [{"management_level": "own", "subject": "ma"}]}


class Executioner:
    """Ends the session of whoever comes to a point, so many times."""

    def __init__(self, house: House, point: Point, times: int) -> None:
        self.house, self.point, self.left = house, point, times

    def __call__(self, moment: str) -> None:
        if moment == self.point and self.left:
            self.left -= 1
            with self.house.office.database.read() as tx:
                assert tx.execute(END_OTHERS).all() == [(True,)]


def completed_at(house: House, folder: Path, point: Point, *, times: int) -> House:
    """Complete a step while its sessions are ended; gives the office in which it was tried."""
    step = clue_to_register(house)
    posted = house.view(posted_for, "ding", task_id=step, given={**ENVELOPE, "received_on": today(house)})
    struck = Executioner(house, point, times)
    other = open_office(house.office.database.url, house.clock(), folder, library=house.office.library, witness=struck)
    try:
        other.run(complete_task, "ding", task_id=step, token="one", posted=posted)
    finally:
        other.office.database.close()
    return other


@pytest.mark.parametrize("point", [Point.LOCKED, Point.PLACED, Point.COMMITTING])
def test_an_act_whose_session_is_ended_before_the_commit_is_tried_once_more(
    house: House, tmp_path: Path, point: Point
) -> None:
    if point is Point.COMMITTING:
        with pytest.raises(Unavailable):
            completed_at(house, tmp_path, point, times=1)
        assert not [row for row in rows(house, task) if row.completed], "whether it was kept nobody knows: ask again"
    else:
        completed_at(house, tmp_path, point, times=1)
        assert [row.element for row in rows(house, task) if row.completed] == ["register_envelope"]
    everything_holds(house)


def test_an_act_whose_session_is_ended_twice_says_so_and_leaves_nothing(house: House, tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        completed_at(house, tmp_path, Point.PLACED, times=2)

    assert not [row for row in rows(house, task) if row.completed]
    everything_holds(house)


# ---------------------------------------------------------------- two who stand in each other's way


@writes(Permission.SYSTEM)
def raise_both(act: Act, *, first: CaseId, second: CaseId, meet: list[threading.Barrier]) -> None:
    """This function will raise the priority of two cases, one after the other, when another one has begun as well."""
    for number, case_id in enumerate((first, second)):
        if number == 1:
            _meet_once(meet)
        one = cases.lock(act.tx, case_id)
        entry = entry_of(act, "case.raised", stream=stream_of(case_id))
        cases.move(act.tx, dataclasses.replace(one, priority=one.priority + 1), entry=entry)
    act.entries += 1


@writes(Permission.SYSTEM)
def raise_in_a_snapshot(act: Act, *, case_id: CaseId, meet: list[threading.Barrier]) -> None:
    """This function will raise a case's priority in a snapshot that another one makes stale."""
    act.tx.execute(sa.text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
    act.tx.execute(case.select().where(case.c.id == case_id)).one()
    _meet_once(meet)
    one = cases.lock(act.tx, case_id)
    entry = entry_of(act, "case.raised", stream=stream_of(case_id))
    cases.move(act.tx, dataclasses.replace(one, priority=one.priority + 1), entry=entry)
    act.entries += 1


def _meet_once(meet: list[threading.Barrier]) -> None:
    """Wait for the other one; who begins again goes on alone."""
    if meet:
        meet.pop().wait(timeout=10)


def two_cases(house: House) -> tuple[CaseId, CaseId]:
    inquiry(house)
    clue_to_register(house)
    first, second = rows(house, case)
    return CaseId(first.id), CaseId(second.id)


def priorities(house: House) -> list[int]:
    return [row.priority for row in rows(house, case)]


def test_two_acts_that_lock_the_same_cases_in_opposite_order_are_both_done_whole(house: House) -> None:
    a, b = two_cases(house)
    before, meet = priorities(house), threading.Barrier(2)

    refused = at_once(
        lambda: house.office.run(raise_both, SYSTEM, first=a, second=b, meet=[meet]),
        lambda: house.office.run(raise_both, SYSTEM, first=b, second=a, meet=[meet]),
    )

    assert refused == []
    assert priorities(house) == [one + 2 for one in before]
    everything_holds(house)


def test_two_acts_in_snapshots_that_cannot_both_be_are_both_done_one_after_the_other(house: House) -> None:
    a, _ = two_cases(house)
    meet = threading.Barrier(2)
    (before,) = (row.priority for row in rows(house, case) if row.id == a)

    refused = at_once(*[lambda: house.office.run(raise_in_a_snapshot, SYSTEM, case_id=a, meet=[meet])] * 2)

    (after,) = (row.priority for row in rows(house, case) if row.id == a)
    assert refused == []
    assert after == before + 2
    everything_holds(house)
