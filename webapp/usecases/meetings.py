"""Meetings (议题单): planned, attended, listed. One meeting takes items of many cases (demand C14)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.papers import ItemStatus, Meeting, Member
from webapp.domain.said import Said
from webapp.store import agenda, meetings, people
from webapp.usecases.act import Act, writes
from webapp.usecases.agendas import (
    HELD,
    PLANNED,
    SIGNED,
    MeetingRefused,
    keeps,
    meeting_of,
    names_of,
    standings,
)
from webapp.usecases.bodies import Body, able_to_preside, body_of, chair_of, in_the_chair, members_on, stand_ins
from webapp.usecases.in_order import in_order
from webapp.usecases.viewing import entry_of, note


@writes(Permission.KEEP_MEETINGS)
def plan_meeting(act: Act, *, body: str, on: dt.date, place: str = "") -> str:
    """This function will plan a meeting of a body with those members who will be there, and give its id."""
    refuse_others(act)
    found = body_of(act, body)
    if found.outside:
        raise MeetingRefused(why=Said("{body}由其他机关召开，请登记会议结果", body=Said(found.name)))
    expected = members_on(act, found, on)
    one = Meeting(
        id=uuid.uuid4().hex,
        body=body,
        held_on=on,
        place=place.strip(),
        chair_id=chair_of(act, found, expected, on),
        recorder_id=act.actor.person_id,
        made_by=act.actor.person_id,
        made_at=act.now,
    )
    meetings.put(act.tx, one)
    meetings.set_members(act.tx, one.id, expected)
    note(act, entry_of(act, "meeting.planned", meeting=one.id, body=body, on=on.isoformat()))
    return one.id


@writes(Permission.KEEP_MEETINGS)
def set_members(
    act: Act,
    *,
    meeting_id: str,
    present: Sequence[PersonId],
    substitutes: Mapping[PersonId, PersonId] | None = None,
    chair_id: PersonId | None = None,
    on: dt.date | None = None,
    place: str | None = None,
) -> None:
    """This function will write who is there and who stands in for whom; from its day on the meeting is held.

    `substitutes` maps a member who is away or recused to the person who holds the seat. Nobody loses the seat of an
    item that waits for its result after speaking on it. Whoever presides, an item keeps the chair of its first opinion.
    """
    refuse_others(act)
    meeting, members = open_meeting(act, meeting_id)
    day = on or meeting.held_on or act.today
    body = body_of(act, meeting.body)
    held = [one for one in members if one.substitute_for is None]
    marked = [dataclasses.replace(one, present=one.person_id in present) for one in held]
    stands = _stand_ins(stand_ins(act, body, day), marked, substitutes or {})
    changed = dataclasses.replace(
        meeting,
        held_on=day,
        place=meeting.place if place is None else place.strip(),
        chair_id=_chosen(act, body, [*marked, *stands], day, chair_id),
        status=HELD if day <= act.today else PLANNED,
    )
    _refuse_silencing(act, changed, members, [*marked, *stands])
    meetings.put(act.tx, changed)
    meetings.set_members(act.tx, meeting_id, [*marked, *stands])
    note(act, entry_of(act, "meeting.attendance", meeting=meeting_id, present=sorted(present)))


def _stand_ins(
    able: frozenset[PersonId], members: Sequence[Member], substitutes: Mapping[PersonId, PersonId]
) -> list[Member]:
    seats = {one.person_id for one in members}
    wanted = {absent: who for absent, who in substitutes.items() if who}
    if not set(wanted) <= seats or not set(wanted.values()) <= able or len(set(wanted.values())) < len(wanted):
        raise MeetingRefused(why="替补人员应当是可以替补本会议的人员，一人替补一人")
    return [
        Member(person_id=who, present=True, substitute_for=absent, position=len(members) + place)
        for place, (absent, who) in enumerate(sorted(wanted.items()))
    ]


def _chosen(
    act: Act, body: Body, members: Sequence[Member], day: dt.date, chair_id: PersonId | None
) -> PersonId | None:
    """The chair as chosen, where the body's rule lets that person preside; without a choice whom the rule names."""
    if chair_id is None:
        return chair_of(act, body, members, day)
    able = able_to_preside(act, body, in_the_chair(members), day)
    if chair_id not in able:
        raise MeetingRefused(why=Said("主持人应当是到会的{names}", names=names_of(act, able)))
    return chair_id


def _refuse_silencing(act: Act, meeting: Meeting, before: Sequence[Member], after: Sequence[Member]) -> None:
    """Who has spoken keeps the seat: as a substitute where a result stands on it, anybody while the item is open."""
    items = agenda.of_meeting(act.tx, meeting.id)
    decided = [one.id for one in items if one.status is ItemStatus.DECIDED]
    spoke = {one.person_id for one in agenda.opinions(act.tx, decided)}
    seats = {(one.person_id, one.substitute_for) for one in after}
    gone = [one for one in before if one.person_id in spoke and (one.person_id, one.substitute_for) not in seats]
    if gone:
        names = names_of(act, [one.person_id for one in gone])
        raise MeetingRefused(why=Said("{names}已作为替补发表意见，不能改动", names=names))
    for one in standings(act, [one for one in items if one.status is ItemStatus.LISTED], after, meeting):
        silenced = [each.person_id for each in one.opinions if each.person_id not in (*one.count.voters, *one.recused)]
        if silenced:
            facts = {"names": names_of(act, silenced), "position": one.item.position}
            why = Said("{names}已对第{position}项发表意见，该项有结果或者留待下次之后方可改动", **facts)
            raise MeetingRefused(why=why)


@writes(Permission.KEEP_MEETINGS)
def list_item(act: Act, *, meeting_id: str, item_id: str) -> None:
    """This function will put a waiting item on the agenda, last; who is recused from it is noted at once."""
    refuse_others(act)
    meeting, members = open_meeting(act, meeting_id)
    item = agenda.read(act.tx, item_id)
    if item.body != meeting.body or item.status is not ItemStatus.WAITING:
        raise NotFound
    places = [one.position for one in agenda.of_meeting(act.tx, meeting_id)]
    agenda.place(act.tx, item_id, meeting_id=meeting_id, position=max(places, default=0) + 1)
    for who in standings(act, [item], members)[0].count.recused:
        agenda.recuse(act.tx, item_id, person_id=who)
    note(act, entry_of(act, "agenda.listed", meeting=meeting_id, item=item_id, members=len(members)))


def refuse_others(act: Act) -> None:
    """This function will refuse whoever does not keep the meetings."""
    if not keeps(act):
        raise MeetingRefused(why="会议由办公室安排和记录")


def open_meeting(act: Act, meeting_id: str) -> tuple[Meeting, tuple[Member, ...]]:
    """This function will lock a meeting that exists for the actor and whose minutes are not signed."""
    meeting, members = meeting_of(act, meeting_id, lock=True)
    if meeting.status == SIGNED:
        raise MeetingRefused(why="纪要已签发，不能再改")
    return meeting, members


def candidates_to_stand_in(act: Act, meeting: Meeting) -> tuple[tuple[PersonId, str], ...]:
    """This function will give who may stand in at a meeting: (person, name with unit and post)."""
    names = people.directory(act.tx)
    able = stand_ins(act, body_of(act, meeting.body), meeting.held_on or act.today)
    return tuple((who, names.label(who)) for who in in_order(act, able))
