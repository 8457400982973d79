"""A first start that is killed between its acts: the next one makes up for what is missing."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from tests.faults.armed import KILLED
from tests.faults.struck import forked
from tests.usecases.office import PROCESSES
from webapp.cli.opening import ready_office
from webapp.domain.actor import SYSTEM
from webapp.engine import processes_in
from webapp.settings import Settings
from webapp.store import calendar
from webapp.store.db import Database
from webapp.store.points import Point
from webapp.usecases.publishing import in_force

SOME_IN_FORCE = 6
"""Commits until a schema, a note, the holidays and a few of the diagrams are there."""


def test_a_first_start_killed_among_its_diagrams_is_made_up_for_by_the_next_one(tmp_path: Path) -> None:
    key = tmp_path / "office.key"
    key.write_text(base64.b64encode(b"k" * 32).decode())
    settings = Settings(database=f"sqlite:///{tmp_path / 'office.db'}", key_file=str(key), secret="s" * 40)

    def die() -> None:
        commits = iter(range(1, SOME_IN_FORCE + 1))

        def told(moment: str) -> None:
            if moment == Point.COMMITTED and next(commits) == SOME_IN_FORCE:
                os._exit(KILLED)

        Database.witness_of_all = told
        ready_office(settings)

    assert forked(die, tmp_path / "said.txt").wait() == KILLED
    office = ready_office(settings)

    assert set(office.view(in_force, SYSTEM)) == set(processes_in(PROCESSES))
    with office.database.read() as tx:
        assert calendar.load(tx).years
    office.database.close()
