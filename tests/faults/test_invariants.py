"""The invariants bite: whatever is broken by hand, one of them says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import FROZEN
from tests.hand import take_guards_away
from tests.usecases.conftest import Furnished, copy_of, played
from tests.usecases.due import ON_SQLITE
from tests.usecases.invariants import Acknowledged, every_chain_is_whole, everything_holds, no_gate_is_passed
from tests.usecases.office import House
from tests.usecases.passages import ALL_TRUE, ONE_FALSE, to_reply
from tests.usecases.robot import do
from webapp.store.db import Tx
from webapp.store.tables import activity, audit, case, number_issued, submission, subscription, task

pytestmark = ON_SQLITE
M08 = "m08_talk_letter_inquiry"


def to_verification(house: House) -> None:
    """Let one officer find an answer untruthful: the gate leads to verification."""
    to_reply(house)
    do(house, "zhou", "review_reply_b", checks=ONE_FALSE)
    do(house, "wu", "review_reply_a", checks=ALL_TRUE)


@pytest.fixture(scope="module")
def verified(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """Play the inquiry to its gate once, for every test of this file."""
    with played(furnished, tmp_path_factory.mktemp("verified"), FROZEN, to_verification, stage="verified") as one:
        yield one


@pytest.fixture
def house(verified: Furnished, tmp_path: Path, now: datetime) -> Iterator[House]:
    """Give an office of this test's own in which a case has gone through the gate."""
    with copy_of(verified, tmp_path, now) as opened:
        yield opened


def again(tx: Tx) -> None:
    row = tx.execute(submission.select().where(submission.c.final)).mappings().first()
    assert row is not None
    tx.execute(submission.insert(), {**row, "id": "again", "form_token": None})


def number_passed_over(tx: Tx) -> None:
    tx.execute(number_issued.update().values(value=number_issued.c.value + 1))


def gone_wait(tx: Tx) -> None:
    tx.execute(subscription.update().values(gone_at=subscription.c.opened_at))


def closed_step(tx: Tx) -> None:
    tx.execute(task.update().where(task.c.is_open).values(is_open=False, closed_at=task.c.opened_at))


def half_closed_step(tx: Tx) -> None:
    tx.execute(task.update().where(task.c.is_open).values(is_open=False))


def taken_back_unsaid(tx: Tx) -> None:
    named = {"is_open": True, "completed": False, "closed_at": None, "completed_by": None}
    tx.execute(task.update().where(task.c.element == "review_reply_b").values(named))


def entry_gone(tx: Tx) -> None:
    tx.execute(audit.delete().where(audit.c.act == "message.received"))


def not_held(tx: Tx) -> None:
    tx.execute(case.update().where(case.c.process == M08).values(bound=[]))


def other_flow(tx: Tx) -> None:
    marked = activity.c.element == "truthful__verify_begins"
    untold = activity.update().execution_options(binds=False)
    tx.execute(untold.where(marked).values(element="truthful__dispose"))


def left_out(tx: Tx) -> None:
    tx.execute(case.update().where(case.c.process == M08).values(status="closed"))


def no_day(tx: Tx) -> None:
    tx.execute(case.update().values(next_due_on=None))


def test_an_office_that_nobody_has_broken_has_no_fault(house: House) -> None:
    everything_holds(house)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (again, "has 2 forms"),
        (number_passed_over, "has holes"),
        (gone_wait, "waits: the state has"),
        (closed_step, "steps: the state has"),
        (half_closed_step, "open False, completed False"),
        (taken_back_unsaid, "rows have"),
        (entry_gone, "缺少第"),
        (not_held, "the state by"),
        (left_out, "closed with the state at"),
        (no_day, "is not"),
    ],
)
def test_what_is_broken_by_hand_is_said(house: House, broken: Callable[[Tx], None], said: str) -> None:
    take_guards_away(house.office.database)
    with house.office.database.write() as tx:
        broken(tx)

    with pytest.raises(AssertionError, match=said):
        everything_holds(house)


def test_another_way_at_a_gate_than_the_data_say_is_said_by_the_gates_and_by_the_record(house: House) -> None:
    with house.office.database.write() as tx:
        other_flow(tx)

    with pytest.raises(AssertionError, match="by truthful__dispose"):
        no_gate_is_passed(house)
    with pytest.raises(AssertionError, match="activity"):
        every_chain_is_whole(house)


def test_an_acknowledged_act_that_is_not_there_is_said(house: House) -> None:
    with house.office.database.read() as tx:
        done = tx.execute(task.select().where(task.c.element == "review_reply_a")).one()
    lost = Acknowledged(task_id=done.id, token="never kept", who="wu")

    with pytest.raises(AssertionError, match="the form is gone"):
        everything_holds(house, [lost])
