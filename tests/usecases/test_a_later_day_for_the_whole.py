"""A later day may be asked for the limit of a whole matter, too: at any own step of it, decided by others."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import day, rows
from tests.usecases.invariants import every_header_knows_its_next_day
from tests.usecases.office import House
from tests.usecases.opinions import M09, ask
from tests.usecases.passages import case_of
from tests.usecases.robot import do
from tests.usecases.stand import Stand
from webapp.domain.errors import FourEyes
from webapp.domain.ids import TaskId
from webapp.store.tables import application, deadline, task
from webapp.usecases.applications import NoExtension, TooFar, apply_extension, decide
from webapp.usecases.task_pages import open_task

LIMIT, STEP = "opinion.reply", "ask_departments/by_petition/department_reply"
REASON = "一名人选的情况须向原单位调取"


def asked(house: House) -> None:
    ask(house, "ma")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which the organisation department has asked for an opinion on one person."""
    return stand.played(asked)


def step_of(house: House) -> TaskId:
    return TaskId(next(row.id for row in rows(house, task) if row.path.endswith(STEP)))


def due(house: House) -> dt.date:
    case_id = case_of(house, M09).id
    found = next(row.due_on for row in rows(house, deadline) if (row.case_id, row.key) == (case_id, LIMIT))
    assert isinstance(found, dt.date)
    return found


def later(house: House) -> dt.date:
    return due(house) + dt.timedelta(days=7)


def test_the_page_of_a_step_offers_the_limits_of_the_whole_matter(house: House) -> None:
    offered = dict(house.view(open_task, "ding", task_id=step_of(house)).to_extend)

    assert offered[LIMIT] == "廉政意见回复"


def test_it_is_asked_once_outlives_the_step_and_moves_the_matter(house: House) -> None:
    old, new, step = due(house), later(house), step_of(house)
    house.run(apply_extension, "ding", task_id=step, reason=REASON, limit=LIMIT, until=new)
    do(house, "ding", STEP, signed=True)
    waiting = due(house)

    house.run(decide, "chen", application_id=rows(house, application)[0].id, agree=True)

    assert (waiting, due(house)) == (old, new)
    every_header_knows_its_next_day(house)
    held = TaskId(next(row.id for row in rows(house, task) if row.path.endswith("by_case_mgmt/department_reply")))
    with pytest.raises(NoExtension):
        house.run(apply_extension, "han", task_id=held, reason=REASON, limit=LIMIT)


def test_whoever_holds_a_step_of_the_matter_gives_it_no_time(house: House) -> None:
    house.run(apply_extension, "ding", task_id=step_of(house), reason=REASON, limit=LIMIT)
    other = next(row.id for row in rows(house, task) if row.path.endswith("by_trial/department_reply"))
    with house.office.database.write() as tx:
        tx.execute(task.update().where(task.c.id == other).values(assignee_id="chen"))

    with pytest.raises(FourEyes):
        house.run(decide, "chen", application_id=rows(house, application)[0].id, agree=True)


def test_another_limit_and_too_late_a_day_are_refused(house: House) -> None:
    step = step_of(house)

    for limit in ("talk.annual", "report.assigned", "nothing"):
        with pytest.raises(NoExtension):
            house.run(apply_extension, "ding", task_id=step, reason=REASON, limit=limit)
    with pytest.raises(TooFar):
        house.run(apply_extension, "ding", task_id=step, reason=REASON, limit=LIMIT, until=day("2027-01-04"))
