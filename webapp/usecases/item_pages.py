"""The material of an agenda item (议题材料), for the members who are to study it."""

from __future__ import annotations

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.papers import Meeting
from webapp.store import people
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.agendas import Standing, hidden, one_standing
from webapp.usecases.bodies import body_of
from webapp.usecases.declaring import declare_on
from webapp.usecases.files import files_of
from webapp.usecases.studying import desk_for, material_of, studies
from webapp.usecases.task_pages import head_of
from webapp.usecases.viewing import looked, needs_declaration
from webapp.usecases.views.office import ItemView


@reads(Permission.KEEP_MEETINGS)
def item_page(act: Act, *, meeting_id: str, item_id: str) -> ItemView:
    """This function will give the material of an item to who is to study it; raises NotFound for all others.

    Before the declaration about the subject there is the question of recusal and nothing else.
    """
    meeting, one = _to_study(act, meeting_id, item_id)
    act.case_id = one.case.id
    undeclared = needs_declaration(act, one.subject_id)
    if not undeclared:
        looked(act, "material", case_id=one.case.id, subject_id=one.subject_id)
    return _view(act, meeting, one, undeclared=undeclared)


def _view(act: Act, meeting: Meeting, one: Standing, *, undeclared: bool) -> ItemView:
    names = people.directory(act.tx)
    asked = None if undeclared else material_of(desk_for(act, one), one)
    return ItemView(
        meeting_id=meeting.id,
        item_id=one.item.id,
        position=one.item.position,
        body_name=body_of(act, meeting.body).name,
        on=meeting.held_on,
        head=head_of(act, one.case, names),
        question=one.question,
        proposal_name=one.word(one.item.proposal) if one.item.proposal else "",
        choices=tuple(one.word(code) for code in one.item.choices),
        needs_declaration=undeclared,
        asked=asked,
        attachments=files_of(act, one.case.id, names, steps=asked.steps) if asked else (),
    )


@writes(Permission.KEEP_MEETINGS)
def declare_about_item(act: Act, *, meeting_id: str, item_id: str, answer: str) -> bool:
    """This function will write a member's declaration about an item's subject; True when the member is recused."""
    _, one = _to_study(act, meeting_id, item_id)
    return declare_on(act, one.subject_id, answer=answer)


def _to_study(act: Act, meeting_id: str, item_id: str) -> tuple[Meeting, Standing]:
    meeting, _, one = one_standing(act, item_id, lock=False)
    if meeting.id != meeting_id or hidden(act, one) or not studies(act, meeting, one):
        raise NotFound
    return meeting, one
