"""A long agenda: a line for each item, the items of one page, who is missing where the quorum is short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from webapp.domain.papers import Meeting
from webapp.domain.said import Said
from webapp.usecases.act import Act
from webapp.usecases.agendas import PLANNED, Standing, hidden, names_of
from webapp.usecases.agreeing import may_agree
from webapp.usecases.minutes import item_title
from webapp.usecases.views.agendas import AgendaLine

SIZE = 10
"""So many items stand in full on one page of an agenda."""


def page_of(listed: Sequence[Standing], *, page: int, at: str) -> int:
    """This function will give the page to show: that of an item, else the one asked for, within what there is."""
    place = next((number for number, one in enumerate(listed) if one.item.id == at), None)
    wanted = page if place is None else place // SIZE + 1
    return min(max(wanted, 1), pages_of(listed))


def pages_of(listed: Sequence[Standing]) -> int:
    """This function will give how many pages an agenda has, one at least."""
    return max(1, -(-len(listed) // SIZE))


def on_page(listed: Sequence[Standing], page: int) -> Sequence[Standing]:
    """This function will give the items that stand in full on a page."""
    return listed[(page - 1) * SIZE : page * SIZE]


def lines_of(act: Act, meeting: Meeting, listed: Sequence[Standing]) -> tuple[AgendaLine, ...]:
    """This function will give a line for each item; of one from which the actor is recused its place only."""
    return tuple(_line(act, meeting, one, number // SIZE + 1) for number, one in enumerate(listed))


def _line(act: Act, meeting: Meeting, one: Standing, page: int) -> AgendaLine:
    item = one.item
    if hidden(act, one):
        return AgendaLine(item_id=item.id, position=item.position, page=page, state=str(item.status), may_see=False)
    return AgendaLine(
        item_id=item.id,
        position=item.position,
        page=page,
        state=str(item.status),
        title=item_title(act, one),
        proposal_name=one.word(item.proposal) if item.proposal else "",
        result_name=one.word(item.result) if item.result else "",
        quorum_met=one.count.met,
        agreeable=may_agree(act, meeting, one),
    )


def shortage_of(act: Act, meeting: Meeting, listed: Iterable[Standing]) -> tuple[str, ...]:
    """This function will name each open item that would have too few, with who is recused and who is away."""
    planned = meeting.status == PLANNED
    short = [one for one in listed if one.is_open and not one.count.met and not hidden(act, one)]
    return tuple(
        Said(
            "第{number}项：{sentence}{recused}{absent}",
            number=one.item.position,
            sentence=one.count.sentence(planned=planned),
            recused=Said("；回避：{names}", names=names_of(act, one.count.recused)) if one.count.recused else "",
            absent=Said("；缺席：{names}", names=names_of(act, one.count.absent)) if one.count.absent else "",
        )
        for one in short
    )
