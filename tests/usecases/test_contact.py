"""Whoever was spoken with is told when a case ends early: an officer's talk counts, one that did not come about not."""

from __future__ import annotations

import uuid

import pytest

from tests.usecases.due import ON_SQLITE, inquiry, rows
from tests.usecases.office import House
from tests.usecases.passages import approve, case_of, issue
from tests.usecases.robot import do, open_steps
from webapp.domain.ids import CaseId
from webapp.domain.records import Message
from webapp.store import messages
from webapp.store.tables import application, letter
from webapp.usecases.applications import apply_early_ending, decide
from webapp.usecases.declaring import declare_about_case

TALK = {"kind": "talk", "talker_duty": "room_head", "talker": "luo", "recorder": "zhao"}


def clarification(house: House) -> None:
    """Open a clarification for Ma in the first room, up to the wish that she is asked for."""
    row = Message(
        id=uuid.uuid4().hex,
        name="closed_not_established",
        subject_id="ma",
        source_case_id=None,
        to="m10e_clarification",
        target_case_id=None,
        payload={},
        at=house.clock(),
    )
    with house.office.database.write() as tx:
        messages.post(tx, [row])
    house.drain()
    do(house, "li", "assess_impact", conclusion="not_established", impact=["unit"])


def end_early(house: House, process: str) -> list[str]:
    """End a case by authority, note the decision and give the steps that are open then."""
    case_id = CaseId(case_of(house, process).id)
    house.run(apply_early_ending, "luo", case_id=case_id, reason="withdrawn_by_authority", text="不再办理。")
    asked = next(one.id for one in rows(house, application) if one.status == "open")
    house.run(declare_about_case, "chen", case_id=case_id, answer="none")
    house.run(decide, "chen", application_id=asked, agree=True)
    holder = next(who for path, who, _ in open_steps(house) if path == "end_early/note_end")
    do(house, holder or "li", "end_early/note_end")
    return [path for path, _, _ in open_steps(house)]


@pytest.mark.parametrize("asked", [True, False])
def test_who_was_asked_in_person_is_told_that_the_case_ends(house: House, asked: bool) -> None:
    clarification(house)
    house.clock.move_to("2026-03-18T09:00")
    house.drain()
    if asked:
        do(house, "li", "seek_wish/ask_in_person", wish="written")

    assert end_early(house, "m10e_clarification") == (["end_early/tell_person"] if asked else [])


@ON_SQLITE
@pytest.mark.parametrize("came", ["yes", "later"])
def test_a_talk_counts_when_the_person_came(house: House, came: str) -> None:
    inquiry(house)
    do(house, "li", "plan_inquiry", **TALK)
    approve(house, "approve_plan", "luo", "wang", "chen")
    issue(house, "hear/talk/issue_talk", "li")
    do(house, "luo", "hear/talk/hold_talk", came=came)
    with house.office.database.write() as tx:
        tx.execute(letter.update().values(received_at=None))  # as if the notice had reached nobody

    assert end_early(house, "m08_talk_letter_inquiry") == (["end_early/tell_person"] if came == "yes" else [])
