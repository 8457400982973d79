"""A receipt begins the clock of the answer: no day before the seal, two people by hand, not taken back once opened."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.office import House
from tests.usecases.passages import approve, case_of, sign_and_seal, to_inquiry
from tests.usecases.robot import do, open_steps, posted_for, task_at
from webapp.domain.errors import FormRejected, NotFound
from webapp.domain.ids import CaseId
from webapp.store import letters
from webapp.usecases.completing import submit
from webapp.usecases.letters import letter_page
from webapp.usecases.portal import portal, portal_letter, portal_task
from webapp.usecases.recalling import TooLateToRecall, recall_task
from webapp.usecases.task_pages import open_task

DELIVER = "hear/issue_inquiry/deliver"


@pytest.fixture
def sealed(house: House) -> dt.date:
    """Bring an inquiry letter to its delivery and give the day of its seal."""
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=[{"text": "请说明会议费的来龙去脉。"}])
    approve(house, "approve_plan")
    sign_and_seal(house, "hear/issue_inquiry", "zhou")
    return house.clock().date()


def faults(house: House, **given: object) -> dict[str, str]:
    """Hand the delivery in and give the sentence of each field that is refused, nothing when it is taken."""
    key = task_at(house, DELIVER)
    try:
        words = house.view(posted_for, "sun", task_id=key, given=given)
        house.run(submit, "sun", task_id=key, token=house.token(), posted=words)
    except FormRejected as refused:
        return {one.field: one.sentence for one in refused.faults}
    return {}


def test_a_receipt_before_the_seal_is_refused_and_the_answer_stays_open(house: House, sealed: dt.date) -> None:
    day_before = sealed - dt.timedelta(days=1)
    by_post = {"way": "post", "result": "received"}

    assert "received_on" in faults(house, **by_post, sent_on=sealed, received_on=day_before)
    assert "sent_on" in faults(house, **by_post, sent_on=day_before, received_on=sealed)
    assert [path for path, _, _ in open_steps(house)] == [DELIVER]
    assert faults(house, **by_post, sent_on=sealed, received_on=sealed) == {}


def test_whoever_seals_and_delivers_has_the_numbered_letter_before_the_eyes(house: House, sealed: dt.date) -> None:
    page = house.view(open_task, "sun", task_id=task_at(house, DELIVER))
    with house.office.database.read() as tx:
        (letter,) = letters.of_case(tx, page.head.case_id)

    assert letter.number in (page.letter_html or "")


def test_a_letter_carried_by_hand_has_two_people_to_answer_for_it(house: House, sealed: dt.date) -> None:
    by_hand = {"way": "hand", "result": "received", "sent_on": sealed, "received_on": sealed}

    assert "同行人不得是您本人" in faults(house, **by_hand, second_officer="sun")["second_officer"]
    assert "名单" in faults(house, **by_hand, second_officer="mo")["second_officer"]
    assert faults(house, **by_hand, second_officer="yu") == {}


def test_a_letter_stands_on_the_person_s_page_when_it_is_sent_there_or_received_not_before(
    house: House, sealed: dt.date
) -> None:
    with house.office.database.read() as tx:
        (letter,) = letters.of_case(tx, CaseId(case_of(house, "m08_talk_letter_inquiry").id))
    assert shown(house, letter.id) == 0
    do(house, "sun", DELIVER, way="post", result="returned")
    assert shown(house, letter.id) == 0

    do(house, "sun", "hear/issue_inquiry/hand_over", second_officer="yu", result="received")
    assert shown(house, letter.id) == 0
    do(house, "yu", "hear/issue_inquiry/confirm_hand_over", confirmed="yes")

    assert shown(house, letter.id) == 1


def test_a_letter_that_two_carried_is_received_when_the_second_one_says_so(house: House, sealed: dt.date) -> None:
    with house.office.database.read() as tx:
        (letter,) = letters.of_case(tx, CaseId(case_of(house, "m08_talk_letter_inquiry").id))
    by_hand = {"way": "hand", "result": "received", "second_officer": "yu", "received_on": sealed}
    second = "hear/issue_inquiry/confirm_delivery"

    do(house, "sun", DELIVER, **by_hand)
    assert [(path, who) for path, who, _ in open_steps(house)] == [(second, "yu")]
    do(house, "yu", second, confirmed="no", difference="收件的不是本人。")
    assert [path for path, _, _ in open_steps(house)] == [DELIVER]
    assert shown(house, letter.id) == 0

    do(house, "sun", DELIVER, **by_hand)
    do(house, "yu", second, confirmed="yes")
    assert shown(house, letter.id) == 1


def test_a_letter_sent_to_the_own_page_is_read_there_until_the_sending_is_taken_back(
    house: House, sealed: dt.date
) -> None:
    done = task_at(house, DELIVER)
    with house.office.database.read() as tx:
        (letter,) = letters.of_case(tx, CaseId(case_of(house, "m08_talk_letter_inquiry").id))

    do(house, "sun", DELIVER, way="portal", result="portal")

    assert shown(house, letter.id) == 1
    house.run(recall_task, "sun", task_id=done)
    assert shown(house, letter.id) == 0


def shown(house: House, letter_id: str) -> int:
    """Count the letters of the person's page; a letter that is not there is not found by its address either."""
    found = house.view(portal, "ma").letters
    for read in (portal_letter, letter_page):
        if found:
            house.view(read, "ma", letter_id=letter_id)
            continue
        with pytest.raises(NotFound):
            house.view(read, "ma", letter_id=letter_id)
    return len(found)


def test_what_the_person_has_opened_is_not_taken_back(house: House, sealed: dt.date) -> None:
    done = task_at(house, DELIVER)
    do(house, "sun", DELIVER, way="portal", result="portal")
    receipt = task_at(house, "hear/issue_inquiry/sign_receipt")

    house.view(portal_task, "ma", task_id=receipt)

    with pytest.raises(TooLateToRecall):
        house.run(recall_task, "sun", task_id=done)
