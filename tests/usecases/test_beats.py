"""The scheduler only beats: due work, seal and day, each made up once when late; a beat that fails stops no other."""

from __future__ import annotations

import logging

import pytest

from tests.usecases.due import ON_SQLITE, clue_to_register, rows
from tests.usecases.office import House
from webapp.scheduler import beat, build_scheduler
from webapp.store.tables import day_run
from webapp.usecases.office import Office


def broken(_office: Office) -> int:
    raise RuntimeError("a secret word")


@ON_SQLITE
def test_three_beats_are_made_up_once_each(house: House) -> None:
    beats = build_scheduler(house.office, seconds=2)
    beats.start(paused=True)

    jobs = {job.id: (job.coalesce, job.max_instances, job.misfire_grace_time) for job in beats.get_jobs()}
    beats.shutdown(wait=False)

    assert jobs == dict.fromkeys(("tick", "seal", "daily"), (True, 1, None))


@ON_SQLITE
def test_a_beat_that_fails_is_logged_by_its_kind_alone(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        beat(house.office, broken)

    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


@ON_SQLITE
def test_every_beat_does_its_own_work(house: House) -> None:
    clue_to_register(house)
    house.clock.move_to("2026-03-05T08:30")

    for job in build_scheduler(house.office, seconds=2)._pending_jobs:
        if job[0].id == "daily":
            job[0].func()

    assert {row.piece for row in rows(house, day_run)} >= {"ladder", "digest"}
