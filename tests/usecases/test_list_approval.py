"""呈批表: what each rung of an approval is shown is the drafter's request."""

from __future__ import annotations

from tests.usecases.office import House
from tests.usecases.passages import FIVE, to_inquiry
from tests.usecases.robot import do, task_at
from webapp.store.tables import recusal
from webapp.usecases.approvals import approval_list
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.views.tasks import ApprovalRow


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


def test_a_request_tells_nothing_before_the_declaration(house: House) -> None:
    to_inquiry(house, "liu")
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    with house.office.database.write() as tx:
        tx.execute(recusal.delete().where(recusal.c.person_id == "he"))

    before = first_row(house, "he")
    house.run(declare_recusal, "he", task_id=task_at(house, "approve_plan/by_room"), answer="none")

    assert (before.summary, before.listable) == ((), False)
    assert first_row(house, "he").summary
