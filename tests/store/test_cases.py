"""An act is written whole, in at most twelve statements, or not at all."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from tests.store.builders import (
    HEAD,
    NOW,
    OTHER_ROOM,
    a_case,
    a_submission,
    completed,
    entry,
    full_advance,
    furnished,
    grant,
    open_case,
    viewer,
)
from webapp.domain.advance import Advance, ClosedTask, DeadlineStarted
from webapp.domain.errors import AlreadySubmitted, AlreadyThere, NotFound, StaleRevision
from webapp.domain.records import CaseChange, CaseStatus, Message
from webapp.store import cases, deadlines, messages, submissions, tasks, timers
from webapp.store.db import Database
from webapp.store.vault import Tampered


def test_a_completion_with_all_that_may_happen_takes_eleven_statements(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        grant(tx, "li")
        case, (task,) = open_case(tx, deployment)
    seen: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))

    with database.write() as tx:
        hold = cases.lock_to_act(tx, task.id, viewer=viewer("li"), token="t1")
        opened = dataclasses.replace(task, id="b" * 32, path="approve", element="approve")
        advance = dataclasses.replace(
            full_advance(case, task),
            deadlines=(DeadlineStarted(key="letter.reply", base_on=NOW.date(), due_on=dt.date(2026, 3, 23)),),
        )
        change = CaseChange(case=hold.case, advance=advance, tasks=(opened,), not_actors=((opened.id, "li"),), now=NOW)
        done = completed(task, "li", outcome="agree")
        messages.post(tx, [a_message(case.id)])
        cases.apply(tx, change, entry=entry(case.id), done=done, submission=a_submission(task, "li"))
        counted = tx.statements

    begins = [sql for sql in seen if not sql.startswith("BEGIN")]
    assert counted == 11
    assert len(begins) == 11


def a_message(case_id: str) -> Message:
    return Message(
        id="m1", name="verify_start", subject_id=HEAD, source_case_id=case_id, to="m10", target_case_id=None,
        payload={"questions": 3}, at=NOW,
    )  # fmt: skip


def test_an_act_leaves_everything_where_it_belongs(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment)
    advance = full_advance(case, task)

    with database.write() as tx:
        locked, held = cases.lock_for_task(tx, task.id)
        change = CaseChange(case=locked, advance=advance, tasks=(), now=NOW)
        given = a_submission(task, "li", state_before=locked.state)
        after = cases.apply(tx, change, entry=entry(case.id), done=completed(held, "li"), submission=given)

    with database.write() as tx:
        now_locked = cases.lock(tx, case.id)
        (kept,) = tasks.of_case(tx, case.id)
        answers = submissions.of_case(tx, case.id)
        (wait,) = messages.waits_of(tx, case.id)
        (armed,) = timers.of_case(tx, case.id)
    assert locked.state == b"state 0"
    assert now_locked == after
    assert (after.rev, after.state, after.bound, after.waiting_at) == (1, b"state 1", ("8.4",), ("wait_reply",))
    assert now_locked.next_due_on == dt.date(2026, 3, 20)
    assert (kept.is_open, kept.completed_by, kept.closed_at) == (False, "li", NOW)
    assert answers == (given,)
    assert (wait.message, wait.correlate) == ("number_returned", HEAD)
    assert armed.due_at == NOW + dt.timedelta(days=3)


def test_the_same_key_opens_one_case_only(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        open_case(tx, deployment, key="m08:yearly:2026:head_a")

    with pytest.raises(AlreadyThere), database.write() as tx:
        open_case(tx, deployment, key="m08:yearly:2026:head_a")

    with database.read() as tx:
        assert tx.execute(sa.text('SELECT count(*) FROM "case"')).scalar_one() == 1
        assert tx.execute(sa.text("SELECT count(*) FROM data_key")).scalar_one() == 2


def test_an_act_on_an_old_revision_changes_nothing(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment)
    change = CaseChange(case=case, advance=Advance(state=b"x"), tasks=(), now=NOW)
    with database.write() as tx:
        cases.apply(tx, change, entry=entry(case.id))

    with pytest.raises(StaleRevision), database.write() as tx:
        cases.apply(tx, change, entry=entry(case.id), submission=a_submission(task, "li"))

    with database.read() as tx:
        assert submissions.of_case(tx, case.id) == ()
        assert cases.header(tx, case.id).rev == 1


def test_a_task_is_completed_once(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment)
    advance = Advance(state=b"x", closed=(ClosedTask(task_id=task.id, completed=True),))
    with database.write() as tx:
        locked = cases.lock(tx, case.id)
        change = CaseChange(case=locked, advance=advance, tasks=(), now=NOW)
        after = cases.apply(tx, change, entry=entry(case.id), done=completed(task, "li"))

    again = dataclasses.replace(change, case=after)
    with pytest.raises(StaleRevision), database.write() as tx:
        cases.apply(tx, again, entry=entry(case.id), done=completed(task, "zhao"))


def test_a_form_token_counts_once(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment)
        submissions.put(tx, a_submission(task, "li", form_token="t1"))

    again = a_submission(task, "li", form_token="t1")
    with pytest.raises(AlreadySubmitted) as refused, database.write() as tx:
        submissions.put(tx, again)

    assert refused.value.facts == {"task": task.id, "case": case.id}
    with database.read() as tx:
        assert submissions.by_token(tx, "t1") == (task.id, case.id)


def test_a_case_that_ends_says_when_and_where(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment)
    advance = Advance(state=b"", closed=(ClosedTask(task_id=task.id, completed=True),), finished="accepted")

    with database.write() as tx:
        locked = cases.lock(tx, case.id)
        change = CaseChange(case=locked, advance=advance, tasks=(), status=CaseStatus.CLOSED, now=NOW)
        cases.apply(tx, change, entry=entry(case.id), done=completed(task, "li"))

    with database.read() as tx:
        ended = cases.header(tx, case.id)
    assert (ended.status, ended.closed_at, ended.ended_at_element) == (CaseStatus.CLOSED, NOW, "accepted")
    assert ended.next_due_on is None


def test_open_tasks_follow_a_case_to_another_room(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, _ = open_case(tx, deployment, {}, {"room_id": "office", "role": "secretary"})

    with database.write() as tx:
        locked = cases.lock(tx, case.id)
        moved = dataclasses.replace(locked, room_id=OTHER_ROOM, subject_id="head_b", number="云核〔2026〕1号")
        cases.move(tx, moved, entry=entry(case.id, "case.moved"))

    with database.read() as tx:
        found = tasks.open_tasks(tx, case.id)
        assert cases.header(tx, case.id).number == "云核〔2026〕1号"
    assert {task.room_id for task in found} == {OTHER_ROOM, "office"}
    assert {task.subject_id for task in found} == {"head_b"}


def test_of_a_limit_that_one_act_starts_round_after_round_the_last_is_kept(database: Database) -> None:
    deployment = furnished(database)
    days = (dt.date(2026, 3, 23), dt.date(2026, 6, 23))
    started = [DeadlineStarted(key="letter.reply", base_on=NOW.date(), due_on=day, provisional=False) for day in days]

    with database.write() as tx:
        case, (task,) = open_case(tx, deployment)
        advance = dataclasses.replace(full_advance(case, task), closed=(), deadlines=tuple(started))
        change = CaseChange(case=cases.lock(tx, case.id), advance=advance, tasks=(), now=NOW)
        cases.apply(tx, change, entry=entry(case.id))

    with database.read() as tx:
        assert [one.due_on for one in deadlines.of_case(tx, case.id)] == [days[-1]]


def test_an_extension_moves_all_that_rests_on_the_limit(database: Database) -> None:
    deployment = furnished(database)
    started = DeadlineStarted(key="letter.reply", base_on=NOW.date(), due_on=dt.date(2026, 3, 23), provisional=True)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment, {"deadline": "letter.reply", "due_on": dt.date(2026, 3, 23)})
        locked = cases.lock(tx, case.id)
        advance = dataclasses.replace(full_advance(case, task), closed=(), deadlines=(started,))
        change = CaseChange(case=locked, advance=advance, tasks=(), now=NOW)
        cases.apply(tx, change, entry=entry(case.id))
    new_day, new_instant = dt.date(2026, 3, 30), NOW + dt.timedelta(days=20)

    with database.write() as tx:
        locked = cases.lock(tx, case.id)
        (armed,) = advance.timers
        later = dataclasses.replace(armed, due_at=new_instant, due_on=new_day)
        deadlines.change_due(tx, case.id, key="letter.reply", due_on=new_day, timers=[later])
        cases.move(tx, locked, entry=entry(case.id, "deadline.extended"))

    with database.read() as tx:
        (row,) = deadlines.of_case(tx, case.id)
        assert tasks.of_case(tx, case.id)[0].due_on == new_day
        assert [(one.due_at, one.due_on) for one in timers.of_case(tx, case.id)] == [(new_instant, new_day)]
    assert (row.due_on, row.first_due_on, row.extended) == (new_day, dt.date(2026, 3, 23), 1)


def test_a_state_put_back_from_an_earlier_revision_does_not_open(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, _ = open_case(tx, deployment)
        old = tx.execute(sa.text('SELECT state FROM "case"')).scalar_one()
    with database.write() as tx:
        change = CaseChange(case=cases.lock(tx, case.id), advance=Advance(state=b"x"), tasks=(), now=NOW)
        cases.apply(tx, change, entry=entry(case.id))
    with database.write() as tx:
        tx.execute(sa.text('UPDATE "case" SET state = :old'), {"old": old})

    with database.write() as tx, pytest.raises(Tampered):
        cases.lock(tx, case.id)


def test_a_case_that_is_not_there_is_not_found(database: Database) -> None:
    nobody = a_case("none").id

    with database.read() as tx, pytest.raises(NotFound):
        cases.header(tx, nobody)
