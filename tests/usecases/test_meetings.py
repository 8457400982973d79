"""Meetings: agenda, attendance, recusal, quorum per item, opinions with the chair last, minutes, and the cases."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.meeting_room import (
    GROUP,
    KEEPER,
    TODAY,
    attend,
    clue,
    clue_group,
    held,
    only_item,
    planned,
    say,
    seen,
    speak,
)
from tests.usecases.office import House
from tests.usecases.written import recuse
from webapp.domain.errors import NoQuorum, NotFound, Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.store import audit, messages
from webapp.store.tables import subscription
from webapp.usecases import deliberating, meeting_pages, meetings, minutes, outside_decisions
from webapp.usecases.absences import end_absence, set_absence
from webapp.usecases.application_pages import waiting
from webapp.usecases.applications import apply_early_ending, decide
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.item_pages import declare_about_item
from webapp.usecases.meeting_pages import meeting_page
from webapp.usecases.views.office import AgendaRow

pytestmark = pytest.mark.story


def waits(house: House, message: str = "meeting_decided") -> int:
    with house.office.database.read() as tx:
        rows = tx.execute(subscription.select().where(subscription.c.gone_at.is_(None))).all()
    return sum(row.message == message for row in rows)


def test_a_case_that_asks_waits_on_the_list_of_its_body_with_the_only_results(house: House) -> None:
    clue(house)

    found = {body.code: body for body in house.view(meeting_pages.meeting_list, KEEPER).bodies}

    row = found["clue_group"].items[0]
    assert found["clue_group"].waiting == 1
    assert found["standing"].waiting == 0
    assert row.proposal == "inquiry"
    assert row.proposal_name == "谈话函询"
    assert {code for code, _ in row.choices} <= {"inquiry", "verify", "shelve", "close", "breach"}
    assert row.quorum_sentence == "应到5人，可到5人，须到3人，人数符合"


def test_one_meeting_decides_for_many_and_each_case_gets_its_own_result(house: House) -> None:
    for subject in ("ma", "liu", "shen"):
        clue(house, subject)
    meeting = held(house)
    rows = seen(house, meeting).items
    for row in rows:
        speak(house, row)
        house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")

    signed = house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    assert (signed.number, signed.delivered, signed.waiting) == ("云纪要〔2026〕1号", 3, 0)
    assert waits(house) == 0
    assert seen(house, meeting).state == "signed"
    for row in rows:
        with house.office.database.read() as tx:
            acts = [one.entry.act for one in audit.entries(tx, audit.stream_of(str(row.case_id)))]
        assert acts[-2:] == ["agenda.decided", "message.received"]


def test_the_chair_speaks_last_and_after_that_nobody_changes_a_word(house: House) -> None:
    clue(house)
    meeting = held(house)
    item = only_item(house, meeting).item_id

    with pytest.raises(Refused, match=r"主持人最后发表意见，还有.*未发表"):
        house.run(deliberating.give_opinion, "chen", item_id=item, person_id=PersonId("chen"), stand="inquiry")
    speak(house, only_item(house, meeting))

    assert seen(house, meeting).items[0].opinions[-1].name == "陈守纪"
    with pytest.raises(Refused, match="不再改动"):
        house.run(
            deliberating.give_opinion, "gao", item_id=item, person_id=PersonId("gao"), stand="verify", text="应当初核。"
        )


def test_a_member_writes_the_own_opinion_and_nobody_elses(house: House) -> None:
    clue(house)
    meeting = held(house)
    item = only_item(house, meeting).item_id

    with pytest.raises(Refused, match="请先阅读议题材料，作出回避声明"):
        house.run(deliberating.give_opinion, "gao", item_id=item, person_id=PersonId("gao"), stand="inquiry")
    house.run(declare_about_item, "gao", meeting_id=meeting, item_id=item, answer="none")
    house.run(deliberating.give_opinion, "gao", item_id=item, person_id=PersonId("gao"), stand="inquiry")

    with pytest.raises(Refused, match="本人的意见"):
        house.run(deliberating.give_opinion, "gao", item_id=item, person_id=PersonId("xia"), stand="inquiry")
    assert seen(house, meeting, "gao").items[0].opinions[0].text == ""


def test_without_quorum_nothing_is_decided(house: House) -> None:
    clue(house)
    meeting = held(house, "gao", "xia")
    item = only_item(house, meeting).item_id

    with pytest.raises(NoQuorum, match="实到2人，须到3人，人数不足，还差1人"):
        house.run(deliberating.decide_item, KEEPER, item_id=item, result="inquiry")

    assert seen(house, meeting).shortage == (
        "第1项：应到5人，实到2人，须到3人，人数不足，还差1人，请补足到会人员或者安排替补；缺席：陈守纪、邓思勉、王慎独",
    )
    assert waits(house) == 1


def test_two_recused_members_are_named_when_the_agenda_is_made(house: House) -> None:
    clue(house)
    recuse(house, "gao", "xia", "deng")

    meeting = planned(house, on=dt.date(2026, 3, 9))

    found = seen(house, meeting)
    assert found.state == "planned"
    assert found.shortage == (
        "第1项：应到2人，回避3人，可到2人，须到3人，人数不足，还差1人，请安排替补或者报上级决定"
        "；回避：邓思勉、高景行、夏知止",
    )
    assert sorted(found.items[0].recused) == ["夏知止", "邓思勉", "高景行"]


def test_a_substitute_takes_the_seat_of_a_recused_member(house: House) -> None:
    clue(house)
    recuse(house, "gao", "xia", "deng")
    meeting = planned(house)

    attend(house, meeting, "chen", "wang", substitutes={PersonId("gao"): PersonId("tang")})

    row = only_item(house, meeting)
    assert (row.entitled, row.present, row.quorum_met) == (3, 3, True)
    speak(house, row)
    house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")


def test_who_is_recused_sees_the_place_of_the_item_and_nothing_of_it(house: House) -> None:
    clue(house)
    clue(house, "liu")
    recuse(house, "gao")
    meeting = held(house, "chen", "deng", "wang", "xia", "gao")

    rows = seen(house, meeting, "gao").items

    assert [row.may_see for row in rows] == [False, True]
    assert rows[0] == AgendaRow(item_id=rows[0].item_id, position=1, state="listed", may_see=False)
    with pytest.raises(NotFound):
        house.run(deliberating.give_opinion, "gao", item_id=rows[0].item_id, person_id=PersonId("gao"), stand="inquiry")
    with pytest.raises(NotFound):
        house.view(minutes.minutes_page, "gao", meeting_id=meeting)


def test_too_few_in_favour_is_no_decision(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row, but={"gao": "verify", "xia": "verify", "deng": "abstain"})

    with pytest.raises(Refused, match=r"赞成“谈话函询”的2人，须有3人赞成，未获通过"):
        house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")


def test_only_the_items_own_results_can_be_chosen(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row)

    with pytest.raises(Refused, match="本议题可选的结果"):
        house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="sanction", reason="从严处理。")
    with pytest.raises(Refused, match="本议题可选的结果"):
        say(house, row.item_id, "gao", "sanction")


def test_an_item_sent_back_stays_on_the_list_until_its_material_is_there(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row, "returned")
    with pytest.raises(Refused, match="写明理由"):
        house.run(deliberating.return_item, KEEPER, item_id=row.item_id, reason="")
    house.run(deliberating.return_item, KEEPER, item_id=row.item_id, reason="补充三份合同。")

    house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    group = clue_group(house)
    assert [(one.item_id, one.state) for one in group.items] == [(row.item_id, "returned")]
    assert group.waiting == 0
    assert waits(house) == 0


def test_an_item_nobody_spoke_on_waits_for_the_next_meeting(house: House) -> None:
    clue(house)
    clue(house, "liu")
    meeting = held(house)
    first, second = seen(house, meeting).items
    speak(house, first)
    house.run(deliberating.decide_item, KEEPER, item_id=first.item_id, result="inquiry")

    house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    group = clue_group(house)
    assert [one.item_id for one in group.items] == [second.item_id]
    assert waits(house) == 1


def test_no_minutes_are_dated_before_an_item_was_put_forward(house: House) -> None:
    clue(house)
    meeting = held(house)
    present = [PersonId(who) for who in GROUP]
    house.run(meetings.set_members, KEEPER, meeting_id=meeting, present=present, on=TODAY - dt.timedelta(days=1))
    row = only_item(house, meeting)
    speak(house, row)
    house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")

    with pytest.raises(Refused, match="第1项在会议日期以后才提请研究"):
        house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    house.run(meetings.set_members, KEEPER, meeting_id=meeting, present=present, on=TODAY)
    assert house.run(minutes.sign_minutes, "chen", meeting_id=meeting).delivered == 1


def test_only_the_chair_signs_and_only_once(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row)
    house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")

    with pytest.raises(Refused, match="主持人审定签发"):
        house.run(minutes.sign_minutes, "wang", meeting_id=meeting)
    house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    with pytest.raises(Refused, match="已签发"):
        house.run(minutes.sign_minutes, "chen", meeting_id=meeting)
    with pytest.raises(Refused, match="不能再改"):
        attend(house, meeting, "gao")


def test_quorum_lost_by_a_late_recusal_stops_the_signing(house: House) -> None:
    clue(house)
    meeting = held(house, "chen", "deng", "wang")
    row = only_item(house, meeting)
    speak(house, row)
    house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")
    recuse(house, "deng")

    with pytest.raises(NoQuorum):
        house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    assert waits(house) == 1


def test_a_stopped_signing_is_finished_by_the_worker_once(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row)
    house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")
    house.run(minutes.close_meeting, "chen", meeting_id=meeting)  # the process dies here
    assert waits(house) == 1

    house.drain()
    house.drain()

    assert waits(house) == 0
    with house.office.database.read() as tx:
        rows = [one for one in messages.of_case(tx, CaseId(str(row.case_id))) if one.name == "meeting_decided"]
    assert [(one.status, one.payload["result"]) for one in rows] == [("delivered", "inquiry")]


def test_the_minutes_say_who_spoke_and_how_it_ended(house: House) -> None:
    clue(house)
    recuse(house, "gao")
    meeting = held(house, "chen", "deng", "wang", "xia")
    row = only_item(house, meeting)
    speak(house, row, but={"xia": "verify"})
    house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")
    house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    text = house.view(minutes.minutes_page, "wang", meeting_id=meeting)
    name, pdf = house.view(minutes.minutes_file, KEEPER, meeting_id=meeting)

    assert "云纪要〔2026〕1号" in text
    assert "高景行回避" in text
    assert text.index("王慎独：") < text.index("陈守纪：赞成谈话函询")
    assert "会议决定：谈话函询" in text
    assert (name, pdf[:5]) == ("云纪要〔2026〕1号.pdf", b"%PDF-")


def test_a_matter_that_ends_leaves_the_agenda_and_the_minutes(house: House) -> None:
    clue(house)
    clue(house, "liu")
    meeting = held(house)
    first, second = seen(house, meeting).items
    speak(house, first)
    house.run(deliberating.decide_item, KEEPER, item_id=first.item_id, result="inquiry")

    case_id = CaseId(str(second.case_id))
    house.run(apply_early_ending, "he", case_id=case_id, reason="withdrawn_by_authority", text="经批准撤回。")
    asked = house.view(waiting, "chen")[0]
    house.run(declare_about_case, "chen", case_id=case_id, answer="none")
    house.run(decide, "chen", application_id=asked.id, agree=True)
    signed = house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    assert [row.state for row in seen(house, meeting).items] == ["decided", "withdrawn"]
    assert (signed.delivered, signed.waiting) == (1, 0)
    assert "刘长河" not in house.view(minutes.minutes_page, "wang", meeting_id=meeting)
    assert clue_group(house).waiting == 0


def test_where_nobody_is_left_to_decide_the_superior_does(house: House) -> None:
    clue(house)
    recuse(house, "gao", "xia", "deng", "he", "tang", "luo", "cao", "yan", "zu")
    item = clue_group(house).items[0]

    arrived = house.run(
        outside_decisions.record_outside,
        KEEPER,
        item_id=item.item_id,
        result="inquiry",
        document="市纪函〔2026〕8号",
        on=TODAY,
    )

    assert item.goes_up
    assert arrived
    assert waits(house) == 0


@ON_SQLITE
def test_nothing_from_outside_is_older_than_what_it_decides_on(house: House) -> None:
    clue(house)
    recuse(house, "gao", "xia", "deng", "he", "tang", "luo", "cao", "yan", "zu")
    item = clue_group(house).items[0]
    words = {"result": "inquiry", "document": "市纪函〔2026〕8号"}

    with pytest.raises(Refused, match="才提请研究，决定的日期不能早于这一天"):
        house.run(
            outside_decisions.record_outside, KEEPER, item_id=item.item_id, on=TODAY - dt.timedelta(days=1), **words
        )

    assert clue_group(house).waiting == 1


def test_no_letter_from_outside_replaces_a_body_that_can_decide(house: House) -> None:
    clue(house)
    item = clue_group(house).items[0]

    with pytest.raises(Refused, match="不能以外来文件代替"):
        house.run(
            outside_decisions.record_outside,
            KEEPER,
            item_id=item.item_id,
            result="inquiry",
            document="市纪函〔2026〕8号",
            on=TODAY,
        )


@pytest.mark.parametrize("who", ["zhou", "cui", "mo", "ma"])
def test_meetings_do_not_exist_for_others(house: House, who: str) -> None:
    meeting = planned(house)

    with pytest.raises(NotFound):
        house.view(meeting_page, who, meeting_id=meeting)


def test_who_is_away_that_day_is_not_expected(house: House) -> None:
    house.run(set_absence, "gao", substitute_id=PersonId("xia"), from_on=TODAY, until_on=TODAY)

    meeting = planned(house)

    assert {one.name: one.present for one in seen(house, meeting).members}["高景行"] is False


def test_who_goes_away_after_a_meeting_was_planned_is_missed_and_expected_again_when_back(house: House) -> None:
    clue(house)
    day = TODAY + dt.timedelta(days=3)
    meeting = planned(house, on=day)

    absence = house.run(set_absence, "chen", substitute_id=PersonId("wang"), from_on=TODAY, until_on=day)
    house.run(set_absence, "gao", substitute_id=PersonId("xia"), from_on=TODAY, until_on=day - dt.timedelta(days=1))
    without = seen(house, meeting)
    house.run(end_absence, "chen", absence_id=absence)
    back = seen(house, meeting)

    assert [page.items[0].quorum_sentence.partition("，须")[0] for page in (without, back)] == [
        "应到5人，可到4人",
        "应到5人，可到5人",
    ]
    assert [one.name for page in (without, back) for one in page.members if one.chair] == ["邓思勉", "陈守纪"]
