"""Which room's pool a step goes to."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.domain.actor import RoleScope
from webapp.domain.advance import Assign, AssignRule
from webapp.domain.ids import OFFICE_ROOM, RoomId
from webapp.domain.records import Step
from webapp.store import grants, loads
from webapp.usecases.act import Act
from webapp.usecases.desk import Desk
from webapp.usecases.reassigning import names_one

LEADING = frozenset({"room_head", "deputy"})
"""Who leads a room: a vacancy there is filled or found out, never passed on to another room."""


def rooms_with(act: Act, role: str) -> frozenset[RoomId]:
    """This function will give the rooms in which somebody holds a role today."""
    return frozenset(
        one.room_id
        for one in grants.all_grants(act.tx)
        if one.role == role
        and (one.from_on is None or one.from_on <= act.today)
        and (one.until_on is None or act.today <= one.until_on)
    )


def room_of(desk: Desk, role: str | None, rules: Sequence[AssignRule], past: Sequence[Step]) -> RoomId | None:
    """This function will give the room whose pool a role's task goes to.

    Where the case has no room yet, or its room has nobody with that working duty (a tour group supervises nothing), a
    step of a room's role goes to the room that did that duty in this case before, else to that with the least to do.
    """
    found = known_room(desk, role, rules, past)
    if found or role is None or _is_of_unit(rules):
        return found
    return loads.least_loaded(desk.act.tx, sorted(rooms_with(desk.act, role)))


def known_room(desk: Desk, role: str | None, rules: Sequence[AssignRule], past: Sequence[Step]) -> RoomId | None:
    """This function will give that room as far as it costs no statement: None where loads decide."""
    if _is_of_unit(rules):
        return RoomId(desk.case.unit_id) if desk.case.unit_id else None
    if role is None or not _is_of_a_room(desk.act, role):
        return OFFICE_ROOM
    return _own_room(desk, role) or _room_before(desk, role, past)


def _is_of_unit(rules: Sequence[AssignRule]) -> bool:
    return any(rule.kind is Assign.UNIT_OF_SUBJECT for rule in rules)


def _is_of_a_room(act: Act, role: str) -> bool:
    roles = act.office.library.roles(act.tx)
    return role in roles and roles[role].scope is RoleScope.ROOM


def _own_room(desk: Desk, role: str) -> RoomId | None:
    own = desk.case.room_id
    if own is None or role in LEADING:
        return own
    rooms = rooms_with(desk.act, role)
    return own if own in rooms or not rooms else None


def _room_before(desk: Desk, role: str, past: Sequence[Step]) -> RoomId | None:
    """The room of whoever did that duty last in this case, be it done for them.

    A colleague who was named to confirm may be of any room: such a step tells where there is no other.
    """
    done = [one for one in reversed(past) if one.role == role and one.completed_by]
    found = (_room_of(desk, role, one) for one in sorted(done, key=lambda one: names_one(one.rules)))
    return next((room for room in found if room), None)


def _room_of(desk: Desk, role: str, done: Step) -> RoomId | None:
    rooms = rooms_with(desk.act, role)
    held = (one for one in grants.all_grants(desk.act.tx) if one.role == role and one.person_id == done.done_for)
    return next((one.room_id for one in held if one.room_id in rooms), None)
