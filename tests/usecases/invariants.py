"""What holds after every act and after every fault, whatever was done: written once, used by all tests.

`everything_holds` asks all of it: no acknowledged act lost, none done twice, each step open or wholly done, the audit
agrees, every open case has a reason to wait, no gate passed. Each reads the whole office, past all visibility.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any  # rows of any table

import sqlalchemy as sa

from tests.usecases.gates import gates_passed
from tests.usecases.office import House
from webapp import engine
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import CaseId
from webapp.domain.records import CaseStatus
from webapp.store import case_reads, messages, people, tasks, timers
from webapp.store.audit import stream_of
from webapp.store.audit_check import verify
from webapp.store.tables import activity, audit, case, deadline, message_in, number_issued, submission, task
from webapp.usecases.act import Act, reads
from webapp.usecases.case_pages import waiting_of
from webapp.usecases.desk import Desk, desk_of
from webapp.usecases.views.cases import Waiting

COMPLETED, RECALLED = "task.completed", "task.recalled"


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """A completion that its sender was told is done."""

    task_id: str
    token: str
    who: str


def everything_holds(house: House, acknowledged: Iterable[Acknowledged] = ()) -> None:
    """Fail unless all that must never be broken holds, as far as the office is quiet now."""
    no_acknowledged_act_is_lost(house, acknowledged)
    for holds in ALWAYS:
        holds(house)


# ---------------------------------------------------------------- acts


def no_acknowledged_act_is_lost(house: House, acknowledged: Iterable[Acknowledged]) -> None:
    """Fail unless every act that was acknowledged is there: its form, its closed step, its doer."""
    kept = {row.form_token: row for row in _rows(house, submission) if row.form_token}
    steps = {row.id: row for row in _rows(house, task)}
    for one in acknowledged:
        assert one.token in kept, f"{one.who} was told that {steps[one.task_id].path} is done: the form is gone"
        assert kept[one.token].final, f"{one.who} was told that {steps[one.task_id].path} is done: it is a draft"
        done = steps[one.task_id]
        assert not done.is_open, f"{one.who} was told that {done.path} is done: it is open"
        assert done.completed_by == one.who, f"{done.path}: {done.completed_by} in place of {one.who}"


def nothing_is_done_twice(house: House) -> None:
    """Fail unless each step has one form and one entry, each timer and message happened once, numbers have no hole."""
    forms = Counter(row.task_id for row in _rows(house, submission) if row.final and row.withdrawn_at is None)
    entries = _rows(house, audit)
    done = Counter(row.task_id for row in entries if row.act == COMPLETED)
    done.subtract(row.task_id for row in entries if row.act == RECALLED)
    fired = Counter(json.loads(row.facts)["timer"] for row in entries if row.act == "timer.fired")
    for what, counted in (("has {} forms", forms), ("is completed {} times", done), ("fired {} times", fired)):
        for one, times in counted.items():
            assert times <= 1, f"{one} {what.format(times)}"
    _each_message_came_once(house, entries)
    _no_number_is_lost(house)


def _each_message_came_once(house: House, entries: list[Any]) -> None:
    sent = Counter((row.name, row.source_case_id) for row in _rows(house, message_in) if row.status == "delivered")
    read = [json.loads(row.facts) for row in entries if row.act == "message.received"]
    for (name, source), times in Counter((facts["message"], facts.get("source")) for facts in read).items():
        assert times <= sent[name, source], f"{name} of {source} was received {times} times"


def _no_number_is_lost(house: House) -> None:
    series: dict[tuple[str, int], list[int]] = {}
    for row in _rows(house, number_issued):
        series.setdefault((row.series, row.year), []).append(row.value)
    for name, values in series.items():
        assert sorted(values) == list(range(1, len(values) + 1)), f"{name} has holes: {sorted(values)}"
    own = {row.id: (row.process, row.number) for row in _rows(house, case)}
    for row in _rows(house, number_issued):
        process, number = own.get(row.case_id, ("", ""))
        assert row.bearer != process or row.voided_at or row.text == number, f"{row.text} of {number} is nobody's"


# ---------------------------------------------------------------- steps


def every_step_is_open_or_wholly_done(house: House) -> None:
    """Fail unless rows and engine agree on what is open, and what is closed was closed as a whole."""
    for row in _rows(house, task):
        whole = (row.closed_at is None, row.completed_by is None) == (row.is_open, not row.completed)
        assert whole, f"{row.path}: open {row.is_open}, completed {row.completed}, closed at {row.closed_at}"
    for name, wrong in house.office.view(disagreements, SYSTEM).items():
        assert not wrong, f"{name}: {wrong}"


@reads(Permission.SYSTEM)
def disagreements(act: Act) -> dict[str, list[str]]:
    """Give where a case's rows and its state differ; a case that was given up has no state any more."""
    found = act.tx.execute(case.select().where(case.c.status != CaseStatus.GIVEN_UP)).all()
    return {
        f"{row.process} {row.number}": list(_differing(act, desk_of(act, case_reads.opened(act.tx, CaseId(row.id)))))
        for row in found
    }


def _differing(act: Act, desk: Desk) -> Iterator[str]:
    state = engine.inspect(desk.definition, desk.case.state, desk.world)
    case_id = desk.case.id
    pairs = (
        ("steps", state.opened, tasks.open_tasks(act.tx, case_id)),
        ("timers", state.timers, timers.of_case(act.tx, case_id)),
        ("waits", state.waits, messages.waits_of(act.tx, case_id)),
    )
    for what, known, kept in pairs:
        inside, outside = {_key(one) for one in known}, {_key(one) for one in kept}
        if inside != outside:
            yield f"{what}: the state has {sorted(inside - outside)}, the rows have {sorted(outside - inside)}"
    if state.calls:
        yield f"handlers still to run: {[one.path for one in state.calls]}"
    if (state.finished is None) != (desk.case.status is CaseStatus.OPEN):
        yield f"{desk.case.status} with the state at {state.finished or state.waiting_at}"
    if sorted(state.bound) != sorted(desk.case.bound):
        yield f"bound by {desk.case.bound}, the state by {state.bound}"


def _key(one: Any) -> str:
    return str(getattr(one, "task_id", None) or one.id)


# ---------------------------------------------------------------- the record


def every_chain_is_whole(house: House) -> None:
    """Fail unless each stream's entries follow one another, unchanged, up to the one that its case knows."""
    with house.office.database.read() as tx:
        faults = verify(tx).faults
    assert faults == (), faults


def the_audit_agrees(house: House) -> None:
    """Fail unless chains are whole, each done step is in its case's record, and each entry of one has its step."""
    every_chain_is_whole(house)
    entries = {(row.stream, row.number): row for row in _rows(house, audit)}
    steps = {row.id: row for row in _rows(house, task)}
    for row in steps.values():
        if row.completed:
            entry = entries.get((stream_of(row.case_id), row.done_in))
            assert entry is not None, f"{row.path} was done, and no entry says so"
            assert entry.task_id == row.id, f"{row.path} was done in entry {row.done_in}, which is about another step"
    newest = {row.task_id: row for _, row in sorted(entries.items()) if row.act in (COMPLETED, RECALLED)}
    for key, entry in newest.items():
        said, done = entry.act == COMPLETED, bool(steps[key].completed)
        assert said == done, f"{steps[key].path}: completed {done}, its newest entry says {entry.act}"
    _revisions_rise(entries.values())


def _revisions_rise(entries: Iterable[Any]) -> None:
    last: dict[str, int] = {}
    for row in sorted(entries, key=lambda row: (row.stream, row.number)):
        rev = json.loads(row.facts).get("rev")
        if rev is not None:
            assert rev > last.get(row.stream, -1), f"{row.stream} entry {row.number}: revision {rev} again"
            last[row.stream] = rev


# ---------------------------------------------------------------- waiting and gates


@reads(Permission.SYSTEM)
def reasons(act: Act) -> dict[str, tuple[Waiting, ...]]:
    """Give why each open case waits."""
    open_now = act.tx.execute(case.select().where(case.c.status == "open")).all()
    desks = [desk_of(act, case_reads.opened(act.tx, CaseId(row.id))) for row in open_now]
    names = people.directory(act.tx)
    return {f"{desk.case.process} {desk.case.number}": waiting_of(desk, names) for desk in desks}


def every_open_case_has_a_reason_to_wait(house: House) -> None:
    """Fail unless each open case names what it waits for, who can act and until when."""
    for name, waiting in house.office.view(reasons, SYSTEM).items():
        assert waiting, f"{name} waits for nothing"
        for one in waiting:
            assert one.due is not None, f"{name}: {one.sentence} has no day"
            assert one.who or one.task_id is None, f"{name}: {one.sentence} has nobody"


def every_header_knows_its_next_day(house: House) -> None:
    """Fail unless the day by which lists sort a case is that of its step or wait due first, else of its timer.

    A limit of the whole matter that counts still comes before what is later.
    """
    with house.office.database.read() as tx:
        passed, limits = (tx.execute(table.select()).all() for table in (activity, deadline))
        for row in tx.execute(case.select().where(case.c.status == "open")):
            found = [*tasks.open_tasks(tx, CaseId(row.id)), *messages.waits_of(tx, CaseId(row.id))]
            alone = [one.due_on for one in timers.of_case(tx, CaseId(row.id)) if one.due_on]
            first = min((one.due_on for one in found if one.due_on), default=None) or min(alone, default=None)
            walked = {one.element for one in passed if one.case_id == row.id}
            rows = [one for one in limits if one.case_id == row.id and one.whole is not None]
            whole = [one.due_on for one in rows if one.whole not in walked]
            first = min((day for day in (first, *whole) if day), default=None)
            assert row.next_due_on == first, f"{row.process}: {row.next_due_on} is not {first}"


def no_gate_is_passed(house: House) -> None:
    """Fail where a case went another way at a mandatory gate than its data say, or left out what the demand asks."""
    found = house.office.view(gates_passed, SYSTEM)
    assert found == [], found


def _rows(house: House, table: sa.Table) -> list[Any]:
    with house.office.database.read() as tx:
        return list(tx.execute(table.select()).all())


ALWAYS: tuple[Callable[[House], None], ...] = (
    nothing_is_done_twice,
    every_step_is_open_or_wholly_done,
    every_open_case_has_a_reason_to_wait,
    every_header_knows_its_next_day,
    no_gate_is_passed,
    the_audit_agrees,
)
