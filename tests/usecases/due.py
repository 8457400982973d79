"""Steps that become due: a clue to register, a reply that the person concerned owes; mornings of the office."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import Table

from tests.usecases.office import House
from tests.usecases.passages import approve, issue
from tests.usecases.robot import do, task_at
from webapp.domain.ids import TaskId
from webapp.domain.records import Message
from webapp.store import messages
from webapp.usecases.opening import start_case
from webapp.usecases.work import daily

ON_SQLITE = pytest.mark.parametrize("furnished", ["sqlite"], indirect=True)
"""For what is decided in Python alone: once is enough, and copying a PostgreSQL database takes its time."""
QUESTIONS = [{"text": f"请说明第{number}项情况的来龙去脉。"} for number in "一二三四五"]


def clue_to_register(house: House) -> TaskId:
    """Let the petition office's Ding take in a clue on Monday 2 March: to be registered by Wednesday 4 March."""
    house.run(start_case, "ding", process="m07_clue_disposal", start_event="intake", token=house.token())
    return task_at(house, "register_envelope")


def inquiry(house: House) -> TaskId:
    """Open an inquiry on Ma in the first room; its plan is due on Thursday 5 March and lies in the pool."""
    row = Message(
        id=uuid.uuid4().hex,
        name="inquiry_start",
        subject_id="ma",
        source_case_id=None,
        to="m08_talk_letter_inquiry",
        target_case_id=None,
        payload={},
        at=house.clock(),
    )
    with house.office.database.write() as tx:
        messages.post(tx, [row])
    house.drain()
    return task_at(house, "plan_inquiry")


def reply_owed(house: House) -> TaskId:
    """Bring an inquiry to the reply that Ma owes by Monday 23 March (15 working days after the receipt)."""
    inquiry(house)
    do(house, "li", "plan_inquiry", kind="letter", questions=QUESTIONS)
    approve(house, "approve_plan", "luo", "wang", "chen")
    issue(house, "hear/issue_inquiry", "li", to="ma")
    return task_at(house, "hear/reply")


def morning(house: House, day: str, clock: str = "08:30") -> int:
    """Turn the clock to a morning and let the day's work be done."""
    house.clock.move_to(f"{day}T{clock}")
    return daily(house.office)


def rows(house: House, table: Table) -> list[Any]:
    """Give all rows of a table (the tests' own look, past all visibility)."""
    with house.office.database.read() as tx:
        return list(tx.execute(table.select()).all())


def day(text: str) -> dt.date:
    """Read a day."""
    return dt.date.fromisoformat(text)
