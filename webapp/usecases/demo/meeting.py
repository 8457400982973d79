"""A body meets: planned, attended, each member heard, the chair last; decided item by item, minutes signed."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import CaseId, PersonId
from webapp.store import agenda, meetings
from webapp.usecases.act import Act, reads
from webapp.usecases.deliberating import decide_item, give_opinion
from webapp.usecases.demo.stage import Stage
from webapp.usecases.meetings import list_item, plan_meeting, set_members
from webapp.usecases.minutes import sign_minutes
from webapp.usecases.work import drain

KEEPER = "sun"
GROUNDS = "材料相互印证，宜按研究意见办理。"


def decided(stage: Stage, *, body: str, results: Mapping[CaseId, str]) -> None:
    """This function will let a body meet today on the waiting items of these cases and decide them as given."""
    keeper = stage.actor(KEEPER)
    meeting_id = planned(stage, body=body)
    members, chair = stage.office.view(seats, SYSTEM, meeting_id=meeting_id)
    stage.office.run(set_members, keeper, meeting_id=meeting_id, present=members)
    speakers = [who for who in members if who != chair] + [chair]
    items = stage.office.view(items_waiting, SYSTEM, body=body)
    for case_id, result in results.items():
        item_id = items[case_id]
        stage.office.run(list_item, keeper, meeting_id=meeting_id, item_id=item_id)
        for who in speakers:
            stage.office.run(give_opinion, keeper, item_id=item_id, person_id=who, stand=result, text="同意。")
        stage.office.run(decide_item, keeper, item_id=item_id, result=result, reason=GROUNDS)
        stage.later(minutes=12)
    sign_minutes(stage.office, stage.actor(chair), meeting_id=meeting_id)
    drain(stage.office)


def planned(stage: Stage, *, body: str, days: int = 0) -> str:
    """This function will let the office plan a meeting on the first workday so many days ahead, and give its id."""
    on = stage.workday_after(days)
    return stage.office.run(plan_meeting, stage.actor(KEEPER), body=body, on=on, place="机关三楼会议室")


@reads(Permission.SYSTEM)
def seats(act: Act, *, meeting_id: str) -> tuple[tuple[PersonId, ...], PersonId]:
    """This function will give the members of a meeting and its chair."""
    found, members = meetings.read(act.tx, meeting_id), meetings.members(act.tx, meeting_id)
    people = tuple(one.person_id for one in members)
    return people, found.chair_id or people[0]


@reads(Permission.SYSTEM)
def items_waiting(act: Act, *, body: str) -> Mapping[CaseId, str]:
    """This function will give the items that wait for a body, by case."""
    return {CaseId(one.case_id): one.id for one in agenda.waiting(act.tx, body)}
