"""Who is kept free: the only one who can do a later step (four eyes) is not offered this one while others can do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webapp import engine
from webapp.domain.advance import Assign
from webapp.domain.ids import PersonId
from webapp.domain.records import Step, Task, last_hands
from webapp.domain.roster import Need
from webapp.store import candidates
from webapp.usecases.desk import Desk
from webapp.usecases.pools import known_room


def kept_free(desk: Desk, row: Task, past: Sequence[Step], able: frozenset[PersonId]) -> Mapping[PersonId, str]:
    """This function will give who of the candidates is kept free, and for which later step.

    Nobody is where nobody else is left: better a later step that waits with an explanation than this one. Duties are in
    memory, what comes later is the definition's: it costs no statement.
    """
    if len(able) < 2:
        return {}
    coming = apart_later(desk, row)
    needed = {who: one.name for one in reversed(coming) for who in _only(_left(desk, one, row, past)) & able}
    return needed if able - needed.keys() else {}


def apart_later(desk: Desk, row: Task) -> tuple[engine.Later, ...]:
    """This function will give the later steps that four eyes keep apart from this one."""
    return engine.apart_later(desk.definition, row.path, process=row.process, element=row.element)


def _only(left: frozenset[PersonId]) -> frozenset[PersonId]:
    return left if len(left) == 1 else frozenset()


def _left(desk: Desk, later: engine.Later, row: Task, past: Sequence[Step]) -> frozenset[PersonId]:
    """Who could do the later step today, but for those whom the steps so far keep from it."""
    case = desk.case
    room = known_room(desk, later.role, later.rules, past) or (row.room_id if later.role == row.role else None)
    if later.role is None or room is None:
        return frozenset()
    need = Need(role=later.role, room_id=room, level=case.level, secrecy=case.secrecy)
    able = candidates.for_needs(desk.act.tx, [need], on=desk.act.today, subject_id=case.subject_id, case_id=case.id)
    apart = [rule.target for rule in later.rules if rule.kind is Assign.NOT_SAME_AS and rule.target != row.path]
    return able[need] - {who for path in apart for who in last_hands(past, path)}
