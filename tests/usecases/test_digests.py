"""One digest a day and officer: counts and numbers, no name and no content; once, however often it is asked for."""

from __future__ import annotations

import pytest

from tests.outbound.postbox import Server, postbox, words_of
from tests.usecases.due import ON_SQLITE, clue_to_register, day, inquiry, morning, reply_owed, rows
from tests.usecases.office import FACTS, House
from tests.usecases.robot import do
from tests.usecases.written import recuse
from webapp.domain.actor import SYSTEM
from webapp.domain.ids import PersonId
from webapp.store.tables import digest, incident, job, told
from webapp.usecases.absences import set_absence
from webapp.usecases.digests import own_digest
from webapp.usecases.jobs import finish_jobs, lease_jobs
from webapp.usecases.ladder import climb_all
from webapp.usecases.work import tick


def with_mail(house: House, server: Server) -> None:
    given = {"mail_host": "127.0.0.1", "mail_port": str(server.port), "mail_sender": "office@yunling.example"}
    house.office.facts = {**FACTS, **given}


def test_a_morning_gives_every_officer_one_digest_and_heads_and_administrators_none(house: House) -> None:
    clue_to_register(house)

    morning(house, "2026-03-05")
    first = rows(house, digest)
    morning(house, "2026-03-05", "09:30")

    people = {row.person_id for row in first}
    assert len(first) == len(people)
    assert {"ding", "zhou", "chen", "pan"} <= people
    assert not people & {"ma", "cui", "jin", "mo", "system"}
    assert len(rows(house, digest)) == len(first)


@ON_SQLITE
@pytest.mark.parametrize(
    ("at", "clock", "made"), [("2026-03-05", "08:29", 0), ("2026-03-07", "09:00", 0), ("2026-03-05", "17:00", 1)]
)
def test_digests_come_from_half_past_eight_on_working_days(house: House, at: str, clock: str, made: int) -> None:
    morning(house, at, clock)

    assert bool(rows(house, digest)) is bool(made)


def test_red_is_only_what_is_mine(house: House) -> None:
    clue_to_register(house)
    inquiry(house)

    morning(house, "2026-03-10")

    mine, pooled = house.view(own_digest, "ding"), house.view(own_digest, "li")
    assert mine is not None
    assert pooled is not None
    assert (mine.late, mine.today, mine.soon) == (1, 0, 0)
    assert pooled.late == 0
    assert pooled.lines == (("云谈核〔2026〕1号", "催办，已超期3个工作日"),)


@ON_SQLITE
def test_today_and_soon_are_counted_apart(house: House) -> None:
    clue_to_register(house)

    morning(house, "2026-03-03")
    before = house.view(own_digest, "ding")
    morning(house, "2026-03-04")
    on_the_day = house.view(own_digest, "ding")

    assert before is not None
    assert on_the_day is not None
    assert (before.late, before.today, before.soon) == (0, 0, 1)
    assert (on_the_day.late, on_the_day.today, on_the_day.soon) == (0, 1, 0)
    assert on_the_day.lines == ()


@ON_SQLITE
def test_lines_hold_numbers_and_no_name(house: House) -> None:
    reply_owed(house)

    morning(house, "2026-03-26")

    handler, head, monitor = (house.view(own_digest, who) for who in ("li", "luo", "han"))
    assert handler is not None
    assert head is not None
    assert monitor is not None
    assert handler.lines == (("云谈核〔2026〕1号", "对方已超期3个工作日，催办函已编号，请送达"),)
    assert head.lines == monitor.lines == (("云谈核〔2026〕1号", "督办，已超期3个工作日"),)


def test_what_is_done_before_the_morning_is_not_told(house: House) -> None:
    clue_to_register(house)
    house.clock.move_to("2026-03-05T08:30")
    climb_all(house.office)
    do(
        house,
        "ding",
        "register_envelope",
        channel="letter",
        received_on=day("2026-03-02"),
        persons=[{"management_level": "own", "subject": "ma"}],
    )
    morning(house, "2026-03-05")

    found = house.view(own_digest, "ding")
    assert found is not None
    assert found.lines == ()
    assert rows(house, told) == []


def test_a_recusal_takes_lines_out_of_digests_that_were_made(house: House) -> None:
    inquiry(house)
    morning(house, "2026-03-19")
    before = house.view(own_digest, "han")

    recuse(house, "han")

    after = house.view(own_digest, "han")
    assert before is not None
    assert after is not None
    assert len(before.lines) == 1
    assert after.lines == ()


def test_who_is_away_gets_no_digest_and_the_substitute_counts_those_tasks(house: House) -> None:
    clue_to_register(house)
    given = {"substitute_id": PersonId("fang"), "from_on": day("2026-03-03"), "until_on": day("2026-03-05")}
    house.run(set_absence, "ding", **given)  # type: ignore[arg-type]

    morning(house, "2026-03-05")
    away = house.view(own_digest, "ding")
    stand_in = house.view(own_digest, "fang")
    morning(house, "2026-03-06")
    back = house.view(own_digest, "ding")

    assert away is None
    assert stand_in is not None
    assert back is not None
    assert (stand_in.late, stand_in.lines) == (1, (("", "催办，已超期1个工作日"),))
    assert back.late == 1


@ON_SQLITE
def test_mails_go_to_who_has_something_to_do_once(house: House) -> None:
    clue_to_register(house)
    with postbox() as server:
        with_mail(house, server)

        morning(house, "2026-03-05")
        tick(house.office)
        tick(house.office)

    assert [letter["To"] for letter in server.kept] == ["ding@yunling.example"]
    assert "超期1件" in words_of(server.kept[0])
    assert "登记" not in words_of(server.kept[0])
    assert [row.outcome for row in rows(house, job)] == ["done"]


@ON_SQLITE
def test_without_a_mail_server_nothing_is_queued(house: House) -> None:
    clue_to_register(house)

    morning(house, "2026-03-05")

    assert rows(house, job) == []


@ON_SQLITE
def test_a_mail_that_fails_is_tried_again_with_pauses_and_given_up_loudly(house: House) -> None:
    clue_to_register(house)
    with postbox() as server:
        with_mail(house, server)
        server.refuses = True
        morning(house, "2026-03-05")
        done = [finish_jobs(house.office)]
        at_once = finish_jobs(house.office)
        for _ in range(12):
            house.clock.shift(hours=3)
            done.append(finish_jobs(house.office))

    assert at_once == 0
    assert sum(done) == 0
    assert server.kept == []
    assert rows(house, job)[0].attempts == 10
    assert [row.kind for row in rows(house, incident)] == ["job"]


def test_a_worker_that_dies_leaves_its_mail_to_another(house: House) -> None:
    clue_to_register(house)
    with postbox() as server:
        with_mail(house, server)
        morning(house, "2026-03-05")
        house.office.run(lease_jobs, SYSTEM, worker="dead")

        early = finish_jobs(house.office, worker="alive")
        house.clock.shift(minutes=6)
        late = finish_jobs(house.office, worker="alive")

    assert (early, late) == (0, 1)
    assert len(server.kept) == 1
