"""An opinion while a verification is open, and what its end makes of it: measure 10 to measure 9, the real messages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.usecases.due import rows
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.opinions import ask, copies, decide, departments, draft, replies, send_reply
from tests.usecases.passages import INVESTIGATION, approve, case_of, enter, meet, today
from tests.usecases.robot import do, look_at
from tests.usecases.test_what_is_decided_on import NOTHING, WORDS, a_verification
from webapp.domain.ids import CaseId
from webapp.store import deadlines
from webapp.store.tables import case, message_in

pytestmark = pytest.mark.story

M10, M09D = "m10_violation_handling", "m09d_revision"


def verified(house: House) -> None:
    """Let the verification find nothing proven, be read by another room, studied and closed."""
    approve(house, "verify/approve_plan", *INVESTIGATION)
    house.clock.shift(hours=4)
    house.drain()
    do(house, "qin", "verify/carry_out", next="report")
    do(house, "qin", "verify/write_report", facts=NOTHING, **{"class": "unfounded"})
    for number, who in enumerate(("qin", "meng")):
        do(house, who, f"verify/sign_report[{number}]", decision="sign")
    do(house, "han", "dispose/second_reading", opinion=WORDS)
    meet(house, "dispose/study", "close")
    approve(house, "dispose/approve_outcome", *INVESTIGATION[:3])
    do(house, "qin", "close_case", code="not_established")


def revision_of(house: House) -> Any:
    """Give the case that follows the suspended opinion (the clue's own news found none in force)."""
    (found,) = [row for row in rows(house, case) if (row.process, row.start_event) == (M09D, "opinion_suspended")]
    return found


def told(house: House, name: str) -> list[tuple[str, str, str]]:
    """Give sender, taker and state of the messages of a name about the head."""
    known = {row.id: row.process for row in rows(house, case)} | {None: ""}
    found = [row for row in rows(house, message_in) if row.name == name and row.subject_id == "lin"]
    return [(known[row.source_case_id], known[row.taken_by_id], row.status) for row in found]


def test_an_open_verification_suspends_the_opinion_and_its_end_brings_a_revised_one(house: House) -> None:
    """Acceptance 8: nobody types a stage; the registers know it, and the message of measure 10 moves measure 9."""
    a_verification(house)
    ask(house, "lin")
    departments(house)
    draft(house)
    do(house, "lu", "form_opinion/read_list", verdict="agree")
    decide(house)
    send_reply(house)
    revision, (first,) = revision_of(house), replies(house)
    with house.office.database.read() as tx:
        known = deadlines.due_days(tx, CaseId(revision.id))

    assert "建议暂缓。" in first.text
    assert (revision.subject_id, revision.status) == ("lin", "open")
    assert known["opinion.reanswer"] == today(house) + dt.timedelta(days=30)
    assert case_of(house, M10).priority != 0, "a plan that waits for approval goes its way"

    house.clock.shift(days=3)
    verified(house)
    assert (M09D, M10, "delivered") in told(house, "accelerate")
    assert case_of(house, M10).priority == 0
    enter(house, "conclude/archive", "zhou")
    enter(house, "archive", "qin")
    assert (M10, M09D, "delivered") in told(house, "stage_changed")
    departments(house)
    draft(house)
    decide(house)
    send_reply(house)

    second = replies(house)[1]
    assert [one.text.count("建议暂缓。") for one in (first, second)] == [1, 0]
    assert f"我机关{first.number}函中关于上列人员的意见不再使用" in second.text
    assert str(first.number) in str(look_at(house, "zheng", "read_revision").form_state)
    do(house, "zheng", "read_revision")
    assert copies(house, "lin") == ["opinion.suspend", "opinion.no_finding"]
    assert revision_of(house).ended_at_element == "opinion_revised"
    everything_holds(house)
