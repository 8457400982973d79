"""Many items on one agenda: all that waits of one measure and period, up to what one meeting takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from webapp.domain.actor import Actor, Permission
from webapp.domain.papers import Meeting
from webapp.store import agenda
from webapp.usecases.act import Act, in_steps, reads
from webapp.usecases.agendas import Standing, hidden, meeting_of, standings
from webapp.usecases.bodies import body_of
from webapp.usecases.meetings import list_item, refuse_others
from webapp.usecases.office import Office
from webapp.usecases.views.agendas import WaitingGroup
from webapp.usecases.words import measure_name


@in_steps
def list_items(office: Office, actor: Actor, *, meeting_id: str, item_ids: Sequence[str]) -> int:
    """This function will put waiting items on an agenda, an act each, as many as the meeting takes; gives how many."""
    taken = list(item_ids)[: office.view(room_left, actor, meeting_id=meeting_id)]
    for item_id in taken:
        office.run(list_item, actor, meeting_id=meeting_id, item_id=item_id)
    return len(taken)


@in_steps
def list_group(office: Office, actor: Actor, *, meeting_id: str, measure: str, period: str) -> int:
    """This function will put what waits of one measure and period on an agenda, up to what the meeting takes."""
    found = office.view(of_group, actor, meeting_id=meeting_id, measure=measure, period=period)
    return list_items(office, actor, meeting_id=meeting_id, item_ids=found)


@reads(Permission.KEEP_MEETINGS)
def of_group(act: Act, *, meeting_id: str, measure: str, period: str) -> tuple[str, ...]:
    """This function will give the items that wait of one measure and period, the oldest first."""
    refuse_others(act)
    meeting, members = meeting_of(act, meeting_id)
    found = standings(act, agenda.waiting(act.tx, meeting.body), members)
    return tuple(one.item.id for one in found if not hidden(act, one) and key_of(one) == (measure, period))


@reads(Permission.KEEP_MEETINGS)
def room_left(act: Act, *, meeting_id: str) -> int:
    """This function will give how many items still fit on an agenda (`items` of rules/quorum.yaml)."""
    meeting, _ = meeting_of(act, meeting_id)
    return places_left(act, meeting, len(agenda.of_meeting(act.tx, meeting_id)))


def places_left(act: Act, meeting: Meeting, listed: int) -> int:
    """This function will give how many items a meeting still takes."""
    return max(0, body_of(act, meeting.body).items - listed)


def groups_of(waiting: Sequence[Standing], fits: int) -> tuple[WaitingGroup, ...]:
    """This function will count what waits by measure and period, the largest group first."""
    counted = Counter(key_of(one) for one in waiting)
    return tuple(
        WaitingGroup(measure=measure, period=period, name=measure_name(measure), count=count, fits=min(count, fits))
        for (measure, period), count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def key_of(one: Standing) -> tuple[str, str]:
    """This function will give measure and period of an item's case."""
    return one.case.measure, one.case.period or ""
