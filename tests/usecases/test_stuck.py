"""Nothing waits silently: each open case says why, who, since when, what helps; what nobody can move is found."""

from __future__ import annotations

import uuid
from collections import Counter

import pytest

from tests.usecases.due import ON_SQLITE, clue_to_register, day, inquiry, morning, reply_owed, rows
from tests.usecases.office import House
from tests.usecases.passages import approve, assign_clue, case_of, meet, post, register_clue, suggest, to_inquiry
from tests.usecases.written import grant, recuse
from webapp.domain.actor import SYSTEM
from webapp.domain.ids import CaseId
from webapp.domain.records import Message, Secrecy
from webapp.store import calendar, incidents, messages, versions
from webapp.store.tables import case, incident, message_in, person, role_grant, task, watch
from webapp.usecases.stuck import Reason, reasons
from webapp.usecases.watching import watch_cases, watch_holidays, watch_messages


def why(house: House) -> list[Reason]:
    cases = {CaseId(row.id): row.opened_at for row in rows(house, case)}
    found = house.office.view(reasons, SYSTEM, cases=cases)
    assert set(found) == set(cases)
    return [one for each in found.values() for one in each]


def look_around(house: House) -> int:
    return sum(watch(house.office) for watch in (watch_cases, watch_messages, watch_holidays))


def open_incidents(house: House) -> list[tuple[str, str]]:
    return sorted((row.kind, row.code) for row in rows(house, incident) if row.settled_at is None)


def test_an_open_case_says_why_it_waits_who_can_act_and_until_when(house: House) -> None:
    clue_to_register(house)

    found = why(house)

    assert [(one.kind, one.who, one.due_on, one.late) for one in found] == [
        ("task", "丁若水", day("2026-03-04"), False)
    ]
    assert found[0].why == "等待办理“登记来件”"


@ON_SQLITE
def test_a_late_step_can_be_urged(house: House) -> None:
    clue_to_register(house)
    house.clock.move_to("2026-03-09T10:00")

    found = why(house)

    assert (found[0].late, found[0].remedy) == (True, "催办或者改派")


@ON_SQLITE
def test_a_case_that_waits_for_the_person_concerned_does_not_name_that_person(house: House) -> None:
    reply_owed(house)

    found = why(house)

    assert [(one.kind, one.who) for one in found] == [("task", "本人")]
    assert "马" not in str(found)


def test_a_case_with_nothing_to_wait_for_is_found_once_and_let_go(house: House) -> None:
    step = clue_to_register(house)
    with house.office.database.write() as tx:
        tx.execute(task.update().where(task.c.id == step).values(is_open=False))

    counts = [look_around(house), look_around(house)]
    seen = [one.kind for one in why(house)]
    found = open_incidents(house)
    with house.office.database.write() as tx:
        tx.execute(task.update().where(task.c.id == step).values(is_open=True))
    look_around(house)

    assert counts == [1, 1]
    assert seen == ["silent"]
    assert found == [("silent", "silent")]
    assert open_incidents(house) == []
    assert [row.gone_at is not None for row in rows(house, watch)] == [True]


def test_a_step_that_nobody_can_do_is_found_and_goes_when_somebody_gets_the_duty(house: House) -> None:
    inquiry(house)
    with house.office.database.write() as tx:
        tx.execute(role_grant.delete().where(role_grant.c.role == "supervise", role_grant.c.room_id == "first_room"))
        versions.bump(tx, versions.PEOPLE)

    look_around(house)
    found = why(house)
    incidents_then = open_incidents(house)
    within = {"max_level": "head_next_lower", "max_secrecy": Secrecy.CONFIDENTIAL}
    grant(house, "li", "supervise", "first_room", **within)
    look_around(house)

    assert [(one.kind, one.remedy) for one in found] == [("nobody_eligible", "改派或者补授岗位")]
    assert incidents_then == [("nobody_eligible", "nobody_eligible")]
    assert open_incidents(house) == []


@pytest.mark.parametrize("how", ["left", "recused"])
def test_a_step_whose_holder_cannot_act_any_more_is_found(house: House, how: str) -> None:
    step = inquiry(house)
    with house.office.database.write() as tx:
        tx.execute(task.update().where(task.c.id == step).values(assignee_id="li"))
        if how == "left":
            tx.execute(person.update().where(person.c.id == "li").values(active=False))
            versions.bump(tx, versions.PEOPLE)
    if how == "recused":
        recuse(house, "li")

    assert look_around(house) == 1
    assert open_incidents(house) == [("nobody_eligible", "nobody_eligible")]


def lost_message(house: House, *, to: str | None = None, name: str | None = None, about: str = "nobody") -> str:
    key = uuid.uuid4().hex
    row = Message(
        id=key,
        name=name or "superior_word",
        subject_id=about,
        source_case_id=None,
        to=to,
        target_case_id=None,
        payload={},
        at=house.clock(),
    )
    with house.office.database.write() as tx:
        messages.post(tx, [row])
    house.drain()
    return key


def test_a_message_that_nobody_takes_is_an_incident_after_five_working_days_once(house: House) -> None:
    key = lost_message(house)

    house.clock.move_to("2026-03-09T09:00")
    patient = look_around(house), open_incidents(house)
    house.clock.move_to("2026-03-10T09:00")
    look_around(house)
    look_around(house)
    found = open_incidents(house)
    with house.office.database.write() as tx:
        messages.mark(tx, key, status="delivered", at=house.clock())
    look_around(house)

    assert patient == (0, [])
    assert found == [("message", key)]
    assert open_incidents(house) == []


@ON_SQLITE
@pytest.mark.parametrize("news", ["case_concluded", "stage_changed"])
def test_news_that_nobody_waits_for_is_no_incident(house: House, news: str) -> None:
    lost_message(house, name=news)

    house.clock.move_to("2026-05-11T09:00")

    assert look_around(house) == 0


def test_the_result_of_an_earlier_matter_is_not_taken_for_that_of_a_clue_that_came_later(house: House) -> None:
    earlier = lost_message(house, to="m07_clue_disposal", name="case_concluded", about="ma")
    house.clock.shift(minutes=5)
    register_clue(house)
    assign_clue(house)
    suggest(house, "zhou", "inquiry")
    meet(house, "disposal/study", "inquiry")
    approve(house, "disposal/approve_way")

    own = lost_message(house, to="m07_clue_disposal", name="case_concluded", about="ma")

    with house.office.database.read() as tx:
        found = {row.id: (row.status, row.taken_by_id) for row in tx.execute(message_in.select())}
    assert found[earlier] == ("waiting", None)
    assert found[own] == ("delivered", case_of(house, "m07_clue_disposal").id)


def test_of_two_clues_about_one_person_the_one_that_a_matter_came_from_is_told_its_result_and_only_once(
    house: House,
) -> None:
    to_inquiry(house)
    first = CaseId(case_of(house, "m08_talk_letter_inquiry").id)
    to_inquiry(house)
    clues = {row.number: row.id for row in rows(house, case) if row.process == "m07_clue_disposal"}

    for _ in range(2):
        news = {"to": "m07_clue_disposal", "subject": "ma", "source": first, "payload": {"result": "sanction"}}
        post(house, "case_concluded", **news)
        house.drain()

    taken = Counter((row.status, row.taken_by_id) for row in rows(house, message_in) if row.name == "case_concluded")
    assert taken == {("delivered", clues["云线索〔2026〕1号"]): 1, ("waiting", None): 1}


@pytest.mark.parametrize("to", ["m02_main_responsibility", "m09a_archive_update"])
def test_news_for_a_measure_that_has_no_place_for_it_is_told_at_once_and_waits_no_more(house: House, to: str) -> None:
    told, word = (lost_message(house, to=to, name=name) for name in ("case_concluded", "superior_word"))

    with house.office.database.read() as tx:
        state = {one.id: one.status for one in tx.execute(message_in.select()).all()}
    assert (state[told], state[word]) == ("delivered", "waiting")


@ON_SQLITE
def test_a_message_to_a_measure_that_was_never_deployed_waits_in_peace(house: House) -> None:
    lost_message(house, to="m99_nothing")

    house.clock.move_to("2026-05-11T09:00")

    assert look_around(house) == 0


@ON_SQLITE
def test_a_year_without_holidays_is_one_incident(house: House) -> None:
    clue_to_register(house)
    with house.office.database.write() as tx:
        tx.execute(task.update().values(due_on=day("2027-01-05"), provisional=True))

    look_around(house)
    look_around(house)

    assert open_incidents(house) == [("holiday_year", "2027")]
    with house.office.database.read() as tx:
        assert 2027 not in calendar.load(tx).years


@ON_SQLITE
def test_an_incident_stands_before_everything_else(house: House) -> None:
    clue_to_register(house)
    case_id = rows(house, case)[0].id
    with house.office.database.write() as tx:
        incidents.raise_once(tx, kind="fault", code="x", at=house.clock(), case_id=case_id)

    assert [one.kind for one in why(house)] == ["incident", "task"]


@ON_SQLITE
def test_the_watch_is_kept_every_night(house: House) -> None:
    step = clue_to_register(house)
    with house.office.database.write() as tx:
        tx.execute(task.update().where(task.c.id == step).values(is_open=False))

    morning(house, "2026-03-07", "00:10")

    assert open_incidents(house) == [("silent", "silent")]
