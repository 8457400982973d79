"""Whom a picker offers: who has a duty in matters, the duty asked for, and is not excluded by four eyes."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from tests.usecases.passages import ALL_TRUE, ONE_FALSE, assign_clue, case_of, enter, register_clue, to_inquiry, today
from tests.usecases.robot import do, posted_for, task_at
from tests.usecases.test_first_line import (
    clue_to_inquiry,
    execute,
    file_and_investigate,
    inquiry_to_reply,
    letter_of,
    try_and_decide,
    verify,
)
from tests.usecases.written import grant, recuse
from webapp.domain.errors import FormRejected, NotFound
from webapp.domain.ids import CaseId, TaskId
from webapp.store.tables import task
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import submit
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.opening import start_case
from webapp.usecases.task_pages import open_task

pytestmark = pytest.mark.story

ADMINISTRATORS = ("cui", "jin", "mo")
DESIGNER = "hu"


def offered(house: House, who: str, path: str, word: str) -> list[str]:
    """Give the ids that a picker of an open step offers."""
    key = task_at(house, path)
    if house.view(open_task, who, task_id=key).needs_declaration:
        house.run(declare_recusal, who, task_id=key, answer="none")
    state = house.view(open_task, who, task_id=key).form_state
    assert state is not None
    return [key for key, _ in state.choices[word]]


def posted(house: House, who: str, path: str, **given: object) -> None:
    """Hand a form in with what is given, picked or not."""
    key = task_at(house, path)
    words = house.view(posted_for, who, task_id=key, given=given)
    house.run(submit, who, task_id=key, token=house.token(), posted=words)


def refusal(house: House, who: str, path: str, **given: object) -> str:
    """Give the sentences with which a form is refused."""
    with pytest.raises(FormRejected) as refused:
        posted(house, who, path, **given)
    return " ".join(one.sentence for one in refused.value.faults)


def test_no_administrator_and_no_designer_is_offered_or_taken_where_officers_are_picked(house: House) -> None:
    to_inquiry(house)

    among_officers = offered(house, "zhou", "plan_inquiry", "officer")

    assert {"wu", "li"} <= set(among_officers)
    assert not {*ADMINISTRATORS, DESIGNER} & set(among_officers)
    assert not {*ADMINISTRATORS, DESIGNER} & set(offered(house, "zhou", "plan_inquiry", "person"))
    assert "名单" in refusal(
        house, "zhou", "plan_inquiry", kind="talk", talker_duty="room_head", talker="he", recorder="mo"
    )


def test_an_administrator_sees_no_case_however_the_step_came_to_be_held(house: House) -> None:
    to_inquiry(house)
    step, found = task_at(house, "plan_inquiry"), CaseId(case_of(house, "m08_talk_letter_inquiry").id)
    for who in ADMINISTRATORS:
        with house.office.database.write() as tx:
            tx.execute(task.update().where(task.c.id == step).values(assignee_id=who))

        with pytest.raises(NotFound):
            house.view(open_task, who, task_id=TaskId(step))
        with pytest.raises(NotFound):
            house.view(case_page, who, case_id=found)


def test_a_clue_goes_only_to_rooms_that_can_deal_with_it(house: House) -> None:
    register_clue(house)
    do(house, "ding", "acceptance/make_abstract", discipline_class=["integrity"], tags=["project"])
    do(house, "fang", "acceptance/check_abstract", verdict="good")

    rooms = offered(house, "han", "acceptance/accept_clue", "room/supervise")

    assert "third_room" in rooms
    assert "investigation_one" not in rooms
    assert "名单" in refusal(house, "han", "acceptance/accept_clue", verdict="separate", room="investigation_one")


def test_those_who_investigated_or_approved_it_are_not_offered_for_the_bench(house: House) -> None:
    to_bench(house)
    grant(house, "cao", "trial")

    bench = offered(house, "deng", "try_case/appoint_bench", "officer/trial/case")

    assert {"lu", "bai"} <= set(bench)
    assert not {"cao", "qin", "meng", "ding"} & set(bench)
    assert "名单" in refusal(
        house, "deng", "try_case/appoint_bench", lead="lu", members=[{"person": "lu"}, {"person": "cao"}]
    )


def test_whoever_voted_on_the_original_case_is_not_offered_for_the_review(house: House) -> None:
    to_bench(house)
    try_and_decide(house)
    decision = letter_of(house, "m10_violation_handling", "d20_decision")
    execute(house, decision)
    enter(house, "conclude/archive", "zhou")
    grant(house, "gao", "review")
    house.run(start_case, "lin", process="m10d_appeal", start_event="appeal_filed", token=house.token())
    do(house, "lin", "file_appeal", decision_ref=decision.number, served_on=today(house))
    do(house, "gu", "check_appeal", answer="accept")

    team = offered(house, "gu", "form_team", "officer/review/origin")

    assert {"gu", "jiang"} <= set(team)
    assert "gao" not in team
    assert "办理过原事项的人员不得参加复查" in refusal(
        house, "gu", "form_team", members=[{"person": "gu"}, {"person": "gao"}]
    )


def test_persons_stand_by_room_then_post_then_name_those_of_the_own_room_before_all(house: House) -> None:
    to_inquiry(house)

    officers = offered(house, "zhou", "plan_inquiry", "officer")

    assert officers[:1] == ["he"]
    assert set(officers[1:3]) == {"wu", "zhou"}
    assert officers[3:4] == ["chen"]
    assert officers.index("luo") < officers.index("li") < officers.index("tang")
    assert [who for who in officers if who in ("cao", "qin")] == ["cao", "qin"]


def to_bench(house: House) -> None:
    """A contradicted answer, verified and investigated: the bench is to be appointed."""
    clue_to_inquiry(house, "lin")
    inquiry_to_reply(house, "lin")
    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)
    do(house, "wu", "review_reply_b", checks=ONE_FALSE)
    enter(house, "archive_verify", "zhou")
    verify(house)
    file_and_investigate(house)


def test_a_clue_is_joined_to_one_of_those_that_the_form_offers_and_to_no_other(house: House) -> None:
    register_clue(house)
    assign_clue(house)
    register_clue(house)
    do(house, "ding", "acceptance/make_abstract", discipline_class=["integrity"], tags=["project"])
    do(house, "fang", "acceptance/check_abstract", verdict="good")
    key = task_at(house, "acceptance/accept_clue")
    if house.view(open_task, "han", task_id=key).needs_declaration:
        house.run(declare_recusal, "han", task_id=key, answer="none")
    (first,) = offered(house, "han", "acceptance/accept_clue", "options:join_to")

    words = {"verdict": ["join"], "join_to": ["云线索〔2026〕99号"]}
    with pytest.raises(FormRejected) as refused:
        house.run(submit, "han", task_id=key, token=house.token(), posted=words)
    do(house, "han", "acceptance/accept_clue", verdict="join", join_to=first)

    assert [one.field for one in refused.value.faults] == ["join_to"]  # type: ignore[attr-defined]


def test_who_is_recused_from_a_head_is_not_picked_as_the_second_officer_either(house: House) -> None:
    to_inquiry(house)
    talk = {"kind": "talk", "talker_duty": "room_head", "talker": "he", "recorder": "li"}
    before = offered(house, "zhou", "plan_inquiry", "officer")
    recuse(house, "li", subject=case_of(house, "m08_talk_letter_inquiry").subject_id)

    assert "li" in before
    assert "li" not in offered(house, "zhou", "plan_inquiry", "officer")
    assert "名单" in refusal(house, "zhou", "plan_inquiry", **talk)
