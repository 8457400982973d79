"""Named points are heard by fault tests alone: nothing of the office listens there, whatever the environment says."""

from __future__ import annotations

import pytest

from tests.faults.armed import FAULT_AT
from tests.rules.tree import modules, report
from tests.usecases.due import ON_SQLITE, clue_to_register
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.passages import today
from tests.usecases.robot import do
from webapp.store.db import Database

OF_TESTS = ("FAULT_", "os._exit", "witness_of_all =")


def test_no_module_of_the_office_listens_at_a_point_or_ends_a_process():
    found = [f"{one.name}: {word}" for one in modules() for word in OF_TESTS if word in one.text]

    assert not found, report(found, do="Only tests listen at named points: SECURITY.md says so.")
    assert Database.witness_of_all is None


@ON_SQLITE
def test_an_office_does_not_heed_the_variable_of_the_fault_tests(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FAULT_AT, "1")
    clue_to_register(house)

    persons = [{"management_level": "own", "subject": "ma"}]
    done = do(house, "ding", "register_envelope", channel="letter", received_on=today(house), persons=persons)

    assert done.sentence == "已提交"
    everything_holds(house)
