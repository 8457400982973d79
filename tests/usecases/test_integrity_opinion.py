"""An opinion on persons: one list, one meeting, one reply, a result for each; stopped by what is new on the day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House
from tests.usecases.opinions import (
    M09,
    MEMBERS,
    ask,
    copies,
    decide,
    departments,
    draft,
    listed,
    officers,
    replies,
    send_reply,
    to_signature,
)
from tests.usecases.passages import assign_clue, case_of, post, register_clue, today
from tests.usecases.robot import do, look_at, open_steps, posted_for, task_at
from tests.usecases.written import recuse
from webapp.domain.errors import FormRejected, MandatoryGate, NoQuorum, NotFound, Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.store import deadlines
from webapp.store.tables import case
from webapp.usecases import deliberating, meetings
from webapp.usecases.applications import apply_early_ending
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import submit
from webapp.usecases.files import attach
from webapp.usecases.letters import letter_page
from webapp.usecases.meeting_pages import meeting_page
from webapp.usecases.minutes import sign_minutes
from webapp.usecases.opening import start_case, startable

pytestmark = pytest.mark.story

CLEARED = {"person": "ren", "holds": "closed", "stage": "not_established", "reason": "已了结，登记未更新"}
REPLY = "form_opinion/reply"
REASON, WHY = "withdrawn_by_authority", "组织部撤回，不再需要意见。"


def number_it(house: House) -> None:
    """The clue has its number at once; its room is still open."""
    with house.office.database.read() as tx:
        assert tx.execute(case.select().where(case.c.process == "m07_clue_disposal")).one().number


def stage(house: House, who: str) -> None:
    """Another measure tells that the stage of a person's matter changed."""
    post(house, "stage_changed", to="m09d_revision", subject=who, payload={"stage": "close"})
    house.drain()


def test_the_organisation_department_starts_it_itself(house: House) -> None:
    found = house.view(startable, "zheng").starts

    assert (M09, "opinion_request") in [(process, start) for process, start, *_ in found]


def test_an_open_clue_suspends_one_person_of_the_list_and_leaves_the_others(house: House) -> None:
    register_clue(house, subject="ren")
    ask(house, "lin", "ren", "hua")
    departments(house)
    draft(house)
    do(house, "lu", "form_opinion/read_list", verdict="agree")
    assert not [path for path, _, _ in open_steps(house) if path.startswith("form_opinion/reply")]
    decide(house)
    send_reply(house)

    (reply,) = replies(house)
    assert (reply.template, reply.signed_by) == ("d16_integrity_opinion", "chen")
    assert reply.text.count("暂未发现影响。") == 2
    assert "任重远" in reply.text.partition("建议暂缓。")[0].splitlines()[-1]
    assert not [word for word in ("检举", "举报", "来信", "谈话函询", "初步核实") if word in reply.text]
    assert [copies(house, who) for who in ("lin", "ren", "hua")] == [
        ["opinion.no_finding"],
        ["opinion.suspend"],
        ["opinion.no_finding"],
    ]
    follow = case_of(house, "m09d_revision")
    assert (follow.subject_id, follow.status) == ("ren", "open")
    every_chain_is_whole(house)


def test_who_stands_on_the_list_sees_nothing_of_it(house: House) -> None:
    ask(house, "gao", "lin")
    departments(house)
    found = case_of(house, M09)

    with pytest.raises(NotFound):
        house.view(case_page, "gao", case_id=CaseId(found.id))
    with pytest.raises(NotFound):
        house.view(case_page, "lin", case_id=CaseId(found.id))
    with pytest.raises(NotFound):
        house.view(case_page, "zheng", case_id=CaseId(found.id))


def test_kinship_with_one_person_takes_a_member_out_of_that_item_only(house: House) -> None:
    recuse(house, "xia", subject="ren")
    ask(house, "lin", "ren")
    departments(house)
    draft(house)
    meeting = listed(house)

    rows = {row.subject_name: row for row in house.view(meeting_page, "sun", meeting_id=meeting).items}

    assert {name: (row.entitled, row.recused) for name, row in rows.items()} == {
        "林清越": (5, ()),
        "任重远": (4, ("夏知止",)),
    }


def test_without_two_thirds_there_is_no_opinion_and_no_signature(house: House) -> None:
    """GATE 9.8: the quorum of an opinion on an appointment is two thirds; without it nothing can be said or signed."""
    ask(house, "lin")
    departments(house)
    draft(house)
    meeting = listed(house)
    house.run(meetings.set_members, "sun", meeting_id=meeting, present=[PersonId(who) for who in MEMBERS[2:]])
    (one,) = house.view(meeting_page, "sun", meeting_id=meeting).items

    words = {"person_id": PersonId("gao"), "stand": "no_finding", "text": ""}
    with pytest.raises(NoQuorum):
        house.run(deliberating.give_opinion, "sun", item_id=one.item_id, **words)
    with pytest.raises(Refused):
        house.run(sign_minutes, "chen", meeting_id=meeting)
    assert [path for path, _, _ in open_steps(house)] == []
    assert replies(house) == []


def test_each_decision_reaches_its_own_person_in_whatever_order(house: House) -> None:
    ask(house, "lin", "ren", "hua")
    departments(house)
    draft(house)
    decide(house, hua="unsuitable", lin="with_facts", backwards=True)
    send_reply(house)

    assert [copies(house, who) for who in ("lin", "ren", "hua")] == [
        ["opinion.with_facts"],
        ["opinion.no_finding"],
        ["opinion.unsuitable"],
    ]


def test_a_reply_that_the_secretary_returns_keeps_what_was_written_of_each(house: House) -> None:
    ask(house, "lin", purpose="transfer")
    departments(house)
    draft(house)
    decide(house)
    mine = officers(house)[0]
    do(house, mine, f"{REPLY}/draft_letter", persons=[{"facts": "截至今日没有需要说明的情况。"}])
    do(house, "sun", f"{REPLY}/check_letter", good=True)
    do(house, "chen", f"{REPLY}/sign_by_secretary", decision="return", opinion="请核对来函文号。")

    shown = look_at(house, mine, f"{REPLY}/draft_letter").form_state
    assert shown is not None
    (row,) = shown.values["persons"]  # type: ignore[misc]
    assert (row["person"], row["facts"]) == ("lin", "截至今日没有需要说明的情况。")


def test_a_delivery_by_hand_that_the_companion_finds_otherwise_opens_with_what_was_entered_and_what_differs(
    house: House,
) -> None:
    ask(house, "lin", purpose="transfer")
    departments(house)
    draft(house)
    decide(house)
    to_signature(house)
    do(house, "chen", f"{REPLY}/sign_by_secretary", decision="agree")
    do(house, "sun", f"{REPLY}/seal_letter")
    do(house, "sun", f"{REPLY}/deliver", way="hand", second_officer="yu", result="received", receiver="组织部收发室")
    do(house, "yu", f"{REPLY}/confirm_delivery", confirmed="no", difference="当日无人签收。")

    shown = look_at(house, "sun", f"{REPLY}/deliver").form_state
    assert shown is not None
    assert (shown.again, shown.values["receiver"]) == (True, "组织部收发室")
    assert shown.values["differs"] == "当日无人签收。"
    do(house, "sun", f"{REPLY}/deliver", way="post", result="received", received_on=today(house))


def test_a_reply_that_comes_back_is_handed_over_by_two_and_then_the_secretary_decides(house: House) -> None:
    ask(house, "lin", "ren", "hua")
    departments(house)
    draft(house)
    decide(house, hua="unsuitable", lin="with_facts", backwards=True)
    to_signature(house)
    do(house, "chen", f"{REPLY}/sign_by_secretary", decision="agree")
    do(house, "sun", f"{REPLY}/seal_letter")
    do(house, "sun", f"{REPLY}/deliver", way="post", result="returned")

    do(house, "sun", f"{REPLY}/hand_over", second_officer="yu", result="refused")
    do(house, "yu", f"{REPLY}/confirm_hand_over", confirmed="yes")
    do(house, "chen", f"{REPLY}/decide_undelivered", way="again")
    do(house, "sun", f"{REPLY}/hand_over", second_officer="yu", result="received", received_on=today(house))
    do(house, "yu", f"{REPLY}/confirm_hand_over", confirmed="yes")

    assert [one.received_on for one in replies(house)] == [today(house)]


def test_a_clue_that_comes_in_on_the_day_of_signing_stops_the_reply(house: House) -> None:
    """GATE 9.9: signed, compared with the registers of this moment, stopped; asked and studied anew."""
    ask(house, "lin", purpose="transfer")
    departments(house)
    draft(house)
    decide(house)
    to_signature(house)
    register_clue(house, subject="lin")
    number_it(house)
    do(house, "chen", "form_opinion/reply/sign_by_secretary", decision="agree")

    assert [path for path, _, _ in open_steps(house) if path.startswith("form_opinion")] == [
        "form_opinion/reply/note_change"
    ]
    assert replies(house) == []
    asked: dict[str, Any] = {"case_id": CaseId(case_of(house, M09).id), "reason": REASON, "text": WHY}
    with pytest.raises(MandatoryGate):
        house.run(apply_early_ending, "chen", **asked)
    do(house, officers(house)[0], "form_opinion/reply/note_change")
    departments(house)
    draft(house)
    do(house, "lu", "form_opinion/read_list", verdict="agree")
    decide(house)
    send_reply(house)
    (reply,) = replies(house)
    assert "建议暂缓" in reply.text


def test_what_was_suspended_is_hurried_and_answered_again_when_it_is_clear(house: House) -> None:
    """Acceptance 8: an open clue suspends, the clue goes first, its end brings a revised reply."""
    register_clue(house, subject="ren")
    assign_clue(house)
    ask(house, "ren", purpose="removal")
    departments(house)
    draft(house)
    do(house, "lu", "form_opinion/read_list", verdict="agree")
    decide(house)
    send_reply(house)
    assert case_of(house, "m07_clue_disposal").priority == 0
    with house.office.database.read() as tx:
        known = deadlines.due_days(tx, CaseId(case_of(house, "m09d_revision").id))
    assert known["opinion.reanswer"] == today(house) + dt.timedelta(days=30)

    stage(house, "ren")
    departments(house, by_case_mgmt={"persons": [CLEARED]})
    draft(house)
    decide(house)
    send_reply(house)

    first, second = replies(house)
    assert [row.text.count("建议暂缓。") for row in (first, second)] == [1, 0]
    assert f"我机关{first.number}函中关于上列人员的意见不再使用" in second.text
    assert "不再使用" not in first.text
    told = house.view(letter_page, "su", letter_id=first.id).became
    assert str(second.number) in told
    assert str(first.number) in str(look_at(house, "zheng", "read_revision").form_state)
    do(house, "zheng", "read_revision")
    assert copies(house, "ren") == ["opinion.suspend", "opinion.no_finding"]
    assert case_of(house, "m09d_revision").ended_at_element == "opinion_revised"


def test_a_changed_stage_of_somebody_without_opinion_asks_nothing_of_anybody(house: House) -> None:
    stage(house, "ren")

    assert case_of(house, "m09d_revision").ended_at_element == "not_affected"
    assert open_steps(house) == []


@pytest.mark.parametrize(("months", "element"), [(5, None), (7, "not_affected")])
def test_a_stage_that_changes_asks_again_only_while_the_opinion_is_valid(
    house: House, months: int, element: str | None
) -> None:
    ask(house, "lin")
    departments(house)
    draft(house)
    decide(house)
    send_reply(house)
    house.clock.shift(days=30 * months)
    stage(house, "lin")

    revision = case_of(house, "m09d_revision")
    assert (revision.subject_id, revision.ended_at_element) == ("lin", element)
    asked = [path for path, _, _ in open_steps(house) if path.startswith("ask_departments")]
    assert len(asked) == (0 if element else 7)


def test_one_case_at_a_time_follows_a_person(house: House) -> None:
    """Twice suspended by two lists, told twice of a change: it is answered again once."""
    register_clue(house, subject="ren")
    for _ in range(2):
        house.clock.shift(minutes=1)
        ask(house, "ren")
        departments(house)
        draft(house)
        do(house, "lu", "form_opinion/read_list", verdict="agree")
        decide(house)
        send_reply(house)
    assert case_of(house, "m09d_revision").status == "open"

    stage(house, "ren")
    stage(house, "ren")

    with house.office.database.read() as tx:
        found = tx.execute(case.select().where(case.c.process == "m09d_revision").order_by(case.c.opened_at)).all()
    assert sorted(str(one.ended_at_element) for one in found) == ["None", "not_affected"]
    assert len([path for path, _, _ in open_steps(house) if path.startswith("ask_departments")]) == 7


def test_a_request_on_paper_is_registered_by_the_general_office_with_its_number_and_scan(house: House) -> None:
    assert (M09, "opinion_request") in {one[:2] for one in house.view(startable, "sun").starts}
    with pytest.raises(Refused):
        house.run(start_case, "zhou", process=M09, start_event="opinion_request", token=house.token())
    house.run(start_case, "sun", process=M09, start_event="opinion_request", token=house.token())
    look_at(house, "sun", "register_request")
    key = task_at(house, "register_request")
    scan = house.run(attach, "sun", task_id=key, field="scan", name="来函.pdf", content=b"%PDF-1.7\n%%EOF\n").id
    given = {
        "purpose": "promotion",
        "came": "paper",
        "scan": [scan],
        "due": dt.date(2026, 3, 9),
        "persons": [{"person": "ma", "position": "副局长人选"}],
    }
    posted = house.view(posted_for, "sun", task_id=key, given=given)

    with pytest.raises(FormRejected) as refused:
        house.run(submit, "sun", task_id=key, token=house.token(), posted={**posted, "reference": [""]})
    assert {one.field for one in refused.value.faults} == {"reference"}
    do(house, "sun", "register_request", **given, reference="云组函〔2026〕8号")

    assert {path.split("/")[0] for path, _, _ in open_steps(house)} == {"ask_departments"}
