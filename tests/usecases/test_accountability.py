"""Accountability and early handling in the real office: once for one matter, decided, appealed against, timed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.usecases.office import House
from tests.usecases.passages import (
    INVESTIGATION,
    approve,
    assign_clue,
    case_of,
    enter,
    issue,
    meet,
    post,
    register_clue,
    today,
)
from tests.usecases.robot import cannot, do, look_at, open_steps
from webapp.domain.ids import CaseId
from webapp.store import archive, calendar, messages
from webapp.store.tables import message_in
from webapp.usecases.opening import start_case
from webapp.usecases.portal import portal
from webapp.usecases.statistics import figure_page

TEAM = [{"person": "qin"}, {"person": "meng"}]
CLAUSE = "《中国共产党问责条例》第七条"


def tell(house: House, name: str, to: str, **payload: Any) -> None:
    """Let the measure that holds a case about Lin send a message about her."""
    source = CaseId(case_of(house, "m07_clue_disposal").id)
    post(house, name, to=to, subject="lin", source=source, payload=payload)
    house.drain()


def ask(house: House, ground: str = "no_duty") -> None:
    tell(house, "accountability_start", "m10f_accountability", kind="circular", ground=ground)


def answers(house: House) -> list[Any]:
    """What the sender was told (the tests' own look)."""
    with house.office.database.write() as tx:
        keys = tx.execute(message_in.select().where(message_in.c.name == "number_returned")).all()
        return [dict(found.payload) for row in keys if (found := messages.lock(tx, row.id))]


def archived(house: House) -> list[tuple[str, str, str]]:
    with house.office.database.read() as tx:
        found = archive.of_subject(tx, "lin", me="qian")  # type: ignore[arg-type]
    return [(one.kind, one.status, one.weight) for one in found]


def accountability_planned(house: House) -> None:
    """A measure asks for accountability, and the inquiry is planned."""
    register_clue(house, subject="lin")
    assign_clue(house)
    ask(house)
    do(house, "han", "check_filed", filed="no")
    do(house, "qin", "plan_inquiry", members=TEAM, clause=CLAUSE)


def accountability_studied(house: House) -> None:
    """It was inquired into, the person heard, and the committee holds her accountable."""
    do(house, "qin", "inquire", responsibility="main")
    do(house, "qin", "sign_inquiry[0]", decision="sign")
    do(house, "meng", "sign_inquiry[1]", decision="sign")
    do(house, "qin", "hear/state_facts")
    do(house, "lin", "hear/explain", agree="partly")
    do(house, "qin", "hear/weigh_reply", facts="same")
    do(house, "qin", "propose_decision", proposal="accountable", kind="circular")
    meet(house, "study", "accountable")


def accountability_decided(house: House) -> None:
    """The committee decided, and its decision waits for approval."""
    accountability_planned(house)
    approve(house, "approve_start", *INVESTIGATION)
    accountability_studied(house)


def workdays_since(house: House, day: dt.date) -> int:
    with house.office.database.read() as tx:
        return calendar.load(tx).between(day, today(house))


def early_drafted(house: House) -> None:
    """An early sign is assessed, the person heard, a measure drafted."""
    register_clue(house, subject="lin")
    assign_clue(house)
    tell(house, "early_sign", "m10g_early_handling", sign_on=today(house) - dt.timedelta(days=3))
    do(house, "zhou", "weigh_sign", opinion="handle", facts_verified=True, kind="remind")
    do(house, "zhou", "hear/state_facts")
    do(house, "lin", "hear/explain", agree="agree")
    do(house, "zhou", "hear/weigh_reply", facts="same")
    do(house, "zhou", "settle_measure", kind="remind", way="talk", by="he")


@pytest.fixture
def sent(house: House) -> House:
    """A measure has a case about Lin and asks for accountability."""
    register_clue(house, subject="lin")
    ask(house)
    return house


def test_the_sender_is_answered_at_once_and_the_same_matter_is_not_started_twice(sent: House) -> None:
    ask(sent)
    ask(sent, ground="refused")

    told = answers(sent)
    taken_on = {one["number"] for one in told if one["reason"] is None}
    assert len(told) == 3
    assert len(taken_on - {None}) == 2
    assert {"number": None, "reason": "already_filed"} in told
    assert [path for path, _, _ in open_steps(sent)].count("check_filed") == 2


def test_without_a_ground_an_officer_looks_whether_it_is_the_same_matter(sent: House) -> None:
    for _ in range(2):
        tell(sent, "accountability_start", "m10f_accountability", kind="circular")

    assert [one["reason"] for one in answers(sent)] == [None] * 3


def test_accountability_is_approved_inquired_heard_studied_decided_and_may_be_appealed_against(sent: House) -> None:
    do(sent, "han", "check_filed", filed="no")
    look_at(sent, "qin", "plan_inquiry")
    assert cannot(sent, "qin", "plan_inquiry", target="林清越", facts="没有落实主体责任，情况属实。") == "form_rejected"
    do(sent, "qin", "plan_inquiry", members=TEAM, clause=CLAUSE)
    approve(sent, "approve_start", *INVESTIGATION)
    accountability_studied(sent)
    approve(sent, "approve_decision", *INVESTIGATION)
    do(sent, "qin", "decide_accountability")
    issue(sent, "issue_decision", "qin", to="lin")
    do(sent, "qin", "announce_decision")
    enter(sent, "archive", "qin")

    assert case_of(sent, "m10f_accountability").ended_at_element == "accountable"
    assert ("accountability.accountability", "verified", "adverse") in archived(sent)
    (line,) = sent.view(portal, "lin").appeals
    assert line.offered
    assert "2026" in line.sentence or "可以申诉，至" in line.sentence

    sent.run(start_case, "lin", process="m10d_appeal", start_event="appeal_filed", token=sent.token())
    do(sent, "lin", "file_appeal", decision_ref=line.number, served_on=today(sent))
    assert cannot(sent, "qin", "check_appeal") in ("overtaken", "not_found", "not_yours")
    do(sent, "gu", "check_appeal", answer="accept")
    assert case_of(sent, "m10d_appeal").origin_case_id == case_of(sent, "m10f_accountability").id


def test_an_early_sign_is_handled_within_its_days_and_the_days_are_shown(house: House) -> None:
    early_drafted(house)
    approve(house, "approve_measure")
    house.clock.shift(days=1)
    do(house, "he", "hold_talk", second_officer="zhou", talked_on=today(house))
    do(house, "zhou", "confirm_record", confirmed="yes")
    assert look_at(house, "zhou", "note_result").form_state.values["days_since"] == 4
    do(house, "zhou", "note_result")
    enter(house, "archive", "zhou")

    assert case_of(house, "m10g_early_handling").ended_at_element == "handled"
    assert ("early.first_form", "verified", "adverse") in archived(house)

    took = house.view(figure_page, "chen", figure="early_days").figure.days
    assert took is not None
    assert took.longest == workdays_since(house, today(house) - dt.timedelta(days=4))


def test_who_checks_sees_what_the_person_was_held_to_account_for_before_and_says_why_it_is_something_else(
    sent: House,
) -> None:
    do(sent, "han", "check_filed", filed="yes", filed_number="云问责〔2026〕0号")
    first = case_of(sent, "m10f_accountability")

    ask(sent)

    page = look_at(sent, "han", "check_filed")
    assert page.form_state is not None
    (row,) = page.form_state.values["others"]
    assert (row["matter_no"], row["state"]) == (first.number, "not_started")
    assert cannot(sent, "han", "check_filed", filed="no", difference="") == "form_rejected"
    do(sent, "han", "check_filed", filed="no", difference="前一件是拒绝签署方案，本件是整改以后又反弹。")
