"""Who sees which case and task: by grant, by taking part, by break-glass; never where recused, never one's own case."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests.store.builders import (
    HEAD,
    NOW,
    OTHER_ROOM,
    TODAY,
    completed,
    entry,
    furnished,
    grant,
    new_id,
    open_case,
    viewer,
)
from webapp.domain.advance import Advance, ClosedTask
from webapp.domain.errors import NotFound
from webapp.domain.ids import OFFICE_ROOM, CaseId, PersonId
from webapp.domain.records import Case, CaseChange, Secrecy, Task
from webapp.domain.roster import Absence, Recusal
from webapp.domain.sights import CaseFilter, Tab, TaskFilter, WaitKind
from webapp.store import absences, candidates, case_lists, cases, glass, inbox, monitoring, recusals, tasks
from webapp.store.db import Database, Tx
from webapp.store.tables import case as case_table
from webapp.store.tables import task as task_table
from webapp.store.visibility import PASSING

Given = Callable[[Tx, Case, Task], Any]
HOUR = dt.timedelta(hours=1)


def recuse(tx: Tx, person: str, *, recused: bool = True, **whom: Any) -> None:
    recusals.declare(tx, Recusal(id=new_id(), person_id=PersonId(person), recused=recused, at=NOW, **whom))


def nothing(tx: Tx, case: Case, task: Task) -> None:
    """No right at all."""


def reads(**more: Any) -> Given:
    return lambda tx, _case, _task: grant(tx, "li", "room_head", reads_cases=True, **more)


def takes_part(tx: Tx, case: Case, task: Task) -> None:
    cases.participate(tx, case.id, person_id="li", capacity="copy", at=NOW)


def holds_the_task(tx: Tx, case: Case, task: Task) -> None:
    tasks.claim(tx, task.id, person_id=PersonId("li"), now=NOW)


def opened_it(tx: Tx, case: Case, task: Task) -> None:
    cases.participate(tx, case.id, person_id="li", capacity="initiator", at=NOW)


def holding(given: Given, role: str, who: str = "li", **more: Any) -> Given:
    def both(tx: Tx, case: Case, task: Task) -> None:
        grant(tx, who, role, room_id=OFFICE_ROOM, **more)
        given(tx, case, task)

    return both


def in_the_hands_of(given: Given, role: str) -> Given:
    def of_that_role(tx: Tx, case: Case, task: Task) -> None:
        tx.execute(sa.update(task_table).where(task_table.c.id == task.id).values(role=role))
        given(tx, case, task)

    return of_that_role


def held_and_did_a_task(tx: Tx, case: Case, task: Task) -> None:
    holds_the_task(tx, case, task)
    did_a_task(tx, case, task)


def did_a_task(tx: Tx, case: Case, task: Task, by: str = "li") -> None:
    locked, held = cases.lock_for_task(tx, task.id)
    advance = Advance(state=b"x", closed=(ClosedTask(task_id=task.id, completed=True),))
    change = CaseChange(case=locked, advance=advance, tasks=(), now=NOW)
    cases.apply(tx, change, entry=entry(case.id), done=completed(held, by))


def held_a_task_that_another_did(tx: Tx, case: Case, task: Task) -> None:
    holds_the_task(tx, case, task)
    did_a_task(tx, case, task, by="zhao")


def of_another(tx: Tx, case: Case, task: Task) -> None:
    """Whatever opens a case, but to somebody else."""
    grant(tx, "wang", "room_head", reads_cases=True)
    cases.participate(tx, case.id, person_id="wang", capacity="copy", at=NOW)
    glass.break_glass(tx, case.id, person_id=PersonId("wang"), reason="领导要求查阅", now=NOW, until=NOW + HOUR)
    tasks.claim(tx, task.id, person_id=PersonId("wang"), now=NOW)
    did_a_task(tx, case, task, by="wang")


def breaks_glass(until: dt.timedelta) -> Given:
    return lambda tx, case, _task: glass.break_glass(
        tx, case.id, person_id=PersonId("li"), reason="领导要求查阅", now=NOW, until=NOW + until
    )


def confined(given: Given) -> Given:
    def both(tx: Tx, case: Case, task: Task) -> None:
        tx.execute(sa.update(case_table).where(case_table.c.id == case.id).values(confined=True))
        given(tx, case, task)

    return both


def and_recused(given: Given, **whom: Any) -> Given:
    def both(tx: Tx, case: Case, task: Task) -> None:
        given(tx, case, task)
        recuse(tx, "li", **(whom if "subject_id" in whom else {"case_id": case.id, **whom}))

    return both


RIGHTS: dict[str, tuple[Given, bool]] = {
    "nobody without a right": (nothing, False),
    "nobody by what opens it to another": (of_another, False),
    "a reader of the room": (reads(), True),
    "a reader of the whole house": (reads(room_id=OFFICE_ROOM), True),
    "a reader of another room": (reads(room_id=OTHER_ROOM), False),
    "a reader of this measure": (reads(measure="m08"), True),
    "a reader of another measure": (reads(measure="m07"), False),
    "a reader of lower levels only": (reads(max_level="other"), False),
    "a reader of less secret matters only": (reads(max_secrecy=Secrecy.PUBLIC), False),
    "a reader as far as its secrecy": (reads(max_secrecy=Secrecy.INTERNAL), True),
    "a reader from today on": (reads(from_on=TODAY), True),
    "a reader from tomorrow on": (reads(from_on=TODAY + dt.timedelta(days=1)), False),
    "a reader until today": (reads(until_on=TODAY), True),
    "a reader until yesterday": (reads(until_on=TODAY - dt.timedelta(days=1)), False),
    "a holder of a duty that reads no cases": (lambda tx, _case, _task: grant(tx, "li"), False),
    "whoever got a copy": (takes_part, True),
    "whoever holds a task": (holds_the_task, True),
    "whoever did a task": (did_a_task, True),
    "whoever held a task that another did": (held_a_task_that_another_did, True),
    "whoever opened it": (opened_it, True),
    "whoever registered it and passes it on": (holding(opened_it, "petition"), False),
    "whoever registered it and passes nothing on any more": (
        holding(opened_it, "petition", until_on=TODAY - dt.timedelta(days=1)),
        True,
    ),
    "whoever registered it where another passes things on": (holding(opened_it, "petition", "wang"), True),
    "whoever passes things on and got a copy": (holding(takes_part, "office"), True),
    **{f"{role} with an open task": (in_the_hands_of(holds_the_task, role), True) for role in PASSING},
    **{f"{role} after the own task": (in_the_hands_of(held_and_did_a_task, role), False) for role in PASSING},
    "whoever broke the glass": (breaks_glass(HOUR), True),
    "whoever broke the glass too long ago": (breaks_glass(-HOUR), False),
    "whoever broke the glass until now": (breaks_glass(dt.timedelta()), False),
    "a reader of the room of what is confined": (confined(reads()), False),
    "whoever did a task of what is confined": (confined(did_a_task), True),
    "a reader who declared of the person that nothing stands against it": (
        and_recused(reads(), subject_id=HEAD, recused=False),
        True,
    ),
    "a reader who was to be recused from the case and is not": (and_recused(reads(), recused=False), True),
    "a reader who is recused from the person": (and_recused(reads(), subject_id=HEAD), False),
    "a reader who is recused from the case": (and_recused(reads()), False),
    "a doer who is recused": (and_recused(did_a_task), False),
    "a glass breaker who is recused": (and_recused(breaks_glass(HOUR)), False),
}


@pytest.mark.parametrize("who", RIGHTS)
def test_a_case_is_seen_the_same_whatever_the_way_in(database: Database, who: str) -> None:
    given, seen = RIGHTS[who]
    deployment = furnished(database)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment, level="head")
        given(tx, case, task)

    with database.read() as tx:
        me = viewer("li")
        ways = {
            "read": found(lambda: cases.read(tx, case.id, viewer=me)),
            "sees": cases.sees(tx, case.id, viewer=me),
            "history": found(lambda: cases.history(tx, case.id, viewer=me)),
            "list": case.id in {row.id for row in case_lists.page(tx, me, asked=CaseFilter()).rows},
            "count": case_lists.count(tx, me, asked=CaseFilter()) == 1,
            "facet": case_lists.count_by(tx, me, "measure", asked=CaseFilter()) == {"m08": 1},
            "list of all": case.id in {row.id for row in case_lists.page(tx, me, asked=CaseFilter(status=None)).rows},
        }
        by_right = cases.by_right(tx, case.id, viewer=me)
    assert ways == dict.fromkeys(ways, seen)
    assert by_right is (seen and "broke the glass" not in who)


def found(look: Callable[[], object]) -> bool:
    try:
        look()
    except NotFound:
        return False
    return True


def test_the_person_concerned_never_sees_the_own_case(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, _ = open_case(tx, deployment, {"assignee_id": HEAD, "role": "subject"}, initiator_id=HEAD)
        own, _ = open_case(tx, deployment, subject_id="li")
        grant(tx, "li", "room_head", reads_cases=True)

    with database.read() as tx:
        assert not cases.sees(tx, case.id, viewer=viewer(HEAD))
        assert not cases.sees(tx, own.id, viewer=viewer("li"))
        assert cases.sees(tx, case.id, viewer=viewer("li"))
        assert case_lists.count(tx, viewer("li"), asked=CaseFilter()) == 1


def test_a_head_who_answered_a_letter_sees_the_task_and_not_the_case(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, (task, done) = open_case(tx, deployment, *[{"assignee_id": "head_b", "role": "unit"}] * 2)
        cases.participate(tx, case.id, person_id="head_b", capacity="copy", at=NOW)
        did_a_task(tx, case, done, by="head_b")

    with database.read() as tx:
        assert tasks.read(tx, task.id, viewer=viewer("head_b")).standing.assigned
        assert not cases.sees(tx, case.id, viewer=viewer("head_b"))
        assert [line.task.id for line in inbox.inbox(tx, viewer("head_b"), asked=TaskFilter()).rows] == [task.id]


def lines_of(tx: Tx, who: str, **asked: Any) -> dict[str, str]:
    return {line.task.id: line.tab.value for line in inbox.inbox(tx, viewer(who), asked=TaskFilter(**asked)).rows}


def test_an_inbox_holds_mine_my_pools_and_those_of_whom_i_stand_in_for(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        grant(tx, "li")
        grant(tx, "zhao", "trial", room_id=OFFICE_ROOM)
        absences.add(tx, away("zhao", "li"))
        absences.add(tx, away("wang", "zhao"))
        _, rows = open_case(
            tx,
            deployment,
            {"assignee_id": "li"},
            {},
            {"assignee_id": "zhao"},
            {"role": "trial", "room_id": OFFICE_ROOM},
            {"assignee_id": "wang"},
            {"assignee_id": "chen"},
            {"room_id": OTHER_ROOM},
            {"level": "head_next_lower"},
        )
    mine, pool, of_zhao, pool_of_zhao, of_wang, *_ = (row.id for row in rows)

    with database.read() as tx:
        shown = lines_of(tx, "li")
        counted = inbox.counts(tx, viewer("li"), asked=TaskFilter())
        whom = {line.task.id: line.on_behalf_of for line in inbox.inbox(tx, viewer("li"), asked=TaskFilter()).rows}

    assert shown == {mine: "mine", pool: "pool", of_zhao: "absent", pool_of_zhao: "absent", of_wang: "absent"}
    assert counted == {Tab.MINE: 1, Tab.POOL: 1, Tab.ABSENT: 3}
    assert (whom[of_zhao], whom[pool_of_zhao], whom[of_wang]) == ("zhao", "zhao", "wang")


def away(person: str, substitute: str) -> Absence:
    return Absence(
        id=new_id(), person_id=PersonId(person), substitute_id=PersonId(substitute), from_on=TODAY, until_on=TODAY
    )


def test_two_who_stand_in_for_each_other_end_no_query(database: Database) -> None:
    furnished(database)
    with database.write() as tx:
        absences.add(tx, away("li", "zhao"))
        absences.add(tx, away("zhao", "li"))

    with database.read() as tx:
        assert absences.covered_by(tx, PersonId("li"), on=TODAY) == {"zhao"}
        assert lines_of(tx, "li") == {}


def test_recusal_and_four_eyes_take_a_task_out_of_every_list(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        for name in ("li", "zhao", "wang"):
            grant(tx, name)
        _, (task,) = open_case(tx, deployment)
        recuse(tx, "li", subject_id=HEAD)
        tasks.bar(tx, [(task.id, PersonId("zhao"))])

    with database.read() as tx:
        lists = {name: lines_of(tx, name) for name in ("li", "zhao", "wang")}
        able = candidates.of_task(tx, task, on=TODAY)
        barred = tasks.read(tx, task.id, viewer=viewer("zhao")).standing
        unseen = found(lambda: tasks.read(tx, task.id, viewer=viewer("li")))
    assert lists == {"li": {}, "zhao": {}, "wang": {task.id: "pool"}}
    assert able == {"wang"}
    assert barred.barred
    assert not unseen


def test_a_claimed_or_closed_pool_task_stays_visible_to_its_candidates(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        grant(tx, "li")
        grant(tx, "zhao")
        _, (task,) = open_case(tx, deployment)
        tasks.claim(tx, task.id, person_id=PersonId("zhao"), now=NOW)

    with database.read() as tx:
        seen = tasks.read(tx, task.id, viewer=viewer("li"))
        strange = found(lambda: tasks.read(tx, task.id, viewer=viewer("chen")))
    assert (seen.task.assignee_id, seen.standing.granted, seen.standing.assigned) == ("zhao", True, False)
    assert not strange


def test_pages_of_an_inbox_follow_each_other_without_a_gap(database: Database) -> None:
    deployment = furnished(database)
    days = [dt.date(2026, 3, 20), dt.date(2026, 3, 5), None, dt.date(2026, 3, 5), dt.date(2026, 3, 9)]
    with database.write() as tx:
        _, rows = open_case(tx, deployment, *[{"assignee_id": "li", "due_on": day} for day in days])

    with database.read() as tx:
        first = inbox.inbox(tx, viewer("li"), asked=TaskFilter(), size=2)
        second = inbox.inbox(tx, viewer("li"), asked=TaskFilter(), size=2, after=first.after)
        third = inbox.inbox(tx, viewer("li"), asked=TaskFilter(), size=2, after=second.after)
    shown = [line.task.due_on for page in (first, second, third) for line in page.rows]
    assert shown == [days[1], days[3], days[4], days[0], None]
    assert third.after is None
    assert {line.task.id for page in (first, second, third) for line in page.rows} == {row.id for row in rows}


def test_an_inbox_is_narrowed_by_what_is_asked(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        _, (one,) = open_case(tx, deployment, {"assignee_id": "li", "priority": 2}, number="云核〔2026〕1号", key="k1")
        _, (two,) = open_case(
            tx, deployment, {"assignee_id": "li", "priority": 0, "due_on": dt.date(2026, 5, 1)},
            number="云函_〔2026〕2号", key="k2", subject_id="head_b", measure="m07",
        )  # fmt: skip

    with database.read() as tx:
        assert set(lines_of(tx, "li", number="〔2026〕1")) == {one.id}
        assert set(lines_of(tx, "li", number="函_")) == {two.id}
        assert set(lines_of(tx, "li", measure="m07")) == {two.id}
        assert set(lines_of(tx, "li", subject_ids=("head_b",))) == {two.id}
        assert set(lines_of(tx, "li", due_to=dt.date(2026, 4, 1))) == {one.id}
        assert list(lines_of(tx, "li", sort="priority")) == [two.id, one.id]
        assert list(lines_of(tx, "li", group="subject", sort="due")) == [one.id, two.id]
        ends = (dt.date(2026, 4, 1), dt.date(2026, 5, 1))
        counted = inbox.tally(tx, viewer("li"), asked=TaskFilter(tab=Tab.MINE), days=ends)
        assert {(one.measure, one.lines, one.due) for one in counted} == {("m07", 1, (0, 1)), ("m08", 1, (1, 1))}


def test_what_i_did_is_listed_newest_first(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        grant(tx, "li")
        case, (task,) = open_case(tx, deployment)
        did_a_task(tx, case, task)

    with database.read() as tx:
        page = inbox.done(tx, viewer("li"))
        assert [line.task.id for line in page.rows] == [task.id]
        assert inbox.done_count(tx, viewer("li"), case_open=True) == 1
        assert inbox.done_count(tx, viewer("li"), case_open=False) == 0
        assert inbox.done_count(tx, viewer("zhao")) == 0


def test_a_monitor_sees_number_step_holder_and_limit_but_no_name(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        secret, _ = open_case(tx, deployment, {"assignee_id": "li"}, number="云函〔2026〕1号", key="k1", level="head")
        plain, _ = open_case(tx, deployment, number="云评〔2026〕1号", key="k2", measure="m01", level="head")
        grant(tx, "chen", "monitor", room_id=OFFICE_ROOM, measure="m08")
        grant(tx, "wang", "monitor", room_id=OFFICE_ROOM, max_secrecy=Secrecy.SECRET)
        recuse(tx, "wang", case_id=CaseId(plain.id))

    with database.read() as tx:
        of_chen = monitoring.lines(tx, viewer("chen")).rows
        of_wang = monitoring.lines(tx, viewer("wang")).rows
        counted = monitoring.count(tx, viewer("wang"))
        late = monitoring.count(tx, viewer("chen", now=dt.datetime(2026, 3, 20, tzinfo=dt.UTC)), overdue=True)
        nobody = monitoring.lines(tx, viewer("li")).rows
    (line,) = of_chen
    assert (line.number, line.name, line.holder_id, line.due_on) == (
        "云函〔2026〕1号",
        ("拟定函询方案",),
        "li",
        dt.date(2026, 3, 9),
    )
    assert (line.kind, line.subject_id, line.unit_id, line.level) == (WaitKind.TASK, None, None, None)
    assert [one.case_id for one in of_wang] == [secret.id]
    assert (counted, late, nobody) == (1, 1, ())


def test_a_monitor_of_other_measures_sees_the_header(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        open_case(tx, deployment, measure="m01")
        grant(tx, "chen", "monitor", room_id=OFFICE_ROOM, measure="m01")

    with database.read() as tx:
        (line,) = monitoring.lines(tx, viewer("chen"), measure="m01").rows
    assert (line.subject_id, line.level) == (HEAD, "other")


def test_a_case_that_waits_for_nothing_shows_on_the_desk(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, (task,) = open_case(tx, deployment, measure="m01")
        grant(tx, "chen", "monitor", room_id=OFFICE_ROOM)
        locked = cases.lock(tx, case.id)
        advance = Advance(state=b"x", closed=(ClosedTask(task_id=task.id, completed=False),))
        cases.apply(tx, CaseChange(case=locked, advance=advance, tasks=(), now=NOW), entry=entry(case.id))

    with database.read() as tx:
        (line,) = monitoring.lines(tx, viewer("chen")).rows
    assert (line.kind, line.task_id) == (WaitKind.NOTHING, None)


def test_the_columns_of_secret_measures_hold_no_person_and_no_text(database: Database) -> None:
    statement = monitoring._page(False, False, False)
    chosen = str(monitoring._cases(secret=True, by_measure=False).element).partition("FROM")[0]

    assert statement is monitoring._page(False, False, False)
    assert all(f"{column} AS" not in chosen for column in ("subject_id", "unit_id", "level"))


def test_a_page_of_cases_goes_on_where_the_last_one_ended(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        grant(tx, "li", "room_head", reads_cases=True)
        opened = [open_case(tx, deployment, {"due_on": TODAY + dt.timedelta(days=n % 3)})[0] for n in range(5)]

    with database.read() as tx:
        first = case_lists.page(tx, viewer("li"), asked=CaseFilter(), size=3)
        second = case_lists.page(tx, viewer("li"), asked=CaseFilter(), size=3, after=first.after)
    both = [row.id for row in (*first.rows, *second.rows)]
    assert sorted(both) == sorted(case.id for case in opened)
    assert [row.next_due_on for row in (*first.rows, *second.rows)] == sorted(
        row.next_due_on for row in (*first.rows, *second.rows)
    )
    assert dataclasses.replace(first.rows[0], state=b"") == first.rows[0]
