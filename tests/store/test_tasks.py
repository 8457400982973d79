"""Claiming, releasing, handing over: one owner at a time, whoever asks at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading

import pytest

from tests.store.builders import (
    HEAD,
    NOW,
    TODAY,
    a_submission,
    completed,
    entry,
    furnished,
    grant,
    open_case,
    viewer,
)  # fmt: skip
from webapp.domain.advance import Advance, Assign, AssignRule, ClosedTask
from webapp.domain.errors import NotFound, NotOpen, Overtaken
from webapp.domain.ids import OFFICE_ROOM, PersonId
from webapp.domain.records import CaseChange, Secrecy, Task
from webapp.domain.roster import Need
from webapp.store import candidates, case_reads, cases, submissions, tasks
from webapp.store.db import Database, retrying

LI, ZHAO = PersonId("li"), PersonId("zhao")


def test_a_pool_task_claimed_by_four_at_once_has_one_owner(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        _, rows = open_case(tx, deployment, *[{} for _ in range(10)])
    won: list[tuple[str, str]] = []
    start = threading.Barrier(4)

    def claim_all(name: str) -> None:
        start.wait()
        for row in rows:
            try:
                retrying(lambda task_id=row.id: claim(database, task_id, name))
            except Overtaken:
                continue
            won.append((row.id, name))

    workers = [threading.Thread(target=claim_all, args=(name,)) for name in ("li", "zhao", "wang", "chen")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(task_id for task_id, _ in won) == sorted(row.id for row in rows)
    with database.read() as tx:
        assert {(row.id, row.assignee_id) for row in tasks.of_case(tx, rows[0].case_id)} == set(won)


def claim(database: Database, task_id: str, name: str) -> None:
    with database.write() as tx:
        tasks.claim(tx, task_id, person_id=PersonId(name), now=NOW)


def test_who_comes_too_late_is_told_who_holds_the_task(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        _, (task,) = open_case(tx, deployment)
        tasks.claim(tx, task.id, person_id=LI, now=NOW)

    with database.write() as tx, pytest.raises(Overtaken) as late:
        tasks.claim(tx, task.id, person_id=ZHAO, now=NOW)
    assert late.value.facts == {"holder": "li"}
    with database.write() as tx, pytest.raises(Overtaken):
        tasks.release(tx, task.id, person_id=ZHAO)
    with database.write() as tx, pytest.raises(NotFound):
        tasks.claim(tx, "f" * 32, person_id=ZHAO, now=NOW)


def test_a_task_goes_back_to_its_pool_and_to_another(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment)
        tasks.claim(tx, task.id, person_id=LI, now=NOW)
        tasks.mark_seen(tx, task.id, now=NOW)
        tasks.release(tx, task.id, person_id=LI)
        tasks.reassign(tx, task.id, holder=None, to=ZHAO)
        tasks.follow_up(tx, task.id, on=TODAY)
        tasks.mark_returned(tx, task.id)

    with database.read() as tx:
        (kept,) = tasks.of_case(tx, case.id)
    assert (kept.assignee_id, kept.seen_at, kept.follow_up_on, kept.returned) == ("zhao", None, TODAY, True)


def test_a_closed_task_cannot_be_claimed(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        _, (task,) = open_case(tx, deployment, {"is_open": False, "completed_by": LI, "closed_at": NOW})

    with database.write() as tx, pytest.raises(NotOpen) as closed:
        tasks.claim(tx, task.id, person_id=ZHAO, now=NOW)
    assert closed.value.facts == {"by": "li", "at": NOW}


def test_rules_and_the_item_of_a_task_come_back_as_they_were(database: Database) -> None:
    deployment = furnished(database)
    rules = (AssignRule(kind=Assign.NOT_SAME_AS, target="review_a"), AssignRule(kind=Assign.SUBJECT))
    item = {"question": "说明一", "on": dt.date(2026, 3, 1)}
    with database.write() as tx:
        case, _ = open_case(tx, deployment, {"rules": rules, "item": item, "path": "answer[0]"})

    with database.read() as tx:
        (kept,) = tasks.of_case(tx, case.id)
    assert (kept.rules, kept.item, kept.path) == (rules, item, "answer[0]")


def test_a_lock_brings_all_that_deciding_needs(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        grant(tx, "li")
        done = {"path": "plan", "is_open": False, "completed_by": ZHAO, "closed_at": NOW}
        later = {"path": "plan", "is_open": False, "completed_by": "wang", "closed_at": NOW + dt.timedelta(hours=1)}
        case, (_, _, task) = open_case(tx, deployment, later, done, {})
        draft = submissions.save_draft(tx, a_submission(task, "li", version=0, final=False, id=""))
        tasks.bar(tx, [(task.id, LI)])

    with database.write() as tx:
        hold = cases.lock_to_act(tx, task.id, viewer=viewer("li"), token=draft.form_token)
        before = tx.statements
        again = dataclasses.replace(hold.case)
    assert before == 1
    assert (hold.standing.granted, hold.standing.barred, hold.standing.declared) == (True, True, False)
    assert [(one.path, one.completed_by, one.is_open) for one in hold.steps] == [
        ("plan", "zhao", False),
        ("plan", "wang", False),
        (task.path, None, True),
    ]
    assert (hold.draft_id, hold.draft_version, hold.submitted) == (draft.id, 1, False)
    assert again.id == case.id
    with database.read() as tx:
        assert tasks.participants(tx, case.id) == {"zhao", "wang"}
        assert tasks.last_completed_by(tx, case.id, paths=["plan"]) == {"plan": "wang"}


def complete(database: Database, task: Task, who: PersonId, *, hour: int) -> None:
    """Complete a step as the use case does."""
    with database.write() as tx:
        hold = cases.lock_to_act(tx, task.id, viewer=viewer(who))
        advance = Advance(state=b"s", closed=(ClosedTask(task_id=task.id, completed=True),))
        at = NOW + dt.timedelta(hours=hour)
        done = completed(hold.task, who, closed_at=at)
        change = CaseChange(case=hold.case, advance=advance, tasks=(), now=at)
        cases.apply(tx, change, entry=entry(hold.case.id), done=done, submission=a_submission(task, who, at=at))


def test_of_a_step_that_comes_again_and_again_the_last_of_each_person_is_read(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, rounds = open_case(tx, deployment, *[{"path": "plan", "element": "plan"} for _ in range(4)])
    for hour, (task, who) in enumerate(zip(rounds, (LI, ZHAO, LI, LI), strict=True)):
        complete(database, task, who, hour=hour)

    with database.write() as tx:
        before = tasks.steps(tx, case.id)
        newest = submissions.latest(tx, case.id, elements=["plan"])
        case_reads.reopen(tx, rounds[3].id, holder=LI)
    with database.read() as tx:
        taken_back = tasks.steps(tx, case.id)
        whole = tasks.of_case(tx, case.id)
    assert [(one.id, one.completed_by) for one in before] == [(rounds[1].id, ZHAO), (rounds[3].id, LI)]
    assert newest["plan"].task_id == rounds[3].id
    assert [one.id for one in taken_back] == [rounds[1].id, rounds[2].id, rounds[3].id]
    assert len(whole) == len(rounds)


def test_candidates_hold_the_duty_reach_the_level_and_are_not_the_subject(database: Database) -> None:
    furnished(database)
    with database.write() as tx:
        grant(tx, "li")
        grant(tx, "zhao", max_level="other")
        grant(tx, "wang", room_id=OFFICE_ROOM)
        grant(tx, HEAD)
    need = Need(role="supervise", room_id="room1", level="head", secrecy=Secrecy.INTERNAL)

    with database.read() as tx:
        able = candidates.for_needs(tx, [need], on=TODAY, subject_id=HEAD)
        nobody = candidates.for_needs(tx, [dataclasses.replace(need, role="trial")], on=TODAY)
    assert able == {need: {"li"}}
    assert list(nobody.values()) == [frozenset()]
