"""A granted extension moves everything that rests on the limit: the step, the wait, the timer, the ladder, the case."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE, day, reply_owed, rows
from tests.usecases.office import House
from tests.usecases.robot import calendar_done, steps_of_stories
from webapp import engine
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.advance import Advance
from webapp.domain.errors import FourEyes
from webapp.domain.ids import CaseId
from webapp.store import case_reads, deadlines
from webapp.store.tables import application, audit, case, deadline, rung, subscription, task, timer
from webapp.usecases.act import Act, reads
from webapp.usecases.applications import NoExtension, apply_extension, decide
from webapp.usecases.desk import desk_of
from webapp.usecases.ladder import climb_all
from webapp.usecases.recounting import with_deadline
from webapp.usecases.work import tick

OLD, NEW = day("2026-03-23"), day("2026-04-14")
ARMED_OLD = dt.datetime(2026, 4, 7, 0, 30, tzinfo=dt.UTC)
ARMED_NEW = dt.datetime(2026, 4, 28, 0, 30, tzinfo=dt.UTC)


def armed(house: House) -> list[dt.datetime]:
    return [row.due_at for row in rows(house, timer) if row.gone_at is None]


def reply_due(house: House) -> dt.date:
    return next(row.due_on for row in rows(house, task) if row.element == "reply")  # type: ignore[no-any-return]


def granted(house: House) -> None:
    step = reply_owed(house)
    house.run(apply_extension, "ma", task_id=step, reason="住院治疗，材料尚在调取", until=NEW)
    house.run(decide, "luo", application_id=rows(house, application)[0].id, agree=True)


@ON_SQLITE
def test_a_limit_is_extended_once_and_never_again(house: House) -> None:
    granted(house)
    step = next(row.id for row in rows(house, task) if row.element == "reply")

    with pytest.raises(NoExtension):
        house.run(apply_extension, "ma", task_id=step, reason="材料仍未调齐", until=day("2026-04-20"))

    assert reply_due(house) == NEW
    assert [(one.kind, one.status) for one in rows(house, application)] == [("extension", "granted")]


@ON_SQLITE
def test_whoever_holds_the_step_does_not_decide_on_its_time_whoever_asked(house: House) -> None:
    step = reply_owed(house)
    house.run(apply_extension, "ma", task_id=step, reason="住院治疗，材料尚在调取", until=NEW)
    with house.office.database.write() as tx:
        tx.execute(task.update().where(task.c.id == step).values(assignee_id="luo"))

    with pytest.raises(FourEyes):
        house.run(decide, "luo", application_id=rows(house, application)[0].id, agree=True)


@ON_SQLITE
def test_the_old_day_holds_until_somebody_decides(house: House) -> None:
    step = reply_owed(house)

    house.run(apply_extension, "ma", task_id=step, reason="住院治疗，材料尚在调取", until=NEW)

    assert reply_due(house) == OLD
    assert armed(house) == [ARMED_OLD]


def test_row_step_timer_and_case_have_the_new_day(house: House) -> None:
    granted(house)

    row = next(one for one in rows(house, deadline) if one.key == "letter.reply")
    assert (row.due_on, row.first_due_on, row.extended) == (NEW, OLD, 1)
    assert reply_due(house) == NEW
    assert armed(house) == [ARMED_NEW]
    assert rows(house, case)[0].next_due_on == NEW


@ON_SQLITE
def test_the_timer_fires_on_the_new_day_and_not_on_the_old_one(house: House) -> None:
    granted(house)
    house.clock.at = ARMED_OLD - dt.timedelta(hours=1)
    calendar_done(house)

    house.clock.at = ARMED_OLD + dt.timedelta(hours=1)
    early = tick(house.office)
    house.clock.at = ARMED_NEW
    tick(house.office)

    assert early == 0
    assert steps_of_stories(house) == ["hear/ask_in_person"]
    assert sum(row.act == "timer.fired" for row in rows(house, audit)) == 1


@ON_SQLITE
def test_the_ladder_counts_from_the_new_day(house: House) -> None:
    granted(house)

    house.clock.move_to("2026-04-03T08:30")
    climb_all(house.office)

    assert {row.due_on for row in rows(house, rung)} == {NEW}
    assert {row.rung for row in rows(house, rung)} == {"before"}


def test_a_wait_that_names_the_limit_moves_with_it(house: House) -> None:
    reply_owed(house)
    found = rows(house, case)[0]
    with house.office.database.write() as tx:
        values = {"task_id": "wait", "case_id": found.id, "message": "word", "path": "word", "process": found.process}
        more = {"element": "word", "name": "答复", "deadline": "letter.reply", "due_on": OLD}
        tx.execute(subscription.insert().values(values | more))
        deadlines.change_due(tx, found.id, key="letter.reply", due_on=NEW)

    assert next(row.due_on for row in rows(house, subscription) if row.task_id == "wait") == NEW


@ON_SQLITE
def test_the_engine_computes_anew_what_rests_on_the_limit_and_nothing_else(house: House) -> None:
    step = reply_owed(house)

    fresh = house.office.view(rearmed, SYSTEM, case_id=rows(house, case)[0].id)

    assert [(one.task_id, one.due_on) for one in fresh.opened] == [(step, NEW)]
    assert [one.due_at for one in fresh.timers] == [ARMED_NEW]


@reads(Permission.SYSTEM)
def rearmed(act: Act, *, case_id: CaseId) -> Advance:
    """Compute what an extension would move."""
    desk = desk_of(act, case_reads.opened(act.tx, case_id))
    world = with_deadline(desk.world, "letter.reply", NEW)
    return engine.rearm(desk.definition, desk.case.state, "letter.reply", world)
