"""Forty on one agenda: listed at once, one vote for all but the exceptions, signed once, each moved on its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import FROZEN
from tests.usecases.office import House
from tests.usecases.opinions import FORTY, MEMBERS, forty, hear, items, the_meeting
from tests.usecases.robot import open_steps
from tests.usecases.stand import Stand
from tests.usecases.written import recuse
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import Refused
from webapp.domain.ids import CaseId, PersonId
from webapp.letters import from_record, text_of
from webapp.store import agenda, meetings, messages
from webapp.store.tables import subscription
from webapp.usecases import agreeing, deliberating, listing, minutes
from webapp.usecases.meeting_pages import meeting_page
from webapp.usecases.meetings import set_members
from webapp.usecases.messaging import deliver_message
from webapp.usecases.views.office import MeetingView

pytestmark = pytest.mark.story

LEFT_ALONE = 3
"""Items on which somebody sees it otherwise."""


@pytest.fixture
def house(stand: Stand) -> Iterator[House]:
    """Forty persons whose opinions wait for the meeting: the way there is played once."""
    played = stand.played(forty)
    yield played.open(FROZEN)
    played.leave()


def all_listed(house: House) -> str:
    meeting = the_meeting(house)
    assert house.run(listing.list_group, "sun", meeting_id=meeting, measure="m09", period="") == FORTY
    return meeting


def page(house: House, meeting: str, who: str = "sun", **where: object) -> MeetingView:
    return house.view(meeting_page, who, meeting_id=meeting, **where)  # type: ignore[arg-type]


def waits(house: House) -> int:
    with house.office.database.read() as tx:
        rows = tx.execute(subscription.select().where(subscription.c.gone_at.is_(None))).all()
    return sum(row.message == "meeting_decided" for row in rows)


def exceptions(house: House, meeting: str) -> None:
    """One person is answered otherwise, one item is sent back, on one somebody has begun to speak."""
    otherwise, back, begun = items_of(house, meeting)[:LEFT_ALONE]
    hear(house, otherwise, "with_facts")
    house.run(
        deliberating.decide_item, "sun", item_id=otherwise.id, result="with_facts", reason="会议认为应当说明事实。"
    )
    house.run(deliberating.return_item, "sun", item_id=back.id, reason="任职经历需要补充。")
    words = {"person_id": PersonId("gao"), "stand": "suspend", "text": "建议再了解。"}
    house.run(deliberating.give_opinion, "sun", item_id=begun.id, **words)


def items_of(house: House, meeting: str) -> list[agenda.AgendaItem]:
    with house.office.database.read() as tx:
        return list(agenda.of_meeting(tx, meeting))


def test_forty_are_listed_at_once_agreed_to_together_and_each_gets_its_own_result(house: House) -> None:
    meeting = the_meeting(house)
    (group,) = page(house, meeting).groups
    assert (group.measure, group.count, group.fits) == ("m09", FORTY, FORTY)
    all_listed(house)
    exceptions(house, meeting)

    assert page(house, meeting).agreeable == FORTY - LEFT_ALONE
    assert house.run(agreeing.agree_to_the_rest, "sun", meeting_id=meeting) == FORTY - LEFT_ALONE
    begun = items_of(house, meeting)[LEFT_ALONE - 1]
    house.run(deliberating.leave_item, "sun", item_id=begun.id, reason="")
    signed = house.run(minutes.sign_minutes, "chen", meeting_id=meeting)

    assert (signed.delivered, signed.waiting) == (FORTY - 1, 0)
    assert [path.partition("[")[0] for path, _, _ in open_steps(house)] == ["form_opinion/study"]
    assert [one.subject_id for one in items(house)] == [begun.subject_id]
    with house.office.database.read() as tx:
        told = [one for one in messages.of_case(tx, CaseId(begun.case_id)) if one.name == "meeting_decided"]
        written = from_record(meetings.read(tx, meeting).minutes)
    assert sorted(one.payload["result"] for one in told) == sorted(
        ["no_finding"] * (FORTY - LEFT_ALONE) + ["with_facts", "returned"]
    )
    assert len({one.subject_id for one in told}) == FORTY - 1
    text = text_of(written)
    assert text.count("会议决定：暂未发现影响") == FORTY - LEFT_ALONE
    assert text.count("陈守纪：") >= FORTY - LEFT_ALONE


def test_the_chair_speaks_last_on_every_item_that_all_agree_to(house: House) -> None:
    meeting = all_listed(house)
    house.run(agreeing.agree_to_the_rest, "sun", meeting_id=meeting)

    shown = page(house, meeting, page=4)

    assert (shown.page, shown.pages, len(shown.items), len(shown.lines)) == (4, 4, 10, FORTY)
    assert all([one.chair for one in item.opinions] == [False] * 4 + [True] for item in shown.items)
    assert {item.result for item in shown.items} == {"no_finding"}


def test_a_signing_killed_between_two_decisions_is_finished_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = all_listed(house)
    house.run(agreeing.agree_to_the_rest, "sun", meeting_id=meeting)
    _, told = house.run(minutes.close_meeting, "chen", meeting_id=meeting)
    for message in told[:17]:  # then the process dies
        house.office.run(deliver_message, SYSTEM, message_id=message)
    assert waits(house) == FORTY - 17

    house.drain()
    house.drain()

    assert waits(house) == 0
    assert [path for path, _, _ in open_steps(house)] == ["form_opinion/reply/draft_letter"]


def test_more_than_a_meeting_takes_waits_for_the_next(house: House) -> None:
    meeting = the_meeting(house)
    taken = [one.id for one in items(house)]
    for one in taken[:5]:
        house.run(listing.list_items, "sun", meeting_id=meeting, item_ids=[one])

    assert house.view(listing.room_left, "sun", meeting_id=meeting) == FORTY - 5
    assert house.run(listing.list_items, "sun", meeting_id=meeting, item_ids=[*taken[5:], *taken[5:]]) == FORTY - 5
    assert house.run(listing.list_items, "sun", meeting_id=meeting, item_ids=taken) == 0


def test_who_is_missing_is_named_item_by_item_when_the_agenda_is_made(house: House) -> None:
    """Two are related to one person, one is away: that item alone is short, and the names say why."""
    recuse(house, "gao", "xia", subject="candidate_7")
    meeting = all_listed(house)
    there = [PersonId(who) for who in MEMBERS if who != "deng"]
    house.run(set_members, "sun", meeting_id=meeting, present=there)

    found = page(house, meeting)

    assert [str(one) for one in found.shortage] == [
        "第7项：应到3人，回避2人，实到2人，须到3人，人数不足，还差1人，请补足到会人员或者安排替补"
        "；回避：高景行、夏知止；缺席：邓思勉"
    ]
    assert found.agreeable == FORTY - 1


def test_a_member_cannot_agree_for_the_others(house: House) -> None:
    meeting = all_listed(house)
    one = items_of(house, meeting)[0]

    with pytest.raises(Refused):
        house.run(agreeing.agree_to_item, "gao", item_id=one.id)
    assert house.run(agreeing.agree_to_the_rest, "gao", meeting_id=meeting) == 0
