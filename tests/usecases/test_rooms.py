"""Which room a case goes to: what comes back from an investigation returns to the room that handed it over."""

from __future__ import annotations

import uuid

import pytest

from tests.usecases.office import House
from tests.usecases.passages import ONE_FALSE, case_of, to_bound
from tests.usecases.robot import do
from webapp.domain.ids import CaseId
from webapp.domain.records import Message
from webapp.store import messages

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
