"""呈批表: what each rung of an approval is shown is the drafter's request."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from tests.usecases.passages import FIVE, case_of, to_inquiry
from tests.usecases.power import begin
from tests.usecases.robot import do, open_steps, task_at
from webapp.domain.actor import SYSTEM
from webapp.store.tables import access_log, letter, recusal, task
from webapp.usecases.approvals import agree_list, approval_list
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.task_pages import open_task
from webapp.usecases.views.tasks import ApprovalRow

pytestmark = pytest.mark.story


def first_row(house: House, who: str) -> ApprovalRow:
    """Give the first waiting request of a person's list."""
    return house.view(approval_list, who, kind="all").rows[0]


def test_each_rung_reads_the_drafters_request_and_not_the_vote_before(house: House) -> None:
    to_inquiry(house, "liu")
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    do(house, "he", "approve_plan/by_room", decision="agree", remark="注意方式方法。")

    found = first_row(house, "wang")

    assert found.proposed_by == "周正言"
    read = str(found.summary)
    assert "注意方式方法" not in read
    assert "同意" not in read


def looks(house: House, who: str) -> list[tuple[str, str | None, str | None]]:
    with house.office.database.read() as tx:
        rows = tx.execute(access_log.select().where(access_log.c.person_id == who)).all()
    return [(row.what, row.case_id, row.subject_id) for row in rows]


def test_who_reads_a_request_in_the_list_is_in_the_log_and_who_reads_nothing_is_not(house: House) -> None:
    """The list says what is proposed and why: it was read there without a row."""
    to_inquiry(house, "liu")
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    before = len(looks(house, "he"))

    house.view(approval_list, "he", kind="no_such")
    nothing = len(looks(house, "he")) - before
    row = first_row(house, "he")

    case_id = case_of(house, "m08_talk_letter_inquiry").id
    assert row.summary
    assert (nothing, looks(house, "he")[before:]) == (0, [("approvals", case_id, "liu")])
    with house.office.database.write() as tx:
        tx.execute(recusal.delete().where(recusal.c.person_id == "he"))
    first_row(house, "he")
    assert len(looks(house, "he")) == before + 1


def test_a_request_tells_nothing_before_the_declaration(house: House) -> None:
    to_inquiry(house, "liu")
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    with house.office.database.write() as tx:
        tx.execute(recusal.delete().where(recusal.c.person_id == "he"))

    before = first_row(house, "he")
    house.run(declare_recusal, "he", task_id=task_at(house, "approve_plan/by_room"), answer="none")

    assert (before.summary, before.listable) == ((), False)
    assert first_row(house, "he").summary


PLANS = {
    "m05_integrity_talk": ("plan_talk", {"talker": "chen", "talk_on": "2026-06-18"}),
    "m03_power_watch": ("plan_visit", {"visit_on": "2026-06-18"}),
}


@pytest.mark.parametrize("process", PLANS)
def test_the_years_plans_are_agreed_to_as_one_list_each_with_its_own_decision(house: House, process: str) -> None:
    step, plan = PLANS[process]
    officers = {"recorder": "gao"} if step == "plan_talk" else {"lead": "zhao", "second": "pei"}
    for head in ("ma", "liu", "shen"):
        house.office.run(begin, SYSTEM, process=process, subject=head)
        room = holder_of(house, step)
        do(house, room[0], step, **plan, **officers)
        do(house, room[1], "approve_plan/by_room", decision="agree")
        look_at_each(house, "wang")

    found = house.view(approval_list, "wang", kind="talk_plan" if step == "plan_talk" else "visit_plan")
    keys = [row.task_id for row in found.rows]
    agreed = house.run(agree_list, "wang", kind="all", task_ids=keys, token=house.token(), confirm=True)

    assert (found.agreed, agreed) == (3, 3)
    with house.office.database.read() as tx:
        decided = tx.execute(task.select().where(task.c.element == "by_deputy", task.c.completed_by == "wang")).all()
    assert len({row.case_id for row in decided}) == 3


def test_the_notices_of_the_years_talks_are_signed_as_one_list_each_a_letter_of_its_own(house: House) -> None:
    """Domain 4.5: one notice list; what it says of each is when, where and by whom."""
    for head in ("ma", "liu"):
        house.office.run(begin, SYSTEM, process="m05_integrity_talk", subject=head)
        officer, room_head = holder_of(house, "plan_talk")
        do(house, officer, "plan_talk", talker="wang", recorder="gao", talk_on="2026-06-18", place="机关谈话室")
        do(house, room_head, "approve_plan/by_room", decision="agree")
        do(house, "wang", "approve_plan/by_deputy", decision="agree")
        if any(path == "approve_plan/by_secretary" for path, _, _ in open_steps(house)):
            do(house, "chen", "approve_plan/by_secretary", decision="agree")
        do(house, officer, "outline")
        do(house, "wang", "confirm_outline")
        do(house, officer, "talk/issue_notice/draft_letter")
        do(house, "sun", "talk/issue_notice/check_letter", good=True)
        declare_at(house, "chen", "sign_by_secretary")

    found = house.view(approval_list, "chen", kind="d09_talk_notice")
    keys = [row.task_id for row in found.rows]
    signed = house.run(agree_list, "chen", kind="d09_talk_notice", task_ids=keys, token=house.token(), confirm=True)

    assert (found.agreed, signed) == (2, 2)
    assert "机关谈话室" in str(found.rows[0].summary)
    with house.office.database.read() as tx:
        numbers = {row.number for row in tx.execute(letter.select().where(letter.c.template == "d09_talk_notice"))}
    assert len(numbers) == 2


def holder_of(house: House, step: str) -> tuple[str, str]:
    """Give an officer and the head of the room whose step it is."""
    with house.office.database.read() as tx:
        room = tx.execute(task.select().where(task.c.element == step, task.c.is_open)).one().room_id
    return {"first_room": ("li", "luo"), "second_room": ("pei", "tang"), "third_room": ("zhou", "he")}[room]


def look_at_each(house: House, who: str) -> None:
    """Declare about every head whose request waits."""
    declare_at(house, who, "by_deputy")


def declare_at(house: House, who: str, step: str) -> None:
    """Declare about every head at whose step of that name the person is asked."""
    for path, _, key in open_steps(house):
        if path.endswith(step) and house.view(open_task, who, task_id=key).needs_declaration:
            house.run(declare_recusal, who, task_id=key, answer="none")
