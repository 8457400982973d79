"""A meeting room for tests: clues that ask for the clue group, meetings planned and held, members speaking in turn."""

from __future__ import annotations

import datetime as dt

from tests.usecases.office import House
from tests.usecases.passages import assign_clue, register_clue, suggest
from webapp.domain.ids import PersonId
from webapp.usecases import deliberating, meeting_pages, meetings
from webapp.usecases.meeting_pages import meeting_page
from webapp.usecases.views.office import AgendaRow, BodyRow, MeetingView

TODAY = dt.date(2026, 3, 2)
GROUP = ("chen", "deng", "gao", "wang", "xia")
KEEPER = "sun"


def clue(house: House, subject: str = "ma") -> None:
    register_clue(house, subject=subject)
    assign_clue(house)
    suggest(house, "zhou", "inquiry")
    house.clock.shift(minutes=1)


def planned(house: House, *, on: dt.date = TODAY) -> str:
    """Plan a meeting of the clue group with everything that waits for it on the agenda."""
    meeting = house.run(meetings.plan_meeting, KEEPER, body="clue_group", on=on, place="三楼会议室")
    for row in seen(house, meeting).waiting:
        house.run(meetings.list_item, KEEPER, meeting_id=meeting, item_id=row.item_id)
    return meeting


def held(house: House, *present: str) -> str:
    meeting = planned(house)
    attend(house, meeting, *(present or GROUP))
    return meeting


def attend(
    house: House,
    meeting: str,
    *present: str,
    substitutes: dict[PersonId, PersonId] | None = None,
    chair: str | None = None,
) -> None:
    there = [PersonId(who) for who in present]
    words = {"substitutes": substitutes, "chair_id": PersonId(chair) if chair else None}
    house.run(meetings.set_members, KEEPER, meeting_id=meeting, present=there, **words)


def seen(house: House, meeting: str, who: str = KEEPER) -> MeetingView:
    return house.view(meeting_page, who, meeting_id=meeting)


def only_item(house: House, meeting: str) -> AgendaRow:
    return seen(house, meeting).items[0]


def speak(house: House, row: AgendaRow, stand: str = "inquiry", *, but: dict[str, str] | None = None) -> None:
    """Let everybody speak in the order that the page asks for."""
    for _ in range(row.present):
        meeting = next(one for one in house.view(meeting_pages.meeting_list, KEEPER).rows if one.state == "held")
        turn = next(one for one in seen(house, meeting.meeting_id).items if one.item_id == row.item_id).to_speak[0][0]
        word = (but or {}).get(turn, stand)
        text = "情况清楚，赞成。" if word != "inquiry" else ""
        say(house, row.item_id, turn, word, text)


def say(house: House, item_id: str, who: str, stand: str, text: str = "事实清楚。", *, by: str = KEEPER) -> None:
    """Let the recorder (or `by`) write what a member is for."""
    words = {"person_id": PersonId(who), "stand": stand, "text": text}
    house.run(deliberating.give_opinion, by, item_id=item_id, **words)


def clue_group(house: House) -> BodyRow:
    return next(one for one in house.view(meeting_pages.meeting_list, KEEPER).bodies if one.code == "clue_group")
