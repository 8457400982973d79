"""One vote for all (一致同意): what everybody there agrees to is recorded together, exceptions one by one before."""

from __future__ import annotations

import dataclasses

from webapp.domain.actor import Actor, Permission
from webapp.domain.errors import OfficeError
from webapp.domain.papers import Meeting, Opinion
from webapp.store import agenda
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, in_steps, reads, writes
from webapp.usecases.agendas import HELD, MeetingRefused, Standing, keeps, meeting_of, standings
from webapp.usecases.bodies import is_single
from webapp.usecases.deliberating import open_item
from webapp.usecases.meetings import refuse_others
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note


def may_agree(act: Act, meeting: Meeting, one: Standing) -> bool:
    """This function will tell whether an item may be agreed to with the others.

    It has a proposal that may be taken without a discussion of its own, its quorum and a chair, and nobody has spoken.
    """
    ready = meeting.status == HELD and keeps(act) and one.is_open and one.count.met and not one.opinions
    proposed = one.item.proposal in one.item.choices and not is_single(one.definition, one.item.proposal or "")
    return ready and proposed and one.chair in one.count.voters


@in_steps
def agree_to_the_rest(office: Office, actor: Actor, *, meeting_id: str) -> int:
    """This function will record for each item that may be, an act of its own, that all agreed; gives how many."""
    return sum(_agree(office, actor, one) for one in office.view(agreeable, actor, meeting_id=meeting_id))


def _agree(office: Office, actor: Actor, item_id: str) -> bool:
    try:
        office.run(agree_to_item, actor, item_id=item_id)
    except OfficeError:
        return False
    return True


@reads(Permission.KEEP_MEETINGS)
def agreeable(act: Act, *, meeting_id: str) -> tuple[str, ...]:
    """This function will give the items of a meeting that may be agreed to together."""
    meeting, members = meeting_of(act, meeting_id)
    found = standings(act, agenda.of_meeting(act.tx, meeting_id), members, meeting)
    return tuple(one.item.id for one in found if may_agree(act, meeting, one))


@writes(Permission.KEEP_MEETINGS)
def agree_to_item(act: Act, *, item_id: str) -> None:
    """This function will write that everybody there is for the proposal, the chair last, and the result.

    Raises MeetingRefused for an item that needs a discussion of its own or that somebody has spoken on.
    """
    refuse_others(act)
    meeting, _, found = open_item(act, item_id)
    if not may_agree(act, meeting, found):
        raise MeetingRefused(why="本议题须逐人发表意见")
    proposal, chair = found.item.proposal or "", found.chair
    voters = sorted(found.count.voters, key=lambda who: who == chair)
    agenda.preside(act.tx, item_id, chair_id=voters[-1])
    said = [
        Opinion(item_id=item_id, person_id=who, stand=proposal, position=place, at=act.now)
        for place, who in enumerate(voters, start=1)
    ]
    agenda.say_all(act.tx, said, case_id=found.case.id)
    agenda.decide(act.tx, found.item, result=proposal, reason="", now=act.now)
    entry = entry_of(
        act, "agenda.agreed", stream=stream_of(found.case.id), meeting=meeting.id, item=item_id, members=len(voters)
    )
    note(act, dataclasses.replace(entry, sealed={"result": proposal}))
