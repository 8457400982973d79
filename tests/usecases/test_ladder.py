"""The overdue ladder: marks, reminder, supervisor, secretary; each rung once; a letter only to who is outside."""

from __future__ import annotations

import threading

import pytest

from tests.usecases.due import ON_SQLITE, clue_to_register, day, inquiry, reply_owed, rows
from tests.usecases.office import House
from tests.usecases.robot import do, open_steps
from tests.usecases.written import recuse
from webapp.domain.actor import SYSTEM
from webapp.domain.ids import PersonId, TaskId
from webapp.store import audit, deadlines, letters
from webapp.store.tables import case, incident, rung, task, told
from webapp.usecases.absences import set_absence
from webapp.usecases.case_pages import case_page
from webapp.usecases.ladder import climb_all, climb_step
from webapp.usecases.opening import start_case
from webapp.usecases.portal import portal

pytestmark = pytest.mark.story

YELLOW = {"before", "before_last"}


def climb_on(house: House, text: str) -> None:
    house.clock.move_to(f"{text}T08:30")
    climb_all(house.office)


def rungs(house: House) -> set[str]:
    return {row.rung for row in rows(house, rung)}


def told_of(house: House, rung_name: str) -> set[str]:
    return {row.person_id for row in rows(house, told) if row.rung == rung_name}


def case_id_of(house: House, step: TaskId) -> str:
    return str(next(row.case_id for row in rows(house, task) if row.id == step))


def test_a_step_climbs_rung_by_rung_on_working_days(house: House) -> None:
    clue_to_register(house)

    reached = {}
    for text in ("03-02", "03-03", "03-04", "03-05", "03-06", "03-09", "03-17", "03-18"):
        before = rungs(house)
        climb_on(house, f"2026-{text}")
        reached[text] = rungs(house) - before

    assert reached == {
        "03-02": YELLOW,
        "03-03": set(),
        "03-04": {"due"},
        "03-05": {"after"},
        "03-06": set(),
        "03-09": {"supervisor"},
        "03-17": set(),
        "03-18": {"secretary"},
    }
    assert open_steps(house)[0][0] == "register_envelope"


def test_marks_tell_nobody_a_reminder_tells_the_holder_and_leaves_an_audit_entry(house: House) -> None:
    step = clue_to_register(house)
    climb_on(house, "2026-03-04")
    silent = rows(house, told)

    climb_on(house, "2026-03-05")

    with house.office.database.read() as tx:
        acts = [one.entry.act for one in audit.entries(tx, audit.stream_of(case_id_of(house, step)))]
    assert silent == []
    assert told_of(house, "after") == {"ding"}
    assert acts.count("urged") == 1


def test_supervisors_are_who_monitors_the_measure_and_the_head_of_the_room(house: House) -> None:
    inquiry(house)

    climb_on(house, "2026-03-19")

    assert told_of(house, "after") == {"li", "zhao"}, "the head alone can approve it, and is kept free for that"
    assert told_of(house, "supervisor") == {"han", "luo"}
    assert told_of(house, "secretary") == {"chen"}


def test_three_weeks_of_downtime_are_made_up_for_once(house: House) -> None:
    clue_to_register(house)

    climb_on(house, "2026-03-24")
    first = {(row.rung, row.at) for row in rows(house, rung)}
    again = climb_all(house.office)

    assert {name for name, _ in first} == {*YELLOW, "due", "after", "supervisor", "secretary"}
    assert again == 0
    assert {(row.rung, row.at) for row in rows(house, rung)} == first


@ON_SQLITE
def test_a_clock_that_goes_back_climbs_nothing_twice(house: House) -> None:
    clue_to_register(house)
    climb_on(house, "2026-03-05")

    house.clock.shift(hours=-1)
    climbed = climb_all(house.office)
    house.clock.shift(days=-2)
    climbed += climb_all(house.office)
    house.clock.shift(days=2, hours=1)
    climbed += climb_all(house.office)

    assert climbed == 0
    assert len(rows(house, told)) == 1


def test_two_workers_at_once_climb_each_rung_once(house: House) -> None:
    clue_to_register(house)
    house.clock.move_to("2026-03-09T08:30")
    counts: list[int] = []
    workers = [threading.Thread(target=lambda: counts.append(climb_all(house.office))) for _ in range(2)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(counts) == 5
    assert len(rows(house, rung)) == 5


def test_a_step_that_is_done_or_whose_clock_stands_still_climbs_no_more(house: House) -> None:
    step = reply_owed(house)
    case_id = case_id_of(house, step)
    with house.office.database.write() as tx:
        deadlines.pause(tx, case_id, key="letter.reply", on=day("2026-03-10"))  # type: ignore[arg-type]

    climb_on(house, "2026-04-20")
    paused = climb_all(house.office), rungs(house)
    late = house.office.run(climb_step, SYSTEM, step_id=TaskId("gone"), case_id=case_id)  # type: ignore[arg-type]

    assert paused == (0, set())
    assert late == 0


@ON_SQLITE
def test_an_extended_step_has_a_ladder_of_its_own(house: House) -> None:
    step = clue_to_register(house)
    climb_on(house, "2026-03-05")
    with house.office.database.write() as tx:
        tx.execute(task.update().where(task.c.id == step).values(due_on=day("2026-03-12")))

    climb_on(house, "2026-03-13")

    after = {row.due_on for row in rows(house, rung) if row.rung == "after"}
    assert after == {day("2026-03-04"), day("2026-03-12")}


def test_who_is_late_outside_gets_a_letter_and_the_handler_is_told(house: House) -> None:
    step = reply_owed(house)

    climb_on(house, "2026-03-24")
    climb_on(house, "2026-03-25")

    with house.office.database.read() as tx:
        sent = letters.to_person(tx, PersonId("ma"))
    urge = [row for row in sent if row.template == "d24_urge"]
    assert [row.number for row in urge] == ["云纪函〔2026〕2号"]
    assert "云纪函〔2026〕1号" in urge[0].text
    assert "2026年3月23日" in urge[0].text
    assert "马远帆同志" in urge[0].text
    assert told_of(house, "after") == {"li"}
    assert "云纪函〔2026〕2号" in [one.number for one in house.view(portal, "ma").letters]
    assert step in {row.step_id for row in rows(house, rung) if row.letter_id}


@ON_SQLITE
def test_a_reminder_that_stays_unanswered_is_followed_by_a_letter_of_supervision(house: House) -> None:
    reply_owed(house)
    for on in ("2026-03-24", "2026-03-25", "2026-03-26", "2026-03-27"):
        climb_on(house, on)

    with house.office.database.read() as tx:
        sent = [row for row in letters.to_person(tx, PersonId("ma")) if row.template.startswith("d24")]
    assert [(row.title, row.number) for row in sent] == [
        ("督办函", "云纪函〔2026〕3号"),
        ("催办函", "云纪函〔2026〕2号"),
    ]
    assert "我机关已以云纪函〔2026〕2号催办" in sent[0].text
    assert "3个工作日内报送" in sent[0].text
    assert "li" in told_of(house, "supervisor"), "who handles the matter has it delivered"
    assert "云纪函〔2026〕3号" in [one.number for one in house.view(portal, "ma").letters]


@ON_SQLITE
@pytest.mark.parametrize(
    ("process", "start"), [("m10e_clarification", "clarify_requested"), ("complaint", "officer_complained")]
)
def test_what_a_person_began_and_did_not_hand_in_brings_no_reminder(house: House, process: str, start: str) -> None:
    house.run(start_case, "ma", process=process, start_event=start, token=house.token())

    climb_on(house, "2026-04-20")

    with house.office.database.read() as tx:
        assert letters.to_person(tx, PersonId("ma")) == ()


@ON_SQLITE
def test_a_reply_overdue_by_weeks_is_still_open_for_the_person(house: House) -> None:
    reply_owed(house)

    climb_on(house, "2026-04-03")

    assert "hear/reply" in [path for path, _, _ in open_steps(house)]
    assert do(house, "ma", "hear/reply").sentence


def test_the_substitute_of_an_absent_holder_is_told(house: House) -> None:
    clue_to_register(house)
    house.run(
        set_absence,
        "ding",
        substitute_id=PersonId("fang"),
        from_on=day("2026-03-03"),
        until_on=day("2026-03-20"),
    )

    climb_on(house, "2026-03-05")

    assert told_of(house, "after") == {"fang"}


@ON_SQLITE
@pytest.mark.parametrize("recused", [True, False])
def test_nobody_hears_of_a_case_from_which_he_is_recused(house: House, recused: bool) -> None:
    inquiry(house)
    recuse(house, "han", recused=recused)

    climb_on(house, "2026-03-19")

    assert ("han" in told_of(house, "supervisor")) is not recused


@ON_SQLITE
def test_a_step_that_cannot_climb_is_an_incident_and_stops_no_other(house: House) -> None:
    step = reply_owed(house)
    clue_to_register(house)
    with house.office.database.write() as tx:  # no letter can be made for a case without its deployment's template
        other = next(row for row in tx.execute(case.select()).all() if row.process == "m08_talk_letter_inquiry")
        kept = house.office.library.definition(tx, other.deployment_id).letters
    template = kept.pop("d24_urge")  # type: ignore[attr-defined]

    try:
        climb_on(house, "2026-03-24")
        broken = rungs_of(house, step)
    finally:
        kept["d24_urge"] = template  # type: ignore[index]
    climb_all(house.office)

    assert "after" not in broken
    assert [row.code for row in rows(house, incident) if row.kind == "ladder"] == ["no_template"]
    assert "secretary" in rungs(house)
    assert "after" in rungs_of(house, step)


def rungs_of(house: House, step: TaskId) -> set[str]:
    return {row.rung for row in rows(house, rung) if row.step_id == step}


@ON_SQLITE
def test_the_letter_stands_in_the_list_of_the_case(house: House) -> None:
    step = reply_owed(house)

    climb_on(house, "2026-03-24")

    page = house.view(case_page, "li", case_id=case_id_of(house, step))
    assert "云纪函〔2026〕2号" in [row.number for row in page.letters]
