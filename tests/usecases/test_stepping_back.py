"""Whoever steps back after doing a step: it stands, is marked, and somebody above decides whether it counts."""

from __future__ import annotations

import pytest

from tests.usecases.due import rows
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House
from tests.usecases.opinions import M09, ask, decide, departments, draft, send_reply
from tests.usecases.passages import FIVE, case_of, to_inquiry
from tests.usecases.robot import do
from tests.usecases.test_life_meeting import accepted_inquiry
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import FourEyes, NotFound, NotOpen, Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.roster import Recusal
from webapp.store import incidents, people, recusals
from webapp.store.tables import case, recusal, task
from webapp.usecases.act import Act, writes
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_about_case, declare_recusal
from webapp.usecases.digests import digest_all, own_digest
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.lifting import lift_recusal
from webapp.usecases.questions import own_questions
from webapp.usecases.stepping_back import ask_about_work, judge_work, record_recheck, sentence_of_work
from webapp.usecases.viewing import entry_of, note

pytestmark = pytest.mark.story

INQUIRY = "m08_talk_letter_inquiry"


@pytest.fixture
def inquiry(house: House) -> CaseId:
    """Let an officer plan an inquiry and then find out that he is related to the head."""
    to_inquiry(house)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    with house.office.database.read() as tx:
        done = tx.execute(task.select().where(task.c.element == "plan_inquiry", task.c.completed_by == "zhou")).one()
    house.run(declare_recusal, "zhou", task_id=done.id, answer="relative")
    return CaseId(case_of(house, INQUIRY).id)


def notes(house: House, case_id: CaseId, who: str = "he") -> list[str]:
    """Give what stands beside the step that the officer did."""
    page = house.view(case_page, who, case_id=case_id)
    return [note for one in page.contents if one.step == "拟定谈话函询方案" for note in one.notes]


@writes(Permission.SYSTEM)
def stepped(act: Act, *, who: str, subject: str) -> None:
    """Write a late recusal, as one that was granted to who applied for it."""
    one = {"person_id": PersonId(who), "subject_id": PersonId(subject), "recused": True, "kind": "relative"}
    recusals.declare(act.tx, Recusal(id=f"late-{who}", at=act.now, **one))
    ask_about_work(act, PersonId(who), PersonId(subject))
    note(act, entry_of(act, "recusal.declared", subject=subject))


def question(house: House, case_id: CaseId) -> str:
    """Give the id of the open question."""
    with house.office.database.read() as tx:
        rows = [one for one in incidents.of_case(tx, case_id) if one.kind == "stepped_back" and one.settled_at is None]
    assert len(rows) == 1
    return rows[0].id


def test_what_was_done_stands_is_marked_and_the_head_of_the_room_is_asked(house: House, inquiry: CaseId) -> None:
    page = house.view(case_page, "he", case_id=inquiry)

    assert [one.judges for one in page.incidents] == [True]
    assert "是否有效待决定" in notes(house, inquiry)[0]
    assert "办过环节后回避" in [row.what for row in page.log]
    assert {one.case_id for one in house.view(own_questions, "he")} == {inquiry, case_of(house, "m07_clue_disposal").id}
    assert house.view(own_questions, "chen") == ()
    with pytest.raises(NotFound):
        house.view(case_page, "zhou", case_id=inquiry)


def test_it_counts_or_is_checked_anew_by_reasoned_decision(house: House, inquiry: CaseId) -> None:
    row = question(house, inquiry)
    with pytest.raises(ReasonMissing):
        house.run(judge_work, "he", case_id=inquiry, incident_id=row, stands=True, reason=" ")
    for stranger in ("zhou", "luo", "ma"):
        with pytest.raises((NotFound, Refused)):
            house.run(judge_work, stranger, case_id=inquiry, incident_id=row, stands=True, reason="同意。")

    house.run(judge_work, "he", case_id=inquiry, incident_id=row, stands=False, reason="方案由他人重新核对。")

    assert "尚未核实" in notes(house, inquiry)[0]
    assert inquiry in {one.case_id for one in house.view(own_questions, "he")}, "asked until it is checked"
    with pytest.raises(NotOpen):
        house.run(judge_work, "he", case_id=inquiry, incident_id=row, stands=True, reason="再次决定。")
    every_chain_is_whole(house)


@pytest.mark.parametrize(("agrees", "told"), [(True, "与所办一致"), (False, "与所办不一致")])
def test_what_is_to_be_checked_anew_is_asked_until_another_officer_has_checked_it(
    house: House, inquiry: CaseId, agrees: bool, told: str
) -> None:
    row = question(house, inquiry)
    house.run(judge_work, "he", case_id=inquiry, incident_id=row, stands=False, reason="重新核对。")
    house.run(declare_about_case, "wu", case_id=inquiry, answer="none")
    (asked,) = house.view(case_page, "wu", case_id=inquiry).incidents
    found = {"case_id": inquiry, "incident_id": asked.id, "agrees": agrees, "words": "对照卷内材料逐项核对。"}
    assert asked.rechecks
    assert not house.view(case_page, "he", case_id=inquiry).incidents[0].rechecks
    with pytest.raises(FourEyes):
        house.run(record_recheck, "he", **found)
    for stranger in ("zhou", "luo"):
        with pytest.raises(NotFound):
            house.run(record_recheck, stranger, **found)

    house.run(record_recheck, "wu", **found)

    assert f"已由吴思齐重新核实，{told}" in notes(house, inquiry)[0]
    asked_still = [one.sentence for one in house.view(own_questions, "he") if one.case_id == inquiry]
    assert ["与原办结果不一致" in one for one in asked_still] == ([] if agrees else [True])
    with pytest.raises(NotOpen):
        house.run(record_recheck, "wu", **found)
    every_chain_is_whole(house)


def test_a_mistaken_declaration_that_is_lifted_asks_no_more(house: House, inquiry: CaseId) -> None:
    with house.office.database.read() as tx:
        row = tx.execute(recusal.select().where(recusal.c.recused)).one()

    house.run(lift_recusal, "chen", recusal_id=row.id, reason="系同名，并无亲属关系。")

    assert house.view(own_questions, "he") == ()
    assert notes(house, inquiry) == []


def test_the_question_is_in_the_digest_of_the_head_of_the_room(house: House, inquiry: CaseId) -> None:
    house.clock.shift(days=1)
    digest_all(house.office)

    told = house.view(own_digest, "he")

    assert told is not None
    assert sum("环节后回避" in words for _, words in told.lines) == 2
    other = house.view(own_digest, "chen")
    assert other is None or not any("环节后回避" in words for _, words in other.lines)


def asked_about(house: House, who: str) -> dict[str, str]:
    """Give the open questions about the work of an officer, by the process of their matters."""
    known = {row.id: row.process for row in rows(house, case)}
    with house.office.database.read() as tx:
        found = [one for one in incidents.open_incidents(tx) if (one.kind, one.code) == ("stepped_back", who)]
        names = people.directory(tx)
    return {known[one.case_id]: str(sentence_of_work(one, names)) for one in found}


def step_back(house: House, who: str) -> None:
    """Let an officer who did a step find out late that he is related to the head."""
    with house.office.database.read() as tx:
        done = tx.execute(task.select().where(task.c.completed_by == who, task.c.subject_id == "ma")).first()
    assert done is not None
    house.run(declare_recusal, who, task_id=done.id, answer="relative")


def test_of_a_matter_that_is_over_every_letter_decision_and_entry_that_stands_is_asked_about(house: House) -> None:
    accepted_inquiry(house)

    step_back(house, "wu")
    step_back(house, "sun")

    assert set(asked_about(house, "wu")) == {INQUIRY}
    assert "不利记载0条、已编号文书2件、集体研究决定1项" in asked_about(house, "wu")[INQUIRY]
    assert INQUIRY in asked_about(house, "sun"), "whoever checked and sealed the letters, too"
    over = CaseId(case_of(house, INQUIRY).id)
    (asked,) = [one for one in house.view(case_page, "he", case_id=over).incidents if "吴思齐" in str(one.sentence)]
    house.run(judge_work, "he", case_id=over, incident_id=asked.id, stands=True, reason="另一人独立核对，结论一致。")
    assert asked_about(house, "wu") == {}


def test_an_opinion_given_in_a_meeting_and_a_list_that_names_the_head_are_asked_about(house: House) -> None:
    ask(house, "ren", "lin")
    departments(house)
    draft(house)
    decide(house)
    send_reply(house)
    with house.office.database.read() as tx:
        member, drafter = "gao", tx.execute(task.select().where(task.c.element == "draft_opinion")).one().completed_by
    for who in (member, drafter):
        house.office.run(stepped, SYSTEM, who=who, subject="ren")

    assert set(asked_about(house, member)) == set(asked_about(house, drafter)) == {M09}
    assert "集体研究决定1项" in asked_about(house, member)[M09], "of the two decisions the one about that head"
    listed = CaseId(case_of(house, M09).id)
    head = {"first_room": "luo", "second_room": "tang", "third_room": "he"}[case_of(house, M09).room_id]
    marked = [note for one in house.view(case_page, head, case_id=listed).contents for note in one.notes]
    assert any("其后回避" in note for note in marked)
