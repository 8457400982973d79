"""What another organ decides on an item: the Party committee, or the superior where too few may decide here."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

from webapp.domain.actor import Actor, Permission
from webapp.domain.errors import NotFound
from webapp.domain.papers import ItemStatus, Meeting
from webapp.domain.said import Said
from webapp.store import agenda, meetings, messages
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, in_steps, writes
from webapp.usecases.agendas import RETURNED, SIGNED, MeetingRefused, Standing, hidden, keeps, standings
from webapp.usecases.bodies import Body, body_of, members_on, stand_ins
from webapp.usecases.deliberating import SHORTEST
from webapp.usecases.minutes import decision_message, hand_over
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note


@in_steps
def record_outside(
    office: Office, actor: Actor, *, item_id: str, result: str, document: str, on: dt.date, reason: str = ""
) -> bool:
    """This function will record what another organ decided, hand it to the case and tell whether it arrived."""
    message_id = office.run(
        write_outside, actor, item_id=item_id, result=result, document=document, on=on, reason=reason
    )
    return hand_over(office, message_id)


@writes(Permission.RECORD_WORDS)
def write_outside(act: Act, *, item_id: str, result: str, document: str, on: dt.date, reason: str = "") -> str:
    """This function will write the result under the other organ's document number and give the message's id.

    Only for a body outside, or where recusals leave too few and nobody can stand in.
    """
    if not keeps(act):
        raise NotFound
    item = agenda.read(act.tx, item_id)
    body = body_of(act, item.body)
    found = standings(act, [item], members_on(act, body, act.today))[0]
    _check(act, body, found, result=result, document=document, on=on, reason=reason)
    meeting_id = _meeting(act, body, document.strip(), on)
    agenda.place(act.tx, item_id, meeting_id=meeting_id, position=len(agenda.of_meeting(act.tx, meeting_id)) + 1)
    agenda.decide(act.tx, item, result=result, reason=reason.strip(), now=act.now, returned=result == RETURNED)
    row = decision_message(agenda.read(act.tx, item_id), document.strip(), act.now, on=on)
    messages.post(act.tx, [row])
    entry = entry_of(act, "agenda.decided_outside", stream=stream_of(item.case_id), item=item_id, body=body.code)
    note(act, dataclasses.replace(entry, sealed={"result": result, "document": document.strip()}))
    return row.id


def _check(act: Act, body: Body, found: Standing, *, result: str, document: str, on: dt.date, reason: str) -> None:
    if hidden(act, found) or found.item.status is not ItemStatus.WAITING:
        raise NotFound
    if not body.outside and not too_few(act, body, found):
        raise MeetingRefused(why=Said("本议题由{body}研究决定，不能以外来文件代替", body=Said(body.name)))
    if result not in (*found.item.choices, RETURNED):
        raise MeetingRefused(why="请选择本议题可选的结果")
    if len(document.strip()) < SHORTEST or on > act.today:
        raise MeetingRefused(why="请填写决定文件的文号和日期，日期不能晚于今日")
    asked_on = found.item.made_at.astimezone(act.office.zone).date()
    if on < asked_on:
        raise MeetingRefused(why=Said("本议题{day}才提请研究，决定的日期不能早于这一天", day=asked_on))
    if result == RETURNED and len(reason.strip()) < SHORTEST:
        raise MeetingRefused(why="退回补充的，请写明理由")


def too_few(act: Act, body: Body, found: Standing) -> bool:
    """This function will tell whether the item cannot be decided here even if everybody came and stood in."""
    counted = found.count
    able = stand_ins(act, body, act.today) - found.recused
    free_seats = min(len(able), len(counted.recused))
    return not counted.reachable and counted.present + len(counted.absent) + free_seats < counted.needed


def _meeting(act: Act, body: Body, document: str, on: dt.date) -> str:
    """One record per document: a committee's minutes may decide several items."""
    known = next((one for one in meetings.every(act.tx) if one.minutes_number == document), None)
    if known is not None:
        if known.body != body.code or known.chair_id is not None:
            raise MeetingRefused(why="该文号已用于本机关的会议纪要")
        return known.id
    one = Meeting(
        id=uuid.uuid4().hex,
        body=body.code,
        held_on=on,
        status=SIGNED,
        minutes_number=document,
        recorder_id=act.actor.person_id,
        made_by=act.actor.person_id,
        made_at=act.now,
        signed_at=act.now,
    )
    meetings.put(act.tx, one)
    return one.id
