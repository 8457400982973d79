"""A life meeting through the office: an accepted inquiry stands in the list, and the case waits for the last item."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.usecases.due import rows
from tests.usecases.filing import look_into
from tests.usecases.office import House
from tests.usecases.passages import ALL_TRUE, approve, case_of, enter, issue, meet, to_reply
from tests.usecases.robot import cannot, do, look_at, open_steps, task_at
from webapp.domain.ids import PersonId, UnitId
from webapp.domain.records import Message
from webapp.store import archive, messages
from webapp.store.tables import case, letter, task
from webapp.usecases.people import rename_unit

pytestmark = pytest.mark.story

MEETING = dt.date(2026, 4, 20)
GOOD = {"attendance": "attended", "due": 9, "present": 8, "head_order": "first", "self_grade": "good"}
FOUND = {"quality": "good", "breach": "no", "new_breach": "no", "criticisms": [{"member": "华以谦", "said": "yes"}]}


def accepted_inquiry(house: House) -> None:
    """Let an inquiry on the head of the cooperative be accepted and closed, and filed."""
    to_reply(house)
    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)
    do(house, "wu", "review_reply_b", checks=ALL_TRUE)
    do(house, "zhou", "dispose/write_report", sufficiency="complete")
    meet(house, "dispose/study", "accept")
    approve(house, "dispose/approve_outcome")
    issue(house, "dispose/close_inquiry/issue_closing", "zhou", signer="wang", to="ma")
    enter(house, "archive_outcome", "zhou")
    enter(house, "conclude/archive", "zhou")


def told(house: House, name: str, **payload: object) -> None:
    """Let the measure hear a message about the head of the cooperative."""
    row = Message(
        id=uuid.uuid4().hex,
        name=name,
        subject_id=PersonId("ma"),
        source_case_id=None,
        to="m06_life_meeting",
        target_case_id=None,
        payload=payload,
        at=house.clock(),
    )
    with house.office.database.write() as tx:
        messages.post(tx, [row])
    house.drain()


def officers(house: House, path: str) -> tuple[str, str]:
    """Two officers of the room whose step it is: who holds it, or the first, and another."""
    key = task_at(house, path)
    with house.office.database.read() as tx:
        room = tx.execute(task.select().where(task.c.id == key)).one().room_id
    pair = {"first_room": ("li", "zhao"), "second_room": ("pei", "tang"), "third_room": ("zhou", "wu")}
    return pair[room]


def to_the_list(house: House) -> tuple[str, str]:
    """Let an inquiry be accepted, and the unit plan its meeting."""
    accepted_inquiry(house)
    told(house, "special_meeting_needed", reason="case_lessons", unit="county_coop")
    do(house, "hua", "plan_meeting", theme="专题民主生活会", meeting_on=MEETING, kind="special")
    return officers(house, "prepare/list_matters")


def to_the_meeting(house: House, officer: str) -> None:
    """Let the meeting be prepared, and its day come."""
    do(house, officer, "prepare/list_matters")
    issue(house, "prepare/notice", officer, to="ma")
    do(house, "ma", "prepare/own_data/state_data")
    do(house, "ma", "prepare/write_material")
    do(house, officer, "prepare/review_material", matters=[{"explained": "yes"}])
    house.clock.move_to(f"{MEETING}T10:00")
    house.drain()


def to_the_items(house: House, officer: str, other: str) -> dt.date:
    """Let the meeting be prepared, held, recorded and reported, and two items be listed; give their day."""
    to_the_meeting(house, officer)
    answers = [{"explained": "yes", "truth": "yes", "against": "none"}]
    do(house, officer, "attend", held_on=MEETING, matters=answers, officers=[{"officer": officer}], **GOOD, **FOUND)
    do(house, other, "confirm_attend", verdict="good")
    do(house, "hua", "report_meeting")
    due = MEETING + dt.timedelta(days=60)
    do(house, officer, "list_items", items=[{"item_no": 1, "due": due}, {"item_no": 2, "due": due}])
    return due


def refused_to_put_right(house: House) -> None:
    """A head refuses the plan, and accountability is proposed."""
    officer, other = to_the_list(house)
    to_the_items(house, officer, other)
    do(house, "ma", "rectify/write_plan", answer="refuse")
    do(house, officer, "failing/propose_accountability", kind="admonition")


def test_an_accepted_and_closed_inquiry_stands_in_the_list_of_the_next_life_meeting(house: House) -> None:
    officer, _ = to_the_list(house)

    page = look_at(house, officer, "prepare/list_matters")

    assert page.form_state is not None
    (matter,) = page.form_state.values["matters"]
    assert matter["source"] == "inquiry"
    with house.office.database.read() as tx:
        found = archive.of_subject(tx, PersonId("ma"), me=PersonId(officer))
    filed = [one for one in found if one.number == matter["entry"]]
    assert [(one.kind, one.status, one.weight) for one in filed] == [("inquiry.accept", "not_established", "none")]


def test_an_accepted_inquiry_leaves_the_portrait_as_it_was_and_a_letter_says_so(house: House) -> None:
    accepted_inquiry(house)

    found = look_into(house, "qian")
    assert "谈话函询" in str(found.sections)
    assert [one.code for one in found.dimensions if one.facts] == []
    with house.office.database.read() as tx:
        (closing,) = tx.execute(letter.select().where(letter.c.template == "d15_closing")).all()
    assert (closing.recipient_id, closing.received_at is not None) == ("ma", True)


def test_the_notice_goes_to_the_head_alone_and_the_case_waits_for_the_last_item(house: House) -> None:
    officer, other = to_the_list(house)
    due = to_the_items(house, officer, other)
    with house.office.database.read() as tx:
        (notice,) = tx.execute(letter.select().where(letter.c.template == "d11_life_matters")).all()
    assert (notice.recipient_id, notice.recipient_unit_id) == ("ma", None)
    assert cannot(house, "hua", "rectify/write_plan") == "not_found"
    do(house, "ma", "rectify/write_plan", answer="sign", items=[{"due": due}, {"due": due}])
    do(house, officer, "rectify/check_plan", good=True)
    do(house, "hua", "rectify/work[0]/submit_proof")
    do(house, officer, "rectify/work[0]/accept_item", result="pass")

    assert case_of(house, "m06_life_meeting").status == "open"
    assert "rectify/work[1]/submit_proof" in [step for step, _, _ in open_steps(house)]
    do(house, "hua", "rectify/work[1]/submit_proof")
    do(house, officer, "rectify/work[1]/accept_item", result="pass")
    enter(house, "archive_rectify", officer)
    enter(house, "archive", officer)
    assert case_of(house, "m06_life_meeting").ended_at_element == "closed"
    with house.office.database.read() as tx:
        filed = archive.whole(tx, PersonId("ma"))
    put_right = [one for one in filed if one.kind == "rectification.done"]
    assert [(one.dimension, one.weight) for one in put_right] == [("rectification", "good")]


def test_word_of_a_concluded_case_is_noted_and_the_matter_closed_at_once(house: House) -> None:
    told(house, "case_concluded", result="close")

    found = case_of(house, "m06_life_meeting")
    assert (found.status, found.ended_at_element) == ("closed", "noted")
    assert open_steps(house) == []


def test_an_untrue_explanation_goes_to_clue_disposal_as_soon_as_two_have_confirmed_it(house: House) -> None:
    officer, other = to_the_list(house)
    to_the_meeting(house, officer)
    untrue = [{"explained": "yes", "truth": "no", "against": "file"}]
    do(house, officer, "attend", held_on=MEETING, matters=untrue, officers=[{"officer": officer}], **GOOD, **FOUND)
    do(house, other, "confirm_attend", verdict="good")

    do(house, officer, "send_clue/describe_clue", facts="会上所述与函询时的答复不符，差额三十万元。")

    assert [one.subject_id for one in rows(house, case) if one.start_event == "clue_found"] == ["ma"]
    assert "report_meeting" in [step for step, _, _ in open_steps(house)]
    page = look_at(house, "han", "acceptance/record_found").form_state
    assert page is not None
    assert page.values["told"] == "会上所述与函询时的答复不符，差额三十万元。"


def test_a_special_meeting_asked_for_under_the_units_old_name_finds_the_head_of_now(house: House) -> None:
    new = house.run(rename_unit, "jin", unit_id=UnitId("county_coop"), name="县供销集团", on=house.clock().date())

    told(house, "special_meeting_needed", reason="case_lessons", unit="county_coop")

    found = case_of(house, "m06_life_meeting")
    assert (found.subject_id, found.unit_id) == ("ma", new)


def test_who_sits_beside_the_head_is_listed_though_the_unit_got_another_name(house: House) -> None:
    told(house, "special_meeting_needed", reason="case_lessons", unit="county_coop")
    do(house, "hua", "plan_meeting", theme="专题民主生活会", meeting_on=MEETING, kind="special")
    officer, _ = officers(house, "prepare/list_matters")
    to_the_meeting(house, officer)

    house.run(rename_unit, "jin", unit_id=UnitId("county_coop"), name="县供销集团", on=house.clock().date())

    page = look_at(house, officer, "attend")
    assert page.form_state is not None
    assert [row["member"] for row in page.form_state.values["criticisms"]] == ["华以谦"]
