"""A worker that dies between the act, the mail and the note that it was sent: another sends it; one key, noted once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.armed import FAULT_AT, KILLED
from tests.faults.struck import again, in_a_process
from tests.outbound.postbox import Server, postbox
from tests.usecases.due import clue_to_register, morning, rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import FACTS, House, key_file
from tests.usecases.passages import ONE_FALSE, case_of, to_bound
from tests.usecases.robot import do
from tests.usecases.test_races import at_once
from webapp.store.points import Point
from webapp.store.tables import case, job, message_in
from webapp.usecases.daily import daily
from webapp.usecases.jobs import finish_jobs
from webapp.usecases.office import Office
from webapp.usecases.work import tick


@pytest.fixture
def mails(house: House, tmp_path: Path) -> Iterator[Server]:
    """A mail server that the office knows; a clue is late, so that a mail is due in the morning."""
    key_file(tmp_path)
    clue_to_register(house)
    with postbox() as server:
        given = {"mail_host": "127.0.0.1", "mail_port": str(server.port), "mail_sender": "office@yunling.example"}
        house.office.facts = {**FACTS, **given}
        yield server


def worker(office: Office) -> None:
    finish_jobs(office, worker="dead")


def keys(server: Server) -> list[str]:
    return [letter["Message-ID"] for letter in server.kept]


@pytest.mark.parametrize(("point", "sent"), [(Point.LEASED, 0), (Point.DONE_OUTSIDE, 1)])
def test_another_worker_sends_what_the_dead_one_held_when_its_lease_is_over_and_one_alone(
    house: House, mails: Server, tmp_path: Path, point: Point, sent: int
) -> None:
    morning(house, "2026-03-05")

    assert in_a_process(house, tmp_path, worker, **{FAULT_AT: point}) == KILLED
    assert len(keys(mails)) == sent
    assert finish_jobs(house.office, worker="early") == 0, "the lease is not over"
    house.clock.shift(minutes=6)
    others = [again(house, tmp_path) for _ in range(2)]
    refused = at_once(
        *(lambda name=name, one=one: finish_jobs(one, worker=name) for name, one in zip("ab", others, strict=True))
    )
    for one in others:
        one.database.close()

    assert refused == []
    assert len(keys(mails)) == sent + 1
    assert len(set(keys(mails))) == 1, "whoever gets the mail twice sees one key"
    assert [(row.outcome, row.attempts) for row in rows(house, job)] == [("done", 2)]
    everything_holds(house)


def test_a_mail_that_was_committed_and_not_sent_is_sent_after_the_restart(
    house: House, mails: Server, tmp_path: Path
) -> None:
    house.clock.move_to("2026-03-05T08:30")

    def died(office: Office) -> None:
        daily(office)
        raise SystemExit(KILLED)  # the day's mails are committed; nobody has looked for them

    assert in_a_process(house, tmp_path, died) == KILLED
    assert keys(mails) == []
    tick(house.office)
    tick(house.office)

    assert len(keys(mails)) == 1
    assert [row.outcome for row in rows(house, job)] == ["done"]


def test_a_message_that_was_committed_and_not_delivered_opens_its_case_once_after_the_restart(
    house: House, tmp_path: Path
) -> None:
    to_bound(house)
    with house.worker_away():
        do(house, "wu", "review_reply_b", checks=ONE_FALSE)
    (waiting,) = [row for row in rows(house, message_in) if row.name == "verify_start"]
    assert waiting.status == "waiting"

    assert in_a_process(house, tmp_path, tick, **{FAULT_AT: Point.COMMITTING}) == KILLED
    before = [row.process for row in rows(house, case)]
    assert in_a_process(house, tmp_path, tick, **{FAULT_AT: Point.COMMITTED}) == KILLED
    house.drain()

    assert "m10_violation_handling" not in before
    assert case_of(house, "m10_violation_handling").origin_case_id == waiting.source_case_id
    everything_holds(house)
