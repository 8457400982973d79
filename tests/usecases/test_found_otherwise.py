"""A check that finds work to be otherwise: its archive entry goes to a correction, the rest is asked until decided."""

from __future__ import annotations

import pytest

from tests.store.test_papers import a_letter
from tests.usecases import filing
from tests.usecases.filing import HEARD, entries, prepare
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House, hold
from tests.usecases.passages import case_of, issue
from tests.usecases.robot import do
from tests.usecases.stand import Stand
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import FourEyes, NotFound, NotOpen, Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.store import archive, incidents, letters
from webapp.store.tables import case, task
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_about_case, declare_recusal
from webapp.usecases.differing import settle_difference
from webapp.usecases.portal import portal
from webapp.usecases.questions import own_questions
from webapp.usecases.stepping_back import judge_work, record_recheck
from webapp.usecases.stuck import reasons

FILING, CORRECTION = "m11_filing", "m09c_correction"
WRONG, RIGHT = "主体责任检查发现当日缺席专题会议。", "主体责任检查：当日出席专题会议，迟到十分钟。"
GOES_ON = filing.FILING.replace("end done", "user follow 跟踪后续情况\nend done").replace("> done", "> follow > done")
FORM = b'{"type": "default", "id": "follow", "schemaVersion": 19, "components": []}'


def stepped_back(house: House) -> None:
    """Li files that Ma was absent and steps back; the head of the room has it checked anew while the matter goes on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filing, "FILING", GOES_ON)
        prepare(house, kind="check", result="weak", instead={f"{FILING}/forms/follow.form": FORM})
    do(house, "li", "archive/make_entry", summary=WRONG, **HEARD)
    do(house, "qian", "archive/check_entry", good=True)
    with house.office.database.read() as tx:
        done = tx.execute(task.select().where(task.c.element == "make_entry", task.c.completed_by == "li")).one()
    house.run(declare_recusal, "li", task_id=done.id, answer="relative")
    asked = question(house, "stepped_back")
    house.run(judge_work, "luo", case_id=source(house), incident_id=asked, stands=False, reason="由他人重新核对。")
    for who in ("zhao", "luo"):
        house.run(declare_about_case, who, case_id=source(house), answer="none")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which an entry of an officer who stepped back is to be checked anew."""
    return stand.played(stepped_back)


def source(house: House) -> CaseId:
    return CaseId(case_of(house, FILING).id)


def question(house: House, kind: str) -> str:
    """Give the id of the one open question of a kind."""
    with house.office.database.read() as tx:
        (row,) = [one for one in incidents.open_incidents(tx) if one.kind == kind]
    return row.id


def checked(house: House, *, agrees: bool) -> None:
    found = {"case_id": source(house), "incident_id": question(house, "recheck"), "agrees": agrees}
    house.run(record_recheck, "zhao", **found, words="对照会议签到表逐项核对。")
    house.drain()


def corrections(house: House) -> int:
    with house.office.database.read() as tx:
        return len(tx.execute(case.select().where(case.c.process == CORRECTION)).all())


def asks(house: House, who: str) -> list[str]:
    return [one.sentence for one in house.view(own_questions, who) if "不一致" in one.sentence]


def test_the_entry_is_corrected_by_two_others_the_person_heard_and_told(house: House) -> None:
    checked(house, agrees=False)
    fix = case_of(house, CORRECTION)
    assert (fix.subject_id, fix.origin_case_id) == ("ma", source(house))

    do(house, "zhao", "verify_correction", finding="upheld", right_words=RIGHT, still_adverse="yes")
    do(house, "zhao", "hear/state_facts", facts=[{"fact": RIGHT}])
    do(house, "ma", "hear/explain", agree="agree")
    do(house, "zhao", "hear/weigh_reply", facts="same")
    do(house, "wang", "confirm_correction", opinion="agree")
    issue(house, "issue_answer", "zhao", signer="wang", to="ma")

    old, fresh = entries(house)
    with house.office.database.read() as tx:
        kept = archive.portrait_of(tx, PersonId("ma"))
        (letter,) = letters.of_case(tx, CaseId(fix.id))
    assert (old.status, fresh.content["summary"], fresh.weight) == ("corrected", RIGHT, "adverse")
    assert kept is not None
    assert old.number not in str(kept[1])
    assert "重新核实" in letter.text
    assert "你提出的" not in letter.text
    assert len(house.view(portal, "ma").letters) == 1
    assert case_of(house, CORRECTION).ended_at_element == "corrected"
    every_chain_is_whole(house)


def test_an_entry_that_holds_all_the_same_stays_and_the_person_is_not_answered_what_was_not_asked(house: House) -> None:
    checked(house, agrees=False)

    do(house, "zhao", "verify_correction", finding="refused")
    do(house, "wang", "confirm_correction", opinion="agree")

    assert [one.status for one in entries(house)] == ["verified"]
    assert case_of(house, CORRECTION).ended_at_element == "stands"
    assert house.view(portal, "ma").letters == ()


def test_what_becomes_of_the_rest_is_asked_until_the_head_of_the_room_has_decided(house: House) -> None:
    checked(house, agrees=False)
    of, row = source(house), question(house, "differs")
    decided = {"case_id": of, "incident_id": row, "handled": True, "reason": "退回后续环节，按核实结果办理。"}

    assert "已入档1条" in asks(house, "luo")[0]
    assert asks(house, "chen") == asks(house, "wang") == []
    assert [one.settles for one in house.view(case_page, "luo", case_id=of).incidents] == [True]
    (why,) = [
        one for one in house.office.view(reasons, SYSTEM, cases={of: house.clock()})[of] if one.kind == "incident"
    ]
    assert ("重新核实与原办结果不一致" in why.why, why.who) == (True, "罗秉文")
    for stranger in ("li", "he", "ma"):
        with pytest.raises((NotFound, Refused)):
            house.run(settle_difference, stranger, **decided)
    with pytest.raises(NotOpen):
        house.run(settle_difference, "wang", **decided)

    house.run(settle_difference, "luo", **decided)

    assert asks(house, "luo") == []
    assert "决定不一致之处如何处理" in [one.what for one in house.view(case_page, "luo", case_id=of).log]
    with pytest.raises(NotOpen):
        house.run(settle_difference, "luo", **decided)
    every_chain_is_whole(house)


def test_once_a_letter_has_gone_out_the_secretary_decides(house: House) -> None:
    with house.office.database.write() as tx:
        letters.put(
            tx, a_letter(source(house), recipient_id=PersonId("ma"), status="issued", number="云纪函〔2026〕9号")
        )
        hold(tx, house.clock())

    checked(house, agrees=False)

    assert asks(house, "luo") == []
    assert "已编号文书1件" in asks(house, "chen")[0]


def test_a_check_that_agrees_moves_nothing_and_whoever_made_one_decides_nothing(house: House) -> None:
    with pytest.raises(FourEyes):
        house.run(
            record_recheck,
            "luo",
            case_id=source(house),
            incident_id=question(house, "recheck"),
            agrees=False,
            words="核对。",
        )
    checked(house, agrees=True)

    assert corrections(house) == 0
    assert asks(house, "luo") == []


def test_an_adverse_entry_of_a_matter_that_is_over_is_asked_about_too(house: House) -> None:
    filing.file(house, WRONG, subject="lin")
    with house.office.database.read() as tx:
        done = tx.execute(task.select().where(task.c.element == "make_entry", task.c.subject_id == "lin")).all()
    (who,) = {row.completed_by for row in done}
    house.run(declare_recusal, who, task_id=done[0].id, answer="relative")

    with house.office.database.read() as tx:
        found = [one for one in incidents.open_incidents(tx) if one.kind == "stepped_back" and one.code == who]
        over = tx.execute(case.select().where(case.c.id == found[0].case_id)).one()
    assert len(found) == 1
    assert (over.process, over.status) == (FILING, "closed")
    head = {"first_room": "luo", "second_room": "tang", "third_room": "he"}[over.room_id]
    of = CaseId(over.id)
    house.run(judge_work, head, case_id=of, incident_id=found[0].id, stands=False, reason="由他人重新核对。")
    other = {"first_room": "zhao", "second_room": "zhang", "third_room": "wu"}[over.room_id]
    house.run(declare_about_case, other, case_id=of, answer="none")
    with house.office.database.read() as tx:
        (asked,) = [one for one in incidents.of_case(tx, of) if one.kind == "recheck"]
    house.run(record_recheck, other, case_id=of, incident_id=asked.id, agrees=False, words="与签到表不符。")
    house.drain()

    assert case_of(house, CORRECTION).subject_id == "lin"
