"""Who has a word about destroying a case: by right, as a register where no room has it, in the secretary's place.

Where every secretary is recused, or is the person, the deputy decides, who presides then, too (`quorum.yaml`). Three
people stay three: the database itself refuses a decision of whoever proposed or checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain.actor import Permission
from webapp.domain.errors import NotDeclared, NotFound
from webapp.domain.ids import OFFICE_ROOM, CaseId, PersonId
from webapp.domain.records import Case
from webapp.domain.retention import Stage
from webapp.store import cases, destruction_list, grants, recusals
from webapp.store.destruction_list import Item
from webapp.usecases.act import Act
from webapp.usecases.viewing import is_kept_away, needs_declaration, viewer_of

SECRETARY, DEPUTY = "secretary", "deputy"


def refuse_others(act: Act, case_id: CaseId, *, decides: bool) -> None:
    """This function will let through who has a word: by right and declared, or another keeper, or who stands in.

    Raises NotFound for all others, and for who decides without being asked to; NotDeclared.
    """
    case = cases.header(act.tx, case_id)
    if decides and not act.actor.may(Permission.DECIDE_DESTRUCTION) and not stands_in(act, case):
        raise NotFound
    if cases.by_right(act.tx, case_id, viewer=viewer_of(act)):
        if needs_declaration(act, case.subject_id):
            raise NotDeclared
    elif not _reads_as_register(act, case) or is_kept_away(act, case_id):
        raise NotFound


def _reads_as_register(act: Act, case: Case) -> bool:
    """Numbers, days and codes of what is in no room's hand."""
    if not case.confined and case.room_id not in (None, OFFICE_ROOM):
        return False
    may = act.actor.may
    return may(Permission.PROPOSE_DESTRUCTION) or may(Permission.DECIDE_DESTRUCTION) or stands_in(act, case)


def stands_in(act: Act, case: Case) -> bool:
    """This function will tell whether the actor decides in the place of secretaries who are all kept from a case."""
    if DEPUTY not in act.actor.roles or is_kept_away(act, case.id):
        return False
    leaders = frozenset(grants.holders(act.tx, SECRETARY, on=act.today))
    away = recusals.recused_from(act.tx, case.id, subject_id=case.subject_id)
    return bool(leaders) and leaders <= away | {PersonId(str(case.subject_id))}


def to_check(act: Act) -> tuple[Item, ...]:
    """This function will list what waits for the viewer's check: by right, and of no room's for another keeper."""
    viewer, me = viewer_of(act), act.actor.person_id
    found = {one.id: one for one in destruction_list.seen(act.tx, viewer, Stage.PROPOSED)}
    if act.actor.may(Permission.PROPOSE_DESTRUCTION):
        found |= {one.id: one for one in destruction_list.of_no_room(act.tx, viewer, Stage.PROPOSED)}
    return tuple(one for one in found.values() if one.proposed_by != me)


def to_decide(act: Act) -> tuple[Item, ...]:
    """This function will list what waits for the viewer's decision: the secretary's, or in the secretary's place."""
    return tuple(one for one in _checked(act) if act.actor.person_id not in (one.proposed_by, one.checked_by))


def _checked(act: Act) -> Iterator[Item]:
    viewer, decides = viewer_of(act), act.actor.may(Permission.DECIDE_DESTRUCTION)
    if decides or DEPUTY in act.actor.roles:
        found = {one.id: one for one in destruction_list.seen(act.tx, viewer, Stage.CHECKED)}
        found |= {one.id: one for one in destruction_list.of_no_room(act.tx, viewer, Stage.CHECKED)}
        yield from (one for one in found.values() if decides or stands_in(act, cases.header(act.tx, one.case_id)))
