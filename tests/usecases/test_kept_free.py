"""Who alone can do a later step is kept free for it: the step before is offered to others as long as there are any."""

from __future__ import annotations

import pytest

from tests.usecases.due import QUESTIONS, inquiry, rows
from tests.usecases.office import House
from tests.usecases.passages import today
from tests.usecases.robot import cannot, do, look_at, task_at
from tests.usecases.written import grant
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import KeptFree
from webapp.domain.ids import CaseId, PersonId, RoomId, TaskId
from webapp.domain.records import Secrecy
from webapp.store import grants, tasks
from webapp.store.tables import task
from webapp.usecases.absences import set_absence
from webapp.usecases.act import Act, reads
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.handing import claim_task, reassign_task
from webapp.usecases.inbox import inbox
from webapp.usecases.turns import who_can_act
from webapp.usecases.views.tasks import InboxFilters

PLAN, SENTENCE = "plan_inquiry", "此环节之后的“室主任审核”只有您能办理，此环节请由他人办理。"


def leave(house: House, *people: str) -> None:
    """Take the working duty of the first room from people."""
    with house.office.database.write() as tx:
        for one in grants.all_grants(tx):
            if (one.role, one.room_id) == ("supervise", "first_room") and one.person_id in people:
                grants.end(tx, one)


def workers(house: House) -> list[str]:
    """Give who has the working duty of the first room."""
    with house.office.database.read() as tx:
        return sorted(grants.holders(tx, "supervise", on=today(house), room_id=RoomId("first_room")))


def offered(house: House, who: str) -> bool:
    """Tell whether the plan of the inquiry is in a person's pool."""
    found = house.view(inbox, who, filters=InboxFilters(tab="pool"))
    assert found.counts["pool"] == len(found.rows)
    return task_at(house, PLAN) in {row.task_id for row in found.rows}


@reads(Permission.SYSTEM)
def everybody(act: Act, *, case_id: CaseId, task_id: TaskId) -> tuple[PersonId, ...]:
    """Give who can act on a step, as every page and reminder says it."""
    return who_can_act(act, next(one for one in tasks.open_tasks(act.tx, case_id) if one.id == task_id))


def able(house: House) -> list[str]:
    """Give who can act on the plan."""
    row = next(one for one in rows(house, task) if one.id == task_at(house, PLAN))
    return list(house.office.view(everybody, SYSTEM, case_id=row.case_id, task_id=row.id))


def test_the_head_who_alone_can_approve_is_not_offered_the_draft(house: House) -> None:
    assert workers(house) == ["li", "luo", "zhao"]
    plan = inquiry(house)

    assert [who for who in ("li", "zhao", "luo") if offered(house, who)] == ["li", "zhao"]
    assert able(house) == ["li", "zhao"]
    with pytest.raises(KeptFree) as refusal:
        house.run(claim_task, "luo", task_id=plan)
    assert refusal.value.message == SENTENCE
    look_at(house, "zhao", PLAN)
    house.run(claim_task, "zhao", task_id=plan)


def test_nor_is_it_done_by_the_head_or_handed_to_the_head(house: House) -> None:
    plan = inquiry(house)
    page = look_at(house, "luo", PLAN)

    assert (page.may_act, page.why_not) == (False, SENTENCE)
    assert [key for key, _ in page.colleagues] == ["li", "zhao"]
    assert cannot(house, "luo", PLAN) == "kept_free"
    with pytest.raises(KeptFree) as refusal:
        house.run(reassign_task, "luo", task_id=plan, to=PersonId("luo"), reason="本人办理。")
    assert refusal.value.message == SENTENCE
    with pytest.raises(KeptFree) as refusal:
        house.run(reassign_task, "wang", task_id=plan, to=PersonId("luo"), reason="请其办理。")
    assert refusal.value.message == "此环节之后的“室主任审核”只有罗秉文能办理，此环节请由他人办理。"


def test_where_two_can_approve_either_may_draft(house: House) -> None:
    grant(house, "zhao", "room_head", "first_room", max_level="head_next_lower", max_secrecy=Secrecy.SECRET)
    inquiry(house)

    assert able(house) == ["li", "luo", "zhao"]


def test_who_becomes_the_only_one_that_can_approve_is_kept_free_from_then_on(house: House) -> None:
    grant(house, "zhao", "room_head", "first_room", max_level="head_next_lower", max_secrecy=Secrecy.SECRET)
    plan = inquiry(house)
    look_at(house, "luo", PLAN)
    with house.office.database.write() as tx:
        grants.end(tx, next(one for one in grants.all_grants(tx) if one.id == "zhao-room_head-first_room"))

    with pytest.raises(KeptFree) as refusal:
        house.run(claim_task, "luo", task_id=plan)
    assert refusal.value.message == SENTENCE
    assert cannot(house, "luo", PLAN) == "kept_free"

    leave(house, "li", "zhao")
    do(house, "luo", PLAN, kind="letter", questions=QUESTIONS)


def test_where_the_head_is_alone_the_head_drafts(house: House) -> None:
    leave(house, "li", "zhao")
    inquiry(house)

    assert able(house) == ["luo"]
    do(house, "luo", PLAN, kind="letter", questions=QUESTIONS)


@pytest.mark.parametrize("gone", ["duty", "recused"])
def test_who_was_kept_free_is_offered_it_once_nobody_else_is_left(house: House, gone: str) -> None:
    plan = inquiry(house)
    leave(house, "li")
    assert (offered(house, "luo"), able(house)) == (False, ["zhao"])

    if gone == "duty":
        leave(house, "zhao")
    else:
        house.run(declare_recusal, "zhao", task_id=plan, answer="relative")

    assert (offered(house, "luo"), able(house)) == (True, ["luo"])
    house.run(declare_recusal, "luo", task_id=plan, answer="none")
    house.run(claim_task, "luo", task_id=plan)


def test_who_was_kept_free_is_offered_it_while_everybody_else_is_away(house: House) -> None:
    """The head stands in for the only other one: the step does not wait for weeks until that one is back."""
    plan = inquiry(house)
    leave(house, "li")
    look_at(house, "luo", PLAN)
    house.run(set_absence, "zhao", substitute_id=PersonId("luo"), from_on=today(house), until_on=today(house))

    assert (offered(house, "luo"), able(house)) == (True, ["luo"])
    house.run(claim_task, "luo", task_id=plan)


def test_nor_does_a_page_say_that_the_head_stands_in_while_another_is_there(house: House) -> None:
    inquiry(house)
    house.run(set_absence, "li", substitute_id=PersonId("luo"), from_on=today(house), until_on=today(house))

    assert able(house) == ["zhao"]


def test_the_head_does_not_stand_in_for_whoever_drafts(house: House) -> None:
    """Four eyes count who did it and for whom: either would be kept from the approval."""
    plan = inquiry(house)
    for who in ("luo", "li"):
        look_at(house, who, PLAN)
    house.run(claim_task, "li", task_id=plan)
    house.run(set_absence, "li", substitute_id=PersonId("luo"), from_on=today(house), until_on=today(house))

    assert not [row for row in house.view(inbox, "luo", filters=InboxFilters(tab="absent")).rows if row.task_id == plan]
    assert cannot(house, "luo", PLAN) == "kept_free"


def test_nobody_stands_in_for_the_head_there(house: House) -> None:
    leave(house, "li")
    inquiry(house)
    house.run(set_absence, "luo", substitute_id=PersonId("zhou"), from_on=today(house), until_on=today(house))

    assert not house.view(inbox, "zhou", filters=InboxFilters(tab="absent")).rows
    assert able(house) == ["zhao"]
