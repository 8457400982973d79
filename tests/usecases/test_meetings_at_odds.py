"""Meetings that do not agree, begin too early or change their chair: they go on, and no rule is passed."""

from __future__ import annotations

from random import Random

import pytest

from tests.usecases.meeting_room import (
    GROUP,
    KEEPER,
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
from tests.usecases.meeting_walk import ACTS, HEADS, Walk
from tests.usecases.office import House
from tests.usecases.robot import open_steps
from tests.usecases.written import recuse
from webapp.domain.errors import NoQuorum, NotFound, Refused
from webapp.domain.ids import PersonId
from webapp.store import agenda, audit
from webapp.usecases import deliberating, minutes

pytestmark = pytest.mark.story

SPLIT = {"gao": "verify", "xia": "verify", "deng": "close"}


def test_a_split_vote_is_sent_back_for_more_material(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row, but=SPLIT)

    said = only_item(house, meeting).held_up
    house.run(deliberating.return_item, KEEPER, item_id=row.item_id, reason="补充三份合同。")
    house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    assert said == "没有一项结果有3人赞成，未形成决定，请退回补充、留待下次会议或者重新发表意见。"
    assert "disposal/study/add_material" in [path for path, _, _ in open_steps(house)]


def test_a_split_vote_is_left_for_the_next_meeting_and_stays_in_the_minutes_of_this_one(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row, but=SPLIT)

    house.run(deliberating.leave_item, KEEPER, item_id=row.item_id, reason="意见不一致。")
    left = clue_group(house)
    house.run(minutes.sign_minutes, "chen", meeting_id=meeting)
    again = held(house)
    speak(house, only_item(house, again), "verify")
    house.run(
        deliberating.decide_item, KEEPER, item_id=only_item(house, again).item_id, result="verify", reason="同意。"
    )
    signed = house.run(minutes.sign_minutes, "chen", meeting_id=again)

    text = house.view(minutes.minutes_page, "wang", meeting_id=meeting)
    assert (left.waiting, left.items[0].since) == (1, row.since)
    assert "会议决定：未形成决定，留待下次会议。意见不一致。" in text
    assert "高景行：赞成初步核实" in text
    assert signed.delivered == 1


def test_a_split_vote_is_heard_again_and_the_first_round_is_kept(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row, but=SPLIT)

    house.run(deliberating.hear_again, "chen", item_id=row.item_id, reason="补充说明后再议。")
    fresh = only_item(house, meeting)
    speak(house, fresh, but={"gao": "verify"})
    house.run(deliberating.decide_item, KEEPER, item_id=fresh.item_id, result="inquiry")
    house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    shown = only_item(house, meeting)
    assert [(one.reason, len(one.opinions)) for one in shown.rounds] == [("补充说明后再议。", 5)]
    assert {one.name: one.stand for one in shown.rounds[0].opinions}["邓思勉"] == "close"
    assert "重新发表过意见（补充说明后再议）" in house.view(minutes.minutes_page, "wang", meeting_id=meeting)
    with house.office.database.read() as tx:
        acts = [one.entry.act for one in audit.entries(tx, audit.stream_of(str(row.case_id)))]
    assert acts[-3:] == ["agenda.reheard", "agenda.decided", "message.received"]


def test_nobody_speaks_before_there_is_a_quorum(house: House) -> None:
    clue(house)
    meeting = held(house, "gao", "chen")
    item = only_item(house, meeting).item_id

    for who in ("gao", "chen"):
        with pytest.raises(NoQuorum, match="实到2人，须到3人"):
            say(house, item, who, "inquiry")

    assert only_item(house, meeting).opinions == ()


def test_too_few_send_an_item_back_or_leave_it(house: House) -> None:
    clue(house)
    clue(house, "liu")
    meeting = held(house, "gao", "chen")
    first, second = seen(house, meeting).items

    house.run(deliberating.return_item, KEEPER, item_id=first.item_id, reason="到会人数不足，一并补充材料。")
    house.run(deliberating.leave_item, KEEPER, item_id=second.item_id)
    signed = house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    assert signed.delivered == 1
    assert clue_group(house).waiting == 1


def test_late_comers_speak_before_the_chair(house: House) -> None:
    clue(house)
    meeting = held(house, "chen", "deng", "wang")
    item = only_item(house, meeting).item_id
    say(house, item, "deng", "inquiry")

    attend(house, meeting, *GROUP)
    with pytest.raises(Refused, match="主持人最后发表意见，还有高景行、王慎独、夏知止未发表"):
        say(house, item, "chen", "inquiry")
    for who in ("wang", "gao", "xia", "chen"):
        say(house, item, who, "inquiry")

    house.run(deliberating.decide_item, KEEPER, item_id=item, result="inquiry")


def test_after_the_chair_a_late_comer_speaks_in_a_new_round_only(house: House) -> None:
    clue(house)
    meeting = held(house, "chen", "deng", "wang")
    item = only_item(house, meeting).item_id
    for who in ("deng", "wang", "chen"):
        say(house, item, who, "inquiry")

    attend(house, meeting, *GROUP)
    held_up = only_item(house, meeting).held_up
    with pytest.raises(Refused, match="请重新发表意见"):
        say(house, item, "gao", "verify")
    with pytest.raises(Refused, match="未发表意见"):
        house.run(deliberating.decide_item, KEEPER, item_id=item, result="inquiry")
    house.run(deliberating.hear_again, KEEPER, item_id=item, reason="高景行、夏知止到会较晚。")

    assert held_up == "主持人已发表意见，高景行、夏知止还未发表，请重新发表意见。"
    assert {who for who, _ in only_item(house, meeting).to_speak} == {"deng", "gao", "wang", "xia"}


def test_the_chair_of_an_item_stays_whoever_takes_the_chair_afterwards(house: House) -> None:
    clue(house)
    meeting = held(house, "deng", "gao", "wang", "xia")
    item = only_item(house, meeting).item_id
    for who in ("gao", "xia", "wang"):
        say(house, item, who, "inquiry")

    attend(house, meeting, *GROUP)
    say(house, item, "chen", "inquiry")

    assert seen(house, meeting).chair == "chen"
    assert only_item(house, meeting).chair_name == "邓思勉"
    with pytest.raises(Refused, match="邓思勉未发表意见"):
        house.run(deliberating.decide_item, KEEPER, item_id=item, result="inquiry")
    say(house, item, "deng", "inquiry")
    house.run(deliberating.decide_item, KEEPER, item_id=item, result="inquiry")
    house.run(minutes.sign_minutes, "chen", meeting_id=meeting)
    assert "本议题由邓思勉主持。" in house.view(minutes.minutes_page, "wang", meeting_id=meeting)


def test_nobody_takes_the_chair_while_the_secretary_is_there(house: House) -> None:
    clue(house)
    meeting = held(house)

    with pytest.raises(Refused, match="主持人应当是到会的陈守纪"):
        attend(house, meeting, *GROUP, chair="gao")

    assert seen(house, meeting).chair == "chen"


def test_where_the_chair_is_recused_the_next_in_order_speaks_last(house: House) -> None:
    clue(house)
    recuse(house, "chen")
    meeting = held(house)
    item = only_item(house, meeting).item_id

    with pytest.raises(Refused, match="主持人最后发表意见"):
        say(house, item, "deng", "inquiry")
    for who in ("wang", "gao", "xia", "deng"):
        say(house, item, who, "inquiry")

    house.run(deliberating.decide_item, KEEPER, item_id=item, result="inquiry")


def test_who_is_recused_after_speaking_no_longer_counts_and_the_others_speak_again(house: House) -> None:
    clue(house)
    meeting = held(house)
    item = only_item(house, meeting).item_id
    for who in ("gao", "xia"):
        say(house, item, who, "inquiry")

    house.run(deliberating.recuse_member, "gao", item_id=item, person_id=PersonId("gao"))

    shown = only_item(house, meeting)
    assert (shown.opinions, shown.recused) == ((), ("高景行",))
    assert [one.reason for one in shown.rounds] == ["高景行回避"]
    assert not seen(house, meeting, "gao").items[0].may_see


def test_a_recusal_declared_after_the_decision_lets_the_others_decide_again(house: House) -> None:
    clue(house)
    meeting = held(house, "chen", "deng", "wang", "xia")
    row = only_item(house, meeting)
    speak(house, row, but={"xia": "verify"})
    house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")
    recuse(house, "deng", "wang")

    with pytest.raises(NoQuorum):
        house.run(minutes.sign_minutes, "chen", meeting_id=meeting)
    house.run(deliberating.hear_again, KEEPER, item_id=row.item_id, reason="邓思勉、王慎独回避。")
    house.run(deliberating.leave_item, KEEPER, item_id=only_item(house, meeting).item_id)

    assert clue_group(house).waiting == 1


def test_a_chair_recused_after_the_last_word_leaves_nothing_to_decide(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row)
    recuse(house, "chen")

    with pytest.raises(Refused, match="主持人没有最后发表意见，请重新发表意见"):
        house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")

    assert only_item(house, meeting).held_up == "本议题的主持人已离会或者回避，请重新发表意见。"


def test_a_majority_lost_by_a_late_recusal_stops_the_signing(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row, but={"gao": "verify", "xia": "verify"})
    house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")
    recuse(house, "deng")

    with pytest.raises(Refused, match="赞成“谈话函询”的2人，须有3人赞成"):
        house.run(minutes.sign_minutes, "chen", meeting_id=meeting)


def test_a_member_who_leaves_after_a_decision_is_not_waited_for(house: House) -> None:
    clue(house)
    clue(house, "liu")
    meeting = held(house)
    first, second = seen(house, meeting).items
    speak(house, first)
    house.run(deliberating.decide_item, KEEPER, item_id=first.item_id, result="inquiry")
    say(house, second.item_id, "xia", "inquiry")

    with pytest.raises(Refused, match="夏知止已对第2项发表意见"):
        attend(house, meeting, "chen", "deng", "gao", "wang")
    attend(house, meeting, "chen", "deng", "wang", "xia")

    rows = seen(house, meeting).items
    assert [(one.present, len(one.to_speak)) for one in rows] == [(5, 0), (4, 2)]
    assert "陈守纪、邓思勉、高景行、王慎独、夏知止" in house.view(minutes.minutes_page, KEEPER, meeting_id=meeting)


def test_a_substitute_who_decided_keeps_the_seat_when_the_member_comes(house: House) -> None:
    clue(house)
    meeting = planned(house)
    attend(house, meeting, "chen", "wang", substitutes={PersonId("gao"): PersonId("tang")})
    row = only_item(house, meeting)
    speak(house, row)
    house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")

    with pytest.raises(Refused, match="唐以宁已作为替补发表意见"):
        attend(house, meeting, "chen", "wang", "gao")
    attend(house, meeting, "chen", "wang", "gao", substitutes={PersonId("gao"): PersonId("tang")})

    assert house.run(minutes.sign_minutes, "chen", meeting_id=meeting).delivered == 1


def test_only_the_recorder_and_the_chair_send_back_leave_or_hear_again(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row)

    for verb in (deliberating.return_item, deliberating.leave_item, deliberating.hear_again):
        with pytest.raises(Refused, match="由会议记录人或者主持人办理"):
            house.run(verb, "gao", item_id=row.item_id, reason="另议。")
        with pytest.raises(NotFound):
            house.run(verb, KEEPER, item_id="none", reason="另议。")


def test_signed_minutes_are_not_heard_again(house: House) -> None:
    clue(house)
    meeting = held(house)
    row = only_item(house, meeting)
    speak(house, row)
    house.run(deliberating.decide_item, KEEPER, item_id=row.item_id, result="inquiry")
    house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    with pytest.raises(Refused, match="没有可以重新发表的意见"):
        house.run(deliberating.hear_again, "chen", item_id=row.item_id, reason="另议。")


def test_an_empty_word_stays_empty(house: House) -> None:
    clue(house)
    meeting = held(house)
    item = only_item(house, meeting).item_id

    say(house, item, "gao", "inquiry", "")
    say(house, item, "xia", "abstain", "")
    with pytest.raises(Refused, match="写明理由"):
        say(house, item, "deng", "verify", "")

    with house.office.database.read() as tx:
        assert [one.text for one in agenda.opinions(tx, [item])] == ["", ""]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_at_a_meeting_no_item_is_stuck_and_no_rule_is_passed(house: House, seed: int) -> None:
    for subject in HEADS:
        clue(house, subject)
    walk = Walk(house, Random(seed))  # noqa: S311 - a walk, no secret

    for _ in range(60):
        walk.step()
    walk.finish()

    assert walk.open_items() == []


def test_the_walks_take_every_act(house: House) -> None:
    for subject in HEADS:
        clue(house, subject)
    walk = Walk(house, Random(1))  # noqa: S311 - a walk, no secret

    for _ in range(600):
        if not walk.open_items():
            break
        walk.step()

    assert set(walk.taken) == set(ACTS)
