"""Which room a case goes to: what comes back from an investigation returns to the room that handed it over."""

from __future__ import annotations

import uuid

import pytest

from tests.usecases.office import House
from tests.usecases.passages import ONE_FALSE, case_of, to_bound
from tests.usecases.robot import do
from tests.usecases.test_inspection_tour import start_tour
from webapp.domain.actor import Permission
from webapp.domain.advance import Assign, AssignRule
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import Message, Step
from webapp.store import case_reads, messages
from webapp.usecases.act import Act, reads
from webapp.usecases.desk import desk_of
from webapp.usecases.pools import room_of

pytestmark = pytest.mark.story

M10, M10E = "m10_violation_handling", "m10e_clarification"


def not_established(house: House, source: str | None) -> None:
    """Let a clarification be opened for Ma: by a case that found nothing, or by nobody."""
    row = Message(
        id=uuid.uuid4().hex,
        name="closed_not_established",
        subject_id="ma",
        source_case_id=CaseId(source) if source else None,
        to=M10E,
        target_case_id=None,
        payload={},
        at=house.clock(),
    )
    with house.office.database.write() as tx:
        messages.post(tx, [row])
    house.drain()


def test_a_clarification_returns_from_the_investigation_to_the_room_that_handed_the_matter_over(house: House) -> None:
    to_bound(house)
    do(house, "wu", "review_reply_b", checks=ONE_FALSE)
    verification = case_of(house, M10)
    assert verification.room_id == "investigation_one"

    not_established(house, verification.id)

    assert case_of(house, M10E).room_id == "third_room"


def test_a_clarification_that_came_through_no_room_goes_where_the_least_is_to_do(house: House) -> None:
    to_bound(house)

    not_established(house, None)

    assert case_of(house, M10E).room_id == "first_room"


@reads(Permission.WORK_TASKS)
def next_room(act: Act, *, case_id: CaseId, past: list[Step]) -> str | None:
    """The room of the next step of supervision in a case of a tour group, after these."""
    return room_of(desk_of(act, case_reads.opened(act.tx, case_id)), "supervise", (), past)


def supervised(house: House, who: str, *rules: AssignRule, stood_in: str | None = None) -> Step:
    """A step of supervision that somebody did, or somebody else for that person."""
    return Step(
        id=TaskId(uuid.uuid4().hex),
        path="evaluate",
        element="evaluate",
        role="supervise",
        rules=rules,
        completed_by=PersonId(stood_in or who),
        on_behalf_of=PersonId(who) if stood_in else None,
        opened_at=house.clock(),
    )


def test_a_colleague_named_to_confirm_and_a_substitute_take_no_matter_along_to_their_rooms(house: House) -> None:
    start_tour(house)
    tour = CaseId(case_of(house, "m04_inspection_tour").id)
    named = AssignRule(kind=Assign.PERSON, target="pei")
    mine, confirmed = supervised(house, "zhou"), supervised(house, "pei", named)

    assert house.view(next_room, "zhou", case_id=tour, past=[mine, confirmed]) == "third_room"
    assert house.view(next_room, "zhou", case_id=tour, past=[supervised(house, "chen"), mine]) == "third_room"
    assert house.view(next_room, "zhou", case_id=tour, past=[mine, supervised(house, "chen")]) == "third_room"
    stood_in = supervised(house, "zhou", stood_in="pei")
    assert house.view(next_room, "zhou", case_id=tour, past=[stood_in]) == "third_room"
    assert house.view(next_room, "zhou", case_id=tour, past=[confirmed]) == "second_room"
