"""Minutes (会议纪要): composed, numbered, signed by the chair; each decision goes to its case, one act a case."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from webapp.domain import limits
from webapp.domain.actor import SYSTEM, Actor, Permission
from webapp.domain.errors import NotFound, OfficeError
from webapp.domain.papers import AgendaItem, ItemStatus, Meeting, Member, Opinion
from webapp.domain.quorum import ABSTAIN
from webapp.domain.records import CaseStatus, Message
from webapp.domain.said import Said
from webapp.letters import Letter, LetterHead, Template, compose, from_record, read_template, to_html, to_pdf, to_record
from webapp.store import agenda, deployments, meetings, messages, numbers, people
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.agendas import (
    HELD,
    SIGNED,
    MeetingRefused,
    Standing,
    hidden,
    keeps,
    meeting_of,
    names_of,
    refuse_result,
    standings,
)
from webapp.usecases.bodies import body_of
from webapp.usecases.letter_drafts import NoTemplate, new_code
from webapp.usecases.messaging import deliver_message
from webapp.usecases.office import Office
from webapp.usecases.posting import MESSAGE_SPACE
from webapp.usecases.viewing import entry_of, looked, note

TEMPLATE = "minutes"
SAID_PLAINLY = (ABSTAIN, "agree", "refuse")
"""What a member says in the result's own words; of any other the member is in favour (赞成)."""
log = logging.getLogger("shibiyan.meetings")


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Minutes that are signed: their number, how many decisions reached their case, how many follow by themselves."""

    number: str
    delivered: int
    waiting: int


@in_steps
def sign_minutes(office: Office, actor: Actor, *, meeting_id: str) -> Signed:
    """This function will sign the minutes, then hand each decision to its case; what fails the worker tries again."""
    number, message_ids = office.run(close_meeting, actor, meeting_id=meeting_id)
    arrived = sum(hand_over(office, one) for one in message_ids)
    return Signed(number=number, delivered=arrived, waiting=len(message_ids) - arrived)


def hand_over(office: Office, message_id: str) -> bool:
    """This function will deliver a decision to its case and tell whether it arrived."""
    try:
        return office.run(deliver_message, SYSTEM, message_id=message_id) == messages.DELIVERED
    except OfficeError as error:
        log.warning("message=%s code=%s", message_id, error.code)
        return False


@writes(Permission.KEEP_MEETINGS)
def close_meeting(act: Act, *, meeting_id: str) -> tuple[str, tuple[str, ...]]:
    """This function will write number and text of the minutes and one message per decided item, and close the meeting.

    Only the chair signs. Raises NoQuorum and its like when a decision does not hold by what is known now. Items without
    a result go back to the list of the body; a case that ended meanwhile gets no message any more.
    """
    meeting, members = meeting_of(act, meeting_id, lock=True)
    _refuse_to_sign(act, meeting)
    found = standings(act, agenda.of_meeting(act.tx, meeting_id), members, meeting)
    decided = [one for one in found if one.has_result]
    _refuse_unready(act, found)
    _refuse_before_it_was_asked(act, meeting, decided)
    for one in found:
        if one.is_open:
            agenda.place(act.tx, one.item.id, meeting_id=None)
    template = minutes_template(act)
    mark = act.office.facts["mark"][:1]
    day = meeting.held_on or act.today
    number = numbers.take(act.tx, f"{mark}{template.series}", year=day.year, bearer=meeting_id, now=act.now)
    letter = compose_minutes(act, meeting, members, found, number=number, on=day)
    meetings.put(act.tx, dataclasses.replace(meeting, minutes=to_record(letter)))
    meetings.sign(act.tx, meeting_id, minutes_number=number, now=act.now)
    rows = [
        decision_message(one.item, number, act.now, on=day, votes=_counted(one))
        for one in decided
        if one.case.status is CaseStatus.OPEN
    ]
    messages.post(act.tx, rows)
    note(act, entry_of(act, "meeting.signed", meeting=meeting_id, items=[one.item.id for one in decided]))
    return number, tuple(row.id for row in rows)


def _refuse_to_sign(act: Act, meeting: Meeting) -> None:
    if meeting.status == SIGNED:
        raise MeetingRefused(why="纪要已签发")
    if meeting.status != HELD:
        raise MeetingRefused(why="请先登记到会人员")
    if meeting.chair_id != act.actor.person_id:
        raise MeetingRefused(why="纪要由会议主持人审定签发")


def _refuse_unready(act: Act, found: Sequence[Standing]) -> None:
    if not any(one.is_recorded for one in found):
        raise MeetingRefused(why="还没有一个议题有结果")
    half = [str(one.item.position) for one in found if one.is_open and one.opinions]
    if half:
        raise MeetingRefused(why=Said("第{items}项已有人发表意见，请形成结果、退回补充或者留待下次会议", items=half))
    for one in found:
        if one.item.status is ItemStatus.DECIDED and one.case.status is CaseStatus.OPEN:
            refuse_result(act, one, one.item.result or "")


def _refuse_before_it_was_asked(act: Act, meeting: Meeting, decided: Sequence[Standing]) -> None:
    """No body has studied on a day what was put to it on a later one: number and date of the minutes would be false."""
    day = meeting.held_on or act.today
    later = [str(one.item.position) for one in decided if one.item.made_at.astimezone(act.office.zone).date() > day]
    if later:
        raise MeetingRefused(why=Said("第{items}项在会议日期以后才提请研究，请核对会议日期", items=later))


def _counted(one: Standing) -> Mapping[str, object]:
    """The count of a decision, for what is written on it; sending back is not voted on."""
    if one.item.status is not ItemStatus.DECIDED:
        return {}
    return {"votes_for": one.votes(one.item.result or ""), "votes_entitled": one.count.entitled}


def decision_message(
    item: AgendaItem, minutes: str, at: dt.datetime, *, on: dt.date, votes: Mapping[str, object] | None = None
) -> Message:
    """This function will make the message that brings an item's decision to its case; made twice it is the same row.

    `on` is the day of the meeting. `votes`: how many were for the result of how many seats; other organs do not tell.
    """
    return Message(
        id=str(uuid.uuid5(MESSAGE_SPACE, f"agenda:{item.id}")),
        name="meeting_decided",
        subject_id=item.subject_id,
        source_case_id=None,
        to=None,
        target_case_id=item.case_id,
        payload={
            "result": item.result,
            "minutes": minutes,
            "studied_on": on,
            "adopted": item.status is ItemStatus.DECIDED,
            **(votes or {}),
        },
        at=at,
    )


def minutes_template(act: Act) -> Template:
    """This function will give the template of minutes of the newest deployment; raises NoTemplate."""
    newest = deployments.newest(act.tx)
    texts = act.office.library.definition(act.tx, newest.id).letters if newest else {}
    if TEMPLATE not in texts:
        raise NoTemplate(template=TEMPLATE)
    return read_template(texts[TEMPLATE])


def compose_minutes(
    act: Act,
    meeting: Meeting,
    members: Sequence[Member],
    found: Sequence[Standing],
    *,
    number: str | None = None,
    on: dt.date | None = None,
) -> Letter:
    """This function will compose the minutes of all that was decided, sent back or left; a draft has no number."""
    day = meeting.held_on or act.today
    body = body_of(act, meeting.body).name
    items = [one for one in found if one.is_recorded]
    heard = {each.person_id for one in items for each in one.opinions}
    there = [one.person_id for one in members if one.present or one.person_id in heard]
    values: dict[str, object] = {
        "body": body,
        "title": f"{body}{day.year}年{day.month}月{day.day}日会议纪要",
        "on": f"{day.year}年{day.month}月{day.day}日",
        "place": meeting.place or "机关会议室",
        "chair": names_of(act, [meeting.chair_id] if meeting.chair_id else []),
        "present": names_of(act, there),
        "absent": names_of(act, [one.person_id for one in members if one.person_id not in there]) or None,
        "recorder": names_of(act, [meeting.recorder_id] if meeting.recorder_id else []),
        "sent_to": names_of(act, there),
        "items": [_item_values(act, meeting, one, rounds_of(one, found)) for one in items],
    }
    head = LetterHead(agency=act.office.facts["name"], number=number, date=on, code=new_code() if number else "")
    return compose(minutes_template(act), {"meeting": values}, head=head)


def _item_values(act: Act, meeting: Meeting, one: Standing, before: Sequence[Standing]) -> dict[str, object]:
    names = people.directory(act.tx)
    left = one.item.status is ItemStatus.LEFT
    result = "未形成决定，留待下次会议" if left else one.word(one.item.result)
    presided = [one.chair] if one.opinions and one.chair and one.chair != meeting.chair_id else []
    return {
        "title": str(item_title(act, one)),
        "summary": f"研究：{one.question}",
        "result": f"{result}。{one.item.reason}" if one.item.reason else f"{result}。",
        "chair": names_of(act, presided) or None,
        "again": "；".join(each.item.reason.rstrip("。") for each in before) or None,
        "recused": names_of(act, one.count.recused) or None,
        "opinions": [{"who": names.name(each.person_id), "text": said(one, each)} for each in spoken(one.opinions)],
        "entitled": str(one.count.entitled),
        "present": str(one.count.present),
        **_votes(one),
    }


def _votes(one: Standing) -> dict[str, str]:
    """For, against and abstaining where the meeting decided; what was sent back or left was not voted on."""
    if one.item.status is not ItemStatus.DECIDED:
        return dict.fromkeys(("yes", "no", "abstain"), "—")
    yes, abstain = one.votes(one.item.result or ""), one.votes(ABSTAIN)
    return {"yes": str(yes), "no": str(one.against), "abstain": str(abstain)}


def said(one: Standing, opinion: Opinion) -> str:
    """This function will write an opinion for the minutes: what the member is for, then the words as they were said."""
    word = one.word(opinion.stand)
    stand = word if opinion.stand in SAID_PLAINLY else f"赞成{word}"
    return f"{stand}。{opinion.text}"


def rounds_of(one: Standing, found: Sequence[Standing]) -> tuple[Standing, ...]:
    """This function will give the void rounds before an item's present one, the first first."""
    void = [each for each in found if each.item.status is ItemStatus.REHEARD]
    mine = [each for each in void if (each.case.id, each.item.position) == (one.case.id, one.item.position)]
    return tuple(sorted(mine, key=lambda each: each.item.decided_at or each.item.made_at))


def spoken(opinions: Sequence[Opinion]) -> tuple[Opinion, ...]:
    """This function will give opinions in the order in which they were given."""
    return tuple(sorted(opinions, key=lambda one: (one.position, one.at)))


def item_title(act: Act, one: Standing) -> Said:
    """This function will name an item: whose matter, of which measure, under which number."""
    names, case = people.directory(act.tx), one.case
    whose = names.label(one.subject_id) if one.subject_id else names.unit_name(case.unit_id)
    what = Said(one.definition.name)
    if case.number:
        what = Said("{measure}（{number}）", measure=what, number=case.number)
    return Said("{what}：{whose}", what=what, whose=whose) if whose else what


@reads(Permission.KEEP_MEETINGS)
def minutes_page(act: Act, *, meeting_id: str) -> str:
    """This function will give the minutes as a page: as signed, before that as a draft; none with a recused reader."""
    return to_html(_readable(act, meeting_id))


@reads(Permission.KEEP_MEETINGS, limit=limits.EXPORT)
def minutes_file(act: Act, *, meeting_id: str) -> tuple[str, bytes]:
    """This function will give the minutes to print: file name and PDF."""
    letter = _readable(act, meeting_id, "minutes_file")
    reader = people.directory(act.tx).name(act.actor.person_id)
    fonts = Path(act.office.facts["fonts"]) if act.office.facts["fonts"] else None
    mark = f"{reader} {act.now.astimezone(act.office.zone):%Y-%m-%d %H:%M}"
    return f"{letter.number}.pdf", to_pdf(letter, watermark=mark, fonts=fonts)


def _readable(act: Act, meeting_id: str, what: str = "minutes") -> Letter:
    """Who is recused from an item reads its place in the minutes on the meeting's page, not the paper with the item."""
    meeting, members = meeting_of(act, meeting_id)
    found = standings(act, agenda.of_meeting(act.tx, meeting_id), members, meeting)
    if any(hidden(act, one) for one in found):
        raise NotFound
    for one in found:
        looked(act, what, case_id=one.case.id, subject_id=one.subject_id)
    if meeting.status == SIGNED:
        return from_record(meeting.minutes)
    return compose_minutes(act, meeting, members, found)


def may_sign(act: Act, meeting: Meeting) -> bool:
    """This function will tell whether the actor may sign the minutes now."""
    return meeting.status == HELD and meeting.chair_id == act.actor.person_id


def may_keep(act: Act, meeting: Meeting) -> bool:
    """This function will tell whether the actor may still change the meeting."""
    return meeting.status != SIGNED and keeps(act)
