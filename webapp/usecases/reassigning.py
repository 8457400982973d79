"""待改派: a step that names one person waits, when that person is recused, for whoever may hand it to another."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.domain.actor import Permission, RoleScope
from webapp.domain.advance import Assign, AssignRule
from webapp.domain.ids import OFFICE_ROOM, PersonId
from webapp.domain.records import Case
from webapp.domain.roster import Need
from webapp.domain.sights import Viewer
from webapp.store import candidates, cases
from webapp.usecases.act import Act

NAMING = (Assign.PERSON, Assign.SAME_AS, Assign.INITIATOR)
"""Rules by which a diagram names one officer for a step, so that no pool may take it."""


def names_one(rules: Iterable[AssignRule]) -> bool:
    """This function will tell whether a step's rules name one person."""
    return any(rule.kind in NAMING for rule in rules)


def who_may_reassign(act: Act, case: Case) -> frozenset[PersonId]:
    """This function will give who may hand out the steps of a case: by duty, and only who sees the case."""
    roles = act.office.library.roles(act.tx)
    leading = [one for one in roles.values() if Permission.ASSIGN_TASKS in one.permissions]
    rooms = {one.code: case.room_id if one.scope is RoleScope.ROOM else OFFICE_ROOM for one in leading}
    needs = [
        Need(role=code, room_id=room, level=case.level, secrecy=case.secrecy) for code, room in rooms.items() if room
    ]
    able = candidates.for_needs(act.tx, needs, on=act.today, subject_id=case.subject_id, case_id=case.id)
    found = frozenset().union(*able.values())
    return frozenset(who for who in found if cases.by_right(act.tx, case.id, viewer=_eyes_of(act, who)))


def _eyes_of(act: Act, person_id: PersonId) -> Viewer:
    return Viewer(person_id=person_id, now=act.now, today=act.today)
