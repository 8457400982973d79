"""The pages of meetings: the list of bodies with what waits, and one meeting with its agenda."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from webapp.domain.actor import Permission
from webapp.domain.papers import ItemStatus, Meeting, Member
from webapp.domain.roster import Directory
from webapp.store import agenda, meetings, people
from webapp.usecases.act import Act, reads
from webapp.usecases.agenda_lines import lines_of, on_page, page_of, pages_of, shortage_of
from webapp.usecases.agendas import (
    HELD,
    PLANNED,
    SIGNED,
    Standing,
    belongs,
    held_up,
    hidden,
    keeps,
    leads,
    meeting_of,
    standings,
)
from webapp.usecases.bodies import Body, bodies, body_of, members_on
from webapp.usecases.listing import groups_of
from webapp.usecases.meetings import candidates_to_stand_in
from webapp.usecases.minutes import item_title, may_keep, may_sign, rounds_of, spoken
from webapp.usecases.studying import studies
from webapp.usecases.viewing import looked
from webapp.usecases.views.office import (
    AgendaRow,
    BodyRow,
    MeetingListView,
    MeetingMember,
    MeetingRow,
    MeetingView,
    Opinion,
    Round,
)
from webapp.usecases.words import measure_name


@reads(Permission.KEEP_MEETINGS)
def meeting_list(act: Act) -> MeetingListView:
    """This function will list the meetings that exist for the actor, the newest first, and what waits for each body."""
    known = bodies(act)
    mine = {code: body for code, body in known.items() if keeps(act) or code in act.actor.roles}
    rows = [one for one in meetings.every(act.tx) if belongs(act, one, meetings.members(act.tx, one.id))]
    return MeetingListView(
        rows=tuple(_meeting_row(act, one, known) for one in rows),
        bodies=tuple(_body_row(act, body) for body in mine.values()),
        can_manage=keeps(act),
    )


@reads(Permission.KEEP_MEETINGS)
def meeting_page(act: Act, *, meeting_id: str, page: int = 1, at: str = "") -> MeetingView:
    """This function will give a meeting that exists for the actor, a page of its items in full; raises NotFound.

    `at` names an item whose page is wanted.
    """
    meeting, members = meeting_of(act, meeting_id)
    body = body_of(act, meeting.body)
    found = standings(act, agenda.of_meeting(act.tx, meeting_id), members, meeting)
    listed = [one for one in found if one.item.status is not ItemStatus.REHEARD]
    kept = may_keep(act, meeting)
    waiting = _waiting(act, body, members) if kept else ()
    names = people.directory(act.tx)
    mine = act.actor.person_id
    shown = page_of(listed, page=page, at=at)
    fits = max(0, body.items - len(found))
    lines = lines_of(act, meeting, listed)
    return MeetingView(
        meeting_id=meeting.id,
        body=meeting.body,
        body_name=body.name,
        on=meeting.held_on,
        place=meeting.place,
        state=meeting.status,
        members=_members(act, meeting, members, names),
        substitutes=candidates_to_stand_in(act, meeting) if kept else (),
        items=tuple(
            agenda_row(act, meeting, one, names, before=rounds_of(one, found)) for one in on_page(listed, shown)
        ),
        lines=lines,
        page=shown,
        pages=pages_of(listed),
        agreeable=sum(one.agreeable for one in lines),
        waiting=tuple(agenda_row(act, meeting, one, names) for one in waiting[: body.items]),
        groups=groups_of(waiting, fits),
        recorder=names.name(meeting.recorder_id) or None,
        chair=meeting.chair_id,
        minutes_number=meeting.minutes_number,
        can_manage=kept,
        can_sign=may_sign(act, meeting),
        may_read_minutes=not any(hidden(act, one) for one in listed),
        shortage=shortage_of(act, meeting, listed),
        own=mine if meeting.status == HELD and any(one.person_id == mine for one in members) else None,
    )


def _waiting(act: Act, body: Body, members: Sequence[Member]) -> tuple[Standing, ...]:
    return standings(act, agenda.waiting(act.tx, body.code), members)


def _body_row(act: Act, body: Body) -> BodyRow:
    members = members_on(act, body, act.today)
    items = [*agenda.waiting(act.tx, body.code), *agenda.sent_back(act.tx, body.code)]
    names, found = people.directory(act.tx), standings(act, items, members)
    return BodyRow(
        code=body.code,
        name=body.name,
        waiting=sum(one.item.status is ItemStatus.WAITING for one in found),
        outside=body.outside,
        items=tuple(agenda_row(act, None, one, names) for one in found),
    )


def _meeting_row(act: Act, one: Meeting, known: Mapping[str, Body]) -> MeetingRow:
    return MeetingRow(
        meeting_id=one.id,
        body=one.body,
        body_name=known[one.body].name if one.body in known else one.body,
        on=one.held_on,
        items=len(agenda.of_meeting(act.tx, one.id)),
        state=one.status,
        minutes_number=one.minutes_number,
    )


def _members(act: Act, meeting: Meeting, members: Iterable[Member], names: Directory) -> tuple[MeetingMember, ...]:
    day = meeting.held_on or act.today
    return tuple(
        MeetingMember(
            person_id=one.person_id,
            name=names.name(one.person_id),
            post="、".join(post.title for post in names.posts_of(one.person_id, on=day)),
            present=one.present,
            chair=one.person_id == meeting.chair_id,
            substitute_for=one.substitute_for,
            substitute_for_name=names.name(one.substitute_for),
        )
        for one in members
    )


def agenda_row(
    act: Act, meeting: Meeting | None, one: Standing, names: Directory, *, before: Sequence[Standing] = ()
) -> AgendaRow:
    """This function will give an item's line; of one from which the actor is recused its place only."""
    item = one.item
    if hidden(act, one):
        return AgendaRow(item_id=item.id, position=item.position, state=str(item.status), may_see=False)
    looked(act, "agenda", case_id=one.case.id, subject_id=one.subject_id)
    counted = one.count
    return AgendaRow(
        item_id=item.id,
        position=item.position,
        state=str(item.status),
        case_id=one.case.id,
        number=one.case.number,
        title=item_title(act, one),
        question=one.question,
        may_study=meeting is not None and studies(act, meeting, one),
        subject_name=names.name(one.subject_id) or None,
        measure_name=measure_name(one.case.measure),
        proposal=item.proposal or "",
        proposal_name=one.word(item.proposal) if item.proposal else "",
        choices=tuple((code, one.word(code)) for code in item.choices),
        recused=tuple(names.name(who) for who in counted.recused),
        entitled=counted.entitled,
        present=counted.present,
        needed=counted.needed,
        to_adopt=counted.to_adopt,
        quorum_met=counted.met,
        quorum_sentence=counted.sentence(planned=meeting is None or meeting.status == PLANNED),
        opinions=_opinions(one, names),
        **_turn(act, meeting, one, names),
        rounds=tuple(_round(each, names) for each in before),
        goes_up=not counted.met and not counted.reachable,
        result=item.result,
        result_name=one.word(item.result) if item.result else None,
        reason=item.reason,
        since=item.made_at.astimezone(act.office.zone).date(),
    )


def _opinions(one: Standing, names: Directory) -> tuple[Opinion, ...]:
    return tuple(
        Opinion(
            person_id=each.person_id,
            name=names.name(each.person_id),
            stand=each.stand,
            stand_name=one.word(each.stand),
            text=each.text,
            chair=each.person_id == one.chair,
        )
        for each in spoken(one.opinions)
    )


def _round(one: Standing, names: Directory) -> Round:
    result = one.word(one.item.result) if one.item.result else ""
    return Round(reason=one.item.reason, opinions=_opinions(one, names), result_name=result)


class _Turn(TypedDict, total=False):
    """What can be done with an item at a meeting whose minutes are not signed."""

    chair_name: str
    to_speak: tuple[tuple[str, str], ...]
    adopted: tuple[tuple[str, str], ...]
    held_up: str
    may_decide: bool
    may_leave: bool
    may_return: bool
    may_hear_again: bool


def _turn(act: Act, meeting: Meeting | None, one: Standing, names: Directory) -> _Turn:
    if meeting is None or meeting.status == SIGNED:
        return {}
    held, lead = meeting.status == HELD, leads(act, meeting, one)
    adopted = one.adopted if held and one.is_open and one.count.met and not one.silent and one.chair_last else ()
    return _Turn(
        chair_name=names.name(one.chair) if one.chair != meeting.chair_id else "",
        to_speak=_to_speak(act, one, names) if held else (),
        adopted=tuple((code, one.word(code)) for code in adopted),
        held_up=held_up(act, one) if held else "",
        may_decide=keeps(act) and bool(adopted),
        may_leave=lead and one.is_open,
        may_return=lead and held and one.is_open,
        may_hear_again=lead and (one.has_result or (one.is_open and bool(one.opinions))),
    )


def _to_speak(act: Act, one: Standing, names: Directory) -> tuple[tuple[str, str], ...]:
    if not one.is_open or not one.count.met or one.chair_spoke or one.chair not in one.count.voters:
        return ()
    others = [who for who in one.silent if who != one.chair]
    turn = others or list(one.silent)
    mine = turn if keeps(act) else [who for who in turn if who == act.actor.person_id]
    return tuple((who, names.name(who)) for who in mine)
