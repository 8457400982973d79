"""Collective study (集体研究) in the record of a case: which meeting, who took part, the result, the dissent kept."""

from __future__ import annotations

from webapp.domain.papers import AgendaItem, ItemStatus
from webapp.domain.quorum import ABSTAIN
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import agenda, meetings
from webapp.usecases.agendas import Standing, standings
from webapp.usecases.bodies import bodies
from webapp.usecases.desk import Desk
from webapp.usecases.views.cases import StudyRow
from webapp.usecases.views.tasks import Opinion

PASSED_OVER = (ItemStatus.REHEARD, ItemStatus.WITHDRAWN)
"""Rounds that do not count stand in the minutes of their meeting only."""


def studies_of(desk: Desk, names: Directory) -> tuple[StudyRow, ...]:
    """This function will give what bodies studied of a case, and what waits for one, oldest first."""
    items = agenda.of_case(desk.act.tx, desk.case.id)
    return tuple(study_of(desk, one, names) for one in items if one.status not in PASSED_OVER)


def study_of(desk: Desk, item: AgendaItem, names: Directory) -> StudyRow:
    """This function will give what a body studied of one item."""
    act, known = desk.act, bodies(desk.act)
    meeting = meetings.read(act.tx, item.meeting_id) if item.meeting_id else None
    members = meetings.members(act.tx, meeting.id) if meeting else ()
    one = standings(act, [item], members, meeting)[0]
    decided = item.status is ItemStatus.DECIDED
    return StudyRow(
        item_id=item.id,
        body_name=known[item.body].name if item.body in known else item.body,
        question=one.question,
        state=str(item.status),
        on=meeting.held_on if meeting else None,
        minutes_number=meeting.minutes_number if meeting else None,
        present=tuple(names.name(who) for who in one.count.voters) if one.has_result else (),
        absent=tuple(names.name(who) for who in one.count.absent) if one.has_result else (),
        recused=tuple(names.name(who) for who in one.count.recused),
        result_name=one.word(item.result) if item.result else "",
        reason=item.reason,
        count=_count(one) if decided and members else "",
        dissent=tuple(_opinion(one, names)) if decided else (),
        words=_words(one, known=bool(members)),
    )


def _count(one: Standing) -> Said:
    """For, against and abstaining of so many seats."""
    facts = {"yes": one.votes(one.item.result or ""), "no": one.against, "abstain": one.votes(ABSTAIN)}
    text = "应到{entitled}人，实到{present}人，赞成{yes}人，不赞成{no}人，弃权{abstain}人"
    return Said(text, entitled=one.count.entitled, present=one.count.present, **facts)


def _opinion(one: Standing, names: Directory) -> list[Opinion]:
    """What was said by those who were not for the result."""
    return [
        Opinion(
            by=names.name(each.person_id), at=each.at, words=(Said(one.word(each.stand)), *filter(None, (each.text,)))
        )
        for each in one.heard
        if each.stand != one.item.result
    ]


def _words(one: Standing, *, known: bool) -> tuple[object, ...]:
    """The result as one line of the record."""
    if not one.has_result:
        return ()
    result = Said(one.word(one.item.result))
    return (result, _count(one)) if known and one.item.status is ItemStatus.DECIDED else (result,)
