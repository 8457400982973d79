"""Work that fails, hangs or gives nonsense (fault table, rows 26 and 27): nothing half, tried again, then a person."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FROZEN
from tests.faults import trouble
from tests.faults.armed import KILLED
from tests.faults.drawn import deploy, post
from tests.faults.struck import in_a_process
from tests.faults.trouble import TROUBLE, WAYS
from tests.usecases.conftest import Furnished, copy_of, played
from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.robot import task_at
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import Incident
from webapp.domain.handlers import handlers_of
from webapp.domain.ids import CaseId
from webapp.domain.records import Job
from webapp.store import incidents, jobs, submissions
from webapp.store.tables import attempt, case, incident, job, submission, timer
from webapp.usecases.attempts import DIED
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import submit
from webapp.usecases.digests import MAIL
from webapp.usecases.gaps import retry_round
from webapp.usecases.jobs import KINDS
from webapp.usecases.library import Library
from webapp.usecases.office import Office
from webapp.usecases.opening import start_case
from webapp.usecases.retrying import retry
from webapp.usecases.stuck import reasons
from webapp.usecases.work import tick

TRIED = """process m22_tried 试办事项
  secrecy: internal
lane supervise 监督检查室
start begin 登记
start called 收到来函 : called
user step 办理
  form: note
  deadline: end.note
timer late 逾期 on step
  after: days(1)
message asked 收到答复 on step : asked
timer pause 次日自动办理
  after: days(1)
xor act_begins
service act 自动办理
  run: trouble.act
  arg.which: case.number
end over 已办结
begin > step > act_begins
late > act_begins
asked > act_begins
called > pause > act_begins
act_begins > act > over
"""
YEARLY = """process m23_yearly 年度自办
  secrecy: internal
lane supervise 监督检查室
start yearly 每年开启
  cycle: 0 0 1 1 *
  population: office
service act 自动办理
  run: trouble.act
user look 查看情况
  form: note
  deadline: end.note
end over 已办结
yearly > act > look > over
"""
FAULTS = [way for way in WAYS if way != "works"]
DEADLY = "takes the process along"


def ready(house: House) -> None:
    """Let an office know the handler of these tests, and have little patience."""
    office = house.office
    office.handlers = {**office.handlers, **handlers_of([trouble])}
    office.library = Library(office.handlers)
    office.patience = 0.2


@pytest.fixture(scope="module")
def drawn(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """Put the process of these tests in force once."""

    def play(house: House) -> None:
        ready(house)
        deploy(house, TRIED)

    with played(furnished, tmp_path_factory.mktemp("drawn"), FROZEN, play, stage="drawn") as one:
        yield one


@pytest.fixture
def house(drawn: Furnished, tmp_path: Path, now: dt.datetime) -> Iterator[House]:
    """Give an office of this test's own."""
    with copy_of(drawn, tmp_path, now) as opened:
        ready(opened)
        TROUBLE.forget()
        yield opened


def begun(house: House) -> CaseId:
    """Let Li begin a case whose step is in his room's pool."""
    house.run(start_case, "li", process="m22_tried", start_event="begin", token=house.token())
    return CaseId(rows(house, case)[-1].id)


def hand_in(house: House) -> None:
    words = {"text": ["情况属实。"]}
    house.run(submit, "li", task_id=task_at(house, "step"), token=house.token(), posted=words)


def open_incidents(house: House) -> list[tuple[str, str]]:
    return sorted((row.kind, row.code) for row in rows(house, incident) if row.settled_at is None)


def told(house: House, case_id: CaseId) -> list[bool]:
    """Give the incidents that the head of the room reads on the case's page: may it be tried again?"""
    return [one.can_retry for one in house.view(case_page, "luo", case_id=case_id).incidents]


def standing(house: House) -> list[Any]:
    return [(row.rev, row.status, row.chain_length) for row in rows(house, case)]


def test_a_persons_act_whose_handler_fails_leaves_all_as_it_was_and_the_form_as_a_draft(house: House) -> None:
    case_id = begun(house)
    before, step = standing(house), task_at(house, "step")

    for TROUBLE.how in FAULTS:
        with pytest.raises(Incident) as said:
            hand_in(house)

        assert "contents" not in said.value.message
        assert standing(house) == before
        assert told(house, case_id) == [True]  # by whoever hands out work in the room
        with house.office.database.write() as tx:
            draft = submissions.draft(tx, step, person_id="li")
            tx.execute(submission.delete())
            (one,) = incidents.open_incidents(tx)
            incidents.settle(tx, one.id, by="luo", now=house.clock(), remedy="seen")
        assert draft is not None
        assert draft.content == {"posted": {"text": ["情况属实。"]}}
    TROUBLE.how = "works"
    hand_in(house)
    assert [row.status for row in rows(house, case)] == ["closed"]
    everything_holds(house)


@ON_SQLITE
def test_a_handler_that_hangs_is_cut_off_and_others_go_on_at_once(house: House) -> None:
    begun(house)
    TROUBLE.how = "hangs"
    began = time.monotonic()

    with pytest.raises(Incident, match=r"trouble\.act.*迟迟没有办完"):
        hand_in(house)
    TROUBLE.how = "works"
    hand_in(house)

    assert time.monotonic() - began < 5
    assert TROUBLE.calls == ["云m22〔2026〕1号"] * 2


@pytest.mark.parametrize("way", ["timer", "message"])
def test_what_the_clock_or_a_message_sets_off_is_tried_with_growing_pauses_and_then_a_person_is_told(
    house: House, way: str
) -> None:
    case_id, TROUBLE.how = begun(house), "raises"
    if way == "timer":
        house.clock.shift(days=1)
    else:
        post(house, "asked", to="m22_tried", target=case_id)
    silent = []

    for minutes in (0, 1, 2, 4, 8):
        silent.append((len(TROUBLE.calls), open_incidents(house)))
        house.clock.shift(minutes=minutes, seconds=-1)
        tick(house.office)
        house.clock.shift(seconds=1)
        tick(house.office)

    assert silent == [(tries, []) for tries in range(5)]
    assert [kind for kind, _ in open_incidents(house)] == [way]
    assert told(house, case_id) == [True]
    why = house.office.view(reasons, SYSTEM, cases={case_id: house.clock()})[case_id]
    assert why[0].kind == "incident"
    everything_holds(house)
    TROUBLE.how = "works"
    house.run(retry, "luo", incident_id=next(row.id for row in rows(house, incident) if row.settled_at is None))
    house.clock.shift(hours=1)
    house.drain()
    assert [row.status for row in rows(house, case)] == ["closed"]
    assert len(TROUBLE.calls) == 6
    everything_holds(house)


def test_one_bad_case_of_a_hundred_stops_no_other(house: House) -> None:
    count = 100 if "sqlite" in house.office.database.url else 20
    for _ in range(count):
        post(house, "called", to="m22_tried")
    house.drain()
    house.clock.shift(days=1)
    bad = sorted(row.number for row in rows(house, case))[count // 3]
    TROUBLE.how, TROUBLE.bad = "raises", frozenset({bad})

    tick(house.office)

    assert [row.number for row in rows(house, case) if row.status == "open"] == [bad]
    assert len(TROUBLE.calls) == count
    assert [row.attempts for row in rows(house, timer) if row.gone_at is None] == [1]
    everything_holds(house)


def worker_of(house: House, folder: Path) -> int:
    """Let a worker begin, do what is due now and stop; give how it ended."""

    def work(office: Office) -> None:
        office.handlers, office.library = house.office.handlers, house.office.library
        tick(office)

    return in_a_process(house, folder, work)


def deadly_in_one_of_four(house: House, way: str) -> CaseId:
    """Let work be due in four cases, one of which takes the process along, as a fault inside C does; give that one."""
    begun_by_hand = begun(house) if way == "message" else None
    if begun_by_hand is not None:
        post(house, "asked", to="m22_tried", target=begun_by_hand)
        house.clock.shift(seconds=1)
    for _ in range(4 if begun_by_hand is None else 3):
        post(house, "called", to="m22_tried")
    if begun_by_hand is None:
        house.drain()
        house.clock.shift(days=1)
    bad = sorted(rows(house, case), key=lambda row: str(row.number))[-1]
    TROUBLE.how, TROUBLE.bad = DEADLY, frozenset({bad.number})
    return CaseId(bad.id)


def others_reached(house: House, way: str, bad: CaseId) -> int:
    found = [row for row in rows(house, case) if row.id != bad]
    return len([row for row in found if way == "message" or row.status == "closed"])


@pytest.mark.parametrize("way", ["timer", "message"])
def test_one_case_at_which_every_worker_dies_stops_no_other_and_a_person_hears_of_it(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setitem(WAYS, DEADLY, lambda: os._exit(KILLED))
    bad = deadly_in_one_of_four(house, way)
    ends = []

    for minutes in (0, 0, 0, 1, 2, 4, 8, 60):
        house.clock.shift(minutes=minutes)
        ends.append(worker_of(house, tmp_path))
        assert len(ends) < 3 or others_reached(house, way, bad) == 3

    assert ends == [KILLED, KILLED, 0, KILLED, KILLED, KILLED, 0, 0]
    (found,) = [row for row in rows(house, incident) if row.settled_at is None]
    assert (found.kind, found.case_id) == (way, bad)
    assert DIED in (found.code, found.facts.get("code"))
    assert told(house, bad) == [True]
    everything_holds(house)
    TROUBLE.how = "works"
    house.run(retry, "luo", incident_id=found.id)
    house.clock.shift(hours=1)
    house.drain()
    assert [row.status for row in rows(house, case) if row.id == bad] == ["closed"]
    assert rows(house, attempt) == []


def test_a_yearly_case_at_which_every_worker_dies_is_set_aside_until_it_is_tried_by_hand(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WAYS, DEADLY, lambda: os._exit(KILLED))
    deploy(house, YEARLY)
    house.clock.move_to("2027-01-01T00:00:02")
    TROUBLE.how = DEADLY
    ends = []

    for minutes in (0, 0, 1, 2, 4, 8, 60):
        house.clock.shift(minutes=minutes)
        ends.append(worker_of(house, tmp_path))

    assert ends == [KILLED] * 5 + [0, 0]
    found = [row for row in rows(house, incident) if row.element == "yearly"]
    assert [(row.kind, row.code, row.facts) for row in found] == [("cycle", "m23:yearly:2027:office", {"code": DIED})]
    TROUBLE.how = "works"
    house.run(retry_round, "su", process="m23_yearly", start_event="yearly", period="2027")
    house.drain()
    assert [row.process for row in rows(house, case) if row.process == "m23_yearly"] == ["m23_yearly"]
    assert rows(house, attempt) == []


def test_a_worker_that_is_killed_for_another_reason_makes_no_work_an_incident(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WAYS, DEADLY, lambda: os._exit(KILLED))
    deadly_in_one_of_four(house, "timer")

    assert worker_of(house, tmp_path) == KILLED
    TROUBLE.how = "works"
    assert worker_of(house, tmp_path) == 0

    assert {row.status for row in rows(house, case)} == {"closed"}
    assert (open_incidents(house), rows(house, attempt)) == ([], [])


def test_a_job_at_which_every_worker_dies_is_given_up_and_stops_no_other(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, MAIL, lambda _office, one: os._exit(KILLED) if one.id == "b" else None)
    with house.office.database.write() as tx:
        jobs.put(tx, [Job(id=name, kind=MAIL, case_id=None, payload={}) for name in "abc"], now=house.clock())
    ends = []

    for _ in range(jobs.MOST_TRIES + 3):
        ends.append(worker_of(house, tmp_path))
        house.clock.at += jobs.LEASE

    assert ends.count(KILLED) == jobs.MOST_TRIES
    assert {row.id: row.outcome for row in rows(house, job)} == {"a": "done", "b": "given up: died", "c": "done"}
    assert open_incidents(house) == [("job", f"{MAIL}:{DIED}")]
