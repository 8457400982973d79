"""One item at a meeting: who is out, what each says, the result; or back for material, left, heard once more.

Opinions need the quorum, a result needs quorum, everybody heard, the chair last and the majority. Sending an item back
and leaving it for the next meeting need none of these, so that no item is ever held for good.
"""

from __future__ import annotations

import dataclasses
import uuid

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.papers import AgendaItem, ItemStatus, Meeting, Member, Opinion
from webapp.domain.quorum import ABSTAIN
from webapp.domain.records import AuditEntry, CaseStatus
from webapp.domain.said import Said
from webapp.store import agenda
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.agendas import (
    HELD,
    PRESIDER_GONE,
    RETURNED,
    SIGNED,
    MeetingRefused,
    Standing,
    hidden,
    keeps,
    leads,
    names_of,
    one_standing,
    refuse_result,
    refuse_to_hear,
)
from webapp.usecases.meetings import refuse_others
from webapp.usecases.viewing import entry_of, needs_declaration, note

SHORTEST = 2


@writes(Permission.KEEP_MEETINGS)
def recuse_member(act: Act, *, item_id: str, person_id: PersonId) -> None:
    """This function will take a member out of one item, on own word or by the keeper.

    Where the member has spoken, or presides after somebody spoke, the others are heard once more.
    """
    meeting, members, found = open_item(act, item_id)
    if person_id not in {one.person_id for one in members}:
        raise NotFound
    if not keeps(act) and person_id != act.actor.person_id:
        raise MeetingRefused(why="只能申报本人回避")
    heard = {one.person_id for one in found.opinions}
    if heard and person_id in heard | {found.chair}:
        item_id = _again(act, found, ItemStatus.REHEARD, f"{names_of(act, [person_id])}回避").id
    agenda.recuse(act.tx, item_id, person_id=person_id)
    note(act, entry_of(act, "agenda.recused", meeting=meeting.id, item=item_id, person=person_id))


@writes(Permission.KEEP_MEETINGS)
def give_opinion(act: Act, *, item_id: str, person_id: PersonId, stand: str, text: str = "") -> None:
    """This function will write what a member is for (one of the item's results, or abstain); the chair speaks last.

    The keeper writes for everybody, a member for himself or herself, who has declared about the subject first. After
    the chair nobody changes an opinion. The first opinion fixes who presides over the item. Raises NoQuorum while too
    few take part.
    """
    meeting, _, found = open_item(act, item_id)
    if stand not in (*found.item.choices, RETURNED, ABSTAIN):
        raise MeetingRefused(why="请选择本议题可选的结果")
    _refuse_to_speak(act, meeting, found, person_id)
    if stand not in (found.item.proposal, ABSTAIN) and not text.strip():
        raise MeetingRefused(why="意见与所提建议不同的，请写明理由")
    if not found.opinions and found.chair is not None:
        agenda.preside(act.tx, item_id, chair_id=found.chair)
    said = {one.person_id: one.position for one in found.opinions}
    one = Opinion(
        item_id=item_id,
        person_id=person_id,
        stand=stand,
        text=text.strip(),
        position=said.get(person_id, len(said) + 1),
        at=act.now,
    )
    agenda.say(act.tx, one, case_id=found.case.id)
    entry = entry_of(act, "agenda.opinion", meeting=meeting.id, item=item_id, person=person_id)
    note(act, dataclasses.replace(entry, sealed={"stand": stand}))


def _refuse_to_speak(act: Act, meeting: Meeting, found: Standing, person_id: PersonId) -> None:
    if not keeps(act) and person_id != act.actor.person_id:
        raise MeetingRefused(why="只能填写本人的意见")
    if meeting.status != HELD:
        raise MeetingRefused(why="请先登记到会人员")
    refuse_to_hear(found)
    if person_id not in found.count.voters:
        raise MeetingRefused(why="该人员未到会或者已回避，不参加本议题")
    if found.chair not in found.count.voters:
        raise MeetingRefused(why=PRESIDER_GONE)
    others = [who for who in found.silent if who not in (person_id, found.chair)]
    if person_id == found.chair and others:
        raise MeetingRefused(why=Said("主持人最后发表意见，还有{names}未发表", names=names_of(act, others)))
    if person_id != found.chair and found.chair_spoke:
        raise MeetingRefused(why="主持人已发表意见，其他人员的意见不再改动；还有人员要发表的，请重新发表意见")
    if person_id == act.actor.person_id and needs_declaration(act, found.subject_id):
        raise MeetingRefused(why="请先阅读议题材料，作出回避声明")


@writes(Permission.KEEP_MEETINGS)
def decide_item(act: Act, *, item_id: str, result: str, reason: str = "") -> None:
    """This function will write what the meeting decided on an item: one of its choices.

    Raises NoQuorum with the count in words, NotAdopted when too few are for it. A result other than the proposal needs
    a reason.
    """
    refuse_others(act)
    meeting, _, found = open_item(act, item_id)
    if meeting.status != HELD:
        raise MeetingRefused(why="请先登记到会人员")
    if result not in found.item.choices:
        raise MeetingRefused(why="请选择本议题可选的结果")
    refuse_result(act, found, result)
    if result != found.item.proposal and len(reason.strip()) < SHORTEST:
        raise MeetingRefused(why="结果与所提建议不同的，请写明理由")
    agenda.decide(act.tx, found.item, result=result, reason=reason.strip(), now=act.now)
    note(act, _entry(act, "agenda.decided", meeting, found, reason, result=result))


@writes(Permission.KEEP_MEETINGS)
def return_item(act: Act, *, item_id: str, reason: str) -> None:
    """This function will send an item back for more material, whatever was said of it, with the reason."""
    meeting, _, found = open_item(act, item_id)
    _refuse_unless_leading(act, meeting, found)
    if meeting.status != HELD:
        raise MeetingRefused(why="请先登记到会人员")
    if len(reason.strip()) < SHORTEST:
        raise MeetingRefused(why="退回补充的，请写明理由")
    agenda.decide(act.tx, found.item, result=RETURNED, reason=reason.strip(), now=act.now, returned=True)
    note(act, _entry(act, "agenda.decided", meeting, found, reason, result=RETURNED))


@writes(Permission.KEEP_MEETINGS)
def leave_item(act: Act, *, item_id: str, reason: str = "") -> None:
    """This function will leave an item for the next meeting; what was said stays in this one's record."""
    meeting, _, found = open_item(act, item_id)
    _refuse_unless_leading(act, meeting, found)
    if found.opinions:
        _again(act, found, ItemStatus.LEFT, reason.strip())
    else:
        agenda.place(act.tx, item_id, meeting_id=None)
    note(act, _entry(act, "agenda.unlisted", meeting, found, reason))


@writes(Permission.KEEP_MEETINGS)
def hear_again(act: Act, *, item_id: str, reason: str) -> None:
    """This function will void what was said and decided on an item and let everybody speak anew; the record keeps it.

    For the recorder and the chair, until the minutes are signed.
    """
    meeting, _, found = one_standing(act, item_id)
    if hidden(act, found):
        raise NotFound
    _refuse_unless_leading(act, meeting, found)
    if meeting.status == SIGNED or not (found.has_result or (found.is_open and found.opinions)):
        raise MeetingRefused(why="本议题没有可以重新发表的意见")
    if len(reason.strip()) < SHORTEST:
        raise MeetingRefused(why="请写明重新发表意见的理由")
    _again(act, found, ItemStatus.REHEARD, reason.strip())
    note(act, _entry(act, "agenda.reheard", meeting, found, reason))


def _again(act: Act, found: Standing, status: ItemStatus, reason: str) -> AgendaItem:
    """Close this round and put a fresh item in its place, here or on the body's list; a case that ended is off it."""
    old = found.item
    agenda.void(act.tx, old, status=status, reason=reason, now=act.now)
    left, over = status is ItemStatus.LEFT, found.case.status is not CaseStatus.OPEN
    fresh = dataclasses.replace(
        old,
        id=uuid.uuid4().hex,
        meeting_id=None if left else old.meeting_id,
        position=0 if left else old.position,
        status=ItemStatus.WITHDRAWN if over else ItemStatus.WAITING if left else ItemStatus.LISTED,
        chair_id=None,
        result=None,
        reason="",
        decided_at=None,
    )
    agenda.request(act.tx, fresh)
    for who in agenda.recused(act.tx, [old.id])[old.id]:
        agenda.recuse(act.tx, fresh.id, person_id=who)
    return fresh


def _refuse_unless_leading(act: Act, meeting: Meeting, found: Standing) -> None:
    if not leads(act, meeting, found):
        raise MeetingRefused(why="由会议记录人或者主持人办理")


def _entry(act: Act, what: str, meeting: Meeting, found: Standing, reason: str, **sealed: str) -> AuditEntry:
    entry = entry_of(act, what, stream=stream_of(found.case.id), meeting=meeting.id, item=found.item.id)
    return dataclasses.replace(entry, sealed={**sealed, "reason": reason.strip()})


def open_item(act: Act, item_id: str) -> tuple[Meeting, tuple[Member, ...], Standing]:
    """This function will give an item that waits for its result; raises MeetingRefused, NotFound for who is recused."""
    meeting, members, found = one_standing(act, item_id)
    if meeting.status == SIGNED or not found.is_open:
        raise MeetingRefused(why="本议题已有结果，不能再改")
    if hidden(act, found):
        raise NotFound
    return meeting, members, found
