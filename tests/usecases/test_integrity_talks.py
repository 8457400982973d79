"""Talks in the real office: an appointment leads to one, only leaders lead it, what is serious goes past the person."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.letters.printed import docx_words
from tests.usecases.due import ON_SQLITE
from tests.usecases.office import House
from tests.usecases.opinions import room_of
from tests.usecases.passages import case_of, enter, issue, sign_and_seal, today
from tests.usecases.power import begin
from tests.usecases.robot import cannot, do, look_at, posted_for, task_at
from tests.usecases.stand import Stand
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import FormRejected, NotFound
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.store import letters, messages, tasks
from webapp.usecases.absences import set_absence
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import submit
from webapp.usecases.inbox import inbox
from webapp.usecases.letters import letter_file
from webapp.usecases.opening import start_case
from webapp.usecases.people import add_post
from webapp.usecases.portal import portal
from webapp.usecases.views.tasks import InboxFilters

pytestmark = pytest.mark.story

TALK = "m05_integrity_talk"
REMINDER = "before_office/issue_reminder"
PLAN = {"talker": "chen", "recorder": "zhao", "talk_on": "2026-03-20"}
OFFICERS = {
    "first_room": ("li", "zhao", "luo"),
    "second_room": ("pei", "zhao", "tang"),
    "third_room": ("zhou", "wu", "he"),
}
HELD = {"came": "yes", "talker": "chen", "recorder": "zhao"}


def talk_planned(house: House, who: str = "ma", by: str = "li") -> None:
    """An appointment is recorded and the talk arranged."""
    house.run(start_case, "zheng", process="m05b_appointment", start_event="appointment", token=house.token())
    do(house, "zheng", "register_appointment", person=who, effective_on="2026-04-01")
    do(house, by, "plan_talk", **PLAN)


def until_held(house: House) -> None:
    """The talk is arranged, agreed, prepared and held."""
    talk_planned(house)
    prepare(house, "ma", "li", "luo")


def prepare(house: House, subject: str, by: str, room_head: str) -> None:
    """The talk that was arranged is agreed, announced and held."""
    for step, who in (("by_room", room_head), ("by_deputy", "wang"), ("by_secretary", "chen")):
        do(house, who, f"approve_plan/{step}", decision="agree")
    do(house, by, "outline")
    do(house, "chen", "confirm_outline")
    issue(house, "talk/issue_notice", by, to=subject)
    do(house, by, "talk/record_talk", **HELD)


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which a talk was held and waits for the talker to confirm its record."""
    return stand.played(until_held)


def absent_work(house: House, who: str) -> list[str]:
    """Give the names of what a person finds to do for absent colleagues."""
    return [row.name for row in house.view(inbox, who, filters=InboxFilters(tab="absent")).rows]


def sees(house: House, who: str) -> object:
    """Give all that the person's own page shows."""
    return dataclasses.replace(house.view(portal, who))


def test_the_appointment_opened_the_talk_of_that_person(house: House) -> None:
    talk = case_of(house, TALK)

    assert (talk.start_event, talk.subject_id) == ("appointment_decided", "ma")


def test_a_deputy_who_is_to_be_head_is_talked_to_and_signs_but_sees_nothing_else(house: House) -> None:
    do(house, "chen", "talk/confirm_talk", decision="good")
    do(house, "ma", "talk/read_record", agree="agree")
    talk_planned(house, "cen", by="pei")

    prepare(house, "cen", "pei", "tang")
    talk = look_at(house, "chen", "talk/confirm_talk").head.case_id
    do(house, "chen", "talk/confirm_talk", decision="good")
    with pytest.raises(NotFound):
        house.view(case_page, "cen", case_id=talk)
    assert [row.name for row in house.view(inbox, "cen", filters=InboxFilters()).rows] == ["阅看谈话记录"]
    do(house, "cen", "talk/read_record", agree="agree")
    assert house.view(inbox, "cen", filters=InboxFilters()).rows == ()


def test_no_picker_offers_a_room_officer_as_talker(house: House) -> None:
    do(house, "chen", "talk/confirm_talk", decision="change")
    look_at(house, "li", "talk/record_talk")
    key = task_at(house, "talk/record_talk")
    posted = house.view(posted_for, "li", task_id=key, given=HELD)

    with pytest.raises(FormRejected) as refused:
        house.run(submit, "li", task_id=key, token=house.token(), posted={**posted, "talker": ["luo"]})

    assert {fault.field for fault in refused.value.faults} == {"talker"}


def test_no_substitute_confirms_for_the_talker(house: House) -> None:
    day = today(house)
    house.run(set_absence, "chen", substitute_id=PersonId("wang"), from_on=day, until_on=day)

    assert "主谈人确认记录" not in absent_work(house, "wang")
    assert cannot(house, "wang", "talk/confirm_talk", decision="good") == "not_yours"


@ON_SQLITE
def test_the_talk_is_due_by_its_planned_day_and_urged_like_any_step(house: House) -> None:
    with house.office.database.read() as tx:
        (held,) = [one for one in tasks.of_case(tx, CaseId(case_of(house, TALK).id)) if one.element == "record_talk"]
    assert held.due_on == dt.date(2026, 3, 25), "three working days after the twentieth"


@ON_SQLITE
def test_the_day_on_which_the_post_begins_stands_on_the_case_and_turns_late(house: House) -> None:
    """No step carries it: a talk that drags on past the appointment is seen to do so, whatever it waits for."""
    talk = CaseId(case_of(house, TALK).id)

    def limits() -> dict[str, str]:
        return {str(label): due.state for label, due in house.view(case_page, "li", case_id=talk).deadlines}

    assert limits()["任前谈话"] != "late"
    house.clock.move_to("2026-04-02T09:00")
    assert (limits()["任前谈话"], limits()["任前谈话补谈"]) == ("late", "calm")
    do(house, "chen", "talk/confirm_talk", decision="good")
    do(house, "ma", "talk/read_record", agree="agree")
    assert not {"任前谈话", "任前谈话补谈"} & set(limits()), "the talk was held"


def test_a_serious_matter_reaches_the_principal_and_the_clue_register_and_nothing_reaches_the_person(
    house: House,
) -> None:
    do(house, "chen", "talk/confirm_talk", decision="good")
    do(house, "ma", "talk/read_record", agree="agree")
    before = sees(house, "ma")
    do(house, "li", "weigh_talk", found="found", serious=True)
    during = sees(house, "ma")
    do(house, "li", "serious/report_matter", facts=[{"text": "谈话中了解到的情况，尚待核实。", "status": "unverified"}])
    issue(house, "serious/issue_report", "li")
    with house.office.database.read() as tx:
        sent = {row.template: row.id for row in letters.of_case(tx, CaseId(case_of(house, TALK).id))}
    report = sent["d10_principal_report"]
    third = house.view(letter_file, "chen", letter_id=report, kind="docx", copy=3)[1]
    assert "000003" in docx_words(third), "a state secret counts its copies"
    do(house, "pan", "serious/read_report")
    after = sees(house, "ma")

    assert case_of(house, "m07_clue_disposal").subject_id == "ma"
    with house.office.database.read() as tx:
        told = {row.name: row.status for row in messages.of_case(tx, CaseId(case_of(house, TALK).id))}
    assert (told["clue_found"], told["number_returned"]) == ("delivered", "delivered")
    # The promise of the appointment is the one thing that is new on the own page.
    assert before != during == after
    assert [task.name for task in house.view(portal, "ma").tasks] == ["签署廉政承诺"]


def test_without_the_receipt_of_the_reminder_the_talk_does_not_end(house: House) -> None:
    do(house, "chen", "talk/confirm_talk", decision="good")
    do(house, "ma", "talk/read_record", agree="agree")
    do(house, "li", "weigh_talk", found="none")
    do(house, "ma", "before_office/promise")
    sign_and_seal(house, REMINDER, "li")
    assert not_ended(house)
    do(house, "sun", f"{REMINDER}/deliver", way="portal", result="portal")
    assert not_ended(house)
    house.clock.shift(days=1)
    house.drain()
    assert not_ended(house)

    do(house, "ma", f"{REMINDER}/sign_receipt")
    enter(house, "archive", "li")

    assert case_of(house, TALK).ended_at_element == "talk_closed"


def test_a_head_of_two_posts_is_talked_with_about_each_of_them(house: House) -> None:
    """One talk a year, a chapter for each post: in the outline, the record, and what the person signs (domain 4.0)."""
    do(house, "chen", "talk/confirm_talk", decision="good")
    do(house, "ma", "talk/read_record", agree="agree")
    second = {"unit_id": UnitId("commission"), "title": "兼任主任"}
    house.run(add_post, "jin", person_id=PersonId("lin"), is_head=True, **second)
    house.office.run(begin, SYSTEM, process=TALK, subject="lin")
    officer, other, head = OFFICERS[room_of(house, "plan_talk")]
    do(house, officer, "plan_talk", **{**PLAN, "recorder": other})
    for step, who in (("by_room", head), ("by_deputy", "wang"), ("by_secretary", "chen")):
        do(house, who, f"approve_plan/{step}", decision="agree")
    do(house, officer, "outline")
    do(house, "chen", "confirm_outline")
    issue(house, "talk/issue_notice", officer, to="lin")

    shown = look_at(house, officer, "talk/record_talk").form_state
    assert shown is not None
    posts = [row["post"] for row in shown.values["chapters"]]
    assert posts == ["云岭镇党委书记", "云岭县纪委监委兼任主任"]
    do(house, officer, "talk/record_talk", came="yes", talker="chen", recorder=other)
    do(house, "chen", "talk/confirm_talk", decision="good")
    read = look_at(house, "lin", "talk/read_record").form_state
    assert read is not None
    assert [(row["post"], bool(row["said"])) for row in read.values["chapters"]] == [(one, True) for one in posts]


def not_ended(house: House) -> bool:
    """Tell whether the talk is open and waits at its reminder only."""
    row = case_of(house, TALK)
    with house.office.database.read() as tx:
        steps = [one.path for one in tasks.of_case(tx, CaseId(row.id)) if one.is_open]
    return row.status == "open" and bool(steps) and all(path.startswith(REMINDER) for path in steps)
