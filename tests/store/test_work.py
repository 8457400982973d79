"""Messages, timers, jobs, cycles, incidents: each thing happens once, however many workers ask."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from tests.store.builders import HEAD, NOW, TODAY, entry, full_advance, furnished, new_id, open_case
from webapp.domain.bundle import Bundle
from webapp.domain.cycles import read_cycle
from webapp.domain.errors import NotFound, NotOpen
from webapp.domain.ids import CaseId
from webapp.domain.records import CaseChange, Job, Message
from webapp.store import calendar, cases, cycles, deployments, incidents, jobs, messages, timers, watches
from webapp.store.cycles import CycleRow
from webapp.store.db import Database, Tx

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def a_message(case_id: str, **more: object) -> Message:
    fields: dict[str, object] = {
        "id": new_id(),
        "name": "number_returned",
        "subject_id": HEAD,
        "source_case_id": case_id,
        "to": None,
        "target_case_id": None,
        "payload": {"number": "云线索〔2026〕1号"},
        "at": NOW,
    }
    return Message(**fields | more)  # type: ignore[arg-type]


def waiting_case(tx: Tx, deployment: str, **header: object) -> CaseId:
    """A case that waits for number_returned and has a timer in three days."""
    case, (task,) = open_case(tx, deployment, **header)
    advance = dataclasses.replace(full_advance(case, task), closed=())
    change = CaseChange(case=cases.lock(tx, case.id), advance=advance, tasks=(), now=NOW)
    cases.apply(tx, change, entry=entry(case.id))
    return case.id


def test_a_message_posted_twice_is_kept_once_and_its_payload_sealed(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, _ = open_case(tx, deployment)
        one = a_message(case.id)
        messages.post(tx, [one, one])
        messages.post(tx, [one])

    with database.write() as tx:
        due = messages.to_deliver(tx, now=NOW)
        locked = messages.lock(tx, one.id)
        raw = bytes(tx.execute(sa.text("SELECT payload FROM message_in")).scalar_one())
        assert messages.of_case(tx, case.id) == (one,)
    assert due == (one.id,)
    assert locked == one
    assert "云线索".encode() not in raw


def test_a_message_finds_the_one_case_that_waits_for_it(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        waits = waiting_case(tx, deployment)
        waiting_case(tx, deployment, subject_id="head_b")

    with database.read() as tx:
        found = messages.subscriptions(tx, name="number_returned", correlate=HEAD)
        none = messages.subscriptions(tx, name="number_returned", correlate=HEAD, process="m10_violation_handling")
        named = messages.subscriptions_of(tx, waits, name="number_returned")
        other = messages.subscriptions_of(tx, waits, name="superior_word")
    assert [one.case_id for one in found] == [waits]
    assert (none, named, other) == ((), found, ())


def test_a_message_that_nobody_takes_waits_longer_each_time_until_somebody_waits_for_it(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, _ = open_case(tx, deployment)
        one = a_message(case.id)
        messages.post(tx, [one])
    pauses, now = [], NOW
    for _ in range(8):
        with database.write() as tx:
            messages.lock(tx, one.id)
            messages.mark(tx, one.id, status=messages.WAITING, at=now)
            following = next(n for n in range(1, 100) if messages.to_deliver(tx, now=now + n * MINUTE))
        pauses.append(following)
        now += following * MINUTE

    with database.write() as tx:
        quiet = messages.to_deliver(tx, now=now - MINUTE)
        waiting = waiting_case(tx, deployment)
        tx.execute(sa.text("UPDATE subscription SET opened_at = (SELECT tried_at FROM message_in)"))
        offered = messages.to_deliver(tx, now=now - MINUTE)
        messages.lock(tx, one.id)
        messages.mark(tx, one.id, status=messages.DELIVERED, at=now)
        settled = messages.to_deliver(tx, now=now + 10 * DAY)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (quiet, offered, settled) == ((), (one.id,), ())
    assert waiting
    with database.read() as tx:
        assert messages.unsettled(tx) == ()


def test_a_message_for_a_measure_that_comes_later_is_offered_when_it_is_deployed(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, _ = open_case(tx, deployment)
        one = a_message(case.id, to="m09_integrity_opinion")
        messages.post(tx, [one])
        messages.lock(tx, one.id)
        messages.mark(tx, one.id, status=messages.NO_MEASURE, at=NOW)
        quiet = messages.to_deliver(tx, now=NOW)
        deployments.insert(tx, Bundle(process="m09_integrity_opinion", files={"a": b"b"}), measure="m09", at=NOW)

    with database.write() as tx:
        assert quiet == ()
        assert messages.to_deliver(tx, now=NOW) == (one.id,)
        messages.postpone(tx, one.id, now=NOW)
        assert messages.to_deliver(tx, now=NOW) == ()


def test_a_timer_fires_once_and_not_early(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case_id = waiting_case(tx, deployment)
        (armed,) = timers.of_case(tx, case_id)

    with database.read() as tx:
        early = timers.due(tx, now=NOW + 2 * DAY)
        due = timers.due(tx, now=NOW + 40 * DAY)
    with database.write() as tx, pytest.raises(NotOpen):
        timers.claim(tx, armed.task_id, now=NOW + 2 * DAY)
    with database.write() as tx:
        timers.claim(tx, armed.task_id, now=NOW + 40 * DAY)
        with pytest.raises(NotOpen):
            timers.claim(tx, armed.task_id, now=NOW + 40 * DAY)
        assert timers.due(tx, now=NOW + 40 * DAY) == ()
    assert early == ()
    assert [(one.task_id, one.case_id) for one in due] == [(armed.task_id, case_id)]


def test_a_timer_moves_while_it_is_armed(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case_id = waiting_case(tx, deployment)
        (armed,) = timers.of_case(tx, case_id)
        moved = dataclasses.replace(armed, due_at=NOW, due_on=TODAY)
        timers.move(tx, [moved])

    with database.read() as tx:
        assert timers.of_case(tx, case_id) == (moved,)


def test_a_job_is_one_workers_until_its_lease_runs_out(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, _ = open_case(tx, deployment)
        one = Job(id="j1", kind="mail", case_id=case.id, payload={"to": "office"})
        jobs.put(tx, [one, one], now=NOW)
        (mine,) = jobs.lease(tx, worker="w1", now=NOW)
        nobody = jobs.lease(tx, worker="w2", now=NOW + 4 * MINUTE)
        (taken,) = jobs.lease(tx, worker="w2", now=NOW + 6 * MINUTE)
        late = jobs.settle(tx, "j1", worker="w1", now=NOW + 6 * MINUTE)
        done = jobs.settle(tx, "j1", worker="w2", now=NOW + 6 * MINUTE)
        left = jobs.waiting(tx)
    assert (mine.payload, mine.attempts, taken.attempts) == ({"to": "office"}, 1, 2)
    assert (nobody, late, done, left) == ((), False, True, 0)


def test_a_job_that_fails_is_tried_again_later_and_given_up_at_last(database: Database) -> None:
    with database.write() as tx:
        jobs.put(tx, [Job(id="j1", kind="mail", case_id=None, payload={})], now=NOW)
    now, tries = NOW, 0

    with database.write() as tx:
        while leased := jobs.lease(tx, worker="w1", now=now):
            tries += 1
            assert jobs.lease(tx, worker="w2", now=now) == ()
            if not jobs.fail(tx, leased[0], worker="w1", now=now, outcome="refused"):
                break
            now += 3 * HOUR
        assert jobs.waiting(tx) == 0
    assert tries == jobs.MOST_TRIES


YEARLY = {"measure": "m01", "start_event": "yearly", "period": "2026"}


def test_a_cycle_plans_each_subject_once(database: Database) -> None:
    deployment = furnished(database)
    rows = [
        CycleRow(process="m01_x", subject_kind="person", subject_id=name, **YEARLY, at=NOW)
        for name in ("head_a", "head_b")
    ]
    with database.write() as tx:
        first = cycles.plan(tx, rows)
        again = cycles.plan(tx, [*rows, dataclasses.replace(rows[0], period="2027")])
        case, _ = open_case(tx, deployment)
        cycles.opened(tx, rows[0], case_id=case.id)
        cycles.excuse(tx, rows[1], state="missing", reason="ill", note="手术后休养", by=HEAD, now=NOW)
        to_open = cycles.to_open(tx, now=NOW)
        of_period = cycles.of_period(tx, "m01", period="2026")
        of_year = cycles.of_year(tx, 2026)
    assert (first, again) == (2, 1)
    assert [one.period for one in to_open] == ["2027"]
    assert [(one.state, one.case_id, one.reason) for one in of_period] == [
        ("opened", case.id, None),
        ("missing", None, "ill"),
    ]
    assert [one.note for one in of_period] == [None, "手术后休养"]
    assert of_year == tuple(dataclasses.replace(one, note=None) for one in of_period)


def test_a_planned_case_is_one_workers_and_one_that_fails_is_tried_ever_more_rarely(database: Database) -> None:
    one = CycleRow(process="m01_x", subject_kind="person", subject_id="head_a", **YEARLY, at=NOW)
    with database.write() as tx:
        cycles.plan(tx, [one])
        tries = [cycles.put_off(tx, dataclasses.replace(one, attempts=tries), now=NOW) for tries in (0, 1, 30)]
        early = cycles.to_open(tx, now=NOW + 23 * HOUR)
        (late,) = cycles.to_open(tx, now=NOW + DAY)
        taken = [cycles.take(tx, late), cycles.take(tx, late)]
    assert (tries, early, late.attempts, taken) == ([1, 2, 31], (), 31, [True, False])


def test_a_cycles_instant_happens_once_however_late(database: Database) -> None:
    once = read_cycle("0 8 5 3,9 *").between(NOW, NOW + 40 * DAY, dt.UTC)[0]
    given = {"start_event": "yearly", "occurrence": once, "now": once.at + DAY}
    with database.write() as tx:
        first = cycles.fire(tx, "m01", **given)
        again = cycles.fire(tx, "m01", **given)
        noted = cycles.noted(tx, "m01", start_event="yearly")
        late = tx.execute(sa.text("SELECT late FROM cycle_due")).scalar_one()
    assert (first, again, noted, bool(late)) == (True, False, {"2026-H1"}, True)


def test_a_cyclic_start_counts_from_its_deployment_and_not_after_it_is_gone(database: Database) -> None:
    with database.write() as tx:
        cycles.follow(tx, "m01", starts=["yearly"], now=NOW)
        cycles.follow(tx, "m01", starts=["yearly", "monthly"], now=NOW + DAY)
        both = [(one.start_event, one.since) for one in cycles.running(tx)]
        cycles.follow(tx, "m01", starts=["monthly"], now=NOW + 2 * DAY)
        cycles.follow(tx, "m01", starts=["monthly", "yearly"], now=NOW + 3 * DAY)
        again = [(one.start_event, one.since) for one in cycles.running(tx)]
    assert both == [("monthly", NOW + DAY), ("yearly", NOW)]
    assert again == [("monthly", NOW + DAY), ("yearly", NOW + 3 * DAY)]


def test_the_same_incident_is_open_once_and_settled_with_a_remedy(database: Database) -> None:
    with database.write() as tx:
        for _ in range(3):
            incidents.raise_once(tx, kind="holidays", code="2027", at=NOW)
            incidents.open_incident(tx, incident_id=new_id(), case_id=None, verb="complete", kind="KeyError", at=NOW)
        found = incidents.open_incidents(tx)
        incidents.settle_kind(tx, "holidays", code="2027", now=NOW, remedy="imported")
        fault = next(one for one in found if one.kind == "fault")
        incidents.settle(tx, fault.id, by="sysadmin", now=NOW, remedy="retried")
        assert incidents.read(tx, fault.id).remedy == "retried"
        assert incidents.open_incidents(tx) == ()
        incidents.raise_once(tx, kind="holidays", code="2027", at=NOW)
        assert len(incidents.open_incidents(tx)) == 1
        with pytest.raises(NotFound):
            incidents.settle(tx, fault.id, by="sysadmin", now=NOW, remedy="again")
    assert {(one.kind, one.code) for one in found} == {("fault", "complete:KeyError"), ("holidays", "2027")}
    assert len(found) == 2


def test_one_version_of_a_process_is_in_force_and_equal_files_are_kept_once(database: Database) -> None:
    first = Bundle(process="m08", files={"a.bpmn": b"1", "shared.bpmn": b"s"})
    second = Bundle(process="m08", files={"a.bpmn": b"2", "shared.bpmn": b"s"})
    with database.write() as tx:
        one = deployments.insert(tx, first, measure="m08", at=NOW)
        two = deployments.insert(tx, second, measure="m08", at=NOW + HOUR, deployed_by="hu", note="时限改为10日")
        again = deployments.insert(tx, second, measure="m08", at=NOW + HOUR)
        blobs = tx.execute(sa.text("SELECT count(*) FROM deployment_blob")).scalar_one()

    with database.write() as tx:
        states = {row.id: (row.version, row.state) for row in deployments.of_process(tx, "m08")}
        current = deployments.current(tx, "m08")
        assert deployments.bundle(tx, one) == first
        assert deployments.newest(tx) == current
        assert deployments.all_current(tx) == (current,)
        deployments.put_in_force(tx, one, approved_by="chen", now=NOW + 2 * HOUR)
        assert deployments.current(tx, "m08").id == one
        assert deployments.current(tx, "m09") is None
        assert len(deployments.every(tx)) == 2
        assert deployments.open_cases(tx) == {}
        with pytest.raises(NotFound):
            deployments.bundle(tx, "none")
    assert again == two
    assert states == {one: (1, "retired"), two: (2, "live")}
    assert (current.id, current.deployed_by, current.note) == (two, "hu", "时限改为10日")
    assert blobs == 3


def test_a_years_holidays_are_replaced_as_a_whole(database: Database) -> None:
    feast, makeup = dt.date(2026, 10, 1), dt.date(2026, 10, 10)
    with database.write() as tx:
        assert calendar.load(tx).years == frozenset()
        calendar.put_year(tx, 2026, off={dt.date(2026, 5, 1): "劳动节"}, works={}, now=NOW)
        calendar.put_year(tx, 2026, off={feast: "国庆节"}, works={makeup: "国庆节调休"}, now=NOW, by="hu")
        loaded = calendar.load(tx)
        kept = calendar.load(tx)
        table = calendar.of_year(tx, 2026)
    assert loaded is kept
    assert (loaded.holidays, loaded.workdays, loaded.years) == ({feast}, {makeup}, {2026})
    assert table == ((feast, False, "国庆节"), (makeup, True, "国庆节调休"))


def test_findings_heartbeats_and_settings(database: Database) -> None:
    deployment = furnished(database)
    with database.write() as tx:
        case, _ = open_case(tx, deployment)
        for _ in range(2):
            watches.find(tx, case.id, kind="untouched", element="plan_inquiry", now=NOW, facts={"days": 6})
        (found,) = watches.findings(tx, case_id=case.id)
        watches.gone(tx, found.id, now=NOW)
        watches.beat(tx, "clock", now=NOW)
        watches.put_setting(tx, "quorum", {"share": 2}, now=NOW, by="hu")
        assert watches.findings(tx) == ()
        assert watches.beats(tx) == {"clock": NOW}
        assert watches.get_setting(tx, "quorum") == {"share": 2}
        assert watches.get_setting(tx, "none", 7) == 7
    assert found.facts == {"days": 6}
